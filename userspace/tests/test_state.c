// SPDX-License-Identifier: GPL-2.0
/* backend/state: what becomes of a transition when a part of the kernel refuses. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "backend/flow.h"
#include "backend/nft.h"
#include "backend/route.h"
#include "backend/state.h"
#include "config/config.h"
#include "plan/desired.h"
#include "tests/capture.h"
#include "util/error.h"

/* A kernel that takes all there is, but the marks of connections. */

static unsigned int changes;

int routes_carry_out(struct nl_socket *nl, const struct operations *operations)
{
	changes++;
	return 0;
}

int nft_carry_out(struct nl_socket *nl, const struct operations *operations, uint32_t generation)
{
	changes++;
	return 0;
}

int __wrap_flows_convert(const struct names *from, const struct names *to);

int __wrap_flows_convert(const struct names *from, const struct names *to)
{
	assert_string_equal(names_get(from, 1), "us");
	changes++;
	error("cannot convert");
	return -ENOBUFS;
}

static void plan_golden(const char *path, struct state *state)
{
	struct diagnostics diags = { 0 };
	struct devices devices = { 0 };
	struct site site;

	assert_int_equal(config_load(path, &site, &diags), 0);
	devices_add(&devices, "us-pri")->up = true;
	plan_desired(&site, &devices, state, &diags);
	devices_free(&devices);
	site_free(&site);
	diagnostics_free(&diags);
}

/* From engine nftables to what @path asks for, or to nothing; what is said. */
static void run(const char *path, char *said, size_t size)
{
	struct kernel kernel = { 0 };
	struct transition t = { 0 };
	struct capture capture;

	plan_golden("tests/golden/nftables/site.yaml", &t.observed);
	if (path)
		plan_golden(path, &t.desired);
	plan_diff(&t.observed, &t.desired, &t.operations);
	changes = 0;
	capture_begin(&capture, stderr);
	assert_int_equal(transition_run(&t, &kernel, NULL), -ENOBUFS);
	capture_end(&capture, said, size);
	transition_free(&t);
}

/* Nothing is undone: a second try would find nothing to do, so it says what helps. */
static void test_marks_stay(void **state)
{
	char said[512];

	run("tests/golden/switch-engine/site.yaml", said, sizeof(said));
	assert_int_equal(changes, 4);
	assert_string_equal(said, "ersym: cannot convert\n"
				  "ersym: all else is in force, but connections may have circuits "
				  "of before: run \"ersym flush\"\n");
	run(NULL, said, sizeof(said));
	assert_int_equal(changes, 4);
	assert_string_equal(said, "ersym: cannot convert\n"
				  "ersym: all else is removed, but connections may keep their "
				  "circuits: run \"conntrack -F\" before the next apply\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_marks_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
