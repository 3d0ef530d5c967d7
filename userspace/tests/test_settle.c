// SPDX-License-Identifier: GPL-2.0
/* transaction/settle, transaction/override: what a change of a circuit does, and how often. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/flow_change.h"
#include "backend/service_event.h"
#include "config/config.h"
#include "transaction/circuit_records.h"
#include "transaction/settle.h"
#include "transaction/override.h"

static const char text[] = "circuits:\n"
			   "  us: {id: 1, links: {us0: {}}, snat: [20.2.2.0/29]}\n"
			   "  eu: {id: 2, links: {eu0: {}}, snat: [20.2.2.8/29], on-down: keep}\n"
			   "  hk: {id: 3, remote: true, snat: [20.2.2.16/29]}\n";
static struct site site;
static struct condition now[3];
static const struct conditions conditions = { .v = now, .n = 3 };
static struct circuit_records disk, unsaved;
/* How often the disk was written, connections were looked through, and events were sent. */
static int stored, passes, events;
static int store_error, end_error, run_error;
static bool run_complete;

int circuit_records_load(struct circuit_records *records)
{
	circuit_records_copy(&disk, records);
	return 0;
}

int circuit_records_store(const struct circuit_records *records)
{
	if (store_error)
		return store_error;
	stored++;
	circuit_records_free(&disk);
	circuit_records_copy(records, &disk);
	return 0;
}

/* The first look finds 5 connections, the next one 1 that was born meanwhile. */
int flow_end(uint32_t mark_mask, flow_select_fn selected, const void *data, uint32_t *ended)
{
	const struct flow flow = { .nat_source = { .family = 2, .bytes = { 20, 2, 2, 1 } } };

	assert_int_equal(mark_mask, site.mark_mask);
	/* Nothing but circuit us ends connections here. */
	assert_true(selected(&flow, data));
	*ended = passes == 0 ? 5 : passes == 1 ? 1 : 0;
	passes++;
	return end_error;
}

void service_event_send_transition(const struct transition *t)
{
	events++;
}

int transaction_plan(struct transaction *t, struct kernel *kernel, const struct site *of)
{
	memset(t, 0, sizeof(*t));
	t->conditions.n = 3;
	t->conditions.v = calloc(3, sizeof(*now));
	memcpy(t->conditions.v, now, sizeof(now));
	/* The word was kept before. */
	if (disk.n)
		t->conditions.v[0] = condition_of(true, circuit_records_find(&disk, "us")->word,
						  false);
	return 0;
}

int transaction_run(struct transaction *t, struct kernel *kernel, const struct site *of)
{
	t->complete = run_complete;
	return run_error;
}

void transaction_free(struct transaction *t)
{
	conditions_free(&t->conditions);
}

static int setup(void **state)
{
	struct diagnostics diags = { 0 };

	assert_int_equal(config_parse(text, strlen(text), &site, &diags), 0);
	diagnostics_free(&diags);
	memset(now, 0, sizeof(now));
	stored = 0;
	passes = 0;
	events = 0;
	store_error = 0;
	end_error = 0;
	run_error = 0;
	run_complete = true;
	return 0;
}

static int teardown(void **state)
{
	site_free(&site);
	circuit_records_free(&disk);
	circuit_records_free(&unsaved);
	return 0;
}

static int settle(struct transitions *transitions)
{
	memset(transitions, 0, sizeof(*transitions));
	return circuits_settle(&site, &conditions, &unsaved, transitions);
}

static void settles(size_t n)
{
	struct transitions transitions;

	assert_int_equal(settle(&transitions), 0);
	assert_int_equal(transitions.n, n);
	transitions_free(&transitions);
}

static void test_once(void **state)
{
	struct transitions transitions;

	/* At first it is only kept that all are up; a remote one is not. */
	settles(0);
	assert_int_equal(stored, 1);
	assert_int_equal(disk.n, 2);
	now[0] = (struct condition){ true, REASON_LINK };
	assert_int_equal(settle(&transitions), 0);
	assert_int_equal(transitions.n, 1);
	assert_int_equal(transitions.v[0].kind, TRANSITION_CIRCUIT_DOWN);
	assert_string_equal(transitions.v[0].circuit, "us");
	assert_int_equal(transitions.v[0].ended, 6);
	transitions_free(&transitions);
	assert_int_equal(passes, 3);
	/* As long as it is down, nothing happens, also with another reason. */
	settles(0);
	now[0].reason = REASON_WORD;
	settles(0);
	assert_int_equal(passes, 3);
	assert_int_equal(stored, 2);
	/* Coming back ends nothing. */
	now[0] = (struct condition){ false, REASON_NONE };
	settles(1);
	assert_int_equal(passes, 3);
	assert_int_equal(events, 2);
	settles(0);
}

static void test_keep(void **state)
{
	struct transitions transitions;

	settles(0);
	now[1] = (struct condition){ true, REASON_LINK };
	assert_int_equal(settle(&transitions), 0);
	assert_int_equal(transitions.n, 1);
	assert_string_equal(transitions.v[0].circuit, "eu");
	assert_int_equal(transitions.v[0].ended, 0);
	transitions_free(&transitions);
	assert_int_equal(passes, 0);
}

/* A circuit of which nothing is kept was up. */
static void test_down_at_first(void **state)
{
	now[0] = (struct condition){ true, REASON_LINK };
	settles(1);
	assert_int_equal(passes, 3);
}

/* What could not be kept is not done again. */
static void test_full_disk(void **state)
{
	struct transitions transitions;

	settles(0);
	store_error = -ENOSPC;
	now[0] = (struct condition){ true, REASON_LINK };
	assert_int_equal(settle(&transitions), -ENOSPC);
	assert_int_equal(transitions.n, 1);
	transitions_free(&transitions);
	settles(0);
	assert_int_equal(passes, 3);
	store_error = 0;
	now[0] = (struct condition){ false, REASON_NONE };
	settles(1);
	assert_int_equal(unsaved.n, 0);
	assert_false(circuit_records_find(&disk, "us")->down);
}

/* A command that could write has acted since. */
static void test_written_since(void **state)
{
	struct transitions transitions;
	struct circuit_record *us;

	settles(0);
	store_error = -ENOSPC;
	now[0] = (struct condition){ true, REASON_LINK };
	assert_int_equal(settle(&transitions), -ENOSPC);
	transitions_free(&transitions);
	assert_true(unsaved.n);
	us = circuit_records_get(&disk, "us");
	assert_false(us->down);
	us->since = UINT64_MAX;
	now[0] = (struct condition){ false, REASON_NONE };
	settles(0);
	assert_int_equal(passes, 3);
}

/* Connections that could not be ended are tried again. */
static void test_again(void **state)
{
	struct transitions transitions;

	settles(0);
	end_error = -EPERM;
	now[0] = (struct condition){ true, REASON_LINK };
	assert_int_equal(settle(&transitions), -EPERM);
	assert_int_equal(transitions.n, 0);
	end_error = 0;
	settles(1);
}

static void test_forgotten(void **state)
{
	circuit_records_get(&disk, "former")->word = WORD_DOWN;
	settles(0);
	assert_null(circuit_records_find(&disk, "former"));
}

static int set_state(enum word word, const char *why, size_t n_transition)
{
	struct override override = { .circuit = &site.circuit[0], .word = word, .why = why };
	int ret = circuit_override(&override, NULL, &site);

	assert_int_equal(override.transitions.n, n_transition);
	transitions_free(&override.transitions);
	transaction_free(&override.transaction);
	return ret;
}

static void test_tell(void **state)
{
	uint64_t since;

	assert_int_equal(set_state(WORD_DOWN, "works", 1), 0);
	assert_int_equal(passes, 3);
	assert_int_equal(circuit_records_find(&disk, "us")->word, WORD_DOWN);
	assert_string_equal(circuit_records_find(&disk, "us")->why, "works");
	since = circuit_records_find(&disk, "us")->set_at;
	assert_true(since > 0);
	assert_int_equal(set_state(WORD_DOWN, "works", 0), 0);
	assert_true(circuit_records_find(&disk, "us")->set_at == since);
	assert_int_equal(set_state(WORD_AUTO, "", 1), 0);
	assert_int_equal(circuit_records_find(&disk, "us")->word, WORD_AUTO);
	assert_int_equal(passes, 3);
}

static void test_tell_refused(void **state)
{
	settles(0);
	run_complete = false;
	run_error = -EPERM;
	assert_int_equal(set_state(WORD_DOWN, "works", 0), -EPERM);
	assert_int_equal(circuit_records_find(&disk, "us")->word, WORD_AUTO);
	assert_int_equal(passes, 0);
	store_error = -EROFS;
	run_complete = true;
	run_error = 0;
	assert_int_equal(set_state(WORD_DOWN, "works", 0), -EROFS);
	assert_int_equal(passes, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_once),
		TEST(test_keep),
		TEST(test_down_at_first),
		TEST(test_full_disk),
		TEST(test_written_since),
		TEST(test_again),
		TEST(test_forgotten),
		TEST(test_tell),
		TEST(test_tell_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
