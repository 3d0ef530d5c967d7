// SPDX-License-Identifier: GPL-2.0
/* The examples of the documentation, and what is wrong with them on purpose. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "network/load/load.h"
#include "network/walk/verify.h"
#include "util/alloc.h"

/**
 * struct example - and what is known to be wrong with it
 * @errors: that check finds
 * @bad: services that do not work as they should
 */
static const struct example {
	const char *name;
	size_t errors;
	size_t bad;
} examples[] = {
	{ "figure20", 0, 0 },
	{ "problem1", 1, 1 },
	{ "regional", 0, 0 },
	{ "interoperability", 0, 8 },
};

static void test_example(void **state)
{
	const struct example *e = *state;
	char *path = xasprintf("../Documentation/examples/%s/network.yaml", e->name);
	struct verification verification;
	struct loaded loaded;
	size_t bad = 0, i;

	load(path, &loaded);
	assert_true(loaded.whole);
	assert_int_equal(findings_errors(&loaded.findings), e->errors);
	verification_run(&loaded.routes, &verification);
	for (i = 0; i < verification.n; i++)
		bad += !verified_is_good(&loaded.net, &verification.v[i]);
	assert_int_equal(bad, e->bad);
	verification_free(&verification);
	loaded_free(&loaded);
	free(path);
}

int main(void)
{
	struct CMUnitTest tests[sizeof(examples) / sizeof(examples[0])] = { 0 };
	size_t n = sizeof(examples) / sizeof(examples[0]), i;

	for (i = 0; i < n; i++)
		tests[i] = (struct CMUnitTest){
			.name = examples[i].name, .test_func = test_example,
			.initial_state = (void *)&examples[i],
		};
	return _cmocka_run_group_tests("network/examples", tests, n, NULL, NULL);
}
