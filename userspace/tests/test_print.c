// SPDX-License-Identifier: GPL-2.0
/* out/: the exact text and JSON of every command that prints. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <netinet/in.h>
#include <sys/socket.h>

#include "config/config.h"
#include "live/cause.h"
#include "model/kind.h"
#include "print/circuits.h"
#include "print/events.h"
#include "print/flows.h"
#include "print/json.h"
#include "print/site.h"
#include "print/table.h"
#include "print/violations.h"
#include "print/words.h"
#include "util/alloc.h"

static struct names names;

static int setup(void **state)
{
	struct module_config config = { 0 };
	struct module_circuit *circuit;
	struct prefix pool;

	prefix_parse("20.2.2.0/29", &pool);
	circuit = module_config_add(&config);
	circuit->id = 1;
	strcpy(circuit->name, "us");
	module_circuit_add_pool(circuit, &pool);
	circuit = module_config_add(&config);
	circuit->id = 2;
	strcpy(circuit->name, "eu");
	names_init(&names, &config);
	setenv("TZ", "CET-1", 1);
	tzset();
	return 0;
}

static int teardown(void **state)
{
	names_free(&names);
	return 0;
}

/* struct text - a stream that is compared */
struct text {
	char *text;
	size_t size;
	FILE *out;
};

static FILE *text_begin(struct text *t)
{
	t->text = NULL;
	t->out = open_memstream(&t->text, &t->size);
	return t->out;
}

static void text_assert(struct text *t, const char *expected)
{
	fclose(t->out);
	assert_string_equal(t->text, expected);
	free(t->text);
}

static void assert_json(json_t *json, const char *expected)
{
	char *text = json_dumps(json, JSON_ENCODE_ANY);

	assert_string_equal(text, expected);
	free(text);
	json_decref(json);
}

static struct address address(const char *text)
{
	struct address a;

	assert_int_equal(address_parse(text, &a), 0);
	return a;
}

/* words */

static void test_words(void **state)
{
	char buf[TIME_STRLEN + ENDPOINT_STRLEN];
	struct address v4 = address("192.0.2.1"), v6 = address("2001:db8::1");

	assert_string_equal(violation_kind_name(ERSYM_KIND_RETURN_IN), "return-in");
	assert_string_equal(violation_kind_name(ERSYM_KIND_RETURN_OUT), "return-out");
	assert_string_equal(violation_kind_name(ERSYM_KIND_FORWARD_IN), "forward-in");
	assert_string_equal(violation_kind_name(ERSYM_KIND_FORWARD_OUT), "forward-out");
	assert_string_equal(violation_kind_name(ERSYM_KIND_FOREIGN), "foreign");
	assert_string_equal(violation_kind_name(ERSYM_KIND_ORPHAN), "orphan");
	assert_string_equal(violation_kind_name(ERSYM_KIND_LEAK), "leak");
	assert_string_equal(violation_kind_name(ERSYM_KIND_RELATED), "related");
	assert_null(violation_kind_name(ERSYM_KIND_MAX + 1));
	assert_null(violation_kind_meaning(ERSYM_KIND_MAX + 1));
	assert_non_null(violation_kind_meaning(KIND_UNNAMED));
	assert_string_equal(verdict_name(ERSYM_VERDICT_ACCEPT), "accept");
	assert_string_equal(verdict_name(ERSYM_VERDICT_DROP), "drop");
	assert_null(verdict_name(2));
	assert_string_equal(circuit_kind_name(KIND_VPN), "vpn");
	assert_null(circuit_kind_name(KIND_NONE));
	assert_string_equal(protocol_name(IPPROTO_TCP, buf), "tcp");
	assert_string_equal(protocol_name(IPPROTO_ICMPV6, buf), "icmpv6");
	assert_string_equal(protocol_name(253, buf), "253");
	assert_string_equal(endpoint_format(&v4, 443, buf), "192.0.2.1:443");
	assert_string_equal(endpoint_format(&v4, -1, buf), "192.0.2.1");
	assert_string_equal(endpoint_format(&v6, 0, buf), "[2001:db8::1]:0");
	assert_string_equal(endpoint_format(&v6, -1, buf), "2001:db8::1");
	assert_string_equal(time_format(1795230245123456789, buf), "2026-11-21 04:04:05.123");
	assert_string_equal(time_format_utc(1795230245003456789, buf),
			    "2026-11-21T03:04:05.003456Z");
}

static void test_bytes(void **state)
{
	char buf[AMOUNT_STRLEN];

	assert_string_equal(bytes_format(0, buf), "0 B");
	assert_string_equal(bytes_format(1023, buf), "1023 B");
	assert_string_equal(bytes_format(1024, buf), "1.0 KiB");
	assert_string_equal(bytes_format(1536, buf), "1.5 KiB");
	assert_string_equal(bytes_format(1024 * 1024 - 1, buf), "1023.9 KiB");
	assert_string_equal(bytes_format(1024 * 1024, buf), "1.0 MiB");
	assert_string_equal(bytes_format(UINT64_MAX, buf), "15.9 EiB");
}

/* table */

static void test_table(void **state)
{
	struct table table = { .indent = 2 };
	struct text t;

	table_column(&table, ALIGN_LEFT, "name");
	table_column(&table, ALIGN_RIGHT, "n");
	table_column(&table, ALIGN_LEFT, "note");
	table_cell(&table, "us → eu");
	table_cell(&table, "%d", 7);
	table_cell(&table, "long enough");
	table_cell(&table, "%s", "plain one");
	table_cell(&table, "%d", 1234);
	table_cell(&table, "%s", "");
	table_print(&table, text_begin(&t));
	text_assert(&t, "  name          n  note\n"
			"  us → eu       7  long enough\n"
			"  plain one  1234\n");
	table_free(&table);
}

static void test_text_width(void **state)
{
	assert_int_equal(text_width(""), 0);
	assert_int_equal(text_width("abc"), 3);
	assert_int_equal(text_width("a → b"), 5);
	assert_int_equal(text_width("ü"), 1);
}

/* json */

static void test_json_stream(void **state)
{
	struct json_stream stream;
	struct text t;

	json_stream_begin(&stream, text_begin(&t));
	json_stream_end(&stream);
	text_assert(&t, "[]\n");

	json_stream_begin(&stream, text_begin(&t));
	json_stream_push(&stream, json_pack("{s:i}", "a", 1));
	json_stream_push(&stream, json_pack("{s:i}", "a", 2));
	json_stream_end(&stream);
	text_assert(&t, "[\n  {\"a\": 1},\n  {\"a\": 2}\n]\n");
}

static void test_json_text(void **state)
{
	assert_json(json_text(NULL), "null");
	assert_json(json_text("a\"b"), "\"a\\\"b\"");
	/* The kernel does not promise UTF-8. */
	assert_json(json_text("\xff"), "null");
}

/* circuits */

static void make_circuits(struct circuit_states *list)
{
	static struct link_state us[] = {
		{ "us-pri", true, true, true },
		{ "us-sec", true, false },
		{ "us-new", false, false },
	};
	static struct link_state eu[] = { { "eu-pri", true, true } };
	static struct circuit_state circuits[] = {
		{ .id = 1, .name = "us", .public_only = true, .link = us, .n_link = 3,
		  .born_in = 12, .born_out = 12345678901 },
		{ .id = 22, .name = "europe", .link = eu, .n_link = 1 },
		{ .id = 3, .name = "hk" },
	};

	list->v = circuits;
	list->n = 3;
}

static void test_circuits(void **state)
{
	struct circuit_states list, none = { 0 };
	struct text t;

	make_circuits(&list);
	circuits_text(&list, text_begin(&t));
	text_assert(&t,
		    "circuit  id  kind               born in     born out  links\n"
		    "us        1  microsoft-peering       12  12345678901  "
		    "us-pri running (routes missing), us-sec down, us-new absent\n"
		    "europe   22  -                        0            0  eu-pri running\n"
		    "hk        3  -                        0            0  remote\n");
	assert_json(circuits_json(&list),
		    "[{\"name\": \"us\", \"id\": 1, \"kind\": \"microsoft-peering\", "
		    "\"remote\": false, \"links\": ["
		    "{\"dev\": \"us-pri\", \"present\": true, \"running\": true, "
		    "\"missing\": true}, "
		    "{\"dev\": \"us-sec\", \"present\": true, \"running\": false, "
		    "\"missing\": false}, "
		    "{\"dev\": \"us-new\", \"present\": false, \"running\": false, "
		    "\"missing\": false}], "
		    "\"born_in\": 12, \"born_out\": 12345678901}, "
		    "{\"name\": \"europe\", \"id\": 22, \"kind\": null, \"remote\": false, "
		    "\"links\": [{\"dev\": \"eu-pri\", \"present\": true, \"running\": true, "
		    "\"missing\": false}], "
		    "\"born_in\": 0, \"born_out\": 0}, "
		    "{\"name\": \"hk\", \"id\": 3, \"kind\": null, \"remote\": true, "
		    "\"links\": [], \"born_in\": 0, \"born_out\": 0}]");
	circuits_text(&none, text_begin(&t));
	text_assert(&t, "no circuits\n");
	assert_json(circuits_json(&none), "[]");
}

/* violations */

static void test_violations(void **state)
{
	struct violation v[] = {
		{ ERSYM_KIND_LEAK, ERSYM_CIRCUIT_UNKNOWN, 1, 1, 60, 0 },
		{ ERSYM_KIND_RETURN_IN, ERSYM_CIRCUIT_INSIDE, 2, 1, 100, 0 },
		{ ERSYM_KIND_RETURN_IN, 2, 1, 3, 1536, 1 },
		{ ERSYM_KIND_RETURN_IN, 1, ERSYM_CIRCUIT_INSIDE, 5, 300, 2 },
		{ ERSYM_KIND_RETURN_IN, 1, 2, 1234, 2000000, 3 },
	};
	struct violations list = { v, 5 };
	json_t *json, *one;
	struct text t;
	size_t i;

	violations_sort(&list);
	violations_text(&list, &names, text_begin(&t));
	text_assert(&t,
		    "return-in: answers that came in on another circuit than their request "
		    "left by\n"
		    "  1243 packets, 1.9 MiB, 6 connections\n"
		    "    expected \\ actual  us    eu  inside\n"
		    "    us                  0  1234       5\n"
		    "    eu                  3     0       0\n"
		    "    inside              0     1       0\n"
		    "  Likely: answers to 20.2.2.0/29 come in by eu: the far side routes this "
		    "pool over eu.\n"
		    "  Next:   see whether the pool is announced over eu, and announce it over "
		    "us only.\n"
		    "  Likely: answers that belong to us come in from the inside, where there is "
		    "another way to their senders.\n"
		    "  Next:   look for routes between the inside and the outside that do not "
		    "lead through this host.\n"
		    "  Likely: answers that belong to eu come in by us: eu has no pool, so that "
		    "the far side cannot tell the circuits apart.\n"
		    "  Next:   give eu a pool of its own in snat.\n"
		    "  Likely: answers of servers inside come in by eu: the servers have another "
		    "way out.\n"
		    "  Next:   look for routes between the inside and the outside that do not "
		    "lead through this host.\n"
		    "\n"
		    "leak: sources from another circuit's pool, or private addresses on a "
		    "public circuit\n"
		    "  1 packet, 60 B, 0 connections\n"
		    "    expected \\ actual  us\n"
		    "    -                   1\n"
		    "  Likely: packets leave by us with a private address: us has no pool for "
		    "their sources, or their connection is not known.\n"
		    "  Next:   run \"ersym doctor\", which names NAT of other programs, and "
		    "compare snat with the sources of \"ersym flows\".\n");
	json = violations_json(&list, &names);
	assert_string_equal(json_string_value(json_object_get(json_array_get(json, 2), "cause")),
			    "answers that belong to eu come in by us: eu has no pool, so that "
			    "the far side cannot tell the circuits apart");
	assert_string_equal(json_string_value(json_object_get(json_array_get(json, 2), "next")),
			    "give eu a pool of its own in snat");
	json_array_foreach(json, i, one) {
		json_object_del(one, "cause");
		json_object_del(one, "next");
	}
	assert_json(json,
		    "[{\"kind\": \"return-in\", \"expected\": \"us\", \"actual\": \"eu\", "
		    "\"packets\": 1234, \"bytes\": 2000000, \"connections\": 3}, "
		    "{\"kind\": \"return-in\", \"expected\": \"us\", \"actual\": \"inside\", "
		    "\"packets\": 5, \"bytes\": 300, \"connections\": 2}, "
		    "{\"kind\": \"return-in\", \"expected\": \"eu\", \"actual\": \"us\", "
		    "\"packets\": 3, \"bytes\": 1536, \"connections\": 1}, "
		    "{\"kind\": \"return-in\", \"expected\": \"inside\", \"actual\": \"eu\", "
		    "\"packets\": 1, \"bytes\": 100, \"connections\": 0}, "
		    "{\"kind\": \"leak\", \"expected\": null, \"actual\": \"us\", "
		    "\"packets\": 1, \"bytes\": 60, \"connections\": 0}]");
}

/* Each kind has a cause and a next step; one of a newer module has none. */
static void test_causes(void **state)
{
	struct violation v = { 0, 1, 2, 1, 1, 1 };
	char *cause, *next;

	for (v.kind = 0; v.kind <= ERSYM_KIND_MAX; v.kind++) {
		cause = violation_cause(&v, &names);
		next = violation_next_step(&v, &names);
		assert_true(cause && next);
		assert_null(strstr(cause, "unknown"));
		free(cause);
		free(next);
	}
	assert_null(violation_cause(&v, &names));
	assert_null(violation_next_step(&v, &names));
	v.kind = ERSYM_KIND_FOREIGN;
	cause = violation_cause(&v, &names);
	assert_string_equal(cause, "packets for 20.2.2.0/29, the pool of us, come in by eu, and "
				   "belong to no connection of this host");
	free(cause);
}

static void test_no_violations(void **state)
{
	struct violations list = { 0 };
	struct text t;

	violations_sort(&list);
	violations_text(&list, &names, text_begin(&t));
	text_assert(&t, "no violations\n");
	assert_json(violations_json(&list, &names), "[]");
}

/* flows */

static void make_flow(struct flow *flow)
{
	*flow = (struct flow){
		.protocol = IPPROTO_TCP,
		.source = address("10.0.0.57"), .sport = 40000,
		.destination = address("1.2.3.4"), .dport = 443,
		.nat_source = address("20.2.2.3"), .nat_sport = 1024, .nat_dport = 443,
		.in = ERSYM_CIRCUIT_INSIDE, .out = 1, .stray = 2,
	};
}

static void test_flow(void **state)
{
	struct flow flow;
	struct text t;

	make_flow(&flow);
	flow_text_heading(text_begin(&t));
	flow_text(&flow, &names, t.out);
	text_assert(&t,
		    "proto   source                destination           in       out      "
		    "stray    translated\n"
		    "tcp     10.0.0.57:40000       1.2.3.4:443           inside   us       "
		    "eu       20.2.2.3:1024 → 1.2.3.4:443\n");
	assert_json(flow_json(&flow, &names),
		    "{\"proto\": \"tcp\", \"src\": \"10.0.0.57\", \"sport\": 40000, "
		    "\"dst\": \"1.2.3.4\", \"dport\": 443, \"nat_src\": \"20.2.2.3\", "
		    "\"nat_dst\": null, \"in\": \"inside\", \"out\": \"us\", \"stray\": \"eu\"}");
}

static void test_flow_without_ports_and_facts(void **state)
{
	struct flow flow = {
		.protocol = IPPROTO_ICMPV6, .sport = -1, .dport = -1,
		.source = address("2001:db8::1"), .destination = address("2001:db8::2"),
	};
	struct text t;

	flow_text(&flow, &names, text_begin(&t));
	text_assert(&t, "icmpv6  2001:db8::1           2001:db8::2           -        -        "
			"-        -\n");
	assert_json(flow_json(&flow, &names),
		    "{\"proto\": \"icmpv6\", \"src\": \"2001:db8::1\", \"sport\": null, "
		    "\"dst\": \"2001:db8::2\", \"dport\": null, \"nat_src\": null, "
		    "\"nat_dst\": null, \"in\": null, \"out\": null, \"stray\": null}");
}

/* events */

#define NOW 1795230246000000000

static void make_violation_event(struct event *event)
{
	*event = (struct event){
		.type = EVENT_VIOLATION,
		.generation = 1,
		.violation = {
			.kind = ERSYM_KIND_RETURN_IN, .expected = 1, .actual = 2,
			.verdict = ERSYM_VERDICT_ACCEPT, .device = "eu-pri",
			.protocol = IPPROTO_TCP,
			.source = address("1.2.3.4"), .sport = 443,
			.destination = address("20.2.2.3"), .dport = 40000,
			.time = 1795230245123456789,
		},
	};
}

static void test_violation_event(void **state)
{
	struct event event;
	struct text t;

	make_violation_event(&event);
	event_text(&event, &names, NOW, text_begin(&t));
	text_assert(&t, "2026-11-21 04:04:05.123 return-in us → eu tcp 1.2.3.4:443 → "
			"20.2.2.3:40000 on eu-pri accept\n");
	assert_json(event_json(&event, &names, NOW),
		    "{\"time\": \"2026-11-21T03:04:05.123456Z\", \"event\": \"violation\", "
		    "\"kind\": \"return-in\", \"expected\": \"us\", \"actual\": \"eu\", "
		    "\"device\": \"eu-pri\", \"proto\": \"tcp\", \"src\": \"1.2.3.4\", "
		    "\"sport\": 443, \"dst\": \"20.2.2.3\", \"dport\": 40000, "
		    "\"verdict\": \"accept\", \"suppressed\": 0}");
}

static void test_event_that_is_little_known(void **state)
{
	struct names none = { 0 };
	struct event event;
	struct text t;

	make_violation_event(&event);
	event.violation.kind = ERSYM_KIND_MAX + 1;
	event.violation.verdict = ERSYM_VERDICT_DROP;
	event.violation.suppressed = 4;
	event.violation.sport = -1;
	event.violation.dport = -1;
	event_text(&event, &none, NOW, text_begin(&t));
	text_assert(&t, "2026-11-21 04:04:05.123 - - → - tcp 1.2.3.4 → 20.2.2.3 on eu-pri drop "
			"(4 earlier events suppressed)\n");
	assert_json(event_json(&event, &none, NOW),
		    "{\"time\": \"2026-11-21T03:04:05.123456Z\", \"event\": \"violation\", "
		    "\"kind\": null, \"expected\": null, \"actual\": null, "
		    "\"device\": \"eu-pri\", \"proto\": \"tcp\", \"src\": \"1.2.3.4\", "
		    "\"sport\": null, \"dst\": \"20.2.2.3\", \"dport\": null, "
		    "\"verdict\": \"drop\", \"suppressed\": 4}");
}

static void test_link_event(void **state)
{
	struct link_state link = { "us-pri", true, false };
	struct event event = {
		.type = EVENT_LINK,
		.link = { .id = 1, .name = "us", .link = &link, .n_link = 1 },
	};
	struct text t;

	event_text(&event, &names, NOW, text_begin(&t));
	text_assert(&t, "2026-11-21 04:04:06.000 link us us-pri down\n");
	assert_json(event_json(&event, &names, NOW),
		    "{\"time\": \"2026-11-21T03:04:06.000000Z\", \"event\": \"link\", "
		    "\"circuit\": \"us\", \"device\": \"us-pri\", \"present\": true, "
		    "\"running\": false}");
}

static void test_other_events(void **state)
{
	struct event event = { .type = EVENT_LOST };
	struct text t;

	event_text(&event, &names, NOW, text_begin(&t));
	text_assert(&t, "2026-11-21 04:04:06.000 events were lost: the reader of this output is "
			"too slow\n");
	assert_json(event_json(&event, &names, NOW),
		    "{\"time\": \"2026-11-21T03:04:06.000000Z\", \"event\": \"lost\"}");
	assert_json(event_subscribed_json(NOW),
		    "{\"time\": \"2026-11-21T03:04:06.000000Z\", \"event\": \"subscribed\"}");
}

static void test_mended(void **state)
{
	struct mended m;
	struct text t;

	mended_init(&m, VERB_ADD, "eu", "eu-pri", "route default dev eu-pri table 7002",
		    "eu-pri is up");
	mended_print(&m, NOW, text_begin(&t));
	text_assert(&t, "2026-11-21 04:04:06.000 mended circuit eu: added route default dev eu-pri "
			"table 7002, because eu-pri is up\n");
	assert_json(mended_json(&m, NOW),
		    "{\"time\": \"2026-11-21T03:04:06.000000Z\", \"event\": \"mended\", "
		    "\"op\": \"add\", \"object\": \"route default dev eu-pri table 7002\", "
		    "\"circuit\": \"eu\", \"device\": \"eu-pri\", \"cause\": \"eu-pri is up\"}");
	mended_init(&m, VERB_CHANGE, NULL, NULL, "3 more objects", "a route changed");
	mended_print(&m, NOW, text_begin(&t));
	text_assert(&t, "2026-11-21 04:04:06.000 mended changed 3 more objects, because a route "
			"changed\n");
	/* Of another version of the service. */
	m.verb = 7;
	assert_json(mended_json(&m, NOW),
		    "{\"time\": \"2026-11-21T03:04:06.000000Z\", \"event\": \"mended\", "
		    "\"op\": null, \"object\": \"3 more objects\", \"circuit\": null, "
		    "\"device\": null, \"cause\": \"a route changed\"}");
}

/* site */

static struct prefix prefix(const char *text)
{
	struct prefix p;

	assert_int_equal(prefix_parse(text, &p), 0);
	return p;
}

static const char site_text[] =
	"inside: [10.0.0.0/8, \"fc00::/7\"]\n"
	"mark-mask: 0xffff0000\n"
	"engine: module\n"
	"on-violation: flag\n"
	"circuits:\n"
	"  us:\n"
	"    id: 1\n"
	"    kind: microsoft-peering\n"
	"    links:\n"
	"      us-pri: {gateway: [198.51.100.2, \"2001:db8:1::2\"]}\n"
	"      xfrm0: {}\n"
	"    snat: [20.2.2.0/29]\n"
	"    inbound-snat: [10.200.1.0/24]\n"
	"    accept: [10.11.0.0/16]\n"
	"    on-violation: {return-in: drop, foreign: drop}\n"
	"  hk:\n"
	"    id: 3\n"
	"    remote: true\n"
	"    snat: masquerade\n"
	"    on-violation: drop\n"
	"transit: [{from: hk, to: us}]\n"
	"services:\n"
	"  exchange:\n"
	"    address: 20.2.2.59\n"
	"    to: 172.16.1.63\n"
	"    ports: [tcp/25, udp/587-588, tcp/8443:443]\n"
	"    via: [us, hk]\n"
	"  adfs:\n"
	"    address: 20.2.3.10\n"
	"    via: [us]\n";

static const char site_json_text[] =
	"{\"inside\": [\"10.0.0.0/8\", \"fc00::/7\"], \"mark-mask\": \"0xffff0000\", "
	"\"engine\": \"module\", \"on-violation\": \"flag\", \"circuits\": {"
	"\"us\": {\"id\": 1, \"kind\": \"microsoft-peering\", \"links\": {"
	"\"us-pri\": {\"gateway\": [\"198.51.100.2\", \"2001:db8:1::2\"]}, \"xfrm0\": {}}, "
	"\"snat\": [\"20.2.2.0/29\"], \"inbound-snat\": [\"10.200.1.0/24\"], "
	"\"accept\": [\"10.11.0.0/16\"], "
	"\"on-violation\": {\"return-in\": \"drop\", \"foreign\": \"drop\"}}, "
	"\"hk\": {\"id\": 3, \"remote\": true, \"snat\": \"masquerade\", "
	"\"on-violation\": \"drop\"}}, "
	"\"transit\": [{\"from\": \"hk\", \"to\": \"us\"}], "
	"\"services\": {\"exchange\": {\"address\": \"20.2.2.59\", \"to\": \"172.16.1.63\", "
	"\"ports\": [\"tcp/25\", \"udp/587-588\", \"tcp/8443:443\"], \"via\": [\"us\", \"hk\"]}, "
	"\"adfs\": {\"address\": \"20.2.3.10\", \"via\": [\"us\"]}}}";

static void test_site(void **state)
{
	struct prefix inside[] = { prefix("10.0.0.0/8"), prefix("fc00::/7") };
	struct prefix snat[] = { prefix("20.2.2.0/29") };
	struct prefix inbound[] = { prefix("10.200.1.0/24") };
	struct prefix accept[] = { prefix("10.11.0.0/16") };
	struct link links[] = {
		{ .name = "us-pri", .n_gateway = 2,
		  .gateway = { address("198.51.100.2"), address("2001:db8:1::2") } },
		{ .name = "xfrm0" },
	};
	struct circuit circuits[] = {
		{ .name = "us", .id = 1, .kind = KIND_MICROSOFT_PEERING,
		  .drop = 1 << ERSYM_KIND_RETURN_IN | 1 << ERSYM_KIND_FOREIGN,
		  .link = links, .n_link = 2, .snat = { snat, 1 },
		  .inbound_snat = { inbound, 1 }, .accept = { accept, 1 } },
		{ .name = "hk", .id = 3, .kind = KIND_NONE, .remote = true, .masquerade = true,
		  .drop = (1 << ERSYM_KIND_RELATED) - 1 },
	};
	struct transit transit[] = { { .from = 1, .to = 0 } };
	struct port_range ports[] = {
		{ IPPROTO_TCP, 25, 25, 25 },
		{ IPPROTO_UDP, 587, 588, 587 },
		{ IPPROTO_TCP, 8443, 8443, 443 },
	};
	size_t both[] = { 0, 1 };
	struct service services[] = {
		{ .name = (char *)"exchange", .address = address("20.2.2.59"),
		  .to = address("172.16.1.63"), .port = ports, .n_port = 3,
		  .via = both, .n_via = 2 },
		{ .name = (char *)"adfs", .address = address("20.2.3.10"), .via = both,
		  .n_via = 1 },
	};
	struct site site = {
		.inside = { inside, 2 }, .mark_mask = 0xffff0000,
		.circuit = circuits, .n_circuit = 2, .transit = transit, .n_transit = 1,
		.service = services, .n_service = 2,
	};
	struct text t;

	site_yaml(&site, text_begin(&t));
	text_assert(&t, site_text);
	assert_json(site_json(&site), site_json_text);
}

/* What is printed is read back as the same, from YAML and from JSON. */
static void test_site_is_read_back(void **state)
{
	const char *const printed[] = { site_text, site_json_text };
	char path[] = "/tmp/ersym-test-XXXXXX";
	struct diagnostics diags;
	struct site site;
	struct text t;
	FILE *file;
	size_t i;

	for (i = 0; i < 2; i++) {
		int fd = mkstemp(path);

		file = fdopen(fd, "w");
		fputs(printed[i], file);
		fclose(file);
		memset(&diags, 0, sizeof(diags));
		/* Its meaning does not matter, and is wrong here and there. */
		config_load(path, &site, &diags);
		site_yaml(&site, text_begin(&t));
		text_assert(&t, site_text);
		site_free(&site);
		diagnostics_free(&diags);
		unlink(path);
		strcpy(path, "/tmp/ersym-test-XXXXXX");
	}
}

static void test_empty_site(void **state)
{
	struct site site = { .mark_mask = 1 };
	struct text t;

	site_yaml(&site, text_begin(&t));
	text_assert(&t, "mark-mask: 0x00000001\nengine: module\n"
			"on-violation: flag\ncircuits: {}\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_words),
		TEST(test_bytes),
		TEST(test_table),
		TEST(test_text_width),
		TEST(test_json_stream),
		TEST(test_json_text),
		TEST(test_circuits),
		TEST(test_violations),
		TEST(test_causes),
		TEST(test_no_violations),
		TEST(test_flow),
		TEST(test_flow_without_ports_and_facts),
		TEST(test_violation_event),
		TEST(test_event_that_is_little_known),
		TEST(test_link_event),
		TEST(test_other_events),
		TEST(test_mended),
		TEST(test_site),
		TEST(test_site_is_read_back),
		TEST(test_empty_site),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
