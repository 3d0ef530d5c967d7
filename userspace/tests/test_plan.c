// SPDX-License-Identifier: GPL-2.0
/*
 * Plans against golden files. Each directory of tests/golden has
 *
 *	site.yaml	what is wanted
 *	devices		"NAME up|down [offloads] [no-ipv6] [GATEWAY...]", a line each
 *	before.yaml	what was wanted before; if missing, nothing
 *	state		expected: what the kernel should have
 *	operations	expected: the steps there, and the warnings
 *	described	expected: what show config makes of it
 *
 * With UPDATE_GOLDEN set, what comes out is written down as expected: read the
 * difference before it is committed.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "config/config.h"
#include "out/site.h"
#include "plan/describe.h"
#include "plan/desired.h"
#include "plan/operation.h"
#include "util/alloc.h"

static char *path_of(const char *dir, const char *name)
{
	return xasprintf("tests/golden/%s/%s", dir, name);
}

static char *read_file(const char *dir, const char *name)
{
	char *path = path_of(dir, name), *text = NULL;
	size_t size = 0;
	FILE *in = fopen(path, "r");

	free(path);
	if (!in)
		return xstrdup("");
	if (getdelim(&text, &size, '\0', in) < 0)
		*text = '\0';
	fclose(in);
	return text;
}

static void expect(const char *dir, const char *name, char *actual)
{
	char *expected = read_file(dir, name), *path = path_of(dir, name);
	FILE *out;

	if (getenv("UPDATE_GOLDEN")) {
		out = fopen(path, "w");
		assert_non_null(out);
		fputs(actual, out);
		fclose(out);
	} else if (strcmp(actual, expected)) {
		fprintf(stderr, "%s differs; it is:\n%s", path, actual);
		fail();
	}
	free(expected);
	free(path);
	free(actual);
}

static void read_device(char *line, struct devices *devices)
{
	struct device *device = devices_add(devices, strtok(line, " "));
	char *word = strtok(NULL, " ");

	device->present = true;
	device->ipv6 = true;
	device->up = !strcmp(word, "up");
	while ((word = strtok(NULL, " "))) {
		if (!strcmp(word, "no-ipv6"))
			device->ipv6 = false;
		else if (!strcmp(word, "offloads"))
			device->offloads = true;
		else
			assert_int_equal(address_parse(word, &device->reached[device->n_reached++]),
					 0);
	}
}

static void read_devices(const char *dir, struct devices *devices)
{
	char *text = read_file(dir, "devices"), *line, *rest = text;

	memset(devices, 0, sizeof(*devices));
	while ((line = strsep(&rest, "\n")))
		if (*line)
			read_device(line, devices);
	devices_sort(devices);
	free(text);
}

/* Nothing is wanted if there is no such file. */
static void plan_file(const char *dir, const char *name, struct state *state, struct site *site,
		      struct diagnostics *diags)
{
	struct diagnostics errors = { 0 };
	char *path = path_of(dir, name);
	struct devices devices;

	memset(state, 0, sizeof(*state));
	memset(site, 0, sizeof(*site));
	if (!access(path, R_OK)) {
		read_devices(dir, &devices);
		assert_int_equal(config_load(path, site, &errors), 0);
		plan_desired(site, &devices, state, diags);
		devices_free(&devices);
		diagnostics_free(&errors);
	}
	free(path);
}

static char *operations_of(const struct state *old, const struct state *new,
			   const struct diagnostics *diags)
{
	struct operations operations;
	char *text = NULL;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	plan_diff(old, new, &operations);
	for (i = 0; i < operations.n; i++) {
		operation_print(&operations.v[i], out);
		fputc('\n', out);
	}
	for (i = 0; i < diags->n; i++)
		fprintf(out, "%u:%u: %s\n", diags->v[i].at.line, diags->v[i].at.column,
			diags->v[i].message);
	fclose(out);
	operations_free(&operations);
	return text;
}

static char *state_text(const struct state *state)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	state_print(state, out);
	fclose(out);
	return text;
}

static char *described_text(const struct state *state)
{
	char *text = NULL;
	size_t size;
	struct site site;
	FILE *out = open_memstream(&text, &size);

	plan_describe(state, &site);
	site_yaml(&site, out);
	fclose(out);
	site_free(&site);
	return text;
}

/* Whether what show config prints is a file, and planning it is planning the same again. */
static void check_described(const char *dir, const struct state *state)
{
	struct diagnostics errors = { 0 }, diags = { 0 };
	char *operations, *text = described_text(state);
	struct devices devices;
	struct state again;
	struct site site;

	assert_int_equal(config_parse(text, strlen(text), &site, &errors), 0);
	read_devices(dir, &devices);
	plan_desired(&site, &devices, &again, &diags);
	operations = operations_of(state, &again, &diags);
	assert_string_equal(operations, "");
	free(operations);
	free(text);
	state_free(&again);
	devices_free(&devices);
	diagnostics_free(&errors);
	diagnostics_free(&diags);
	site_free(&site);
}

static void test_golden(void **data)
{
	const char *dir = *data;
	struct diagnostics ignored = { 0 }, diags = { 0 }, none = { 0 };
	struct site old_site, new_site;
	struct state old, new;
	char *nothing;

	plan_file(dir, "before.yaml", &old, &old_site, &ignored);
	plan_file(dir, "site.yaml", &new, &new_site, &diags);
	expect(dir, "state", state_text(&new));
	expect(dir, "operations", operations_of(&old, &new, &diags));
	expect(dir, "described", described_text(&new));
	nothing = operations_of(&new, &new, &none);
	assert_string_equal(nothing, "");
	/* A link whose route was left out is not what was described. */
	if (!diags.n)
		check_described(dir, &new);
	free(nothing);
	state_free(&old);
	state_free(&new);
	site_free(&old_site);
	site_free(&new_site);
	diagnostics_free(&ignored);
	diagnostics_free(&diags);
}

static int is_case(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void test_conflicts(void **data)
{
	struct ip_rule rules[] = {
		{ .family = AF_INET, .priority = 100, .mark = 0x100, .mask = 0xff00 },
		{ .family = AF_INET, .priority = 101, .mark = 0x30000, .mask = 0xff0000 },
		{ .family = AF_INET6, .priority = 102, .mark = 0x1, .mask = 0xffffffff },
	};
	struct state observed = { .foreign_rule = rules, .n_foreign_rule = 3 };
	struct site site = { .mark_mask = 0xffff0000 };
	struct diagnostics diags = { 0 };

	plan_conflicts(&site, &observed, &diags);
	assert_int_equal(diags.n, 2);
	assert_int_equal(diags.n_error, 1);
	assert_string_equal(diags.v[0].code, "mark-conflict");
	/* No sixteen bits are free beside 0xffff01. */
	assert_non_null(strstr(diags.v[0].message, "rule 101 (fwmark 0x30000/0xff0000)"));
	assert_non_null(strstr(diags.v[0].message, "write a narrower one"));
	assert_string_equal(diags.v[1].code, "mark-overlap");
	diagnostics_free(&diags);
	site.mark_mask = 0x3f0000;
	plan_conflicts(&site, &observed, &diags);
	assert_non_null(strstr(diags.v[0].message, "write mark-mask: 0xfc000000"));
	diagnostics_free(&diags);
	site.mark_mask = 0xff000000;
	observed.n_foreign_rule = 2;
	plan_conflicts(&site, &observed, &diags);
	assert_int_equal(diags.n, 0);
}

/* Nobody's rule is gone past: it would be dead, and nobody would say so. */
static void test_passed(void **data)
{
	struct ip_rule ours[] = {
		{ .family = AF_INET, .priority = 6400, .target = 7031 },
		{ .family = AF_INET, .priority = 6405, .target = 7004 },
		{ .family = AF_INET, .priority = 7001, .table = 7001 },
		{ .family = AF_INET6, .priority = 7001, .table = 7001 },
	};
	struct ip_rule others[] = {
		{ .family = AF_INET, .priority = 6399 },
		{ .family = AF_INET, .priority = 6400 },
		{ .family = AF_INET, .priority = 7030 },
		{ .family = AF_INET, .priority = 7031 },
		{ .family = AF_INET6, .priority = 6500 },
	};
	const struct state observed = { .foreign_rule = others, .n_foreign_rule = 5 };
	const struct state desired = { .rule = ours, .n_rule = 4 };
	const struct site site = { 0 };
	struct diagnostics diags = { 0 };

	plan_passed(&site, &observed, &desired, &diags);
	assert_int_equal(diags.n, 2);
	assert_int_equal(diags.n_error, 2);
	assert_string_equal(diags.v[0].code, "rule-passed");
	assert_non_null(strstr(diags.v[0].message, "rule 6400 of another program"));
	assert_non_null(strstr(diags.v[1].message, "from 6400 to 7031"));
	diagnostics_free(&diags);
}

static void test_surroundings(void **data)
{
	struct device device[] = {
		{ .name = "absent", .strict = true, .vrf = "red" },
		{ .name = "fast", .present = true, .flowtable = "ft of table fast" },
		{ .name = "plain", .present = true },
		{ .name = "strict", .present = true, .strict = true },
		{ .name = "vrf0", .present = true, .vrf = "red" },
		{ .name = "vrf1", .present = true, .vrf = "blue" },
	};
	const struct devices devices = { .v = device, .n = 6 };
	struct ip_rule rules[] = {
		{ .family = AF_INET, .priority = 1000, .vrf = true },
		{ .family = AF_INET6, .priority = 32000, .vrf = true },
		{ .family = AF_INET, .priority = 100, .mask = 1 },
	};
	const struct state observed = { .foreign_rule = rules, .n_foreign_rule = 3 };
	struct link links[] = {
		{ .name = "absent" }, { .name = "fast" }, { .name = "plain" },
		{ .name = "strict" }, { .name = "vrf0" }, { .name = "vrf1" },
	};
	struct circuit circuit = { .link = links, .n_link = 6 };
	const struct site site = { .circuit = &circuit, .n_circuit = 1 };
	static const struct {
		const char *code, *says;
	} expected[] = {
		{ "flowtable", "link fast is in flowtable ft of table fast" },
		{ "rp-filter", "net.ipv4.conf.strict.rp_filter to 2" },
		{ "vrf-filter", "link vrf0 is in VRF red" },
		{ "vrf-rule", "rule 1000 for VRFs comes before those of ersym" },
		{ "vrf-filter", "link vrf1 is in VRF blue" },
	};
	struct diagnostics diags = { 0 };
	size_t i;

	plan_surroundings(&site, &devices, &observed, &diags);
	assert_int_equal(diags.n, 5);
	assert_int_equal(diags.n_error, 0);
	for (i = 0; i < diags.n; i++) {
		assert_string_equal(diags.v[i].code, expected[i].code);
		assert_non_null(strstr(diags.v[i].message, expected[i].says));
	}
	diagnostics_free(&diags);
}

/* A site with the nftables engine: us has an id and links of its own, the rest is @eu. */
static void plan_two_circuits(const char *mask, const char *us_links, const char *eu,
			      struct state *state)
{
	struct diagnostics errors = { 0 }, diags = { 0 };
	const struct devices devices = { 0 };
	struct site site;
	char *text;

	text = xasprintf("engine: nftables\n"
			 "mark-mask: %s\n"
			 "circuits:\n"
			 "  us: {id: 1, links: {%s}}\n"
			 "  %s\n", mask, us_links, eu);
	assert_int_equal(config_parse(text, strlen(text), &site, &errors), 0);
	plan_desired(&site, &devices, state, &diags);
	site_free(&site);
	diagnostics_free(&errors);
	diagnostics_free(&diags);
	free(text);
}

#define IN_US	   0x00010000
#define IN_EU	   0x00020000
#define IN_INSIDE  0x001f0000
#define OUT_US	   0x00200000
#define OUT_EU	   0x00400000
#define OUT_INSIDE 0x03e00000

static int compare_char(const void *a, const void *b)
{
	return *(const char *)a - *(const char *)b;
}

/* As packets would: kind, expected, and actual or a device; or one mark. */
static const struct filled {
	const char *set;
	uint32_t expected, actual;
	const char *device;
} filled[] = {
	['a' - 'a'] = { "violations", OUT_EU, IN_INSIDE },
	['b' - 'a'] = { "violations", OUT_US, IN_EU },
	['c' - 'a'] = { "violations", OUT_US, IN_INSIDE },
	['d' - 'a'] = { "wrong-pool", IN_US, .device = "eu0" },
	['e' - 'a'] = { "wrong-pool", IN_US, .device = "gone0" },
	['f' - 'a'] = { "wrong-pool", 0, .device = "us0" },
	['g' - 'a'] = { "born", IN_EU | OUT_INSIDE },
	['h' - 'a'] = { "born", IN_INSIDE | OUT_EU },
	['i' - 'a'] = { "born", IN_US },
};

#define FILLED (sizeof(filled) / sizeof(filled[0]))

static void fill(struct nft_table *table, const struct filled *f)
{
	struct nft_set *set = (struct nft_set *)nft_table_set(table, f->set);
	struct nft_element *e = nft_set_add_element(set);

	e->comment = xasprintf("%c", (char)('a' + (f - filled)));
	if (!strcmp(f->set, "born")) {
		memcpy(e->key, &f->expected, sizeof(f->expected));
		return;
	}
	memcpy(e->key + 4, &f->expected, sizeof(f->expected));
	if (f->device)
		strncpy((char *)e->key + 8, f->device, IFNAMSIZ);
	else
		memcpy(e->key + 8, &f->actual, sizeof(f->actual));
}

static void assert_deleted(const char *mask, const char *us_links, const char *eu,
			   const char *expected)
{
	struct operations operations;
	char deleted[FILLED + 1] = "";
	struct state old, new;
	size_t i, n = 0;

	plan_two_circuits("0xffff0000", "us0: {}", "eu: {id: 2, links: {eu0: {}}}", &old);
	plan_two_circuits(mask, us_links, eu, &new);
	for (i = 0; i < FILLED; i++)
		fill(&old.nft, &filled[i]);
	plan_diff(&old, &new, &operations);
	for (i = 0; i < operations.n; i++) {
		const struct operation *o = &operations.v[i];

		if (o->verb == VERB_DELETE && o->object == OBJECT_ELEMENT && o->set->dynamic)
			deleted[n++] = *o->old.element->comment;
	}
	qsort(deleted, n, 1, compare_char);
	assert_string_equal(deleted, expected);
	operations_free(&operations);
	state_free(&old);
	state_free(&new);
}

/* What packets have filled in is kept as long as all that it names is the same. */
static void test_filled(void **data)
{
	const char *mask = "0xffff0000", *us = "us0: {}";

	assert_deleted(mask, us, "eu: {id: 2, links: {eu0: {}}}", "e");
	assert_deleted(mask, us, "hk: {id: 2, links: {eu0: {}}}", "abdegh");
	assert_deleted(mask, us, "eu: {id: 3, links: {eu0: {}}}", "abdegh");
	assert_deleted(mask, us, "eu: {id: 2, links: {eu1: {}}}", "de");
	assert_deleted(mask, "us0: {}, eu0: {}", "eu: {id: 2, links: {eu1: {}}}", "de");
	assert_deleted("0xff000000", us, "eu: {id: 2, links: {eu0: {}}}", "abcdefghi");
}

static size_t count_errors(size_t n_device)
{
	struct diagnostics errors = { 0 }, diags = { 0 };
	static const char text[] = "offload: true\ncircuits: {us: {id: 1, links: {us0: {}}}}\n";
	struct devices devices = { 0 };
	struct device *device;
	struct state state;
	struct site site;
	char *name;
	size_t i, n;

	for (i = 0; i < n_device; i++) {
		name = xasprintf("in%zu", i);
		device = devices_add(&devices, name);
		free(name);
		device->present = true;
		device->up = true;
		device->offloads = true;
	}
	devices_sort(&devices);
	assert_int_equal(config_parse(text, strlen(text), &site, &errors), 0);
	plan_desired(&site, &devices, &state, &diags);
	n = diags.n_error;
	assert_true(!n || diags.v[diags.n - 1].at.line == 1);
	state_free(&state);
	site_free(&site);
	devices_free(&devices);
	diagnostics_free(&errors);
	diagnostics_free(&diags);
	return n;
}

static void test_offload_devices(void **data)
{
	assert_int_equal(count_errors(0), 0);
	assert_int_equal(count_errors(256), 0);
	assert_int_equal(count_errors(257), 1);
}

int main(void)
{
	struct CMUnitTest *tests;
	struct dirent **list;
	int i, n, ret;

	n = scandir("tests/golden", &list, is_case, alphasort);
	if (n <= 0) {
		fputs("no golden files\n", stderr);
		return EXIT_FAILURE;
	}
	tests = xcalloc(n + 5, sizeof(*tests));
	for (i = 0; i < n; i++)
		tests[i] = (struct CMUnitTest){
			.name = list[i]->d_name,
			.test_func = test_golden,
			.initial_state = list[i]->d_name,
		};
	tests[n] = (struct CMUnitTest)cmocka_unit_test(test_conflicts);
	tests[n + 1] = (struct CMUnitTest)cmocka_unit_test(test_surroundings);
	tests[n + 2] = (struct CMUnitTest)cmocka_unit_test(test_filled);
	tests[n + 3] = (struct CMUnitTest)cmocka_unit_test(test_offload_devices);
	tests[n + 4] = (struct CMUnitTest)cmocka_unit_test(test_passed);
	ret = _cmocka_run_group_tests("plan", tests, n + 5, NULL, NULL);
	for (i = 0; i < n; i++)
		free(list[i]);
	free(list);
	free(tests);
	return ret;
}
