// SPDX-License-Identifier: GPL-2.0
#include "network/print/verify.h"

#include <stdlib.h>

#include "network/print/faults.h"
#include "network/print/walk.h"
#include "print/json.h"
#include "print/table.h"
#include "print/words.h"

static const struct trip *worst(const struct verified *v)
{
	return &v->trips.v[v->trips.worst];
}

static const struct path *request_of(const struct verified *v)
{
	return &v->trips.request.v[worst(v)->request];
}

static const struct path *answer_of(const struct verified *v)
{
	return worst(v)->answer == NONE ? NULL : &v->trips.answer[worst(v)->answer];
}

/* Why it is not good, or NULL; to be freed. */
static char *reason_of(const struct routes *routes, const struct verified *v)
{
	const struct trip *trip = worst(v);

	if (trip->dies == NONE)
		return NULL;
	if (trip->dies_in_answer)
		return death_text(routes, answer_of(v), request_of(v));
	return death_text(routes, request_of(v), NULL);
}

static void add_row(const struct routes *routes, const struct verified *v, struct table *table)
{
	const struct net_service *s = &routes->net->service[v->service];
	const struct trips *t = &v->trips;
	char *there = paths_circuits_text(routes->net, t->request.v, t->request.n);
	char *back = paths_circuits_text(routes->net, t->answer, t->n_answer);
	char *verdict = verdict_text(worst(v), &v->faults);
	unsigned int dies = worst(v)->dies;

	table_cell(table, "%s", s->name);
	table_cell(table, "%s", s->from);
	table_cell(table, "%s", there);
	table_cell(table, "%s", t->n_answer ? back : UNKNOWN);
	table_cell(table, "%s", verdict);
	table_cell(table, "%s", dies == NONE ? UNKNOWN : routes->net->device[dies].name);
	free(there);
	free(back);
	free(verdict);
}

static void print_reason(const struct routes *routes, const struct verified *v, FILE *out)
{
	const struct net_service *s = &routes->net->service[v->service];
	char *reason = s->refused ? NULL : reason_of(routes, v);
	char *detour = detour_text(routes->net, &v->faults.detour);
	char *inside = inside_cloud_text(routes->net, request_of(v));

	if (reason)
		fprintf(out, "%s from %s: %s\n", s->name, s->from, reason);
	if (v->faults.set & FAULT_CIRCUIT)
		fprintf(out, "%s from %s: expected by circuit %s, which it does not use\n",
			s->name, s->from, routes->net->circuit[s->circuit].name);
	if (v->faults.set & FAULT_UNPROTECTED)
		fprintf(out, "%s from %s: has to be in a VPN, and crosses none\n", s->name,
			s->from);
	if (v->faults.set & FAULT_UNSTABLE)
		fprintf(out, "%s from %s: BGP never converges for its addresses; this is its way at one moment\n",
			s->name, s->from);
	if (detour)
		fprintf(out, "%s from %s: the %s takes %s\n", s->name, s->from,
			v->faults.answer ? "answer" : "request", detour);
	if (inside)
		fprintf(out, "%s from %s: and on %s, which no circuit changes\n", s->name, s->from,
			inside);
	if (s->refused && !verified_is_good(routes->net, v))
		fprintf(out, "%s from %s: has to be impossible, and works\n", s->name, s->from);
	free(inside);
	free(detour);
	free(reason);
}

void verification_text(const struct routes *routes, const struct verification *result, FILE *out)
{
	static const char *const titles[] = {
		"SERVICE", "FROM", "REQUEST BY", "ANSWER BY", "VERDICT", "DIES AT",
	};
	struct table table = { 0 };
	size_t bad = 0, i;

	for (i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		table_column(&table, ALIGN_LEFT, titles[i]);
	for (i = 0; i < result->n; i++) {
		add_row(routes, &result->v[i], &table);
		bad += !verified_is_good(routes->net, &result->v[i]);
	}
	table_print(&table, out);
	table_free(&table);
	fputc('\n', out);
	for (i = 0; i < result->n; i++)
		print_reason(routes, &result->v[i], out);
	fprintf(out, "%zu of %zu are as they should be\n", result->n - bad, result->n);
}

static json_t *verified_json(const struct routes *routes, const struct verified *v)
{
	const struct network *net = routes->net;
	const struct net_service *s = &net->service[v->service];
	const struct path *answer = answer_of(v);
	unsigned int dies = worst(v)->dies;
	char *reason = reason_of(routes, v);
	json_t *object = json_object();

	json_add(object, "service", json_text(s->name));
	json_add(object, "from", json_text(s->from));
	json_add(object, "request", path_circuits_json(net, request_of(v)));
	json_add(object, "answer", answer ? path_circuits_json(net, answer) : json_null());
	json_add(object, "verdict", json_text(trip_verdict_name(worst(v)->verdict)));
	json_add(object, "dies", json_text(dies == NONE ? NULL : net->device[dies].name));
	json_add(object, "expected",
		 json_text(s->circuit == NONE ? NULL : net->circuit[s->circuit].name));
	json_add(object, "unexpected", json_boolean(v->faults.set & FAULT_CIRCUIT));
	json_add(object, "faults", faults_json(&v->faults));
	json_add(object, "detour", detour_json(net, &v->faults));
	json_add(object, "good", json_boolean(verified_is_good(net, v)));
	json_add(object, "ways", json_integer((json_int_t)v->trips.n));
	json_add(object, "reason", json_text(reason));
	json_add(object, "inside_cloud", inside_cloud_json(net, request_of(v)));
	free(reason);
	return object;
}

json_t *verification_json(const struct routes *routes, const struct verification *result)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < result->n; i++)
		json_push(array, verified_json(routes, &result->v[i]));
	return array;
}
