// SPDX-License-Identifier: GPL-2.0
/*
 * Plans against golden files. Each directory of tests/golden has
 *
 *	site.yaml	what is wanted
 *	devices		"NAME up|no-carrier|down [WORD...] [GATEWAY...] [NETWORK...]", a line
 *			each, with the words offloads, no-ipv6, resolves and arp-restricted; or
 *			"own ADDRESS...", or "circuit-down ID"
 *	circuits	the records of circuits, as circuit_records_print() writes it; if missing,
 *			nothing
 *	before.yaml	the site before, without records; if missing, nothing
 *	state		expected: what the kernel should have
 *	operations	expected: the steps there, and the warnings
 *	described	expected: what show config makes of it
 *	commands	expected, where there is such a file: what diff --commands prints
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
#include "plan/circuit_record.h"
#include "plan/condition.h"
#include "plan/conflict.h"
#include "plan/describe.h"
#include "plan/desired.h"
#include "plan/diff.h"
#include "plan/host_address.h"
#include "plan/inside_devices.h"
#include "plan/links.h"
#include "plan/masquerade.h"
#include "plan/operation.h"
#include "plan/surroundings.h"
#include "print/commands.h"
#include "print/site.h"
#include "util/alloc.h"
#include "util/array.h"

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

static void read_own(char *word, struct devices *devices)
{
	struct prefix own;

	for (; word; word = strtok(NULL, " ")) {
		assert_int_equal(prefix_parse(word, &own), 0);
		prefix_list_add(&devices->own, &own);
	}
}

static void read_device(char *line, struct devices *devices)
{
	char *name = strtok(line, " "), *word = strtok(NULL, " ");
	struct device *device;
	struct prefix network;

	if (!strcmp(name, "own")) {
		read_own(word, devices);
		return;
	}
	if (!strcmp(name, "circuit-down")) {
		circuits_down_add(&devices->down, (uint32_t)atoi(word), 0, "");
		return;
	}
	device = devices_add(devices, name);
	device->present = true;
	device->ipv6 = true;
	device->up = strcmp(word, "down");
	device->running = !strcmp(word, "up");
	while ((word = strtok(NULL, " "))) {
		if (!strcmp(word, "no-ipv6"))
			device->ipv6 = false;
		else if (!strcmp(word, "offloads"))
			device->offloads = true;
		else if (!strcmp(word, "resolves"))
			device->resolves = true;
		else if (!strcmp(word, "arp-restricted"))
			device->arp_restricted = true;
		else if (!prefix_parse(word, &network) && strchr(word, '/'))
			prefix_list_add(&device->connected, &network);
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

/* Plan with records of circuits. */
static void plan_told(const char *dir, const struct site *site, const struct devices *devices,
		      struct state *state, struct diagnostics *diags)
{
	char *text = read_file(dir, "circuits");
	struct conditions conditions;
	struct circuit_records records;

	circuit_records_parse(text, &records);
	conditions_find(site, devices, &records, &conditions);
	plan_desired(site, devices, &conditions, state, diags);
	conditions_free(&conditions);
	circuit_records_free(&records);
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
		if (!strcmp(name, "site.yaml"))
			plan_told(dir, site, &devices, state, diags);
		else
			plan_desired(site, &devices, NULL, state, diags);
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
	plan_desired(&site, &devices, NULL, &again, &diags);
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

static void expect_commands(const char *dir, const struct state *old, const struct state *new)
{
	struct operations operations;
	struct commands commands;
	char *path = path_of(dir, "commands"), *text = NULL;
	size_t size;
	FILE *out;

	if (!access(path, R_OK)) {
		plan_diff(old, new, &operations);
		commands_write(&commands, &operations, old, new);
		out = open_memstream(&text, &size);
		commands_text(&commands, out);
		fclose(out);
		expect(dir, "commands", text);
		commands_free(&commands);
		operations_free(&operations);
	}
	free(path);
}

/* Whether circuits were set, or the service has found some to be down. */
static bool any_down(const char *dir)
{
	char *path = path_of(dir, "circuits");
	bool down = !access(path, R_OK);
	struct devices devices;

	free(path);
	read_devices(dir, &devices);
	down |= devices.down.n > 0;
	devices_free(&devices);
	return down;
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
	expect_commands(dir, &old, &new);
	nothing = operations_of(&new, &new, &none);
	assert_string_equal(nothing, "");
	/*
	 * A link whose route was left out is not what was described, nor is a circuit that is
	 * down, without its default route.
	 */
	if (!diags.n && !any_down(dir))
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
	/* No sixteen bits are free beside 0xffff01: narrower ones, that programs avoid. */
	assert_non_null(strstr(diags.v[0].message, "rule 101 (fwmark 0x30000/0xff0000)"));
	assert_non_null(strstr(diags.v[0].message, "write mark-mask: 0xff000000"));
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

	/* Only the lowest bits are free. */
	site.mark_mask = 0xfc0;
	rules[0] = (struct ip_rule){ .family = AF_INET, .mark = 0x40, .mask = 0xffffffc0 };
	observed.n_foreign_rule = 1;
	plan_conflicts(&site, &observed, &diags);
	assert_int_equal(diags.n, 1);
	assert_non_null(strstr(diags.v[0].message, "write mark-mask: 0x3f"));
	diagnostics_free(&diags);
}

/* What is proposed, and what it would help with. */
static void test_mark_uses(void **data)
{
	struct circuit circuits[] = { { .id = 1 }, { .id = 14 } };
	struct site site = { .mark_mask = 0xffff0000, .circuit = circuits, .n_circuit = 2 };
	struct mark_use uses[] = {
		{ MARK_ACTION_WRITE_PACKET, 0x80000000, 0x80000000, "a" },
		{ MARK_ACTION_WRITE_CONNECTION, UINT32_MAX, UINT32_MAX, "b" },
		{ MARK_ACTION_MATCH, UINT32_MAX, 42, "c" },
		{ MARK_ACTION_MATCH, 0x10000, 0x10000, "d" },
		{ MARK_ACTION_MATCH, 0xff, 0x1, "e" },
	};
	static const struct {
		const char *code, *end;
	} expected[] = {
		{ "mark-packet",
		  "without these bits, or write mark-mask: 0x7ffe0000, whose bits are free" },
		{ "mark-written", "give it a mask without these bits" },
		{ "mark-match",
		  "give it a mask without the bits of mark-mask 0xffff0000" },
		{ "mark-match", "or write mark-mask: 0x7ffe0000, whose bits are free" },
	};
	struct state observed = { .mark_uses = { .v = uses, .n = ARRAY_SIZE(uses) } };
	struct diagnostics diags = { 0 };
	const char *message;
	size_t i;

	plan_conflicts_marks(&site, &observed, &diags);
	assert_int_equal(diags.n, ARRAY_SIZE(expected));
	assert_int_equal(diags.n_error, 1);
	for (i = 0; i < diags.n; i++) {
		message = diags.v[i].message;
		assert_string_equal(diags.v[i].code, expected[i].code);
		assert_string_equal(message + strlen(message) - strlen(expected[i].end),
				    expected[i].end);
	}
	diagnostics_free(&diags);
	/* Eight bits are free, and an id of 15 needs fields of five. */
	circuits[1].id = 15;
	uses[0].mask = 0xfffc0000;
	plan_conflicts_marks(&site, &observed, &diags);
	assert_non_null(strstr(diags.v[0].message, "; no other block of bits is free"));
	diagnostics_free(&diags);
}

/* The mask that is proposed in place of 0x01ff0000, while others use @bits too. */
static void assert_proposed(uint32_t bits, const char *expected)
{
	struct ip_rule rules[] = {
		{ .family = AF_INET, .mark = 0xff000000, .mask = 0xff000000 },
		{ .family = AF_INET, .mark = bits, .mask = bits },
	};
	/* A full mask does not say which bits are used, and any value none at all. */
	struct mark_use uses[] = {
		{ .action = MARK_ACTION_MATCH, .mask = UINT32_MAX, .value = UINT32_MAX },
		{ .action = MARK_ACTION_MATCH, .mask = UINT32_MAX, .value = 0x1 },
	};
	struct state observed = {
		.foreign_rule = rules, .n_foreign_rule = 2,
		.mark_uses = { .v = uses, .n = 2 },
	};
	struct site site = { .mark_mask = 0x01fe0000 };
	struct diagnostics diags = { 0 };

	plan_conflicts(&site, &observed, &diags);
	assert_string_equal(diags.v[0].code, "mark-conflict");
	assert_non_null(strstr(diags.v[0].message, expected));
	diagnostics_free(&diags);
}

/* Bits of Tailscale and Kubernetes are the last to be proposed, even if nobody uses them. */
static void test_known_bits(void **data)
{
	assert_proposed(0, "write mark-mask: 0x3fc0,");
	assert_proposed(0x30, "write mark-mask: 0x3fc0,");
	assert_proposed(0x100, "write mark-mask: 0xff0000,");
	assert_proposed(0x800100, "write mark-mask: 0x7f8000,");
	assert_proposed(0x810100, "write mark-mask: 0xfe,");
}

/* What precedes ours is reported, unless no packet with a routing mark matches it. */
static void test_order(void **data)
{
	struct ip_rule others[] = {
		{ .family = AF_INET, .precedes = true, .table = 100, .from.length = 24,
		  .from.address = { .family = AF_INET, .bytes = { 172, 16, 1 } } },
		{ .family = AF_INET, .precedes = true, .mask = UINT32_MAX, .mark = 0x2a },
		{ .family = AF_INET6, .precedes = true, .mask = UINT32_MAX, .mark = 0xca6c,
		  .inverted = true, .table = 51820 },
		{ .family = AF_INET, .priority = 32764, .mask = UINT32_MAX, .mark = 0xca6c,
		  .inverted = true, .table = 51820 },
		/* Without one of our bits: some circuits. */
		{ .family = AF_INET, .precedes = true, .mask = 0x10000, .table = 101 },
	};
	const struct state observed = { .foreign_rule = others, .n_foreign_rule = 5 };
	const struct site site = { .mark_mask = 0xffff0000 };
	struct diagnostics diags = { 0 };

	plan_conflicts_order(&site, &observed, &diags);
	assert_int_equal(diags.n, 3);
	assert_int_equal(diags.n_error, 0);
	assert_string_equal(diags.v[0].code, "rule-before");
	assert_non_null(strstr(diags.v[0].message,
			       "rule \"0: from 172.16.1.0/24 lookup 100\" of another program"));
	assert_non_null(strstr(diags.v[1].message,
			       "\"0: not from all fwmark 0xca6c/0xffffffff lookup 51820 (IPv6)\""));
	assert_non_null(strstr(diags.v[2].message, "lookup 101"));
	diagnostics_free(&diags);
	/* They match packets that have no routing mark, and follow the rule for those that do. */
	plan_conflicts(&site, &observed, &diags);
	assert_int_equal(diags.n, 2);
	assert_string_equal(diags.v[0].code, "mark-overlap");
	assert_string_equal(diags.v[1].code, "mark-overlap");
	diagnostics_free(&diags);
}

/* With inside-devices, every device that is up and neither a link nor named is reported. */
static void test_inside_devices(void **data)
{
	struct device device[] = {
		{ .name = "br0", .present = true, .up = true },
		{ .name = "docker0", .present = true, .up = true },
		{ .name = "down", .present = true },
		{ .name = "guest", .present = true, .up = true },
		{ .name = "lan", .present = true, .up = true },
		{ .name = "lo", .present = true, .up = true },
		{ .name = "other", .present = true, .up = true },
		{ .name = "port", .present = true, .up = true, .master = "br0" },
		{ .name = "red", .present = true, .up = true, .kind = "vrf" },
		{ .name = "red0", .present = true, .up = true, .vrf = "red" },
		{ .name = "blue0", .present = true, .up = true, .vrf = "blue" },
		{ .name = "us-pri", .present = true, .up = true },
	};
	struct devices devices = { .v = device, .n = ARRAY_SIZE(device) };
	struct link link = { .name = "us-pri" };
	struct circuit circuit = { .link = &link, .n_link = 1 };
	struct inside_device named[] = {
		{ .name = "lan", .at = { 2, 1 } },   { .name = "docker*", .at = { 2, 2 } },
		{ .name = "other", .at = { 2, 3 } }, { .name = "port", .at = { 2, 4 } },
		{ .name = "later", .at = { 2, 5 } }, { .name = "red", .at = { 2, 6 } },
		{ .name = "veth*", .at = { 2, 7 } },
	};
	struct site site = { .circuit = &circuit, .n_circuit = 1, .inside_devices_at = { 1, 1 } };
	static const struct {
		uint32_t column;
		const char *code, *says;
	} expected[] = {
		{ 3, "inside-altname", "other is an alternative name of eth7" },
		{ 4, "inside-port", "port is a port of br0, which" },
		{ 5, "inside-missing", "there is no device later yet" },
		{ 1, "unnamed-device", "blue0 is neither" },
		{ 1, "unnamed-device", "br0 is neither" },
		{ 1, "unnamed-device", "guest is neither" },
	};
	struct diagnostics diags = { 0 };
	size_t i;

	for (i = 0; i < devices.n; i++)
		strcpy(device[i].proper_name, device[i].name);
	strcpy(device[6].proper_name, "eth7");
	devices_sort(&devices);
	plan_inside_devices(&site, &devices, &diags);
	assert_int_equal(diags.n, 0);
	site.inside_device = named;
	site.n_inside_device = ARRAY_SIZE(named);
	plan_inside_devices(&site, &devices, &diags);
	assert_int_equal(diags.n, ARRAY_SIZE(expected));
	assert_int_equal(diags.n_error, 2);
	for (i = 0; i < ARRAY_SIZE(expected); i++) {
		assert_int_equal(diags.v[i].at.column, expected[i].column);
		assert_string_equal(diags.v[i].code, expected[i].code);
		assert_non_null(strstr(diags.v[i].message, expected[i].says));
	}
	diagnostics_free(&diags);
}

static void test_surroundings(void **data)
{
	struct device device[] = {
		{ .name = "absent", .strict = true, .vrf = "red" },
		{ .name = "fast", .present = true, .flowtable = "ft of table fast" },
		{ .name = "lan", .present = true, .strict = true },
		{ .name = "marked", .present = true, .strict = true, .src_valid_mark = true },
		{ .name = "plain", .present = true },
		{ .name = "strict", .present = true, .strict = true, .src_valid_mark = true },
		{ .name = "trunk", .present = true, .index = 7 },
		{ .name = "trunk.5", .present = true, .index = 8, .kind = "vlan", .lower = 7 },
		{ .name = "trunk.6", .present = true, .kind = "vlan", .lower = 7 },
		{ .name = "tun", .present = true, .kind = "ipip", .lower = 7 },
		{ .name = "vrf0", .present = true, .vrf = "red" },
		{ .name = "vrf1", .present = true, .vrf = "blue" },
		{ .name = "vrrp.51", .present = true, .kind = "macvlan", .lower = 8 },
	};
	const struct devices devices = { .v = device, .n = ARRAY_SIZE(device) };
	struct link links[] = {
		{ .name = "absent" }, { .name = "fast" }, { .name = "plain" },
		{ .name = "strict" }, { .name = "vrf0" }, { .name = "vrf1" },
		{ .name = "trunk" }, { .name = "trunk.5" },
	};
	struct circuit circuit = { .link = links, .n_link = ARRAY_SIZE(links) };
	const struct site site = { .circuit = &circuit, .n_circuit = 1 };
	static const struct {
		const char *code, *says;
	} expected[] = {
		{ "flowtable", "link fast is in flowtable ft of table fast" },
		{ "rp-filter", "net.ipv4.conf.strict.rp_filter to 2" },
		{ "vrf-filter", "link vrf0 is in VRF red" },
		{ "vrf-filter", "link vrf1 is in VRF blue" },
		{ "rp-filter-mark",
		  "inside device marked has strict rp_filter and src_valid_mark" },
		{ "link-upper", "trunk.6 is a vlan on link trunk and no link itself" },
		{ "link-upper", "vrrp.51 is a macvlan on link trunk.5 and no link itself" },
	};
	struct diagnostics diags = { 0 };
	size_t i;

	plan_surroundings(&site, &devices, &diags);
	assert_int_equal(diags.n, ARRAY_SIZE(expected));
	assert_int_equal(diags.n_error, 0);
	for (i = 0; i < diags.n; i++) {
		assert_string_equal(diags.v[i].code, expected[i].code);
		assert_non_null(strstr(diags.v[i].message, expected[i].says));
	}
	diagnostics_free(&diags);
}

/* The kernel takes the address of another device if a link has none but link-local ones. */
static void test_masquerade(void **data)
{
	static const struct {
		const char *device, *address;
		bool own;
	} all[] = {
		{ "down", "169.254.0.1", true }, { "good", "198.51.100.1", true },
		{ "good", "2001:db8::1", true }, { "half", "198.51.100.5", true },
		{ "half", "fe9f::1", true }, { "local", "169.254.0.2", true },
		{ "local", "198.51.100.10", false }, { "pool", "169.254.0.3", true },
	};
	static const char *const names[] = { "down", "good", "half", "local", "pool", "vrrp.51" };
	static const char *const expected[] = { "link half has no IPv6", "link local has no IPv4" };
	const char *text = "circuits:\n"
			   "  a: {id: 1, links: {good: {}}, snat: masquerade}\n"
			   "  b: {id: 2, links: {half: {gateway: [198.51.100.6, \"fe80::2\"]}}, "
			   "snat: masquerade}\n"
			   "  c: {id: 3, links: {local: {gateway: 198.51.100.10}, "
			   "vrrp.51: {receive: true}}, snat: masquerade}\n"
			   "  d: {id: 4, links: {down: {gateway: 198.51.100.14}}, snat: masquerade}\n"
			   "  e: {id: 5, links: {pool: {gateway: 198.51.100.18}}, "
			   "snat: 20.2.2.0/29}\n";
	struct host_addresses addresses = { 0 };
	struct diagnostics diags = { 0 };
	struct devices devices = { 0 };
	struct address address;
	struct site site;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		struct device *device = devices_add(&devices, names[i]);

		device->present = true;
		device->up = i > 0;
	}
	for (i = 0; i < ARRAY_SIZE(all); i++) {
		assert_int_equal(address_parse(all[i].address, &address), 0);
		host_addresses_add(&addresses, &address, all[i].own, all[i].device);
	}
	host_addresses_sort(&addresses);
	assert_int_equal(config_parse(text, strlen(text), &site, &diags), 0);
	assert_int_equal(diags.n, 0);
	plan_masquerade(&site, &devices, &addresses, &diags);
	assert_int_equal(diags.n, ARRAY_SIZE(expected));
	for (i = 0; i < diags.n; i++) {
		assert_string_equal(diags.v[i].code, "masquerade-address");
		assert_non_null(strstr(diags.v[i].message, expected[i]));
	}
	diagnostics_free(&diags);
	host_addresses_free(&addresses);
	devices_free(&devices);
	site_free(&site);
}

/* Addresses in use that pools and services cover, each found once and with its owner. */
static void test_host_addresses(void **data)
{
	static const struct {
		const char *device, *address;
		bool own;
	} all[] = {
		{ "lan", "10.0.0.9", false }, { "us", "198.51.100.1", false },
		{ "us", "198.51.100.1", true }, { "us", "198.51.100.2", false },
		{ "us", "198.51.100.6", false }, { "us", "198.51.100.20", false },
		{ "us", "198.51.100.30", true }, { "us", "198.51.100.40", false },
	};
	static const struct {
		const char *code, *says;
		bool error;
	} expected[] = {
		{ "pool-own-address", "pool 198.51.100.0/31 covers 198.51.100.1, an address",
		  true },
		{ "pool-neighbour", "pool 198.51.100.2/31 covers 198.51.100.2, which a", false },
		{ "pool-neighbour", "pool 198.51.100.4/30 covers 198.51.100.6, which a", true },
		{ "pool-neighbour", "inbound pool 10.0.0.8/29 covers 10.0.0.9, which a", true },
		{ "service-neighbour", "address 198.51.100.20 of service taken", true },
		{ "service-own-address", "service all takes every port of 198.51.100.30", true },
	};
	const char *text = "circuits:\n"
			   "  us: {id: 1, links: {us: {}}, inbound-snat: 10.0.0.8/29, snat: "
			   "[198.51.100.0/31, 198.51.100.2/31, 198.51.100.4/30, 198.51.100.8/29]}\n"
			   "services:\n"
			   "  taken: {address: 198.51.100.20, to: 10.0.0.5, via: us}\n"
			   "  all: {address: 198.51.100.30, to: 10.0.0.5, via: us}\n"
			   "  some: {address: 198.51.100.30, to: 10.0.0.5, via: us, ports: tcp/1}\n"
			   "  own: {address: 198.51.100.40, via: us}\n";
	struct route routes[] = {
		{ .type = ROUTE_BLACKHOLE }, { .type = ROUTE_UNICAST },
	};
	const struct state observed = { .route = routes, .n_route = 2 };
	struct host_addresses addresses = { 0 };
	struct diagnostics diags = { 0 };
	struct address address;
	struct site site;
	size_t i;

	assert_int_equal(prefix_parse("198.51.100.2/31", &routes[0].destination), 0);
	assert_int_equal(prefix_parse("198.51.100.4/30", &routes[1].destination), 0);
	for (i = 0; i < ARRAY_SIZE(all); i++) {
		assert_int_equal(address_parse(all[i].address, &address), 0);
		host_addresses_add(&addresses, &address, all[i].own, all[i].device);
	}
	host_addresses_sort(&addresses);
	assert_int_equal(config_parse(text, strlen(text), &site, &diags), 0);
	plan_host_addresses(&site, &addresses, &observed, &diags);
	assert_int_equal(diags.n, ARRAY_SIZE(expected));
	for (i = 0; i < diags.n; i++) {
		assert_string_equal(diags.v[i].code, expected[i].code);
		assert_non_null(strstr(diags.v[i].message, expected[i].says));
		assert_int_equal(diags.v[i].severity == SEVERITY_ERROR, expected[i].error);
	}
	diagnostics_free(&diags);
	host_addresses_free(&addresses);
	site_free(&site);
}

/* The family that no automatic gateway leads to is left out without a word. */
static void test_automatic(void **data)
{
	const char *text = "circuits:\n"
			   "  us: {id: 1, links: {us0: {gateway: auto}}}\n"
			   "  eu: {id: 2, links: {eu0: {gateway: auto}}}\n"
			   "  tun: {id: 3, links: {tun0: {gateway: auto}}}\n";
	static const char *const names[] = { "us0", "eu0", "tun0" };
	struct diagnostics diags = { 0 };
	struct devices devices = { 0 };
	struct device *device;
	struct state state;
	struct site site;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		device = devices_add(&devices, names[i]);
		strcpy(device->proper_name, names[i]);
		device->present = true;
		device->ipv6 = true;
		device->up = i != 1;
		device->resolves = i < 2;
		if (i)
			continue;
		assert_int_equal(address_parse("198.51.100.2", &device->default_gateway[0]), 0);
		device->reached[0] = device->default_gateway[0];
		device->n_default_gateway = 1;
		device->n_reached = 1;
	}
	devices_sort(&devices);
	assert_int_equal(config_parse(text, strlen(text), &site, &diags), 0);
	assert_int_equal(diags.n, 0);
	plan_links(&site, &devices, &diags);
	assert_int_equal(diags.n, 0);
	plan_desired(&site, &devices, NULL, &state, &diags);
	assert_int_equal(diags.n, 1);
	assert_string_equal(diags.v[0].code, "link-down");
	/* One of us, and one for each family of the tunnel. */
	assert_int_equal(state.n_route, 3);
	diagnostics_free(&diags);
	devices_free(&devices);
	state_free(&state);
	site_free(&site);
}

/* The outside prefix of a netmap is a pool, so no device or neighbour has its addresses. */
static void test_netmap_addresses(void **data)
{
	static const char *const codes[] = { "pool-own-address", "pool-neighbour" };
	const char *text = "circuits:\n"
			   "  a:\n"
			   "    id: 1\n"
			   "    links: {a0: {gateway: 198.51.100.2}}\n"
			   "    netmap:\n"
			   "      - {inside: 10.1.0.0/24, outside: 20.2.3.0/24}\n"
			   "      - {inside: 10.1.1.0/24, outside: 20.2.4.0/24}\n"
			   "      - {inside: 10.1.2.0/24, outside: 20.2.5.0/24}\n";
	struct host_addresses addresses = { 0 };
	struct diagnostics diags = { 0 };
	const struct state observed = { 0 };
	struct address own, neighbour;
	struct site site;
	size_t i;

	assert_int_equal(address_parse("20.2.3.7", &own), 0);
	assert_int_equal(address_parse("20.2.4.255", &neighbour), 0);
	host_addresses_add(&addresses, &own, true, "lan");
	host_addresses_add(&addresses, &neighbour, false, "lan");
	host_addresses_sort(&addresses);
	assert_int_equal(config_parse(text, strlen(text), &site, &diags), 0);
	assert_int_equal(diags.n, 0);
	plan_host_addresses(&site, &addresses, &observed, &diags);
	assert_int_equal(diags.n, ARRAY_SIZE(codes));
	for (i = 0; i < diags.n; i++) {
		assert_string_equal(diags.v[i].code, codes[i]);
		assert_int_equal(diags.v[i].severity, SEVERITY_ERROR);
		assert_int_equal(diags.v[i].at.line, 6 + i);
		assert_int_equal(diags.v[i].at.column, 40);
	}
	diagnostics_free(&diags);
	host_addresses_free(&addresses);
	site_free(&site);
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
	plan_desired(&site, &devices, NULL, state, &diags);
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

/* The only set of @chain, which chooses the pool of a client. */
static const struct nft_set *choice_of(const struct nft_table *table, const char *chain)
{
	size_t i;

	for (i = 0; i < table->n_chain; i++)
		if (!strcmp(table->chain[i].name, chain))
			return table->chain[i].rule[0].anonymous;
	return NULL;
}

/* Of 65537 addresses the last one has its share too, though less than one of 256. */
static void test_shares(void **data)
{
	const uint8_t last[] = { 20, 3, 0, 1, 20, 3, 0, 1 };
	const struct nft_set *choice;
	struct state state;

	plan_two_circuits("0xffff0000", "us0: {}",
			  "eu: {id: 2, links: {eu0: {}}, snat: [20.2.0.0/16, 20.3.0.1]}", &state);
	choice = choice_of(&state.nft, "snat-eu");
	assert_non_null(choice);
	assert_int_equal(choice->n_element, 256);
	assert_memory_equal(choice->element[255].data, last, sizeof(last));
	state_free(&state);
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
	plan_desired(&site, &devices, NULL, &state, &diags);
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
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(test_conflicts),
		cmocka_unit_test(test_surroundings),
		cmocka_unit_test(test_filled),
		cmocka_unit_test(test_offload_devices),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_masquerade),
		cmocka_unit_test(test_mark_uses),
		cmocka_unit_test(test_known_bits),
		cmocka_unit_test(test_shares),
		cmocka_unit_test(test_host_addresses),
		cmocka_unit_test(test_automatic),
		cmocka_unit_test(test_inside_devices),
		cmocka_unit_test(test_netmap_addresses),
	};
	struct CMUnitTest *tests;
	struct dirent **list;
	int i, n, ret;

	n = scandir("tests/golden", &list, is_case, alphasort);
	if (n <= 0) {
		fputs("no golden files\n", stderr);
		return EXIT_FAILURE;
	}
	tests = xcalloc(n + ARRAY_SIZE(others), sizeof(*tests));
	for (i = 0; i < n; i++)
		tests[i] = (struct CMUnitTest){
			.name = list[i]->d_name,
			.test_func = test_golden,
			.initial_state = list[i]->d_name,
		};
	memcpy(tests + n, others, sizeof(others));
	ret = _cmocka_run_group_tests("plan", tests, n + ARRAY_SIZE(others), NULL, NULL);
	for (i = 0; i < n; i++)
		free(list[i]);
	free(list);
	free(tests);
	return ret;
}
