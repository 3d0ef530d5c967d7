// SPDX-License-Identifier: GPL-2.0
/* nl/batch and backend/nft_carry_out: a transaction and the answers to it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdio.h>

#include "backend/nft_carry_out.h"
#include "nl/batch.h"
#include "tests/capture.h"
#include "tests/fake_kernel.h"
#include "util/array.h"

#define GENERATION 77

static struct nl_socket nl;

static int setup(void **state)
{
	fake_reset(NULL);
	return nl_open(&nl, NETLINK_NETFILTER);
}

static int teardown(void **state)
{
	nl_close(&nl);
	fake_reset(NULL);
	return 0;
}

static const struct nlmsghdr *next(const struct nlmsghdr *nlh)
{
	return (const void *)((const char *)nlh + MNL_ALIGN(nlh->nlmsg_len));
}

static bool is_end(const struct nlmsghdr *nlh)
{
	return nlh->nlmsg_type == NFNL_MSG_BATCH_END;
}

static const struct nlattr *find(const struct nlmsghdr *nlh, uint16_t type)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct nfgenmsg))
		if (mnl_attr_get_type(attr) == type)
			return attr;
	return NULL;
}

/* The set of a plan, with elements that are its operations. */
struct plan {
	struct nft_set set;
	struct operations operations;
};

static void plan_init(struct plan *plan, size_t n, enum verb verb)
{
	size_t i;

	memset(plan, 0, sizeof(*plan));
	strcpy(plan->set.name, "service-port");
	plan->set.key[0] = NFT_FIELD_IFNAME;
	plan->set.key[1] = NFT_FIELD_IPV4;
	for (i = 0; i < n; i++) {
		struct nft_element *e = nft_set_add_element(&plan->set);
		uint32_t number = htonl(i);

		strcpy((char *)e->key, "us-pri");
		memcpy(e->key + 16, &number, sizeof(number));
		e->comment = xasprintf("service-%zu", i);
	}
	for (i = 0; i < n; i++) {
		struct operation *o;

		plan->operations.v = array_grow(plan->operations.v, i, sizeof(*o));
		o = &plan->operations.v[i];
		o->verb = verb;
		o->object = OBJECT_ELEMENT;
		o->set = &plan->set;
		o->old.element = &plan->set.element[i];
		o->new.element = &plan->set.element[i];
	}
	plan->operations.n = n;
}

static void plan_free(struct plan *plan)
{
	operations_free(&plan->operations);
	nft_set_free(&plan->set);
}

/* What a batch held, counted by its receiver. */
static struct {
	size_t messages;
	size_t elements;
	size_t acks;
	uint32_t next;
	bool ended;
} seen;

static void count_elements(const struct nlmsghdr *nlh)
{
	const struct nlattr *list = find(nlh, NFTA_SET_ELEM_LIST_ELEMENTS), *e, *attr, *data;

	assert_non_null(list);
	/* A length that wraps leaves bytes after the list. */
	assert_ptr_equal(mnl_attr_next(list), next(nlh));
	mnl_attr_for_each_nested(e, list) {
		mnl_attr_for_each_nested(attr, e) {
			if (mnl_attr_get_type(attr) != NFTA_SET_ELEM_KEY)
				continue;
			data = mnl_attr_get_payload(attr);
			assert_int_equal(mnl_attr_get_payload_len(data), 20);
			assert_memory_equal((char *)mnl_attr_get_payload(data) + 16,
					    &(uint32_t){ htonl(seen.next) }, 4);
			seen.next++;
		}
		seen.elements++;
	}
}

static void take_batch(const struct nlmsghdr *request)
{
	const struct nlmsghdr *nlh = request, *last = NULL;

	memset(&seen, 0, sizeof(seen));
	assert_int_equal(nlh->nlmsg_type, NFNL_MSG_BATCH_BEGIN);
	assert_int_equal(ntohl(mnl_attr_get_u32(find(nlh, NFNL_BATCH_GENID))), GENERATION);
	assert_false(nlh->nlmsg_flags & NLM_F_ACK);
	for (nlh = next(nlh); !is_end(nlh); nlh = next(nlh)) {
		seen.messages++;
		seen.acks += !!(nlh->nlmsg_flags & NLM_F_ACK);
		assert_int_equal(nlh->nlmsg_seq, request->nlmsg_seq + seen.messages);
		count_elements(nlh);
		last = nlh;
	}
	assert_false(nlh->nlmsg_flags & NLM_F_ACK);
	assert_non_null(last);
	assert_true(last->nlmsg_flags & NLM_F_ACK);
	assert_int_equal(seen.acks, 1);
	fake_ack(last, 0, NULL, 0);
}

static void test_sizes(void **state)
{
	static const size_t sizes[] = { 1, 2, 1499, 1500, 1501, 65535, 200000 };
	struct plan plan;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		fake_reset(take_batch);
		plan_init(&plan, sizes[i], VERB_ADD);
		assert_int_equal(nft_carry_out(&nl, &plan.operations, GENERATION), 0);
		assert_int_equal(seen.elements, sizes[i]);
		assert_int_equal(seen.next, sizes[i]);
		assert_int_equal(fake.requests, 1);
		if (sizes[i] < 100)
			assert_int_equal(seen.messages, 1);
		if (sizes[i] > 1400)
			assert_true(seen.messages > 1);
		plan_free(&plan);
	}
}

static void test_delete_says_keys_only(void **state)
{
	struct plan plan;

	fake_reset(take_batch);
	plan_init(&plan, 3, VERB_DELETE);
	assert_int_equal(nft_carry_out(&nl, &plan.operations, GENERATION), 0);
	assert_int_equal(seen.elements, 3);
	assert_null(strstr(fake.last, "service-0"));
	plan_free(&plan);
}

/* Sends elements to a kernel that gives @answer; what nft_carry_out() returned. */
static int send_to(void (*answer)(const struct nlmsghdr *request), char *said, size_t size)
{
	struct capture capture;
	struct plan plan;
	int ret;

	fake_reset(answer);
	plan_init(&plan, 3000, VERB_ADD);
	capture_begin(&capture, stderr);
	ret = nft_carry_out(&nl, &plan.operations, GENERATION);
	capture_end(&capture, said, size);
	plan_free(&plan);
	return ret;
}

static const struct nlmsghdr *last_object(const struct nlmsghdr *nlh)
{
	while (!is_end(next(nlh)))
		nlh = next(nlh);
	return nlh;
}

/* Acknowledges begin and end as well, as 6.10 does if they ask. */
static void answer_everything(const struct nlmsghdr *request)
{
	fake_ack(request, 0, NULL, 0);
	fake_ack(last_object(request), 0, NULL, 0);
	fake_ack(next(last_object(request)), 0, NULL, 0);
}

static void answer_old(const struct nlmsghdr *request)
{
	struct nlmsghdr old = *request;

	old.nlmsg_seq--;
	fake_ack(&old, -EINVAL, "of an earlier request", 0);
	fake_ack(last_object(request), 0, NULL, 0);
}

static void answer_begin_and_end(const struct nlmsghdr *request)
{
	fake_ack(request, 0, NULL, 0);
	fake_ack(next(last_object(request)), 0, NULL, 0);
}

static void answer_nothing(const struct nlmsghdr *request)
{
}

static void answer_lost(const struct nlmsghdr *request)
{
	fake_error(ENOBUFS);
	fake_ack(last_object(request), 0, NULL, 0);
}

static void answer_overrun(const struct nlmsghdr *request)
{
	fake_overrun();
	fake_ack(last_object(request), 0, NULL, 0);
}

static void answer_outdated(const struct nlmsghdr *request)
{
	fake_ack(request, -ERESTART, NULL, 0);
}

static void answer_commit_failed(const struct nlmsghdr *request)
{
	fake_ack(last_object(request), 0, NULL, 0);
	fake_ack(request, -ENOMEM, NULL, 0);
}

static unsigned int refused;

/* Refuses the third element of the second message. What fails later is a consequence. */
static void answer_refusal(const struct nlmsghdr *request)
{
	const struct nlmsghdr *nlh = next(next(request));
	const struct nlattr *e;
	int n = 0;

	refused = 2;
	mnl_attr_for_each_nested(e, find(next(request), NFTA_SET_ELEM_LIST_ELEMENTS))
		refused++;
	mnl_attr_for_each_nested(e, find(nlh, NFTA_SET_ELEM_LIST_ELEMENTS))
		if (n++ == 2)
			fake_ack(nlh, -EEXIST, NULL, (const char *)e - (const char *)nlh + 4);
	fake_ack(last_object(request), -ENOENT, "a consequence", 0);
}

static void test_acknowledgements(void **state)
{
	char said[512];

	assert_int_equal(send_to(answer_everything, said, sizeof(said)), 0);
	assert_int_equal(send_to(answer_old, said, sizeof(said)), 0);
	assert_int_equal(send_to(answer_begin_and_end, said, sizeof(said)), -ENOBUFS);
	assert_int_equal(send_to(answer_nothing, said, sizeof(said)), -ENOBUFS);
	assert_int_equal(send_to(answer_lost, said, sizeof(said)), -ENOBUFS);
	assert_int_equal(send_to(answer_overrun, said, sizeof(said)), -ENOBUFS);
	assert_string_equal(said, "");
}

static void test_outdated(void **state)
{
	char said[512];

	assert_int_equal(send_to(answer_outdated, said, sizeof(said)), -ERESTART);
	assert_string_equal(said, "");
}

static void test_refusals(void **state)
{
	char said[512], name[128];

	assert_int_equal(send_to(answer_commit_failed, said, sizeof(said)), -ENOMEM);
	assert_non_null(strstr(said, "the nft transaction was refused: Cannot allocate memory"));
	assert_int_equal(send_to(answer_refusal, said, sizeof(said)), -EEXIST);
	snprintf(name, sizeof(name), "element service-port { \"us-pri\" . 0.0.%u.%u }: File exists",
		 refused / 256, refused % 256);
	assert_non_null(strstr(said, name));
	assert_null(strstr(said, "consequence"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_sizes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_delete_says_keys_only, setup, teardown),
		cmocka_unit_test_setup_teardown(test_acknowledgements, setup, teardown),
		cmocka_unit_test_setup_teardown(test_outdated, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refusals, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
