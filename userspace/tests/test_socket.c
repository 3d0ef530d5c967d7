// SPDX-License-Identifier: GPL-2.0
/* nl/: acknowledgements, dumps, lost and malformed answers. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "nl/genl.h"
#include "nl/socket.h"
#include "tests/fake_kernel.h"
#include "util/array.h"

#include <linux/genetlink.h>

#define TYPE 100

static struct nl_socket nl;
static char request_buf[256] __attribute__((aligned(NLMSG_ALIGNTO)));

static int setup(void **state)
{
	fake_reset(NULL);
	return nl_open(&nl, NETLINK_GENERIC);
}

static int teardown(void **state)
{
	nl_close(&nl);
	fake_reset(NULL);
	return 0;
}

static struct nlmsghdr *request(void)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(request_buf);

	nlh->nlmsg_type = TYPE;
	return nlh;
}

/* A message whose payload is a number. */
static struct nlmsghdr *put_number(void *buf, const struct nlmsghdr *req, uint16_t flags,
				   uint32_t number)
{
	struct nlmsghdr *nlh = fake_begin(buf, req, TYPE, flags);

	memcpy(mnl_nlmsg_put_extra_header(nlh, sizeof(number)), &number, sizeof(number));
	return nlh;
}

static void send_number(const struct nlmsghdr *req, uint16_t flags, uint32_t number)
{
	char buf[64] __attribute__((aligned(NLMSG_ALIGNTO)));

	fake_message(put_number(buf, req, flags, number));
}

/* struct seen - what a dump gave */
struct seen {
	uint32_t sum;
	unsigned int calls;
	unsigned int restarts;
	int error;
};

static int see(const struct nlmsghdr *nlh, void *data)
{
	struct seen *seen = data;
	uint32_t number;

	memcpy(&number, mnl_nlmsg_get_payload(nlh), sizeof(number));
	seen->sum += number;
	seen->calls++;
	return seen->error;
}

static void see_restart(void *data)
{
	struct seen *seen = data;

	seen->restarts++;
	seen->sum = 0;
}

static void answer_ack(const struct nlmsghdr *req)
{
	fake_ack(req, 0, NULL, 0);
}

static void test_ack(void **state)
{
	const struct nlmsghdr *sent;

	fake_reset(answer_ack);
	assert_int_equal(nl_ack(&nl, request()), 0);
	sent = (const struct nlmsghdr *)fake.last;
	assert_int_equal(sent->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK);
	assert_int_equal(sent->nlmsg_seq, 1);
	assert_int_equal(nl_ack(&nl, request()), 0);
	sent = (const struct nlmsghdr *)fake.last;
	assert_int_equal(sent->nlmsg_seq, 2);
	assert_int_equal(fake.next, fake.n);
}

static void test_seq_skips_zero(void **state)
{
	nl.seq = UINT32_MAX;
	assert_int_equal(nl_next_seq(&nl), 1);
}

static void answer_refusal(const struct nlmsghdr *req)
{
	fake_ack(req, -ERANGE, "the id does not fit", 36);
}

static void test_refusal(void **state)
{
	fake_reset(answer_refusal);
	assert_int_equal(nl_ack(&nl, request()), -ERANGE);
	assert_string_equal(nl.extack.message, "the id does not fit");
	assert_int_equal(nl.extack.offset, 36);
	assert_string_equal(nl_strerror(&nl, -ERANGE), "the id does not fit");

	/* The next request forgets it. */
	fake_reset(answer_ack);
	assert_int_equal(nl_ack(&nl, request()), 0);
	assert_string_equal(nl.extack.message, "");
	assert_int_equal(nl.extack.offset, 0);
	assert_string_equal(nl_strerror(&nl, -EINVAL), "Invalid argument");
}

/* The request is repeated in front of the attributes. */
static void answer_long_refusal(const struct nlmsghdr *req)
{
	char buf[512] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = fake_begin(buf, req, NLMSG_ERROR, NLM_F_ACK_TLVS);
	struct nlmsgerr *err = mnl_nlmsg_put_extra_header(nlh, sizeof(*err));
	size_t payload = mnl_nlmsg_get_payload_len(req);

	err->error = -EINVAL;
	err->msg = *req;
	memcpy(mnl_nlmsg_put_extra_header(nlh, payload), mnl_nlmsg_get_payload(req), payload);
	mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, "no");
	mnl_attr_put_u32(nlh, NLMSGERR_ATTR_MISS_TYPE, 7);
	mnl_attr_put_u32(nlh, NLMSGERR_ATTR_MISS_NEST, 20);
	fake_message(nlh);
}

static void test_refusal_that_repeats_the_request(void **state)
{
	struct nlmsghdr *nlh = request();

	/* Not to be taken for an offset that the kernel names. */
	mnl_attr_put_u32(nlh, NLMSGERR_ATTR_OFFS, 99);
	fake_reset(answer_long_refusal);
	assert_int_equal(nl_ack(&nl, nlh), -EINVAL);
	assert_string_equal(nl.extack.message, "no");
	assert_int_equal(nl.extack.missing, 7);
	assert_int_equal(nl.extack.missing_in, 20);
	assert_int_equal(nl.extack.offset, 0);
}

static void answer_other_seq(const struct nlmsghdr *req)
{
	struct nlmsghdr other = *req;

	other.nlmsg_seq--;
	fake_ack(&other, -EPERM, "of an older request", 0);
	fake_ack(req, 0, NULL, 0);
}

static void test_answer_to_another_request(void **state)
{
	fake_reset(answer_other_seq);
	assert_int_equal(nl_ack(&nl, request()), 0);
	assert_int_equal(fake.next, 2);
}

static void answer_after_signal(const struct nlmsghdr *req)
{
	fake_error(EINTR);
	fake_error(EINTR);
	fake_ack(req, 0, NULL, 0);
}

static void test_signal(void **state)
{
	fake_reset(answer_after_signal);
	assert_int_equal(nl_ack(&nl, request()), 0);
	assert_int_equal(fake.requests, 1);
}

static void answer_lost(const struct nlmsghdr *req)
{
	fake_error(ENOBUFS);
}

static void test_lost_ack(void **state)
{
	fake_reset(answer_lost);
	assert_int_equal(nl_ack(&nl, request()), -ENOBUFS);
	assert_int_equal(fake.requests, 1);
	assert_string_equal(nl_strerror(&nl, -ENOBUFS),
			    "the kernel's answer did not fit into the receive buffer: try again");
}

static void test_no_answer(void **state)
{
	fake_reset(answer_refusal);
	assert_int_equal(nl_ack(&nl, request()), -ERANGE);
	fake_reset(NULL);
	assert_int_equal(nl_ack(&nl, request()), -EAGAIN);
	assert_string_equal(nl_strerror(&nl, -EAGAIN), "the kernel did not answer");
}

#define LARGE (700 * 1024)

static void answer_large(const struct nlmsghdr *req)
{
	char *buf = xcalloc(1, LARGE + 64);
	struct nlmsghdr *nlh = put_number(buf, req, 0, 5);

	mnl_nlmsg_put_extra_header(nlh, LARGE);
	fake_message(nlh);
	free(buf);
}

static void test_large_answer(void **state)
{
	struct seen seen = { 0 };

	fake_reset(answer_large);
	assert_int_equal(nl_get(&nl, request(), see, &seen), 0);
	assert_int_equal(seen.sum, 5);
	assert_true(nl.size > LARGE);
	assert_int_equal(((const struct nlmsghdr *)fake.last)->nlmsg_flags, NLM_F_REQUEST);
}

static void test_refused_get(void **state)
{
	struct seen seen = { 0 };

	fake_reset(answer_refusal);
	assert_int_equal(nl_get(&nl, request(), see, &seen), -ERANGE);
	assert_int_equal(seen.calls, 0);
}

/* Two messages in a datagram, one in the next, then the end. */
static void send_dump(const struct nlmsghdr *req, uint16_t flags)
{
	char buf[128] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *first, *second;

	first = put_number(buf, req, NLM_F_MULTI, 1);
	second = put_number(buf + MNL_ALIGN(first->nlmsg_len), req, NLM_F_MULTI | flags, 2);
	fake_datagram(buf, MNL_ALIGN(first->nlmsg_len) + second->nlmsg_len);
	send_number(req, NLM_F_MULTI | flags, 4);
	fake_done(req, flags);
}

static void answer_dump(const struct nlmsghdr *req)
{
	send_dump(req, 0);
}

static void test_dump(void **state)
{
	struct seen seen = { 0 };

	fake_reset(answer_dump);
	assert_int_equal(nl_dump(&nl, request(), see, see_restart, &seen), 0);
	assert_int_equal(seen.sum, 7);
	assert_int_equal(seen.calls, 3);
	assert_int_equal(seen.restarts, 0);
	assert_int_equal(((const struct nlmsghdr *)fake.last)->nlmsg_flags & NLM_F_DUMP,
			 NLM_F_DUMP);
}

static void answer_dump_interrupted_twice(const struct nlmsghdr *req)
{
	send_dump(req, fake.requests <= 2 ? NLM_F_DUMP_INTR : 0);
}

static void test_interrupted_dump(void **state)
{
	struct seen seen = { 0 };

	fake_reset(answer_dump_interrupted_twice);
	assert_int_equal(nl_dump(&nl, request(), see, see_restart, &seen), 0);
	assert_int_equal(fake.requests, 3);
	assert_int_equal(seen.restarts, 2);
	assert_int_equal(seen.sum, 7);
	/* Nothing of the first two is left to answer another request. */
	assert_int_equal(fake.next, fake.n);
	assert_int_equal(((const struct nlmsghdr *)fake.last)->nlmsg_seq, 3);
}

/* Only the end says it. */
static void answer_dump_interrupted_at_end(const struct nlmsghdr *req)
{
	send_number(req, NLM_F_MULTI, 1);
	fake_done(req, fake.requests == 1 ? NLM_F_DUMP_INTR : 0);
}

static void test_dump_interrupted_at_its_end(void **state)
{
	struct seen seen = { 0 };

	fake_reset(answer_dump_interrupted_at_end);
	assert_int_equal(nl_dump(&nl, request(), see, see_restart, &seen), 0);
	assert_int_equal(fake.requests, 2);
	assert_int_equal(seen.sum, 1);
}

static void answer_dump_interrupted(const struct nlmsghdr *req)
{
	send_dump(req, NLM_F_DUMP_INTR);
}

static void test_dump_interrupted_for_ever(void **state)
{
	struct seen seen = { 0 };

	fake_reset(answer_dump_interrupted);
	assert_int_equal(nl_dump(&nl, request(), see, see_restart, &seen), -EINTR);
	assert_int_equal(fake.requests, 30);
	assert_string_equal(nl_strerror(&nl, -EINTR),
			    "the list changed each time it was read: try again");
}

static void test_interrupted_dump_that_is_not_repeated(void **state)
{
	struct seen seen = { 0 };

	fake_reset(answer_dump_interrupted);
	assert_int_equal(nl_dump(&nl, request(), see, NULL, &seen), -EINTR);
	assert_int_equal(fake.requests, 1);
	assert_int_equal(seen.sum, 7);
	assert_int_equal(fake.next, fake.n);
}

static void answer_dump_lost_once(const struct nlmsghdr *req)
{
	if (fake.requests == 1)
		fake_error(ENOBUFS);
	send_dump(req, 0);
}

static void test_dump_with_lost_messages(void **state)
{
	struct seen seen = { 0 };

	fake_reset(answer_dump_lost_once);
	assert_int_equal(nl_dump(&nl, request(), see, see_restart, &seen), 0);
	assert_int_equal(fake.requests, 2);
	assert_int_equal(seen.sum, 7);
}

static void test_dump_whose_reader_fails(void **state)
{
	struct seen seen = { .error = -ENOSPC };

	fake_reset(answer_dump);
	assert_int_equal(nl_dump(&nl, request(), see, see_restart, &seen), -ENOSPC);
	assert_int_equal(seen.calls, 1);
	assert_int_equal(fake.next, fake.n);
}

static void answer_dump_failing(const struct nlmsghdr *req)
{
	char buf[256] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh;
	int error = -EOPNOTSUPP;

	send_number(req, NLM_F_MULTI, 1);
	nlh = fake_begin(buf, req, NLMSG_DONE, NLM_F_MULTI | NLM_F_ACK_TLVS);
	memcpy(mnl_nlmsg_put_extra_header(nlh, sizeof(error)), &error, sizeof(error));
	mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, "not this one");
	mnl_attr_put_u32(nlh, NLMSGERR_ATTR_OFFS, 20);
	fake_message(nlh);
}

static void test_dump_that_fails_at_its_end(void **state)
{
	struct seen seen = { 0 };

	fake_reset(answer_dump_failing);
	assert_int_equal(nl_dump(&nl, request(), see, see_restart, &seen), -EOPNOTSUPP);
	assert_string_equal(nl_strerror(&nl, -EOPNOTSUPP), "not this one");
	assert_int_equal(nl.extack.offset, 20);
}

static void answer_short_done(const struct nlmsghdr *req)
{
	char buf[64] __attribute__((aligned(NLMSG_ALIGNTO)));

	fake_message(fake_begin(buf, req, NLMSG_DONE, NLM_F_MULTI));
}

static void test_done_without_result(void **state)
{
	struct seen seen = { 0 };

	fake_reset(answer_short_done);
	assert_int_equal(nl_dump(&nl, request(), see, see_restart, &seen), 0);
}

static void answer_short_error(const struct nlmsghdr *req)
{
	char buf[64] __attribute__((aligned(NLMSG_ALIGNTO)));

	fake_message(fake_begin(buf, req, NLMSG_ERROR, 0));
}

static void answer_positive_error(const struct nlmsghdr *req)
{
	fake_ack(req, 5, NULL, 0);
}

/* The head of the message says that it is longer than the datagram. */
static void answer_cut_short(const struct nlmsghdr *req)
{
	char buf[64] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = put_number(buf, req, 0, 1);

	nlh->nlmsg_len += 4;
	fake_datagram(nlh, nlh->nlmsg_len - 4);
}

static void test_malformed_answers(void **state)
{
	void (*answer[])(const struct nlmsghdr *) = {
		answer_short_error, answer_positive_error, answer_cut_short,
	};
	struct seen seen = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(answer); i++) {
		fake_reset(answer[i]);
		assert_int_equal(nl_ack(&nl, request()), -EBADMSG);
		assert_int_equal(nl_get(&nl, request(), see, &seen), -EBADMSG);
		assert_int_equal(nl_dump(&nl, request(), see, see_restart, &seen), -EBADMSG);
	}
	assert_int_equal(seen.calls, 0);
}

/* Whatever byte of a refusal is wrong, and wherever it ends, nothing is read beyond it. */
static void test_damaged_refusals(void **state)
{
	char buf[512] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nl_extack extack;
	struct nlmsghdr req = { .nlmsg_len = sizeof(req), .nlmsg_seq = 1 };
	size_t len, i, bit;

	fake_reset(NULL);
	fake_ack(&req, -EINVAL, "a message", 24);
	len = fake.step[0].len;
	for (i = sizeof(struct nlmsghdr); i < len; i++) {
		char *cut = xcalloc(1, MNL_ALIGN(i));

		memcpy(cut, fake.step[0].data, i);
		((struct nlmsghdr *)cut)->nlmsg_len = i;
		nl_result((struct nlmsghdr *)cut, &extack);
		free(cut);
		for (bit = 0; bit < 8; bit++) {
			memcpy(buf, fake.step[0].data, len);
			buf[i] ^= 1 << bit;
			/* Memory of its own, so that the sanitizer sees its end. */
			cut = xmemdup(buf, len);
			nl_result((struct nlmsghdr *)cut, &extack);
			assert_true(memchr(extack.message, '\0', sizeof(extack.message)));
			free(cut);
		}
	}
}

static void test_long_message_is_cut(void **state)
{
	struct nlmsghdr req = { .nlmsg_len = sizeof(req), .nlmsg_seq = 1 };
	struct nl_extack extack;
	char text[600];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	fake_reset(NULL);
	fake_ack(&req, -EINVAL, text, 24);
	assert_int_equal(nl_result((struct nlmsghdr *)fake.step[0].data, &extack), -EINVAL);
	assert_int_equal(strlen(extack.message), sizeof(extack.message) - 1);
	assert_int_equal(extack.offset, 24);
}

/* genl */

static void put_group(struct nlmsghdr *nlh, uint16_t index, const char *name, uint32_t id)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, index);

	mnl_attr_put_strz(nlh, CTRL_ATTR_MCAST_GRP_NAME, name);
	mnl_attr_put_u32(nlh, CTRL_ATTR_MCAST_GRP_ID, id);
	mnl_attr_nest_end(nlh, nest);
}

static void answer_family(const struct nlmsghdr *req)
{
	char buf[512] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = fake_begin(buf, req, GENL_ID_CTRL, 0);
	struct nlattr *nest;

	mnl_nlmsg_put_extra_header(nlh, sizeof(struct genlmsghdr));
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, "thing");
	mnl_attr_put_u16(nlh, CTRL_ATTR_FAMILY_ID, 31);
	nest = mnl_attr_nest_start(nlh, CTRL_ATTR_MCAST_GROUPS);
	put_group(nlh, 1, "other", 8);
	put_group(nlh, 2, "events", 9);
	put_group(nlh, 3, "more", 10);
	mnl_attr_nest_end(nlh, nest);
	fake_message(nlh);
}

static void test_family(void **state)
{
	struct genl_family family;
	const struct nlmsghdr *sent;
	const struct genlmsghdr *genl;
	const struct nlattr *attr;

	fake_reset(answer_family);
	assert_int_equal(genl_resolve(&nl, "thing", "events", &family), 0);
	assert_int_equal(family.id, 31);
	assert_int_equal(family.group, 9);
	sent = (const struct nlmsghdr *)fake.last;
	genl = mnl_nlmsg_get_payload(sent);
	attr = mnl_nlmsg_get_payload_offset(sent, sizeof(*genl));
	assert_int_equal(sent->nlmsg_type, GENL_ID_CTRL);
	assert_int_equal(genl->cmd, CTRL_CMD_GETFAMILY);
	assert_int_equal(mnl_attr_get_type(attr), CTRL_ATTR_FAMILY_NAME);
	assert_string_equal(mnl_attr_get_str(attr), "thing");

	assert_int_equal(genl_resolve(&nl, "thing", "nothing", &family), 0);
	assert_int_equal(family.group, 0);
}

static void answer_no_family(const struct nlmsghdr *req)
{
	fake_ack(req, -ENOENT, NULL, 0);
}

static void test_no_family(void **state)
{
	struct genl_family family;

	fake_reset(answer_no_family);
	assert_int_equal(genl_resolve(&nl, "thing", "events", &family), -ENOENT);
}

static void answer_family_without_id(const struct nlmsghdr *req)
{
	char buf[64] __attribute__((aligned(NLMSG_ALIGNTO)));

	fake_message(fake_begin(buf, req, GENL_ID_CTRL, 0));
}

static void test_malformed_family(void **state)
{
	struct genl_family family;

	fake_reset(answer_family_without_id);
	assert_int_equal(genl_resolve(&nl, "thing", "events", &family), -EBADMSG);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_ack),
		TEST(test_seq_skips_zero),
		TEST(test_refusal),
		TEST(test_refusal_that_repeats_the_request),
		TEST(test_answer_to_another_request),
		TEST(test_signal),
		TEST(test_lost_ack),
		TEST(test_no_answer),
		TEST(test_large_answer),
		TEST(test_refused_get),
		TEST(test_dump),
		TEST(test_interrupted_dump),
		TEST(test_dump_interrupted_at_its_end),
		TEST(test_dump_interrupted_for_ever),
		TEST(test_interrupted_dump_that_is_not_repeated),
		TEST(test_dump_with_lost_messages),
		TEST(test_dump_whose_reader_fails),
		TEST(test_dump_that_fails_at_its_end),
		TEST(test_done_without_result),
		TEST(test_malformed_answers),
		TEST(test_damaged_refusals),
		TEST(test_long_message_is_cut),
		TEST(test_family),
		TEST(test_no_family),
		TEST(test_malformed_family),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
