// SPDX-License-Identifier: GPL-2.0
#include "network/print/failure.h"

#include <stdlib.h>
#include <string.h>

#include "network/print/faults.h"
#include "network/print/walk.h"
#include "print/json.h"
#include "util/alloc.h"

static const char *kind_name(enum failure_kind kind)
{
	static const char *const names[] = {
		[FAILURE_LINK] = "link",
		[FAILURE_CIRCUIT] = "circuit",
		[FAILURE_DEVICE] = "device",
		[FAILURE_ZONE] = "zone",
	};

	return names[kind];
}

static const char *effect_name(enum effect effect)
{
	static const char *const names[] = {
		[EFFECT_MOVED] = "moved",
		[EFFECT_WORSE] = "worse",
		[EFFECT_MENDED] = "mended",
		[EFFECT_GONE] = "gone",
		[EFFECT_LOST] = "lost",
	};

	return names[effect];
}

/* To be freed. */
static char *failure_name(const struct network *net, const struct failure *f)
{
	const struct net_link *l;

	if (f->kind == FAILURE_ZONE)
		return xstrdup(net->zone[f->index].name);
	if (f->kind == FAILURE_CIRCUIT)
		return xstrdup(net->circuit[f->index].name);
	if (f->kind == FAILURE_DEVICE)
		return xstrdup(net->device[f->index].name);
	l = &net->link[f->index];
	if (l->circuit != NONE && l->end[0].device == net->circuit[l->circuit].device)
		return xstrdup(l->end[0].name);
	return xasprintf("%s - %s", net->device[l->end[0].device].name,
			 net->device[l->end[1].device].name);
}

void failure_count(const struct aftermath *a, struct failure_totals *totals)
{
	bool lost = false;
	size_t i;

	for (i = 0; i < a->n_affected; i++)
		lost |= a->affected[i].effect == EFFECT_LOST;
	totals->n++;
	totals->harmless += !a->n_affected;
	totals->lossy += lost;
	totals->lasting += !a->returns;
}

static const struct trip *worst(const struct verified *v)
{
	return &v->trips.v[v->trips.worst];
}

static const struct path *request_of(const struct verified *v)
{
	return &v->trips.request.v[worst(v)->request];
}

/* Why it is lost, or NULL; to be freed. */
static char *reason_of(const struct routes *routes, const struct verified *v)
{
	const struct trip *trip = worst(v);

	if (trip->dies == NONE)
		return NULL;
	if (trip->dies_in_answer)
		return death_text(routes, &v->trips.answer[trip->answer], request_of(v));
	return death_text(routes, request_of(v), NULL);
}

static const struct net_site *site_of(const struct network *net, const struct verified *v)
{
	unsigned int site = net->device[net->service[v->service].device].site;

	return site == NONE ? NULL : &net->site[site];
}

/* Which circuits are used instead of which, if they differ. Return: whether they do. */
static bool print_move(const struct network *net, const char *what, const struct path *before,
		       size_t n, const struct path *after, size_t m, FILE *out)
{
	char *old = paths_circuits_text(net, before, n);
	char *new = paths_circuits_text(net, after, m);
	bool differ = strcmp(old, new);

	if (differ)
		fprintf(out, "%sby %s instead of %s, ", what, new, old);
	free(old);
	free(new);
	return differ;
}

static void print_change(const struct network *net, const struct affected *a, FILE *out)
{
	const struct trips *before = &a->before->trips, *after = &a->after.trips;
	struct faults faults = a->after.faults;
	char *detour = detour_text(net, &faults.detour), *verdict;

	/* It is plain that something else is used than what is down. */
	faults.set &= ~(unsigned int)FAULT_CIRCUIT;
	verdict = verdict_text(worst(&a->after), &faults);
	if (!print_move(net, "", before->request.v, before->request.n, after->request.v,
			after->request.n, out))
		print_move(net, "answer ", before->answer, before->n_answer, after->answer,
			   after->n_answer, out);
	fprintf(out, "%.1f ms instead of %.1f: %s", (double)request_of(&a->after)->latency / 1000,
		(double)request_of(a->before)->latency / 1000, verdict);
	if (detour)
		fprintf(out, ": %s", detour);
	free(verdict);
	free(detour);
}

static void print_effect(const struct routes *routes, const struct affected *a, FILE *out)
{
	char *reason = reason_of(routes, &a->after);

	if (a->effect == EFFECT_GONE)
		fputs("is down with it", out);
	else if (a->effect == EFFECT_LOST || reason)
		fprintf(out, "%s%s: %s", a->effect == EFFECT_LOST ? "LOST: " : "",
			trip_verdict_name(worst(&a->after)->verdict),
			reason ? reason : "the answer takes another way");
	else
		print_change(routes->net, a, out);
	fputc('\n', out);
	free(reason);
}

/* Where the affected clients are. */
static void print_sites(const struct aftermath *aftermath, FILE *out)
{
	const struct network *net = aftermath->routes->net;
	const char *before = " (";
	size_t i;

	for (i = 0; i < net->n_site; i++) {
		if (!aftermath->site[i])
			continue;
		fprintf(out, "%s%s", before, net->site[i].name);
		if (net->site[i].people)
			fprintf(out, ": %u people", net->site[i].people);
		before = ", ";
	}
	if (before[0] == ',')
		fputc(')', out);
}

void aftermath_text(const struct aftermath *aftermath, FILE *out)
{
	const struct network *net = aftermath->routes->net;
	size_t i;

	if (!aftermath->n_affected && aftermath->returns)
		return;
	fputs("Without ", out);
	for (i = 0; i < aftermath->n_failure; i++) {
		char *name = failure_name(net, &aftermath->failure[i]);

		fprintf(out, "%s%s %s", i ? " and " : "", kind_name(aftermath->failure[i].kind),
			name);
		free(name);
	}
	print_sites(aftermath, out);
	fputs(":\n", out);
	for (i = 0; i < aftermath->n_affected; i++) {
		const struct affected *a = &aftermath->affected[i];
		const struct net_service *s = &net->service[a->before->service];

		fprintf(out, "  %s from %s ", s->name, s->from);
		print_effect(aftermath->routes, a, out);
	}
	if (!aftermath->returns)
		fputs("  and when it is over, not all routes are as they were\n", out);
}

void failure_totals_text(const struct failure_totals *totals, FILE *out)
{
	fprintf(out, "%zu failures: %zu change nothing, in %zu something is lost\n", totals->n,
		totals->harmless, totals->lossy);
}

static json_t *failed_json(const struct network *net, const struct failure *f)
{
	json_t *object = json_object();
	char *name = failure_name(net, f);

	json_add(object, "kind", json_text(kind_name(f->kind)));
	json_add(object, "name", json_text(name));
	free(name);
	return object;
}

static json_t *affected_json(const struct routes *routes, const struct affected *a)
{
	const struct network *net = routes->net;
	const struct net_service *s = &net->service[a->before->service];
	const struct net_site *site = site_of(net, a->before);
	char *reason = reason_of(routes, &a->after);
	json_t *object = json_object();

	json_add(object, "service", json_text(s->name));
	json_add(object, "from", json_text(s->from));
	json_add(object, "site", json_text(site ? site->name : NULL));
	json_add(object, "people", site ? json_integer(site->people) : json_null());
	json_add(object, "effect", json_text(effect_name(a->effect)));
	json_add(object, "verdict", json_text(trip_verdict_name(worst(&a->after)->verdict)));
	json_add(object, "faults", faults_json(&a->after.faults));
	json_add(object, "before", path_circuits_json(net, request_of(a->before)));
	json_add(object, "after", path_circuits_json(net, request_of(&a->after)));
	json_add(object, "microseconds_before",
		 json_integer((json_int_t)request_of(a->before)->latency));
	json_add(object, "microseconds_after",
		 json_integer((json_int_t)request_of(&a->after)->latency));
	json_add(object, "reason", json_text(reason));
	free(reason);
	return object;
}

json_t *aftermath_json(const struct aftermath *aftermath)
{
	json_t *object = json_object(), *failed = json_array(), *affected = json_array();
	const struct network *net = aftermath->routes->net;
	uint64_t people = 0;
	size_t i;

	for (i = 0; i < net->n_site; i++)
		people += aftermath->site[i] ? net->site[i].people : 0;
	for (i = 0; i < aftermath->n_failure; i++)
		json_push(failed, failed_json(aftermath->routes->net, &aftermath->failure[i]));
	for (i = 0; i < aftermath->n_affected; i++)
		json_push(affected, affected_json(aftermath->routes, &aftermath->affected[i]));
	json_add(object, "failed", failed);
	json_add(object, "people", json_integer((json_int_t)people));
	json_add(object, "returns", json_boolean(aftermath->returns));
	json_add(object, "affected", affected);
	return object;
}
