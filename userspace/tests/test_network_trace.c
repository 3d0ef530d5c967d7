// SPDX-License-Identifier: GPL-2.0
/*
 * What tools print, read and compared with the network of "Interoperability in Azure"
 * in Documentation/examples/interoperability, with its own traces.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "network/load/load.h"
#include "network/trace/judge.h"
#include "network/trace/read.h"
#include "util/alloc.h"
#include "util/array.h"
#include "yaml/file.h"

static const char fixture[] = "../Documentation/examples/interoperability/network.yaml";

/** struct bench - the network, and what was made of traces */
struct bench {
	struct loaded loaded;
	struct trace_results results;
	struct judgement judgement;
	struct diagnostics diags;
};

static void read_text(struct bench *b, const char *text)
{
	trace_read(text, strlen(text), "text", &b->results, &b->diags);
}

static void read_file(struct bench *b, const char *path)
{
	size_t length;
	char *text;

	assert_int_equal(file_read(path, &text, &length, &b->diags), 0);
	trace_read(text, length, path, &b->results, &b->diags);
	free(text);
}

static void judge(struct bench *b)
{
	load(fixture, &b->loaded);
	assert_true(b->loaded.whole);
	traces_judge(&b->loaded.routes, &b->loaded.description, &b->results, &b->judgement);
}

static void finish(struct bench *b)
{
	judgement_free(&b->judgement);
	trace_results_free(&b->results);
	diagnostics_free(&b->diags);
	loaded_free(&b->loaded);
}

/* The traces of a text in the form of tracert, from one host, hops separated by spaces. */
static void see(struct bench *b, const char *from, const char *target, const char *hops)
{
	char *text = xasprintf("# from %s\nTracing route to %s over a maximum of 30 hops\n", from,
			       target);
	char *copy = xstrdup(hops), *rest, *hop, *longer;
	unsigned int n = 0;

	for (hop = strtok_r(copy, " ", &rest); hop; hop = strtok_r(NULL, " ", &rest)) {
		longer = xasprintf("%s  %u  1 ms  %s\n", text, ++n, hop);
		free(text);
		text = longer;
	}
	read_text(b, text);
	free(copy);
	free(text);
}

static const char *circuit(const struct bench *b, size_t trace, size_t i)
{
	const struct judged *j = &b->judgement.trace[trace];

	assert_true(j->placed && i < j->n_circuit);
	return b->loaded.net.circuit[j->circuit[i]].name;
}

static void test_document(void **state)
{
	struct bench b = { 0 };
	size_t one_sided = 0, i;

	read_file(&b, "../Documentation/examples/interoperability/traces/document.txt");
	read_file(&b, "../Documentation/examples/interoperability/traces/corrected.txt");
	judge(&b);
	assert_int_equal(b.diags.n, 0);
	assert_int_equal(b.judgement.n_trace, 26);
	for (i = 0; i < b.judgement.n_trace; i++) {
		if (b.judgement.trace[i].why)
			fail_msg("trace %zu: %s", i, b.judgement.trace[i].why);
	}
	for (i = 0; i < b.judgement.n_pair; i++) {
		assert_int_not_equal(b.judgement.pair[i].merged, MERGED_ASYMMETRIC);
		one_sided += b.judgement.pair[i].merged == MERGED_ONE_SIDED;
	}
	/* The 11 pairs that see one another, and the failure, seen from location 1 only. */
	assert_int_equal(b.judgement.n_pair, 12);
	assert_int_equal(one_sided, 1);
	finish(&b);
}

/* The document repeats the trace to location 1 where that to location 2 belongs. */
static void test_wrong_target(void **state)
{
	struct bench b = { 0 };

	read_file(&b, "../Documentation/examples/interoperability/traces/wrong-target.txt");
	judge(&b);
	assert_string_equal(b.judgement.trace[0].why,
			    "its target 10.2.30.10 is not in loc2; it is in loc1");
	assert_false(judgement_is_good(&b.judgement));
	finish(&b);
}

/* The same hops as with the circuit down, while it should be up. */
static void test_as_if_down(void **state)
{
	struct bench b = { 0 };

	see(&b, "loc1-vm", "10.10.30.4", "10.2.30.3 192.168.30.0 10.10.30.4");
	judge(&b);
	assert_int_equal(b.judgement.trace[0].match, MATCH_NO);
	assert_string_equal(b.judgement.trace[0].why, "it goes by vpn1, as if er1 were down");
	assert_string_equal(circuit(&b, 0, 0), "vpn1");
	finish(&b);
}

/* Each end says something else: the cloud ExpressRoute, the agent VPN. */
static void test_disagreement(void **state)
{
	struct bench b = { 0 };

	see(&b, "hub-vm", "10.2.30.10", "10.10.30.133 * * 10.2.30.10");
	see(&b, "loc1-vm", "10.10.30.4", "10.2.30.3 192.168.30.0 10.10.30.4");
	judge(&b);
	assert_int_equal(b.judgement.n_pair, 1);
	assert_int_equal(b.judgement.pair[0].merged, MERGED_ASYMMETRIC);
	finish(&b);
}

/* Both links of the pair, and a mixture, which there is not. */
static void test_pair_of_links(void **state)
{
	struct bench b = { 0 };

	see(&b, "loc2-vm", "10.10.30.4",
	    "10.1.31.3 192.168.31.0 192.168.31.18 * 10.10.30.4");
	see(&b, "loc2-vm", "10.10.30.4",
	    "10.1.31.3 192.168.31.4 192.168.31.22 * 10.10.30.4");
	see(&b, "loc2-vm", "10.10.30.4",
	    "10.1.31.3 192.168.31.0 192.168.31.22 * 10.10.30.4");
	judge(&b);
	assert_int_equal(b.judgement.trace[0].match, MATCH_YES);
	assert_int_equal(b.judgement.trace[1].match, MATCH_YES);
	assert_int_equal(b.judgement.trace[2].match, MATCH_NO);
	finish(&b);
}

/* What decides is silent: that is no proof. */
static void test_silent(void **state)
{
	struct bench b = { 0 };

	see(&b, "loc1-vm", "10.10.30.4", "10.2.30.3 192.168.30.0 * * 10.10.30.4");
	judge(&b);
	assert_int_equal(b.judgement.trace[0].match, MATCH_UNKNOWN);
	assert_non_null(b.judgement.trace[0].why);
	finish(&b);
}

/* A slow last hop is a fault, a slow hop before it is none. */
static void test_times(void **state)
{
	struct bench b = { 0 };

	read_text(&b, "# from hub-vm\n"
		  "traceroute to 10.2.30.10 (10.2.30.10), 30 hops max, 60 byte packets\n"
		  " 1  gw (10.10.30.132)  75.1 ms  75.0 ms  75.3 ms\n"
		  " 2  * * *\n 3  * * *\n 4  10.2.30.10  2.1 ms  2.0 ms *\n"
		  "# from hub-vm\n"
		  "traceroute to 10.2.30.10 (10.2.30.10), 30 hops max, 60 byte packets\n"
		  " 1  10.10.30.132  1.1 ms\n"
		  " 2  * * *\n 3  * * *\n 4  10.2.30.10  9.5 ms  9.1 ms  9.9 ms\n");
	judge(&b);
	assert_null(b.judgement.trace[0].why);
	assert_true(b.judgement.trace[1].late);
	assert_string_equal(b.judgement.trace[1].why,
			    "the answer took 9.1 ms, expected 2.0 ms, 3.0 ms more or less");
	finish(&b);
}

static void test_json(void **state)
{
	struct bench b = { 0 };

	read_text(&b, "{\"report\":{\"mtr\":{\"src\":\"hub-vm\",\"dst\":\"10.2.30.10\"},\"hubs\":["
		  "{\"count\":1,\"host\":\"10.10.30.134\",\"Best\":1.5},"
		  "{\"count\":2,\"host\":\"???\",\"Best\":0.0},"
		  "{\"count\":3,\"host\":\"???\",\"Best\":0.0},"
		  "{\"count\":4,\"host\":\"10.2.30.10\",\"Best\":1.9}]}}");
	read_text(&b, "{\"avgLatencyInMs\":2,\"minLatencyInMs\":2,"
		  "\"connectionStatus\":\"Reachable\",\"hops\":["
		  "{\"id\":\"a\",\"type\":\"Source\",\"address\":\"10.10.30.4\","
		  "\"nextHopIds\":[\"b\"]},"
		  "{\"id\":\"c\",\"type\":\"Internet\",\"address\":\"10.2.30.10\","
		  "\"nextHopIds\":[]},"
		  "{\"id\":\"b\",\"type\":\"VirtualNetworkGateway\","
		  "\"address\":\"10.10.30.132\",\"nextHopIds\":[\"c\"]}]}");
	read_text(&b, "{\"connectionStatus\":\"Unreachable\",\"hops\":["
		  "{\"id\":\"a\",\"type\":\"Source\",\"address\":\"10.11.30.68\","
		  "\"nextHopIds\":[\"b\"]},"
		  "{\"id\":\"b\",\"type\":\"Internet\",\"address\":\"10.1.31.10\","
		  "\"nextHopIds\":[]}]}");
	judge(&b);
	assert_int_equal(b.diags.n, 0);
	assert_int_equal(b.judgement.n_trace, 3);
	assert_null(b.judgement.trace[0].why);
	assert_null(b.judgement.trace[1].why);
	assert_null(b.judgement.trace[2].why);
	assert_string_equal(circuit(&b, 1, 0), "er1");
	finish(&b);
}

static void test_ping(void **state)
{
	struct bench b = { 0 };

	read_text(&b, "# from loc1-vm\nPING 10.1.31.10 (10.1.31.10) 56(84) bytes of data.\n\n"
		  "--- 10.1.31.10 ping statistics ---\n"
		  "4 packets transmitted, 0 received, 100% packet loss, time 3061ms\n");
	read_text(&b, "# from loc1-vm\nPING 10.1.31.10 (10.1.31.10) 56(84) bytes of data.\n\n"
		  "4 packets transmitted, 3 received, 25% packet loss, time 3061ms\n");
	judge(&b);
	assert_null(b.judgement.trace[0].why);
	assert_int_equal(b.judgement.trace[1].match, MATCH_NO);
	finish(&b);
}

/* Whoever made them: each ends in a message, or in a trace that is judged. */
static void test_hostile(void **state)
{
	static const char *const texts[] = {
		"", "\n\n\n", "{", "[]", "{}", "{\"report\":{}}", "{\"report\":{\"hubs\":7}}",
		"{\"hops\":[]}", "{\"hops\":[1,null,{\"nextHopIds\":[\"x\"]}]}",
		"{\"hops\":[{\"id\":\"a\",\"nextHopIds\":[\"a\"]}]}",
		"{\"report\":{\"hubs\":[{\"host\":\"10.2.30.10\",\"Best\":1e300}]}}",
		"# from\n", "# from a b c to\n", "# from a down\n", "traceroute to",
		"traceroute to (((\n 1\n 2 *\n 999999999999999999999 10.2.30.10 1 ms\n",
		"Tracing route to 10.2.30.10\n 255 *\n 254 10.2.30.10 9e99 ms\n 1 <<1 ms [\n",
		"Pinging x\nReceived = 99999999999999999999\n", "PING x\ntransmitted, 5",
		"Tracing route to 10.2.30.10 over\n  3 ms <ms ( ) [] 10.2.30.10. 10.2.30.10:\n",
	};
	struct bench b = { 0 };
	char *deep;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++)
		read_text(&b, texts[i]);
	trace_read("a\0b", 3, "text", &b.results, &b.diags);
	assert_string_equal(b.diags.v[b.diags.n - 1].code, "no-text");
	deep = xmalloc(100001);
	memset(deep, '[', 100000);
	deep[100000] = '\0';
	read_text(&b, deep);
	assert_string_equal(b.diags.v[b.diags.n - 1].code, "json");
	free(deep);
	judge(&b);
	assert_false(judgement_is_good(&b.judgement));
	finish(&b);
}

/* Every prefix of a text that is fine, as if the disk had been full. */
static void test_cut_short(void **state)
{
	static const char text[] = "# from hub-vm to loc1-vm\n"
				   "Tracing route to 10.2.30.10 over a maximum of 30 hops\n\n"
				   "  1  2 ms  2 ms  2 ms  10.10.30.132\n"
				   "  2  *  *  *  Request timed out.\n"
				   "  3  *  *  *  Request timed out.\n"
				   "  4  2 ms  2 ms  2 ms  10.2.30.10\n";
	struct bench b = { 0 };
	size_t i;

	for (i = 1; i < sizeof(text); i++)
		trace_read(text, i, "text", &b.results, &b.diags);
	judge(&b);
	/* The last two differ by the end of the line only. */
	for (i = 0; i + 2 < b.judgement.n_trace; i++)
		assert_int_not_equal(b.judgement.trace[i].match, MATCH_YES);
	assert_int_equal(b.judgement.trace[b.judgement.n_trace - 1].match, MATCH_YES);
	finish(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_document),
		cmocka_unit_test(test_wrong_target),
		cmocka_unit_test(test_as_if_down),
		cmocka_unit_test(test_disagreement),
		cmocka_unit_test(test_pair_of_links),
		cmocka_unit_test(test_silent),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_ping),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_cut_short),
	};

	return cmocka_run_group_tests_name("network/trace", tests, NULL, NULL);
}
