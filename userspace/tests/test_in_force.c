// SPDX-License-Identifier: GPL-2.0
/* transaction/apply, in_force, history, unconfirmed: what is kept on disk when. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backend/boot.h"
#include "transaction/apply.h"
#include "transaction/history.h"
#include "transaction/unconfirmed.h"
#include "transaction/unfinished.h"
#include "util/alloc.h"

static char *top;
static struct in_force kept;

/* How the next change ends, and whether it is complete. */
static int result;
static bool complete;

int transaction_run(struct transaction *t, struct kernel *kernel, const struct site *site)
{
	t->complete = complete;
	return result;
}

static int setup(void **state)
{
	top = xstrdup("/tmp/ersym-in-force.XXXXXX");
	assert_non_null(mkdtemp(top));
	in_force_locate(&kept, xasprintf("%s/netns/edge", top));
	return 0;
}

static int delete_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	return remove(path);
}

static int teardown(void **state)
{
	nftw(top, delete_one, 10, FTW_DEPTH | FTW_PHYS);
	free(top);
	in_force_close(&kept);
	return 0;
}

/* NULL: clear. */
static int apply(const char *text, bool is_complete, int err)
{
	const struct note note = { .action = text ? "apply" : "clear" };
	const struct replacement r = {
		.text = text, .length = text ? strlen(text) : 0, .kept = &kept, .note = &note,
	};
	struct transaction t = { 0 };

	complete = is_complete;
	result = err;
	return transaction_apply(&t, NULL, &r);
}

/* NULL: nothing is kept. And no other file is left. */
static void assert_kept(const char *expected)
{
	char *text;
	size_t length;
	int err = in_force_read(&kept, &text, &length);

	assert_int_equal(err, expected ? 0 : -ENOENT);
	if (expected) {
		assert_int_equal(length, strlen(expected));
		assert_memory_equal(text, expected, length);
	}
	free(text);
	assert_int_equal(access(kept.next, F_OK), -1);
	assert_false(unfinished_exists(&kept));
}

/* Also one that the former one begins with, or that begins with it. */
static void test_applied(void **state)
{
	assert_kept(NULL);
	assert_int_equal(apply("one", true, 0), 0);
	assert_kept("one");
	assert_int_equal(apply("one, two", true, 0), 0);
	assert_kept("one, two");
	assert_int_equal(apply("one", true, 0), 0);
	assert_kept("one");
	assert_int_equal(apply("two", true, 0), 0);
	assert_kept("two");
}

/* What is undone is not kept; what is complete is, even if marks are left to convert. */
static void test_failed(void **state)
{
	assert_int_equal(apply("none", false, -EPERM), -EPERM);
	assert_kept(NULL);
	assert_int_equal(apply("one", true, 0), 0);
	assert_int_equal(apply("two", false, -EPERM), -EPERM);
	assert_kept("one");
	assert_int_equal(apply("three", true, -ENOBUFS), -ENOBUFS);
	assert_kept("three");
	assert_int_equal(apply(NULL, false, -EPERM), -EPERM);
	assert_kept("three");
}

/* The history remains, so that it can be put back. */
static void test_cleared(void **state)
{
	assert_int_equal(apply("one", true, 0), 0);
	assert_int_equal(apply(NULL, true, 0), 0);
	assert_kept(NULL);
	assert_int_equal(apply(NULL, true, 0), 0);
}

/* What an apply that was killed has written is longer. */
static void test_killed(void **state)
{
	FILE *out;

	assert_int_equal(apply("one", true, 0), 0);
	out = fopen(kept.next, "w");
	assert_non_null(out);
	fputs("a longer one", out);
	fclose(out);
	assert_int_equal(apply("two", true, 0), 0);
	assert_kept("two");
}

static void test_unchanged(void **state)
{
	struct stat before, after;

	assert_int_equal(apply("one", true, 0), 0);
	assert_int_equal(stat(kept.path, &before), 0);
	assert_int_equal(apply("one", true, 0), 0);
	assert_int_equal(stat(kept.path, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
}

/* "NUMBER ACTION CURRENT" of each entry, the last one first. */
static void assert_history(const char *expected)
{
	char line[100], all[2000] = "";
	struct past past;
	size_t i;

	assert_int_equal(history_read(&kept, &past), 0);
	for (i = past.n; i; i--) {
		const struct past_change *c = &past.v[i - 1];

		snprintf(line, sizeof(line), "%lu %s %d\n", c->number,
			 c->action ? c->action : "-", c->current);
		strcat(all, line);
	}
	assert_string_equal(all, expected);
	past_free(&past);
}

static void test_history(void **state)
{
	assert_history("");
	apply("one", true, 0);
	apply("two", false, -EPERM);
	apply("two", true, 0);
	apply("two", true, 0);
	apply(NULL, true, 0);
	apply(NULL, true, 0);
	assert_history("3 clear 1\n2 apply 0\n1 apply 0\n");
}

/* What a former version has kept. */
static void test_found(void **state)
{
	FILE *out;

	apply("one", true, 0);
	out = fopen(kept.path, "w");
	assert_non_null(out);
	fputs("other", out);
	fclose(out);
	assert_history("1 apply 0\n");
	apply("two", true, 0);
	assert_history("3 apply 1\n2 found 0\n1 apply 0\n");
}

static void test_numbers(void **state)
{
	static const char *const others[] = { "0", "01", "-1", "1x", "x", "99999999999999999999" };
	char name[10], *path;
	struct past past;
	size_t i;

	for (i = 0; i < 15; i++) {
		snprintf(name, sizeof(name), "%zu", i);
		apply(name, true, 0);
	}
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		path = xasprintf("%s/%s", kept.history, others[i]);
		assert_int_equal(mkdir(path, 0700), 0);
		free(path);
	}
	assert_int_equal(history_read(&kept, &past), 0);
	assert_int_equal(past.n, HISTORY_MAX);
	assert_int_equal(past.v[0].number, 6);
	assert_int_equal(history_next(&kept), 16);
	past_free(&past);
}

static int apply_unconfirmed(const char *text, bool is_complete)
{
	const struct note note = { .action = "apply" };
	const struct replacement r = {
		.text = text, .length = strlen(text), .kept = &kept, .note = &note, .seconds = 60,
	};
	struct transaction t = { 0 };

	complete = is_complete;
	result = is_complete ? 0 : -EPERM;
	return transaction_apply(&t, NULL, &r);
}

/* The former configuration, or none, with the time that is left. */
static void assert_unconfirmed(const char *former)
{
	struct record record;

	assert_int_equal(unconfirmed_read(&kept, &record), 0);
	assert_in_range(unconfirmed_left(&record), 1, 60000);
	if (former)
		assert_memory_equal(record.text, former, strlen(former));
	else
		assert_null(record.text);
	record_free(&record);
}

static void test_unconfirmed(void **state)
{
	struct record record;

	assert_int_equal(apply_unconfirmed("one", false), -EPERM);
	assert_int_equal(unconfirmed_read(&kept, &record), -ENOENT);
	assert_int_equal(apply_unconfirmed("one", true), 0);
	assert_unconfirmed(NULL);
	assert_int_equal(unconfirmed_end(&kept), 0);
	assert_int_equal(unconfirmed_end(&kept), 0);
	assert_int_equal(apply_unconfirmed("two", true), 0);
	assert_unconfirmed("one");
	/* Any other change that is complete ends it. */
	apply(NULL, false, -EPERM);
	assert_unconfirmed("one");
	apply(NULL, true, 0);
	assert_int_equal(unconfirmed_read(&kept, &record), -ENOENT);
}

/* A deadline counts only in the boot that it names. */
static void test_deadline(void **state)
{
	struct record record = { 0 };
	char *boot = boot_identity();

	assert_int_equal(unconfirmed_left(&record), 0);
	record_add(&record, "deadline", "%" PRIu64, UINT64_MAX);
	assert_int_equal(unconfirmed_left(&record), 0);
	record_add(&record, "boot", "%s", boot);
	assert_in_range(unconfirmed_left(&record), 1, UINT64_MAX);
	record_free(&record);
	record_add(&record, "boot", "%s", boot);
	record_add(&record, "deadline", "1");
	assert_int_equal(unconfirmed_left(&record), 0);
	record_free(&record);
	record_add(&record, "boot", "%s0", boot);
	record_add(&record, "deadline", "%" PRIu64, UINT64_MAX);
	assert_int_equal(unconfirmed_left(&record), 0);
	record_free(&record);
	free(boot);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_applied, setup, teardown),
		cmocka_unit_test_setup_teardown(test_failed, setup, teardown),
		cmocka_unit_test_setup_teardown(test_cleared, setup, teardown),
		cmocka_unit_test_setup_teardown(test_killed, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unchanged, setup, teardown),
		cmocka_unit_test_setup_teardown(test_history, setup, teardown),
		cmocka_unit_test_setup_teardown(test_found, setup, teardown),
		cmocka_unit_test_setup_teardown(test_numbers, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unconfirmed, setup, teardown),
		cmocka_unit_test_setup_teardown(test_deadline, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
