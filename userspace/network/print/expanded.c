// SPDX-License-Identifier: GPL-2.0
#include "network/print/expanded.h"

#include <stdlib.h>

#include "print/table.h"
#include "util/alloc.h"

const char *side_name(enum net_side side)
{
	static const char *const names[] = {
		[SIDE_OURS] = "ours", [SIDE_CLOUD] = "cloud", [SIDE_INTERNET] = "internet",
	};

	return names[side];
}

const char *policy_name(const struct network *net, unsigned int policy)
{
	return policy == NONE ? NULL : net->policy[policy].name;
}

const char *link_circuit_name(const struct network *net, unsigned int circuit)
{
	return circuit == NONE ? NULL : net->circuit[circuit].name;
}

static FILE *text_open(char **text, size_t *size)
{
	FILE *out = open_memstream(text, size);

	if (!out)
		abort();
	return out;
}

static void print_match(const struct prefix_match *m, FILE *out)
{
	char buf[PREFIX_STRLEN];

	fprintf(out, " %s", prefix_format(&m->prefix, buf));
	if (m->max > m->prefix.length)
		fprintf(out, " to /%u", m->max);
}

static void print_path(const struct policy_term *term, FILE *out)
{
	size_t i;

	for (i = 0; i < term->n_path; i++) {
		fputs(i ? " " : " AS path ", out);
		if (term->path[i] == PATH_ANY)
			fputc('*', out);
		else
			fprintf(out, "%u", term->path[i]);
	}
}

char *term_text(const struct policy_term *term)
{
	char *text = NULL, buf[PREFIX_STRLEN];
	size_t size, i;
	FILE *out = text_open(&text, &size);

	fputs(term->deny ? "deny" : "permit", out);
	for (i = 0; i < term->n_prefix; i++)
		print_match(&term->prefix[i], out);
	for (i = 0; i < term->n_community; i++)
		fprintf(out, "%s %s", i ? "" : " community",
			community_format(term->community[i], buf));
	print_path(term, out);
	if (!term->n_prefix && !term->n_community && !term->n_path)
		fputs(" everything", out);
	if (term->set_local_pref)
		fprintf(out, ", local-pref %u", term->local_pref);
	if (term->set_med)
		fprintf(out, ", MED %u", term->med);
	if (term->prepend)
		fprintf(out, ", prepend %u", term->prepend);
	for (i = 0; i < term->n_add; i++)
		fprintf(out, "%s %s", i ? "" : ", add community",
			community_format(term->add[i], buf));
	fclose(out);
	return text;
}

static void table_titles(struct table *table, const char *const *titles, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		table_column(table, ALIGN_LEFT, titles[i]);
}

static void end_table(struct table *table, FILE *out)
{
	table_print(table, out);
	table_free(table);
	fputc('\n', out);
}

static void print_devices(const struct network *net, FILE *out)
{
	static const char *const titles[] = { "DEVICE", "SIDE", "AS", "STATE" };
	struct table table = { 0 };
	size_t i;

	table_titles(&table, titles, 4);
	for (i = 0; i < net->n_device; i++) {
		const struct net_device *d = &net->device[i];

		table_cell(&table, "%s", d->name);
		table_cell(&table, "%s", side_name(d->side));
		table_cell(&table, "%u", d->as);
		if (d->state)
			table_cell(&table, "%u", d->state);
		else
			table_cell(&table, "-");
	}
	end_table(&table, out);
}

static char *end_text(const struct network *net, const struct net_end *end)
{
	char buf[PREFIX_STRLEN];

	if (!end->address.family)
		return xasprintf("%s %s", net->device[end->device].name, end->name);
	return xasprintf("%s %s %s", net->device[end->device].name, end->name,
			 address_format(&end->address, buf));
}

static void print_links(const struct network *net, FILE *out)
{
	static const char *const titles[] = {
		"END", "END", "CIRCUIT", "IGP COST", "LATENCY", "STATE",
	};
	struct table table = { 0 };
	char *text;
	size_t i, j;

	table_titles(&table, titles, 6);
	for (i = 0; i < net->n_link; i++) {
		const struct net_link *l = &net->link[i];

		for (j = 0; j < 2; j++) {
			text = end_text(net, &l->end[j]);
			table_cell(&table, "%s", text);
			free(text);
		}
		table_cell(&table, "%s",
			   l->circuit == NONE ? "-" : link_circuit_name(net, l->circuit));
		if (l->igp)
			table_cell(&table, "%u", l->end[0].cost);
		else
			table_cell(&table, "-");
		table_cell(&table, "%g ms", (double)l->latency / 1000);
		if (l->over == NONE)
			table_cell(&table, "%s", l->disabled ? "disabled" : "up");
		else
			table_cell(&table, "%s, over %s", l->disabled ? "disabled" : "up",
				   link_circuit_name(net, l->over));
	}
	end_table(&table, out);
}

static void print_prefixes(const struct network *net, FILE *out)
{
	static const char *const titles[] = { "PREFIX", "AT", "WHAT" };
	struct table table = { 0 };
	char buf[PREFIX_STRLEN];
	size_t i;

	table_titles(&table, titles, 3);
	for (i = 0; i < net->n_segment; i++) {
		table_cell(&table, "%s", prefix_format(&net->segment[i].prefix, buf));
		table_cell(&table, "%s", net->device[net->segment[i].device].name);
		table_cell(&table, "segment %s", net->segment[i].name);
	}
	for (i = 0; i < net->n_fixed; i++) {
		const struct net_static *s = &net->fixed[i];

		table_cell(&table, "%s", prefix_format(&s->prefix, buf));
		table_cell(&table, "%s", net->device[s->device].name);
		if (s->link == NONE)
			table_cell(&table, "%s", s->last ? "announced" : "pool");
		else
			table_cell(&table, "static to %s",
				   net->device[link_far(&net->link[s->link], s->device)->device]
				   .name);
	}
	for (i = 0; i < net->n_origin; i++) {
		table_cell(&table, "%s", prefix_format(&net->origin[i].prefix, buf));
		table_cell(&table, "%s", net->device[net->origin[i].device].name);
		table_cell(&table, "begins in BGP");
	}
	end_table(&table, out);
}

static void print_sessions(const struct network *net, FILE *out)
{
	static const char *const titles[] = {
		"DEVICE", "IMPORT", "EXPORT", "DEVICE", "IMPORT", "EXPORT", "OVER",
	};
	struct table table = { 0 };
	size_t i, j;

	table_titles(&table, titles, 7);
	for (i = 0; i < net->n_session; i++) {
		const struct net_session *s = &net->session[i];

		for (j = 0; j < 2; j++) {
			const char *import = policy_name(net, s->peer[j].import);
			const char *export = policy_name(net, s->peer[j].export);

			table_cell(&table, "%s", net->device[s->peer[j].device].name);
			table_cell(&table, "%s", import ? import : "all");
			table_cell(&table, "%s", export ? export : "all");
		}
		table_cell(&table, "%s", s->link == NONE ? "loopbacks" :
						       net->link[s->link].end[0].name);
	}
	end_table(&table, out);
}

static void print_policies(const struct network *net, FILE *out)
{
	static const char *const titles[] = { "POLICY", "TERM" };
	struct table table = { 0 };
	char *text;
	size_t i, j;

	table_titles(&table, titles, 2);
	for (i = 0; i < net->n_policy; i++) {
		const struct policy *p = &net->policy[i];

		for (j = 0; j < p->n_term; j++) {
			text = term_text(&p->term[j]);
			table_cell(&table, "%s", j ? "" : p->name);
			table_cell(&table, "%s", text);
			free(text);
		}
		if (p->n_term)
			continue;
		table_cell(&table, "%s", p->name);
		table_cell(&table, "deny everything");
	}
	table_print(&table, out);
	table_free(&table);
}

void expanded_text(const struct network *net, FILE *out)
{
	print_devices(net, out);
	print_links(net, out);
	print_prefixes(net, out);
	print_sessions(net, out);
	print_policies(net, out);
}
