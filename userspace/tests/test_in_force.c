// SPDX-License-Identifier: GPL-2.0
/* transaction/apply, in_force: which configuration is kept on disk when. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "transaction/apply.h"
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_applied, setup, teardown),
		cmocka_unit_test_setup_teardown(test_failed, setup, teardown),
		cmocka_unit_test_setup_teardown(test_cleared, setup, teardown),
		cmocka_unit_test_setup_teardown(test_killed, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unchanged, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
