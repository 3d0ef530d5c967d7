// SPDX-License-Identifier: GPL-2.0
/*
 * Failures of the networks in tests/network. What routes_change() makes of the state
 * before is compared with what routes_compute() makes of nothing, and every service
 * that is said to be as it was is walked. NAME/failures.txt, if there is one, is
 * the text for all single failures; UPDATE=1 in the environment writes it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "network/load/load.h"
#include "network/print/failure.h"
#include "network/print/pairs.h"
#include "network/walk/usage.h"
#include "util/alloc.h"
#include "yaml/file.h"

static const char top[] = "tests/network";

/** struct check - what all failures of a network are checked against */
struct check {
	const struct verification *result;
	FILE *out;
	size_t n;
};

static const struct affected *find_affected(const struct aftermath *a, unsigned int service)
{
	size_t i;

	for (i = 0; i < a->n_affected; i++) {
		if (a->affected[i].before->service == service)
			return &a->affected[i];
	}
	return NULL;
}

/* The verdict of a service, and how long its request takes, unless all of it is inside. */
static void compare(const struct network *net, const struct verified *a, const struct verified *b)
{
	const struct path *path = &a->trips.request.v[0];
	unsigned int circuit;
	const struct trip *x = &a->trips.v[a->trips.worst], *y = &b->trips.v[b->trips.worst];

	assert_int_equal(x->verdict, y->verdict);
	/* What does not work and goes on not to do so may end elsewhere. */
	if (x->dies != NONE && y->dies != NONE)
		return;
	assert_int_equal(x->dies, y->dies);
	/* That a way inside becomes another one is not reported. */
	if (path_circuits(net, path, &circuit, 1))
		assert_int_equal(path->latency, b->trips.request.v[0].latency);
}

static void check_aftermath(const struct aftermath *a, void *context)
{
	const struct routes *warm = a->routes;
	const struct network *net = warm->net;
	struct check *check = context;
	unsigned int i, j;
	struct routes cold;

	routes_compute(&cold, net, warm->outage, warm->table, warm->attributes);
	assert_true(bgp_equal(&cold.bgp, &warm->bgp));
	for (i = 0; i < net->n_device; i++) {
		for (j = 0; j < net->n_device; j++)
			assert_int_equal(igp_cost(&cold.igp, i, j), igp_cost(&warm->igp, i, j));
	}
	for (i = 0; i < net->n_service; i++) {
		const struct affected *affected = find_affected(a, i);
		struct verified now;

		verified_walk(&cold, i, &now);
		compare(net, &now, affected ? &affected->after : &check->result->v[i]);
		trips_free(&now.trips);
	}
	routes_free(&cold);
	assert_true(a->returns);
	aftermath_text(a, check->out);
	check->n++;
}

/* With a NUL at the end; NULL: there is no such file. */
static char *read_text(const char *path)
{
	struct diagnostics diags = { 0 };
	char *text, *copy = NULL;
	size_t length;

	if (!file_read(path, &text, &length, &diags))
		copy = xstrndup(text, length);
	diagnostics_free(&diags);
	free(text);
	return copy;
}

static void check_text(const char *name, const char *text)
{
	char *path = xasprintf("%s/%s/failures.txt", top, name);
	char *expected = read_text(path);
	FILE *file;

	if (expected && getenv("UPDATE")) {
		file = fopen(path, "w");
		assert_non_null(file);
		fputs(text, file);
		fclose(file);
	} else if (expected) {
		assert_string_equal(expected, text);
	}
	free(expected);
	free(path);
}

/* Return: how many failures there were. */
static size_t check_network(const char *name)
{
	char *path = xasprintf("%s/%s/network.yaml", top, name), *text;
	struct verification result;
	struct loaded loaded;
	size_t size;
	struct check check = { .result = &result, .out = open_memstream(&text, &size) };

	load(path, &loaded);
	assert_true(loaded.whole);
	verification_run(&loaded.routes, &result);
	failures_try(&loaded.routes, &result, false, check_aftermath, &check);
	verification_free(&result);
	loaded_free(&loaded);
	fclose(check.out);
	check_text(name, text);
	free(text);
	free(path);
	return check.n;
}

static void test_networks(void **state)
{
	DIR *directory = opendir(top);
	struct dirent *e;
	size_t n = 0;

	assert_non_null(directory);
	while ((e = readdir(directory))) {
		char *path = xasprintf("%s/%s/network.yaml", top, e->d_name);

		if (!access(path, R_OK))
			n += check_network(e->d_name);
		free(path);
	}
	closedir(directory);
	assert_true(n > 30);
}

/** struct pairs_case - what all pairs of a network come to */
struct pairs_case {
	const char *name;
	struct pair_totals totals;
	const char *first;	/* text of the only faulty one, or NULL */
};

static void print_pair(const struct routes *routes, const struct trips *trips, void *context)
{
	pair_text(routes, trips, context);
}

static void check_pairs(const struct pairs_case *c)
{
	char *path = xasprintf("%s/%s/network.yaml", top, c->name), *text;
	struct address_classes classes;
	struct pair_totals totals;
	struct loaded loaded;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	load(path, &loaded);
	assert_true(loaded.whole);
	address_classes_find(&loaded.routes, &classes);
	pairs_try(&loaded.routes, &classes, &totals, print_pair, out);
	address_classes_free(&classes);
	loaded_free(&loaded);
	fclose(out);
	assert_int_equal(totals.n, c->totals.n);
	assert_int_equal(totals.symmetric, c->totals.symmetric);
	assert_int_equal(totals.refused, c->totals.refused);
	assert_int_equal(totals.faulty, c->totals.faulty);
	assert_string_equal(text, c->first ? c->first : "");
	free(text);
	free(path);
}

static void test_pairs(void **state)
{
	static const struct pairs_case cases[] = {
		{ "s1-figure20", { 240, 92, 148, 0 }, NULL },
		{ "lint", { 384, 98, 286, 0 }, NULL },
		{ "s2-problem1", { 154, 44, 109, 1 },
		  "tcp 1.2.3.0 -> 2.2.1.10:443: asymmetric: fw-ny is stateful and has never "
		  "seen the request, which passed fw-nj, so it drops the answer\n" },
		/* Not the lowest address inside, but the one that becomes the first of a prefix. */
		{ "netmap-longer", { 60, 14, 45, 1 },
		  "tcp 10.1.0.64 -> 1.2.3.0:443: asymmetric: request by er, answer by inet\n" },
		{ "netmap-ipv6", { 24, 8, 15, 1 },
		  "tcp fd00:1::8000:0 -> [2a01:111::]:443: asymmetric: request by er, "
		  "answer by inet\n" },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_pairs(&cases[i]);
}

/* Whether the services that use a link or device are @services, in order. */
static void check_usage(const struct network *net, const struct index_list *list,
			const char *services)
{
	char *text;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	for (i = 0; i < list->n; i++)
		fprintf(out, "%s%s", i ? " " : "", net->service[list->v[i]].name);
	fclose(out);
	assert_string_equal(text, services);
	free(text);
}

/* A tunnel uses the links of the circuit that carries it, and the devices where they end. */
static void test_usage_of_carrier(void **state)
{
	static const char all[] = "secret plain secret-out plain-out";
	const char *const path = "tests/network/s3/network.yaml";
	struct verification result;
	struct loaded loaded;
	struct usage usage;
	unsigned int i;

	load(path, &loaded);
	assert_true(loaded.whole);
	verification_run(&loaded.routes, &result);
	usage_find(&usage, &loaded.net, &result);
	for (i = 0; i < loaded.net.n_link; i++) {
		const char *name = loaded.net.link[i].end[0].name;

		if (!strcmp(name, "er-pri") || !strcmp(name, "er-sec"))
			check_usage(&loaded.net, &usage.of_link[i], all);
		else if (!strcmp(name, "tunnel"))
			check_usage(&loaded.net, &usage.of_link[i], "secret secret-out");
	}
	check_usage(&loaded.net, &usage.of_device[network_device(&loaded.net, "ce-er")], all);
	check_usage(&loaded.net, &usage.of_device[network_device(&loaded.net, "ce-vpn")],
		    "secret secret-out");
	usage_free(&usage);
	verification_free(&result);
	loaded_free(&loaded);
}

/* What becomes of a packet that @n devices in a row have to forward. */
static enum fate fate_in_chain(unsigned int n)
{
	char path[] = "/tmp/ersym-chain.XXXXXX";
	FILE *out = fdopen(mkstemp(path), "w");
	struct verification result;
	struct loaded loaded;
	enum fate fate;
	unsigned int i;

	assert_non_null(out);
	fprintf(out, "organisation: {as: 64500}\nsites: {s: {segments: {\n"
		"  a: {prefixes: [10.0.0.0/24], at: d1}, b: {prefixes: [10.0.1.0/24], at: d%u}}}}\n",
		n);
	fputs("devices:\n", out);
	for (i = 1; i <= n; i++)
		fprintf(out, "  d%u: {site: s}\n", i);
	fputs("links:\n", out);
	for (i = 1; i < n; i++)
		fprintf(out, "  - {ends: [d%u, d%u]}\n", i, i + 1);
	fputs("services: {x: {from: a, to: b}}\n", out);
	fclose(out);
	load(path, &loaded);
	unlink(path);
	assert_true(loaded.whole);
	verification_run(&loaded.routes, &result);
	fate = result.v[0].trips.request.v[0].fate;
	verification_free(&result);
	loaded_free(&loaded);
	return fate;
}

static void test_time_to_live(void **state)
{
	assert_int_equal(fate_in_chain(HOPS_MAX), FATE_ARRIVED);
	assert_int_equal(fate_in_chain(HOPS_MAX + 1), FATE_TOO_FAR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_networks),
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_usage_of_carrier),
		cmocka_unit_test(test_time_to_live),
	};

	return cmocka_run_group_tests_name("network/failure", tests, NULL, NULL);
}
