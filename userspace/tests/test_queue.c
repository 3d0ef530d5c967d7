// SPDX-License-Identifier: GPL-2.0
/* nl/queue: many requests in one datagram, and the assignment of answers to them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <linux/rtnetlink.h>

#include "nl/queue.h"
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

/* What came back: of request N the error, or 1 for an answer; -1 for nothing. */
static int came[8];
static unsigned int calls;

static void take(const void *about, int error, const struct nlmsghdr *answer, void *data)
{
	unsigned int request = *(const unsigned int *)about;

	assert_true(request < 8);
	assert_ptr_equal(data, &nl);
	assert_int_equal(came[request], -1);
	came[request] = error ? error : answer->nlmsg_type;
	calls++;
}

static void forget(void)
{
	size_t i;

	for (i = 0; i < 8; i++)
		came[i] = -1;
	calls = 0;
}

static const struct nlmsghdr *request(const struct nlmsghdr *nlh, unsigned int n)
{
	while (n--)
		nlh = (const void *)((const char *)nlh + MNL_ALIGN(nlh->nlmsg_len));
	return nlh;
}

/* Requests with these numbers, each about its own, and of lengths that are not all aligned. */
static void add(struct nl_queue *queue, unsigned int first, unsigned int n)
{
	unsigned int i;

	for (i = first; i < first + n; i++) {
		struct nlmsghdr *nlh = nl_queue_add(queue, RTM_NEWROUTE + i, 0, 64, &i);

		assert_int_equal(nlh->nlmsg_len, NLMSG_HDRLEN);
		nlh->nlmsg_len += i;
	}
}

static void fill(struct nl_queue *queue, enum nl_queue_of of, unsigned int n)
{
	nl_queue_init(queue, &nl, of, sizeof(n), take, &nl);
	/* As in a container without privileges, but for the test of just that. */
	queue->most = n;
	forget();
	add(queue, 0, n);
	assert_int_equal(fake.requests, 0);
}

static void answer_changes(const struct nlmsghdr *nlh)
{
	unsigned int i;

	for (i = 0; i < 5; i++) {
		assert_int_equal(request(nlh, i)->nlmsg_type, RTM_NEWROUTE + i);
		assert_int_equal(request(nlh, i)->nlmsg_seq, nlh->nlmsg_seq + i);
		assert_int_equal(!!(request(nlh, i)->nlmsg_flags & NLM_F_ACK), i == 4);
	}
	fake_ack(request(nlh, 1), -EEXIST, "there is one", 0);
	fake_ack(request(nlh, 3), -ENETUNREACH, NULL, 0);
	fake_ack(request(nlh, 4), 0, NULL, 0);
}

static void test_changes(void **state)
{
	struct nl_queue queue;

	fill(&queue, NL_QUEUE_CHANGES, 5);
	fake.answer = answer_changes;
	assert_int_equal(nl_queue_send(&queue), 0);
	assert_int_equal(fake.requests, 1);
	assert_int_equal(calls, 2);
	assert_int_equal(came[1], -EEXIST);
	assert_int_equal(came[3], -ENETUNREACH);
	assert_int_equal(queue.n, 0);
	nl_queue_free(&queue);
}

static void refuse_last(const struct nlmsghdr *nlh)
{
	fake_ack(request(nlh, 2), -EEXIST, NULL, 0);
}

static void test_last_refused(void **state)
{
	struct nl_queue queue;

	fill(&queue, NL_QUEUE_CHANGES, 3);
	fake.answer = refuse_last;
	assert_int_equal(nl_queue_send(&queue), 0);
	assert_int_equal(came[2], -EEXIST);
	nl_queue_free(&queue);
}

static void answer_question(const struct nlmsghdr *question)
{
	char buf[64] __attribute__((aligned(NLMSG_ALIGNTO)));

	fake_message(fake_begin(buf, question, RTM_NEWLINK, 0));
}

static void answer_questions(const struct nlmsghdr *nlh)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		assert_false(request(nlh, i)->nlmsg_flags & NLM_F_ACK);
	answer_question(request(nlh, 0));
	fake_ack(request(nlh, 1), -ENODEV, NULL, 0);
	answer_question(request(nlh, 2));
	answer_question(request(nlh, 3));
}

static void test_questions(void **state)
{
	struct nl_queue queue;

	fill(&queue, NL_QUEUE_QUESTIONS, 4);
	fake.answer = answer_questions;
	assert_int_equal(nl_queue_send(&queue), 0);
	assert_int_equal(calls, 4);
	assert_int_equal(came[0], RTM_NEWLINK);
	assert_int_equal(came[1], -ENODEV);
	assert_int_equal(came[3], RTM_NEWLINK);

	/* Again: what the first was about is forgotten. */
	forget();
	add(&queue, 6, 1);
	fake.answer = answer_question;
	assert_int_equal(nl_queue_send(&queue), 0);
	assert_int_equal(calls, 1);
	assert_int_equal(came[6], RTM_NEWLINK);
	nl_queue_free(&queue);
}

static void refuse_second(const struct nlmsghdr *nlh)
{
	fake_ack(request(nlh, 1), -EEXIST, NULL, 0);
	fake_ack(request(nlh, 2), 0, NULL, 0);
}

/* A request more than are sent at once sends only those before it. */
static void test_many(void **state)
{
	struct nl_queue queue;

	fill(&queue, NL_QUEUE_CHANGES, 3);
	fake.answer = refuse_second;
	add(&queue, 3, 3);
	assert_int_equal(fake.requests, 1);
	assert_int_equal(calls, 1);
	assert_int_equal(came[1], -EEXIST);
	assert_int_equal(nl_queue_send(&queue), 0);
	assert_int_equal(fake.requests, 2);
	assert_int_equal(calls, 2);
	assert_int_equal(came[4], -EEXIST);
	nl_queue_free(&queue);
}

static void lose(const struct nlmsghdr *nlh)
{
	fake_ack(request(nlh, 0), -EEXIST, NULL, 0);
	fake_error(ENOBUFS);
}

static void lose_silently(const struct nlmsghdr *nlh)
{
	fake_overrun();
	fake_ack(request(nlh, 2), 0, NULL, 0);
}

static void refuse_first(const struct nlmsghdr *nlh)
{
	fake_ack(request(nlh, 0), -EEXIST, NULL, 0);
}

static void test_lost(void **state)
{
	struct nl_queue queue;

	fill(&queue, NL_QUEUE_CHANGES, 3);
	fake.answer = lose;
	assert_int_equal(nl_queue_send(&queue), -ENOBUFS);
	assert_int_equal(came[0], -EEXIST);
	nl_queue_free(&queue);

	fake_reset(NULL);
	/* Others than that of the last request. */
	fill(&queue, NL_QUEUE_CHANGES, 3);
	fake.answer = lose_silently;
	assert_int_equal(nl_queue_send(&queue), -ENOBUFS);
	assert_int_equal(calls, 0);
	nl_queue_free(&queue);

	/* Only the answer of the last request is lost. */
	fake_reset(NULL);
	fill(&queue, NL_QUEUE_CHANGES, 3);
	fake.answer = refuse_first;
	assert_int_equal(nl_queue_send(&queue), -ENOBUFS);
	assert_int_equal(came[0], -EEXIST);
	nl_queue_free(&queue);

	/* No answer at all is not waited for, and further requests are not sent. */
	fake_reset(NULL);
	fill(&queue, NL_QUEUE_CHANGES, 3);
	add(&queue, 3, 1);
	assert_int_equal(fake.requests, 1);
	assert_int_equal(nl_queue_send(&queue), -ENOBUFS);
	assert_int_equal(fake.requests, 1);
	nl_queue_free(&queue);
}

static void answer_late(const struct nlmsghdr *nlh)
{
	struct nlmsghdr before = *nlh;

	before.nlmsg_seq--;
	answer_question(&before);
	answer_question(nlh);
}

static void test_late(void **state)
{
	struct nl_queue queue;

	fill(&queue, NL_QUEUE_QUESTIONS, 1);
	fake.answer = answer_late;
	assert_int_equal(nl_queue_send(&queue), 0);
	assert_int_equal(calls, 1);
	nl_queue_free(&queue);
}

static void answer_last_first(const struct nlmsghdr *nlh)
{
	fake_ack(request(nlh, 2), 0, NULL, 0);
	fake_ack(request(nlh, 0), -EEXIST, NULL, 0);
}

/* That the last request is answered holds whatever is received after it. */
static void test_last_first(void **state)
{
	struct nl_queue queue;

	fill(&queue, NL_QUEUE_CHANGES, 3);
	fake.answer = answer_last_first;
	assert_int_equal(nl_queue_send(&queue), 0);
	assert_int_equal(came[0], -EEXIST);
	nl_queue_free(&queue);
}

/* A socket whose buffer cannot be asked for is taken for the smallest. */
static void test_room(void **state)
{
	struct nl_queue queue;

	nl_queue_init(&queue, &nl, NL_QUEUE_QUESTIONS, 0, take, &nl);
	assert_int_equal(queue.most, 1);
	assert_int_equal(nl_queue_send(&queue), 0);
	assert_int_equal(fake.requests, 0);
	nl_queue_free(&queue);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_changes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_last_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_questions, setup, teardown),
		cmocka_unit_test_setup_teardown(test_many, setup, teardown),
		cmocka_unit_test_setup_teardown(test_lost, setup, teardown),
		cmocka_unit_test_setup_teardown(test_late, setup, teardown),
		cmocka_unit_test_setup_teardown(test_last_first, setup, teardown),
		cmocka_unit_test_setup_teardown(test_room, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
