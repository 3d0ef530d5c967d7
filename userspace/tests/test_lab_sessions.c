// SPDX-License-Identifier: GPL-2.0
/* What a lab takes from bgpd's word for the sessions of a device. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "network/lab/sessions.h"
#include "network/load/load.h"
#include "util/alloc.h"

static const char fixture[] = "tests/network/s1-figure20/network.yaml";

/* Sessions of us-edge: with us-core, eu-core and eu-edge, and two by circuit us. */
#define N_SESSION 5

static unsigned int edge(const struct network *net)
{
	unsigned int device = network_device(net, "us-edge");

	assert_int_not_equal(device, NONE);
	assert_int_equal(net->peers_of[device].n, N_SESSION);
	return device;
}

/* A summary in which all neighbours are alike, but for one, which @other is said of. */
static char *summary(const struct network *net, const char *all, const char *other)
{
	const struct index_list *peers = &net->peers_of[edge(net)];
	char *text = xstrdup("{\"peers\":{"), *longer, buf[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < peers->n; i++) {
		longer = xasprintf("%s%s\"%s\":{%s}", text, i ? "," : "",
				   address_format(session_address(net, peers->v[i] ^ 1), buf),
				   i ? all : other);
		free(text);
		text = longer;
	}
	longer = xasprintf("%s}}", text);
	free(text);
	return longer;
}

/* How many ends are missing, or left; all sessions are up or down in the model. */
static void check(const char *all, const char *other, bool up, size_t missing, size_t left)
{
	struct sessions sessions = { 0 };
	struct loaded loaded;
	char *text;
	size_t i;

	load(fixture, &loaded);
	assert_true(loaded.whole);
	for (i = 0; i < loaded.net.n_session; i++)
		loaded.routes.bgp.session_up[i] = up;
	text = summary(&loaded.net, all, other);
	assert_int_equal(sessions_compare(&loaded.routes, edge(&loaded.net), text, &sessions), 0);
	assert_int_equal(sessions.missing.n, missing);
	assert_int_equal(sessions.left.n, left);
	sessions_free(&sessions);
	free(text);
	loaded_free(&loaded);
}

#define UP "\"state\":\"Established\",\"inq\":0,\"outq\":0"

static void test_all_up(void **state)
{
	check(UP, UP, true, 0, 0);
	check(UP, UP, false, 0, N_SESSION);
}

static void test_one_is_not_up(void **state)
{
	check(UP, "\"state\":\"OpenSent\",\"inq\":0,\"outq\":0", true, 1, 0);
	check(UP, "", true, 1, 0);
	check(UP, "\"state\":\"Active\"", false, 0, N_SESSION - 1);
}

/* What is still to be sent or read may change routes. */
static void test_one_is_busy(void **state)
{
	check(UP, "\"state\":\"Established\",\"inq\":0,\"outq\":3", true, 1, 0);
	check(UP, "\"state\":\"Established\",\"inq\":1,\"outq\":0", true, 1, 0);
	check(UP, "\"state\":\"Established\",\"inq\":1,\"outq\":0", false, 0, N_SESSION);
}

static void test_no_summary(void **state)
{
	struct sessions sessions = { 0 };
	struct loaded loaded;

	load(fixture, &loaded);
	assert_int_equal(sessions_compare(&loaded.routes, edge(&loaded.net), "% Unknown command",
					  &sessions), -EIO);
	assert_int_equal(sessions_compare(&loaded.routes, edge(&loaded.net), "{}", &sessions),
			 -EIO);
	loaded_free(&loaded);
}

/* The line says where and with whom. */
static void test_words(void **state)
{
	struct sessions sessions = { 0 };
	struct loaded loaded;
	char *text;

	load(fixture, &loaded);
	text = summary(&loaded.net, "\"state\":\"Idle\"", UP);
	assert_int_equal(sessions_compare(&loaded.routes, edge(&loaded.net), text, &sessions), 0);
	assert_int_equal(sessions.missing.n, N_SESSION - 1);
	assert_non_null(strstr(sessions.missing.v[0], "us-edge: the session with "));
	assert_non_null(strstr(sessions.missing.v[0], ") is Idle in the lab"));
	sessions_free(&sessions);
	free(text);
	loaded_free(&loaded);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_up),
		cmocka_unit_test(test_one_is_not_up),
		cmocka_unit_test(test_one_is_busy),
		cmocka_unit_test(test_no_summary),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
