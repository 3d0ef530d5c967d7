// SPDX-License-Identifier: GPL-2.0
/* backend/route_carry_out: what becomes of a refusal. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <linux/rtnetlink.h>

#include "backend/route_carry_out.h"
#include "tests/capture.h"
#include "tests/fake_kernel.h"

static struct nl_socket nl;

static int setup(void **state)
{
	fake_reset(NULL);
	return nl_open(&nl, NETLINK_ROUTE);
}

static int teardown(void **state)
{
	nl_close(&nl);
	fake_reset(NULL);
	return 0;
}

static int refusal;

static void refuse(const struct nlmsghdr *nlh)
{
	fake_ack(nlh, refusal, NULL, 0);
}

/* One operation, refused by the kernel; how that ends, and whether it is said. */
static int carry_out(enum verb verb, enum object object, int error, bool *reported)
{
	static const struct route route = {
		.table = 7001,
		.type = ROUTE_BLACKHOLE,
		.destination = { .address = { .family = AF_INET } },
	};
	static const struct ip_rule rule = { .family = AF_INET, .table = 7001, .plain = true };
	struct operations operations = { 0 };
	const void *thing = object == OBJECT_RULE ? (const void *)&rule : &route;
	struct capture capture;
	char said[256];
	int ret;

	operations_add(&operations, verb, object, verb == VERB_ADD ? NULL : thing,
		       verb == VERB_DELETE ? NULL : thing);
	refusal = error;
	fake_reset(refuse);
	capture_begin(&capture, stderr);
	ret = routes_carry_out(&nl, &operations);
	capture_end(&capture, said, sizeof(said));
	*reported = said[0];
	assert_int_equal(fake.requests, 1);
	operations_free(&operations);
	return ret;
}

static void assert_refused(enum verb verb, enum object object, int error, int expected)
{
	bool reported;

	assert_int_equal(carry_out(verb, object, error, &reported), expected);
	assert_int_equal(reported, !!expected);
}

/* The kernel deletes routes by itself when a link goes down; others may do so. */
static void test_gone(void **state)
{
	assert_refused(VERB_DELETE, OBJECT_ROUTE, -ESRCH, 0);
	assert_refused(VERB_DELETE, OBJECT_RULE, -ENOENT, 0);
	assert_refused(VERB_DELETE, OBJECT_ROUTE, -EPERM, -EPERM);
	assert_refused(VERB_DELETE, OBJECT_RULE, -EPERM, -EPERM);
}

static void test_not_added(void **state)
{
	assert_refused(VERB_ADD, OBJECT_ROUTE, -ESRCH, -ESRCH);
	assert_refused(VERB_ADD, OBJECT_RULE, -ENOENT, -ENOENT);
	assert_refused(VERB_ADD, OBJECT_ROUTE, -EEXIST, -EEXIST);
}

static void refuse_both(const struct nlmsghdr *nlh)
{
	const struct nlmsghdr *second = (const void *)((const char *)nlh +
						       MNL_ALIGN(nlh->nlmsg_len));

	fake_ack(nlh, -EPERM, NULL, 0);
	fake_ack(second, -ENETUNREACH, NULL, 0);
}

/* The second failure may be a consequence of the first one, which is the result. */
static void test_two_refused(void **state)
{
	static const struct route route = { .table = 7001, .type = ROUTE_BLACKHOLE };
	static const struct ip_rule rule = { .family = AF_INET, .table = 7001 };
	struct operations operations = { 0 };
	struct capture capture;
	char said[256];

	operations_add(&operations, VERB_ADD, OBJECT_RULE, NULL, &rule);
	operations_add(&operations, VERB_ADD, OBJECT_ROUTE, NULL, &route);
	fake_reset(refuse_both);
	/* Both in one datagram. */
	fake.room = 1 << 20;
	capture_begin(&capture, stderr);
	assert_int_equal(routes_carry_out(&nl, &operations), -EPERM);
	capture_end(&capture, said, sizeof(said));
	assert_int_equal(fake.requests, 1);
	assert_non_null(strstr(said, "cannot add rule 0"));
	assert_null(strstr(said, "route"));
	operations_free(&operations);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_gone, setup, teardown),
		cmocka_unit_test_setup_teardown(test_not_added, setup, teardown),
		cmocka_unit_test_setup_teardown(test_two_refused, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
