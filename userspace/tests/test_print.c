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
#include "nft/rule_command.h"
#include "plan/diff.h"
#include "print/circuits.h"
#include "print/commands.h"
#include "print/events.h"
#include "print/flows.h"
#include "print/json.h"
#include "print/past.h"
#include "print/site.h"
#include "print/site_change.h"
#include "print/table.h"
#include "print/override.h"
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
		  .known = true, .down = true, .reason = REASON_WORD, .why = "works",
		  .since = 1795230245123456789, .born_in = 12, .born_out = 12345678901 },
		{ .id = 22, .name = "europe", .link = eu, .n_link = 1, .known = true },
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
		    "circuit  id  kind               born in     born out  "
		    "state                                                  links\n"
		    "us        1  microsoft-peering       12  12345678901  "
		    "down since 2026-11-21 04:04:05, set by command: works  "
		    "us-pri running (routes missing), us-sec down, us-new absent\n"
		    "europe   22  -                        0            0  "
		    "up                                                     eu-pri running\n"
		    "hk        3  -                        0            0  "
		    "-                                                      remote\n");
	assert_json(circuits_json(&list),
		    "[{\"name\": \"us\", \"id\": 1, \"kind\": \"microsoft-peering\", "
		    "\"remote\": false, \"state\": \"down\", "
		    "\"since\": \"2026-11-21T03:04:05.123456Z\", \"reason\": \"word\", "
		    "\"why\": \"works\", \"links\": ["
		    "{\"dev\": \"us-pri\", \"present\": true, \"running\": true, "
		    "\"missing\": true}, "
		    "{\"dev\": \"us-sec\", \"present\": true, \"running\": false, "
		    "\"missing\": false}, "
		    "{\"dev\": \"us-new\", \"present\": false, \"running\": false, "
		    "\"missing\": false}], "
		    "\"born_in\": 12, \"born_out\": 12345678901}, "
		    "{\"name\": \"europe\", \"id\": 22, \"kind\": null, \"remote\": false, "
		    "\"state\": \"up\", \"since\": null, \"reason\": null, \"why\": null, "
		    "\"links\": [{\"dev\": \"eu-pri\", \"present\": true, \"running\": true, "
		    "\"missing\": false}], "
		    "\"born_in\": 0, \"born_out\": 0}, "
		    "{\"name\": \"hk\", \"id\": 3, \"kind\": null, \"remote\": true, "
		    "\"state\": null, \"since\": null, \"reason\": null, \"why\": null, "
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
		    "\"packets\": 1234, \"bytes\": 2000000, \"connections\": 3, \"way_gone\": 0}, "
		    "{\"kind\": \"return-in\", \"expected\": \"us\", \"actual\": \"inside\", "
		    "\"packets\": 5, \"bytes\": 300, \"connections\": 2, \"way_gone\": 0}, "
		    "{\"kind\": \"return-in\", \"expected\": \"eu\", \"actual\": \"us\", "
		    "\"packets\": 3, \"bytes\": 1536, \"connections\": 1, \"way_gone\": 0}, "
		    "{\"kind\": \"return-in\", \"expected\": \"inside\", \"actual\": \"eu\", "
		    "\"packets\": 1, \"bytes\": 100, \"connections\": 0, \"way_gone\": 0}, "
		    "{\"kind\": \"leak\", \"expected\": null, \"actual\": \"us\", "
		    "\"packets\": 1, \"bytes\": 60, \"connections\": 0, \"way_gone\": 0}]");
}

/* Prints the violations, without the likely causes. */
static void way_gone_assert(const struct violations *list, const char *expected)
{
	char *text = NULL, *line, *rest;
	struct text t;
	size_t size;
	FILE *out = open_memstream(&text, &size), *kept = text_begin(&t);

	violations_text(list, &names, out);
	fclose(out);
	for (rest = text; (line = strsep(&rest, "\n"));)
		if (strstr(line, "because no link"))
			fprintf(kept, "%s\n", line);
	text_assert(&t, expected);
	free(text);
}

static void test_violation_way_gone(void **state)
{
	struct violation v[] = {
		{ ERSYM_KIND_RETURN_OUT, 1, 2, 12, 1200, 3, 8 },
		{ ERSYM_KIND_RETURN_OUT, 1, ERSYM_CIRCUIT_INSIDE, 2, 100, 0, 1 },
		{ ERSYM_KIND_RETURN_OUT, 2, 1, 3, 300, 1, 0 },
		{ ERSYM_KIND_FORWARD_OUT, 2, 1, 4, 400, 1, WAY_GONE_UNKNOWN },
	};
	const struct violations list = { v, 4 };
	json_t *json = violations_json(&list, &names);

	way_gone_assert(&list, "    us → eu: 8 packets because no link of us was running\n"
			       "    us → inside: 1 packet because no link of us was running\n");
	assert_int_equal(json_integer_value(json_object_get(json_array_get(json, 0), "way_gone")),
			 8);
	assert_true(json_is_null(json_object_get(json_array_get(json, 3), "way_gone")));
	json_decref(json);
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
		    "\"verdict\": \"accept\", \"cause\": null, \"suppressed\": 0}");
}

static void test_event_with_cause(void **state)
{
	struct event event;
	struct text t;

	make_violation_event(&event);
	event.violation.kind = ERSYM_KIND_RETURN_OUT;
	event.violation.suppressed = 1;
	event.violation.way_gone = true;
	event_text(&event, &names, NOW, text_begin(&t));
	text_assert(&t, "2026-11-21 04:04:05.123 return-out us → eu tcp 1.2.3.4:443 → "
			"20.2.2.3:40000 on eu-pri accept because no link of us is running "
			"(1 earlier event suppressed)\n");
	assert_json(event_json(&event, &names, NOW),
		    "{\"time\": \"2026-11-21T03:04:05.123456Z\", \"event\": \"violation\", "
		    "\"kind\": \"return-out\", \"expected\": \"us\", \"actual\": \"eu\", "
		    "\"device\": \"eu-pri\", \"proto\": \"tcp\", \"src\": \"1.2.3.4\", "
		    "\"sport\": 443, \"dst\": \"20.2.2.3\", \"dport\": 40000, "
		    "\"verdict\": \"accept\", \"cause\": \"way-gone\", \"suppressed\": 1}");
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
		    "\"verdict\": \"drop\", \"cause\": null, \"suppressed\": 4}");
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
	struct service_event event = { .type = SERVICE_EVENT_MENDED };
	struct mended *m = &event.mended;
	struct text t;

	mended_init(m, VERB_ADD, "eu", "eu-pri", "route default dev eu-pri table 7002",
		    "eu-pri is up");
	service_event_text(&event, NOW, text_begin(&t));
	text_assert(&t, "2026-11-21 04:04:06.000 mended circuit eu: added route default dev eu-pri "
			"table 7002, because eu-pri is up\n");
	assert_json(service_event_json(&event, NOW),
		    "{\"time\": \"2026-11-21T03:04:06.000000Z\", \"event\": \"mended\", "
		    "\"op\": \"add\", \"object\": \"route default dev eu-pri table 7002\", "
		    "\"circuit\": \"eu\", \"device\": \"eu-pri\", \"cause\": \"eu-pri is up\"}");
	mended_init(m, VERB_CHANGE, NULL, NULL, "3 more objects", "a route changed");
	service_event_text(&event, NOW, text_begin(&t));
	text_assert(&t, "2026-11-21 04:04:06.000 mended changed 3 more objects, because a route "
			"changed\n");
	/* Of another version of the service. */
	m->verb = 7;
	assert_json(service_event_json(&event, NOW),
		    "{\"time\": \"2026-11-21T03:04:06.000000Z\", \"event\": \"mended\", "
		    "\"op\": null, \"object\": \"3 more objects\", \"circuit\": null, "
		    "\"device\": null, \"cause\": \"a route changed\"}");
}

static void test_transitions(void **state)
{
	struct service_event event = {
		.type = SERVICE_EVENT_TRANSITION,
		.transition = { TRANSITION_CIRCUIT_DOWN, "us", "", REASON_WORD, "works", 12 },
	};
	struct text t;

	service_event_text(&event, NOW, text_begin(&t));
	text_assert(&t, "2026-11-21 04:04:06.000 circuit-down circuit us is down (set by command: works): "
			"12 connections ended\n");
	assert_json(service_event_json(&event, NOW),
		    "{\"time\": \"2026-11-21T03:04:06.000000Z\", \"event\": \"circuit-down\", "
		    "\"circuit\": \"us\", \"reason\": \"word\", \"why\": \"works\", "
		    "\"ended\": 12}");
	event.transition = (struct transition){ TRANSITION_CIRCUIT_UP, "us" };
	service_event_text(&event, NOW, text_begin(&t));
	text_assert(&t, "2026-11-21 04:04:06.000 circuit-up circuit us is up\n");
	assert_json(service_event_json(&event, NOW),
		    "{\"time\": \"2026-11-21T03:04:06.000000Z\", \"event\": \"circuit-up\", "
		    "\"circuit\": \"us\", \"reason\": null, \"why\": null, \"ended\": 0}");
	event.transition = (struct transition){ TRANSITION_LINK_DOWN, "us", "us-pri" };
	service_event_text(&event, NOW, text_begin(&t));
	text_assert(&t, "2026-11-21 04:04:06.000 link-down circuit us: link us-pri is not "
			"running\n");
	assert_json(service_event_json(&event, NOW),
		    "{\"time\": \"2026-11-21T03:04:06.000000Z\", \"event\": \"link-down\", "
		    "\"circuit\": \"us\", \"device\": \"us-pri\"}");
	event.type = SERVICE_EVENT_LOST;
	service_event_text(&event, NOW, text_begin(&t));
	text_assert(&t, "2026-11-21 04:04:06.000 events were lost: the reader of this output is "
			"too slow\n");
	assert_json(service_event_json(&event, NOW),
		    "{\"time\": \"2026-11-21T03:04:06.000000Z\", \"event\": \"lost\"}");
}

/* circuit */

static void test_told(void **state)
{
	struct transition v[] = {
		{ TRANSITION_CIRCUIT_UP, "eu" },
		{ TRANSITION_CIRCUIT_DOWN, "us", "", REASON_WORD, "works", 1 },
	};
	struct condition down = { true, REASON_WORD }, up = { false, REASON_NONE };
	struct condition failed = { true, REASON_PROBE, "no answer" };
	struct transitions changed = { v, 2 }, same = { 0 };
	struct operations none = { 0 };
	struct text t;

	override_text("us", &down, "works", &changed, text_begin(&t));
	text_assert(&t, "circuit us is down (set by command: works): 1 connection ended\n"
			"circuit eu is up\n");
	assert_json(override_json("us", &down, "works", &changed, &none),
		    "{\"operations\": [], \"circuit\": \"us\", \"state\": \"down\", "
		    "\"reason\": \"word\", \"why\": \"works\", \"ended\": 1}");
	override_text("us", &down, "", &same, text_begin(&t));
	text_assert(&t, "circuit us is down (set by command)\n");
	override_text("us", &failed, "", &same, text_begin(&t));
	text_assert(&t, "circuit us is down (no answer)\n");
	assert_json(override_json("us", &up, "", &same, &none),
		    "{\"operations\": [], \"circuit\": \"us\", \"state\": \"up\", "
		    "\"reason\": null, \"why\": null, \"ended\": 0}");
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

static void add_route(struct state *state, uint8_t family, uint32_t metric, const char *const *hops)
{
	struct route *route = state_add_route(state);
	struct address gateway;

	route->table = 7001;
	route->metric = metric;
	route->destination.address.family = family;
	for (; *hops; hops += 2) {
		if (hops[1])
			address_parse(hops[1], &gateway);
		route_add_hop(route, hops[0], hops[1] ? &gateway : NULL);
	}
}

/* Devices whose names the shell would read otherwise; what ip(8) needs in several commands. */
static void odd_state(struct state *state)
{
	static const char *const mixed[] = {
		"a.1", "2001:db8::2", "it's", NULL, "$x", NULL, NULL,
	};
	static const char *const wires[] = { "a.1", NULL, "b", NULL, NULL };
	struct neighbour *neighbour;

	add_route(state, AF_INET6, 1024, mixed);
	add_route(state, AF_INET, 0, wires);
	*state_add_rule(state) = (struct ip_rule){
		.family = AF_INET, .priority = 34001, .mark = 1, .mask = 3, .table = 7001,
		.plain = true,
	};
	*state_add_rule(state) = (struct ip_rule){
		.family = AF_INET6, .priority = 34002, .mark = 1, .mask = 3, .table = 7001,
	};
	neighbour = state_add_neighbour(state);
	address_parse("2001:db8::9", &neighbour->address);
	strcpy(neighbour->device, "a.1");
	state_sort(state);
}

static void check_commands(const struct state *from, const struct state *to, const char *expected)
{
	struct operations operations;
	struct commands commands;
	struct text t;
	FILE *out;
	size_t i;

	plan_diff(from, to, &operations);
	commands_write(&commands, &operations, from, to);
	out = text_begin(&t);
	for (i = 0; i < commands.n; i++)
		if (commands.v[i][0] != '#')
			fprintf(out, "%s\n", commands.v[i]);
	text_assert(&t, expected);
	commands_free(&commands);
	operations_free(&operations);
}

static void test_commands(void **data)
{
	static const char added[] =
		"ip -4 route add default table 7001 proto 117 scope link nexthop dev a.1 nexthop dev b\n"
		"ip -6 route add default table 7001 proto 117 metric 1024 via 2001:db8::2 dev a.1\n"
		"ip -6 route append default table 7001 proto 117 metric 1024 dev '$x'\n"
		"ip -6 route append default table 7001 proto 117 metric 1024 dev 'it'\\''s'\n"
		"ip -4 rule add pref 34001 fwmark 0x1/0x3 lookup 7001 protocol 117\n"
		"ip -6 rule add pref 34002 fwmark 0x1/0x3 lookup 7001 protocol 117\n"
		"ip -6 neigh add proxy 2001:db8::9 dev a.1 protocol 117\n"
		"[ \"$(sysctl -n net.ipv6.conf.all.proxy_ndp)\" = 1 ] || "
		"sysctl -qw net.ipv6.conf.a/1.proxy_ndp=1\n";
	/* A rule that another program has changed is deleted by its place. */
	static const char deleted[] =
		"[ \"$(ip -6 neigh show proxy dev a.1 | grep -c .)\" -ne 1 ] || "
		"[ \"$(sysctl -n net.ipv6.conf.all.proxy_ndp)\" = 1 ] || "
		"[ \"$(sysctl -n net.ipv6.conf.default.proxy_ndp)\" = 1 ] || "
		"sysctl -qw net.ipv6.conf.a/1.proxy_ndp=0\n"
		"ip -6 neigh del proxy 2001:db8::9 dev a.1 protocol 117\n"
		"ip -4 rule del pref 34001 fwmark 0x1/0x3 lookup 7001 protocol 117\n"
		"ip -6 rule del pref 34002 protocol 117\n"
		"ip -4 route del default table 7001 proto 117\n"
		"ip -6 route del default table 7001 proto 117 metric 1024\n"
		"ip -6 route del default table 7001 proto 117 metric 1024\n"
		"ip -6 route del default table 7001 proto 117 metric 1024\n";
	struct state nothing = { 0 }, odd = { 0 };

	odd_state(&odd);
	check_commands(&nothing, &odd, added);
	check_commands(&odd, &nothing, deleted);
	state_free(&odd);
}

/* No plan has one; if one had, the script would end before it. */
static void test_rule_without_words(void **data)
{
	struct nft_expression strange = { .type = NFT_EXPRESSION_OTHER, .name = "quota" };
	struct nft_rule rule = { .expression = &strange, .n_expression = 1 };
	struct nft_table table = { 0 };
	struct text t;

	assert_false(nft_rule_command(&table, &rule, text_begin(&t)));
	text_assert(&t, "");
}

/* past */

static void test_past(void **state)
{
	char action[] = "apply", root[] = "root", alice[] = "alice", terminal[] = "pts/3";
	char command[] = "ersym apply", summary[] = "circuits: us changed";
	struct past_change changes[] = {
		{ .number = 8, .condition = PAST_NEWER },
		{ .number = 9, .condition = PAST_DAMAGED },
		{ .number = 10, .time = 1785499200, .action = action, .user = root,
		  .login = alice, .terminal = terminal, .command = command, .changes = 12,
		  .summary = summary, .current = true },
		{ .number = 11, .time = 0, .action = action, .empty = true },
	};
	const struct past past = { .v = changes, .n = 4 };
	struct text t;
	json_t *json;

	past_text(&past, text_begin(&t));
	text_assert(&t,
		    "entry  time (UTC)           who                  what   changes  summary\n"
		    "   11  1970-01-01 00:00:00  -                    apply        0\n"
		    " * 10  2026-07-31 12:00:00  alice (root, pts/3)  apply       12  circuits: us changed\n"
		    "    9  -                    -                    -            -  (damaged)\n"
		    "    8  -                    -                    -            -  (written by a newer version of ersym)\n");
	json = past_json(&past);
	assert_json(json_incref(json_array_get(json_object_get(json, "entries"), 1)),
		    "{\"entry\": 10, \"condition\": \"readable\", \"current\": true, \"empty\": false, "
		    "\"time\": \"2026-07-31T12:00:00Z\", \"action\": \"apply\", \"user\": \"root\", "
		    "\"login\": \"alice\", \"terminal\": \"pts/3\", \"command\": \"ersym apply\", "
		    "\"changes\": 12, \"summary\": \"circuits: us changed\"}");
	json_decref(json);
}

static void test_no_past(void **state)
{
	const struct past past = { .unfinished = true };
	struct text t;

	past_text(&past, text_begin(&t));
	text_assert(&t, "nothing has been applied yet\n");
	assert_json(past_json(&past), "{\"unconfirmed\": null, \"unfinished\": true, \"entries\": []}");
}

static void test_unconfirmed(void **state)
{
	char *left = unconfirmed_text(59001), *over = unconfirmed_text(0);

	assert_non_null(strstr(left, " UTC (in 60 s), unless \"ersym confirm\" is run before"));
	assert_string_equal(over, "the last change was not confirmed in time: it is being undone");
	free(left);
	free(over);
}

static char *change_text(const char *before, const char *after)
{
	struct diagnostics diags = { 0 };
	struct site a, b;
	char *text;

	config_parse(before ? before : "", before ? strlen(before) : 0, &a, &diags);
	config_parse(after ? after : "", after ? strlen(after) : 0, &b, &diags);
	text = site_change_text(before ? &a : NULL, after ? &b : NULL);
	site_free(&a);
	site_free(&b);
	diagnostics_free(&diags);
	return text;
}

static void assert_change(const char *before, const char *after, const char *expected)
{
	char *text = change_text(before, after);

	assert_string_equal(text, expected);
	free(text);
}

#define HK "  hk: {id: 3, remote: true, snat: [20.2.2.16/29]}\n"
#define US(pool) "  us: {id: 1, links: {eth0: {gateway: 192.0.2.1}}, snat: [" pool "]}\n"

static void test_site_change(void **state)
{
	static const char one[] = "circuits:\n" US("20.2.2.0/29");
	static const char two[] = "circuits:\n" HK US("20.2.2.0/29");
	static const char other[] = "mark-mask: 0xff0000\ncircuits:\n" HK US("20.2.2.4/30");
	static const char many[] = "circuits:\n"
		"  a: {id: 1, remote: true}\n  b: {id: 2, remote: true}\n"
		"  c: {id: 3, remote: true}\n  d: {id: 4, remote: true}\n"
		"  e: {id: 5, remote: true}\n  f: {id: 6, remote: true}\n";

	assert_change(NULL, two, "circuits: hk, us added");
	assert_change(two, NULL, "circuits: hk, us removed");
	assert_change(one, two, "circuits: hk added");
	assert_change(two, one, "circuits: hk removed");
	assert_change(one, other, "circuits: hk added, us changed; mark-mask changed");
	assert_change(two, two, "");
	assert_change(NULL, NULL, "");
	assert_change(NULL, many, "circuits: a, b, c, d and 2 more added");
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
		TEST(test_violation_way_gone),
		TEST(test_causes),
		TEST(test_no_violations),
		TEST(test_flow),
		TEST(test_flow_without_ports_and_facts),
		TEST(test_violation_event),
		TEST(test_event_with_cause),
		TEST(test_event_that_is_little_known),
		TEST(test_link_event),
		TEST(test_other_events),
		TEST(test_mended),
		TEST(test_transitions),
		TEST(test_told),
		TEST(test_site),
		TEST(test_site_is_read_back),
		TEST(test_empty_site),
		TEST(test_commands),
		TEST(test_rule_without_words),
		TEST(test_past),
		TEST(test_no_past),
		TEST(test_unconfirmed),
		TEST(test_site_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
