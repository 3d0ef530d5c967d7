// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "config/config.h"
#include "tests/work.h"
#include "util/alloc.h"
#include "yaml/document.h"

#define BIT(n) (1u << (n))
#define DROPPABLE (BIT(ERSYM_KIND_RELATED) - 1)

/* Reads a text that has no errors and @n_warning warnings. */
static struct site read_good(const char *text, size_t n_warning)
{
	struct diagnostics diags = { 0 };
	struct site site;

	if (config_parse(text, strlen(text), &site, &diags))
		fail_msg("%s", diags.n ? diags.v[0].message : "no message");
	assert_int_equal(diags.n, n_warning);
	diagnostics_free(&diags);
	return site;
}

/* Reads a text; its diagnostics must be @expected: "line:column code" each. */
static void read_bad(const char *text, const char *expected)
{
	struct diagnostics diags = { 0 };
	char *found = xstrdup(""), *longer;
	struct site site;
	size_t i;

	config_parse(text, strlen(text), &site, &diags);
	for (i = 0; i < diags.n; i++) {
		longer = xasprintf("%s%s%u:%u %s", found, i ? ", " : "", diags.v[i].at.line,
				   diags.v[i].at.column, diags.v[i].code);
		free(found);
		found = longer;
	}
	assert_string_equal(found, expected);
	free(found);
	diagnostics_free(&diags);
	site_free(&site);
}

static void assert_prefixes(const struct prefix_list *list, const char *expected)
{
	char *found = xstrdup(""), *longer, buf[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < list->n; i++) {
		longer = xasprintf("%s%s%s", found, i ? " " : "", prefix_format(&list->v[i], buf));
		free(found);
		found = longer;
	}
	assert_string_equal(found, expected);
	free(found);
}

static void assert_address(const struct address *a, const char *expected)
{
	char buf[PREFIX_STRLEN];

	assert_string_equal(address_format(a, buf), expected);
}

static void assert_location(struct location at, unsigned int line, unsigned int column)
{
	assert_int_equal(at.line, line);
	assert_int_equal(at.column, column);
}

static void test_defaults(void **state)
{
	struct site site = read_good("circuits: {us: {id: 1, links: {us-pri: {}}}}\n", 0);
	const struct circuit *c = &site.circuit[0];

	assert_prefixes(&site.inside, "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7");
	assert_int_equal(site.mark_mask, 0xffff0000);
	assert_int_equal(site.engine, ENGINE_MODULE);
	assert_int_equal(site.inside_drop, 0);
	assert_int_equal(site.n_circuit, 1);
	assert_int_equal(site.n_transit, 0);
	assert_int_equal(site.n_service, 0);
	assert_string_equal(c->name, "us");
	assert_int_equal(c->id, 1);
	assert_int_equal(c->kind, KIND_NONE);
	assert_false(c->remote);
	assert_false(c->masquerade);
	assert_false(c->incomplete);
	assert_int_equal(c->drop, 0);
	assert_int_equal(c->n_link, 1);
	assert_string_equal(c->link[0].name, "us-pri");
	assert_int_equal(c->link[0].n_gateway, 0);
	site_free(&site);
}

static const char whole[] =
	"inside: [10.0.0.0/8, 172.16.0.0/12]\n"
	"mark-mask: 0x00ffffff\n"
	"on-violation: drop\n"
	"services:\n"
	"  exchange:\n"
	"    address: 20.2.2.59\n"
	"    to: 172.16.1.63\n"
	"    ports: [tcp/25, udp/587-588, sctp/8443:443]\n"
	"    via: [eu, us]\n"
	"  adfs: {address: 20.2.3.10, via: us}\n"
	"transit: [{from: vpn, to: us}]\n"
	"circuits:\n"
	"  us:\n"
	"    id: 1\n"
	"    kind: microsoft-peering\n"
	"    links:\n"
	"      us-pri: {gateway: [198.51.100.2, \"2001:db8:1::2\"]}\n"
	"      us-sec: {gateway: 198.51.100.6}\n"
	"    snat: [20.2.2.0/29, 20.2.2.16]\n"
	"    inbound-snat: 10.200.1.0/24\n"
	"    on-violation: {return-in: drop, foreign: drop, leak: flag}\n"
	"  eu:\n"
	"    id: 2\n"
	"    kind: internet\n"
	"    links: {eu-pri: {gateway: 198.51.100.10}}\n"
	"    snat: masquerade\n"
	"    inbound-snat: [10.200.2.0/24]\n"
	"    accept: [203.0.113.0/24]\n"
	"    on-violation: drop\n"
	"  hk: {id: 254, remote: true, snat: [20.2.2.24/29]}\n"
	"  vpn: {id: 4, kind: vpn, links: {xfrm0: }, remote: false}\n";

static void test_circuits(void **state)
{
	struct site site = read_good(whole, 0);
	const struct circuit *us = site_circuit(&site, "us");
	const struct circuit *eu = site_circuit(&site, "eu");
	const struct circuit *hk = site_circuit(&site, "hk");

	assert_int_equal(site.n_circuit, 4);
	assert_ptr_equal(us, &site.circuit[0]);
	assert_ptr_equal(site_circuit_by_id(&site, 254), hk);
	assert_null(site_circuit(&site, "asia"));
	assert_null(site_circuit_by_id(&site, 3));

	assert_int_equal(us->kind, KIND_MICROSOFT_PEERING);
	assert_int_equal(us->drop, BIT(ERSYM_KIND_RETURN_IN) | BIT(ERSYM_KIND_FOREIGN));
	assert_int_equal(us->n_link, 2);
	assert_int_equal(us->link[0].n_gateway, 2);
	assert_address(&us->link[0].gateway[0], "198.51.100.2");
	assert_address(&us->link[0].gateway[1], "2001:db8:1::2");
	assert_string_equal(us->link[1].name, "us-sec");
	assert_int_equal(us->link[1].n_gateway, 1);
	assert_prefixes(&us->snat, "20.2.2.0/29 20.2.2.16/32");
	assert_prefixes(&us->inbound_snat, "10.200.1.0/24");
	assert_prefixes(&us->accept, "");

	assert_int_equal(eu->kind, KIND_INTERNET);
	assert_true(eu->masquerade);
	assert_int_equal(eu->snat.n, 0);
	assert_int_equal(eu->drop, DROPPABLE);
	assert_prefixes(&eu->accept, "203.0.113.0/24");

	assert_true(hk->remote);
	assert_int_equal(hk->n_link, 0);
	assert_int_equal(site.circuit[3].n_link, 1);
	assert_false(site.circuit[3].remote);
	site_free(&site);
}

static void test_rest(void **state)
{
	struct site site = read_good(whole, 0);
	const struct service *s = &site.service[0];

	assert_prefixes(&site.inside, "10.0.0.0/8 172.16.0.0/12");
	assert_int_equal(site.mark_mask, 0x00ffffff);
	assert_int_equal(site.inside_drop, DROPPABLE);

	assert_int_equal(site.n_transit, 1);
	assert_int_equal(site.transit[0].from, 3);
	assert_int_equal(site.transit[0].to, 0);

	assert_int_equal(site.n_service, 2);
	assert_string_equal(s->name, "exchange");
	assert_address(&s->address, "20.2.2.59");
	assert_address(&s->to, "172.16.1.63");
	assert_int_equal(s->n_port, 3);
	assert_int_equal(s->port[0].protocol, IPPROTO_TCP);
	assert_int_equal(s->port[0].first, 25);
	assert_int_equal(s->port[0].last, 25);
	assert_int_equal(s->port[0].inside, 25);
	assert_int_equal(s->port[1].protocol, IPPROTO_UDP);
	assert_int_equal(s->port[1].first, 587);
	assert_int_equal(s->port[1].last, 588);
	assert_int_equal(s->port[1].inside, 587);
	assert_int_equal(s->port[2].protocol, IPPROTO_SCTP);
	assert_int_equal(s->port[2].first, 8443);
	assert_int_equal(s->port[2].last, 8443);
	assert_int_equal(s->port[2].inside, 443);
	assert_int_equal(s->n_via, 2);
	assert_int_equal(s->via[0], 1);
	assert_int_equal(s->via[1], 0);

	assert_int_equal(site.service[1].to.family, 0);
	assert_int_equal(site.service[1].n_port, 0);
	site_free(&site);
}

static void test_locations(void **state)
{
	struct site site = read_good(whole, 0);
	const struct circuit *us = &site.circuit[0];
	const struct service *s = &site.service[0];

	assert_location(site.inside_at[1], 1, 22);
	assert_location(site.mark_mask_at, 2, 12);
	assert_location(us->at, 13, 3);
	assert_location(us->id_at, 14, 9);
	assert_location(us->kind_at, 15, 11);
	assert_location(us->link[1].at, 18, 7);
	assert_location(us->snat_at[1], 19, 25);
	assert_location(us->inbound_snat_at[0], 20, 19);
	assert_location(site.circuit[1].accept_at[0], 28, 14);
	assert_location(s->at, 5, 3);
	assert_location(s->address_at, 6, 14);
	assert_location(s->to_at, 7, 9);
	assert_location(s->port[2].at, 8, 34);
	assert_location(s->via_at[1], 9, 15);
	assert_location(site.transit[0].at, 11, 11);
	site_free(&site);
}

/* One mistake, one message. */
static void test_netmaps(void **state)
{
	struct site site = read_good("circuits:\n"
				     "  us:\n"
				     "    id: 1\n"
				     "    links: {us-pri: {gateway: 198.51.100.2}}\n"
				     "    netmap:\n"
				     "      - {inside: 10.1.0.0/24, outside: 20.2.3.0/24}\n"
				     "      - {inbound: true, outside: 20.2.4.9, "
				     "inside: 10.2.0.9}\n"
				     "  eu:\n"
				     "    id: 2\n"
				     "    links: {eu-pri: {gateway: 198.51.100.10}}\n"
				     "    netmap: {inside: 10.1.0.0/16, outside: 20.3.0.0/16}\n",
				     1);
	const struct circuit *us = &site.circuit[0], *eu = &site.circuit[1];
	char buf[PREFIX_STRLEN];

	assert_int_equal(us->n_netmap, 2);
	assert_string_equal(prefix_format(&us->netmap[0].inside, buf), "10.1.0.0/24");
	assert_string_equal(prefix_format(&us->netmap[0].outside, buf), "20.2.3.0/24");
	assert_false(us->netmap[0].inbound);
	assert_string_equal(prefix_format(&us->netmap[1].inside, buf), "10.2.0.9/32");
	assert_string_equal(prefix_format(&us->netmap[1].outside, buf), "20.2.4.9/32");
	assert_true(us->netmap[1].inbound);
	assert_location(us->netmap[0].at, 6, 9);
	assert_location(us->netmap[0].inside_at, 6, 18);
	assert_location(us->netmap[1].outside_at, 7, 34);
	assert_int_equal(eu->n_netmap, 1);
	assert_location(eu->netmap[0].at, 11, 13);
	assert_true(circuit_translates(eu));
	site_free(&site);
}

static void test_no_follow_ups(void **state)
{
	read_bad("circuits: {us: {id: 1, links: [us-pri]}}\n", "1:31 type");
	read_bad("circuits: {us: {id: 1, links: {\"a b\": {}}}}\n", "1:32 link-name");
	read_bad("inside: [x]\n"
		 "circuits: {us: {id: 1, links: {a: {}}, inbound-snat: 10.0.0.0/24}}\n",
		 "1:10 prefix");
	read_bad("mark-mask: x\ncircuits: {us: {id: 40, links: {a: {}}}}\n", "1:12 number");
	read_bad("circuits: [us]\nservices: {web: {address: 20.0.0.1, via: us}}\n", "1:11 type");
	read_bad("circuits: {us: {id: 1, links: {a: {}}, inbound-snat: x}}\n"
		 "services: {web: {address: 20.0.0.1, ports: tcp/1, via: us}}\n",
		 "1:54 prefix");
	/* No ports that are good are not every port. */
	read_bad("circuits: {us: {id: 1, links: {a: {}}, inbound-snat: 10.0.0.0/24}}\n"
		 "services:\n"
		 "  a: {address: 20.0.0.1, ports: x, via: us}\n"
		 "  b: {address: 20.0.0.1, ports: tcp/1, via: us}\n",
		 "3:33 port");
	/* Reference to a circuit whose name is bad. */
	read_bad("circuits: {\"u s\": {id: 1, links: {a: {}}, inbound-snat: 10.0.0.0/24}}\n"
		 "services: {web: {address: 20.0.0.1, ports: tcp/1, via: \"u s\"}}\n",
		 "1:12 name");
}

static void test_all_sorted(void **state)
{
	read_bad("services: {web: {address: x, via: [b, b]}}\n"
		 "circuits:\n"
		 "  b: {id: 1, links: {l: {}}, snat: 20.0.0.0/8}\n"
		 "  a: {id: 1, links: {l: {}}, snat: 20.0.0.0/8, x: 1}\n"
		 "mark-mask: 5\n",
		 "1:27 address, 1:39 via-twice, 4:11 id-twice, 4:22 link-twice, 4:36 pool-overlap, "
		 "4:48 unknown-key, 5:12 mask-gaps");
}

static void test_bytes(void **state)
{
	static const char windows[] = "\xef\xbb\xbf\143ircuits:\r\n  us: {id: 1, links: {a: }}\r\n";
	struct diagnostics diags = { 0 };
	struct site site;
	char nul[] = "circuits\0: {}";
	size_t n;

	assert_int_equal(config_parse(nul, sizeof(nul) - 1, &site, &diags), -EINVAL);
	assert_string_equal(diags.v[0].code, "syntax");
	assert_location(diags.v[0].at, 1, 9);
	diagnostics_free(&diags);
	site_free(&site);

	assert_int_equal(config_parse("", 0, &site, &diags), -EINVAL);
	assert_string_equal(diags.v[0].code, "empty");
	diagnostics_free(&diags);
	site_free(&site);

	/* Cut anywhere: some answer, and nothing read beyond the end. */
	for (n = 0; n < sizeof(whole) - 1; n++) {
		char *cut = xmemdup(whole, n);

		config_parse(cut, n, &site, &diags);
		diagnostics_free(&diags);
		site_free(&site);
		free(cut);
	}

	/* A byte order mark and CR LF are fine. */
	config_parse(windows, strlen(windows), &site, &diags);
	assert_int_equal(diags.n, 0);
	assert_int_equal(site.n_circuit, 1);
	site_free(&site);
}

static void test_quoted(void **state)
{
	char buf[QUOTED_STRLEN], longest[200];
	size_t n;

	assert_string_equal(quoted("a b", buf), "\"a b\"");
	assert_string_equal(quoted("a\nb\x7f", buf), "\"a\\x0ab\\x7f\"");
	assert_string_equal(quoted("\xc2\x9b[m\xc2\xa0", buf), "\"\\x9b[m\xc2\xa0\"");
	/* Never too long, never cut within a character. */
	for (n = 0; n < 70; n++) {
		memset(longest, 'x', n);
		strcpy(longest + n, "\xe2\x82\xac\xe2\x82\xac\n\xe2\x82\xac");
		quoted(longest, buf);
		assert_true(strlen(buf) < QUOTED_STRLEN);
		if (strstr(buf, "..."))
			assert_true((unsigned char)strstr(buf, "...")[-1] == 0xac ||
				    strstr(buf, "...")[-1] == 'x' ||
				    strstr(buf, "...")[-1] == 'a');
	}
}

/* Reads @n circuits, each with two pools and twenty services. Return: the work it took. */
static unsigned long work_of_reading(int n)
{
	struct diagnostics diags = { 0 };
	unsigned long before;
	struct site site;
	size_t length;
	char *text;
	FILE *out;
	int i;

	out = open_memstream(&text, &length);
	assert_non_null(out);
	fputs("mark-mask: 0xffffffff\ncircuits:\n", out);
	for (i = 0; i < n; i++)
		fprintf(out, "  c%d:\n    id: %d\n    links: {l%d: {}}\n"
			"    snat: [20.%d.%d.0/24]\n    inbound-snat: [10.%d.%d.0/24]\n",
			i, i + 1, i, i / 256, i % 256, i / 256, i % 256);
	fputs("services:\n", out);
	for (i = 0; i < 20 * n; i++)
		fprintf(out, "  s%d:\n    address: 30.0.0.%d\n    to: 172.16.%d.%d\n"
			"    ports: [tcp/%d, udp/%d-%d]\n    via: [c%d, c%d]\n",
			i, i % 8, i / 256, i % 256, 1 + i, 1 + 5 * i, 5 + 5 * i,
			i % n, (i + 7) % n);
	fclose(out);
	before = work_done;
	if (config_parse(text, length, &site, &diags))
		fail_msg("%u: %s", diags.v[0].at.line, diags.v[0].message);
	before = work_done - before;
	assert_int_equal(site.n_service, 20 * n);
	diagnostics_free(&diags);
	site_free(&site);
	free(text);
	return before;
}

/* Four times as much of everything takes hardly more than four times the work. */
static void test_grows_with_size(void **state)
{
	unsigned long small = work_of_reading(125);
	unsigned long large = work_of_reading(500);

	assert_true(small > 0);
	if (large > 5 * small)
		fail_msg("%lu basic blocks for 500 circuits, %lu for 125", large, small);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_circuits),
		cmocka_unit_test(test_rest),
		cmocka_unit_test(test_locations),
		cmocka_unit_test(test_netmaps),
		cmocka_unit_test(test_no_follow_ups),
		cmocka_unit_test(test_all_sorted),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_quoted),
		cmocka_unit_test(test_grows_with_size),
	};

	return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
