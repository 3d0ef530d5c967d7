// SPDX-License-Identifier: GPL-2.0
#include "network/print/choice.h"

#include <stdlib.h>

#include "print/json.h"
#include "print/table.h"
#include "print/words.h"
#include "util/alloc.h"

static const char *way_name(const struct network *net, const struct choice *c,
			    enum choice_way way)
{
	if (c->index[way] == NONE)
		return "several circuits";
	return way == WAY_PLACE ? net->place[c->index[way]].name :
				  net->circuit[c->index[way]].name;
}

/* "15.0 ms by er-sv"; to be freed. */
static char *way_text(const struct network *net, const struct choice *c, enum choice_way way)
{
	if (c->cost[way] == LATENCY_NONE)
		return xstrdup(UNKNOWN);
	return xasprintf("%.1f ms %s %s", (double)c->cost[way] / 1000,
			 way == WAY_PLACE ? "at" : "by", way_name(net, c, way));
}

static void add_row(const struct network *net, const struct choice *c, struct table *table)
{
	char *text;
	int way;

	table_cell(table, "%s", net->site[c->site].name);
	table_cell(table, "%u", net->site[c->site].people);
	table_cell(table, "%s", net->device[c->region].name);
	for (way = WAY_NOW; way <= WAY_PLACE; way++) {
		text = way_text(net, c, (enum choice_way)way);
		table_cell(table, "%s", text);
		free(text);
	}
}

static void print_mean(const struct network *net, const struct choices *choices, const char *what,
		       enum choice_way way, bool recommended, FILE *out)
{
	double mean;

	if (choices_mean(net, choices, way, recommended, &mean))
		fprintf(out, "%s %.2f ms", what, mean / 1000);
	else
		fprintf(out, "%s %s", what, UNKNOWN);
}

static void print_advice(const struct network *net, const struct choice *c, FILE *out)
{
	const char *site = net->site[c->site].name;
	char *now = way_text(net, c, WAY_NOW), *best = way_text(net, c, c->best);
	char *place = way_text(net, c, WAY_PLACE);

	if (c->best != WAY_NOW)
		fprintf(out, "recommended for %s: %s%s, instead of %s\n", site,
			c->best == WAY_PLACE ? "a new circuit, " : "", best, now);
	if (c->few && c->cost[WAY_PLACE] < c->cost[c->best])
		fprintf(out, "not recommended for %s, which has only %u people: a new circuit, %s\n",
			site, net->site[c->site].people, place);
	free(place);
	free(best);
	free(now);
}

void choices_text(const struct network *net, const struct choices *choices, FILE *out)
{
	static const char *const titles[] = {
		"SITE", "PEOPLE", "TO", "NOW", "INTERNET", "EXPRESSROUTE", "NEW CIRCUIT",
	};
	struct table table = { 0 };
	size_t i;

	for (i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		table_column(&table, i == 1 ? ALIGN_RIGHT : ALIGN_LEFT, titles[i]);
	for (i = 0; i < choices->n; i++)
		add_row(net, &choices->v[i], &table);
	table_print(&table, out);
	table_free(&table);
	print_mean(net, choices, "\nMean of all people: now", WAY_NOW, false, out);
	print_mean(net, choices, ", all by the Internet", WAY_INTERNET, false, out);
	print_mean(net, choices, ", all by ExpressRoute", WAY_PEERING, false, out);
	print_mean(net, choices, ", as recommended", WAY_NOW, true, out);
	fputc('\n', out);
	for (i = 0; i < choices->n; i++)
		print_advice(net, &choices->v[i], out);
}

static json_t *way_json(const struct network *net, const struct choice *c, enum choice_way way)
{
	json_t *object;

	if (c->cost[way] == LATENCY_NONE)
		return json_null();
	object = json_object();
	json_add(object, "name", json_text(c->index[way] == NONE ? NULL : way_name(net, c, way)));
	json_add(object, "microseconds", json_integer((json_int_t)c->cost[way]));
	return object;
}

static json_t *mean_json(const struct network *net, const struct choices *choices,
			 enum choice_way way, bool recommended)
{
	double mean;

	if (!choices_mean(net, choices, way, recommended, &mean))
		return json_null();
	return json_integer((json_int_t)(mean + 0.5));
}

json_t *choices_json(const struct network *net, const struct choices *choices)
{
	static const char *const names[] = {
		[WAY_NOW] = "now", [WAY_INTERNET] = "internet", [WAY_PEERING] = "peering",
		[WAY_PLACE] = "place",
	};
	json_t *root = json_object(), *array = json_array(), *means = json_object();
	size_t i;
	int way;

	for (i = 0; i < choices->n; i++) {
		const struct choice *c = &choices->v[i];
		json_t *object = json_object();

		json_add(object, "site", json_text(net->site[c->site].name));
		json_add(object, "people", json_integer(net->site[c->site].people));
		json_add(object, "region", json_text(net->device[c->region].name));
		for (way = WAY_NOW; way <= WAY_PLACE; way++)
			json_add(object, names[way], way_json(net, c, (enum choice_way)way));
		json_add(object, "few_people", json_boolean(c->few));
		json_add(object, "recommended", json_text(names[c->best]));
		json_push(array, object);
	}
	for (way = WAY_NOW; way <= WAY_PEERING; way++)
		json_add(means, names[way],
			 mean_json(net, choices, (enum choice_way)way, false));
	json_add(means, "recommended", mean_json(net, choices, WAY_NOW, true));
	json_add(root, "choices", array);
	json_add(root, "mean_microseconds", means);
	return root;
}
