// SPDX-License-Identifier: GPL-2.0
/* Marks of other programs: what their rules, policies and states do, as read from the kernel. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libnftnl/expr.h>
#include <libnftnl/rule.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/xt_connmark.h>
#include <linux/netfilter/xt_mark.h>
#include <linux/xfrm.h>

#include "backend/mark_observe.h"
#include "backend/socket.h"
#include "nft/expression.h"
#include "tests/fake_kernel.h"

static void assert_use(const struct mark_uses *uses, size_t i, enum mark_action action,
		       uint32_t mask, uint32_t value, const char *where)
{
	assert_true(i < uses->n);
	assert_int_equal(uses->v[i].action, action);
	assert_int_equal(uses->v[i].mask, mask);
	assert_int_equal(uses->v[i].value, value);
	assert_string_equal(uses->v[i].where, where);
}

/* The only use of a rule, which is freed. */
static void assert_rule(struct nft_rule *rule, enum mark_action action, uint32_t mask,
			uint32_t value)
{
	struct mark_uses uses = { 0 };

	mark_uses_add_rule(&uses, rule, "here");
	assert_use(&uses, 0, action, mask, value, "here");
	assert_int_equal(uses.n, 1);
	mark_uses_free(&uses);
	nft_rule_free(rule);
	memset(rule, 0, sizeof(*rule));
}

static void test_rules(void **state)
{
	const uint32_t number = 42;
	struct mark_uses uses = { 0 };
	struct nft_rule rule = { 0 };

	/* meta mark set 42: all of it */
	expr_immediate(&rule, &number, sizeof(number), 0);
	expr_meta_set(&rule, NFT_META_MARK);
	assert_rule(&rule, MARK_ACTION_WRITE_PACKET, UINT32_MAX, 42);
	/* meta mark set meta mark & 0xffffff0f ^ 0x20: the bits that do not stay */
	expr_meta(&rule, NFT_META_MARK, 0);
	expr_bitwise(&rule, 0xffffff0f, 0x20, 0);
	expr_meta_set(&rule, NFT_META_MARK);
	assert_rule(&rule, MARK_ACTION_WRITE_PACKET, 0xf0, 0x20);
	/* ct mark set ct mark | 1 */
	expr_ct(&rule, NFT_CT_MARK, NFT_NO_DIRECTION, 0);
	expr_bitwise(&rule, ~1u, 1, 0);
	expr_ct_set(&rule, NFT_CT_MARK);
	assert_rule(&rule, MARK_ACTION_WRITE_CONNECTION, 1, 1);
	/* ct mark set meta mark: no bit stays, whatever the mask is */
	expr_meta(&rule, NFT_META_MARK, 0);
	expr_bitwise(&rule, 0xff, 0, 0);
	expr_ct_set(&rule, NFT_CT_MARK);
	assert_rule(&rule, MARK_ACTION_WRITE_CONNECTION, UINT32_MAX, 0);
	/* meta mark & 0xff00 == 0x1200 */
	expr_meta(&rule, NFT_META_MARK, 0);
	expr_bitwise(&rule, 0xff00, 0, 0);
	expr_cmp_u32(&rule, NFT_CMP_EQ, 0x1200, 0);
	assert_rule(&rule, MARK_ACTION_MATCH, 0xff00, 0x1200);
	/* ct mark @set: any value */
	expr_ct(&rule, NFT_CT_MARK, NFT_NO_DIRECTION, 0);
	expr_lookup(&rule, "set", "");
	assert_rule(&rule, MARK_ACTION_MATCH, UINT32_MAX, UINT32_MAX);
	/* meta mark set meta mark; meta priority set 42; ct state 42: nothing */
	expr_meta(&rule, NFT_META_MARK, 0);
	expr_meta_set(&rule, NFT_META_MARK);
	expr_immediate(&rule, &number, sizeof(number), 0);
	expr_meta_set(&rule, NFT_META_PRIORITY);
	expr_ct(&rule, NFT_CT_STATE, NFT_NO_DIRECTION, 0);
	expr_cmp_u32(&rule, NFT_CMP_EQ, 42, 0);
	mark_uses_add_rule(&uses, &rule, "here");
	assert_int_equal(uses.n, 0);
	nft_rule_free(&rule);
}

/* Statements of a rule use the same registers, so that what is in one is a mark no more. */
static void test_registers(void **state)
{
	const uint8_t address[16] = { 10, 1, 2, 3 };
	struct nft_rule rule = { 0 };
	struct nft_expression *e;

	/* meta mark 0x12 ip saddr 10.1.2.3 */
	expr_meta(&rule, NFT_META_MARK, 0);
	expr_cmp_u32(&rule, NFT_CMP_EQ, 0x12, 0);
	expr_payload(&rule, NFT_PAYLOAD_NETWORK_HEADER, 12, 4, 0);
	expr_cmp(&rule, NFT_CMP_EQ, address, 4);
	assert_rule(&rule, MARK_ACTION_MATCH, UINT32_MAX, 0x12);
	/* meta mark 0x12 meta l4proto 6 */
	expr_meta(&rule, NFT_META_MARK, 0);
	expr_cmp_u32(&rule, NFT_CMP_EQ, 0x12, 0);
	expr_meta(&rule, NFT_META_L4PROTO, 0);
	expr_cmp_u8(&rule, 6);
	assert_rule(&rule, MARK_ACTION_MATCH, UINT32_MAX, 0x12);
	/* meta mark 0x12 ip6 saddr & PREFIX == ADDRESS, of 16 bytes */
	expr_meta(&rule, NFT_META_MARK, 0);
	expr_cmp_u32(&rule, NFT_CMP_EQ, 0x12, 0);
	expr_payload(&rule, NFT_PAYLOAD_NETWORK_HEADER, 8, 16, 0);
	e = expr_add(&rule, NFT_EXPRESSION_BITWISE);
	e->sreg = nft_register(0);
	e->dreg = nft_register(0);
	e->len = 16;
	memset(e->data, 0xff, 4);
	expr_cmp(&rule, NFT_CMP_EQ, address, 16);
	assert_rule(&rule, MARK_ACTION_MATCH, UINT32_MAX, 0x12);
	/* meta mark set ip saddr map @MAP, after a mark was compared: all of it */
	expr_meta(&rule, NFT_META_MARK, 0);
	expr_payload(&rule, NFT_PAYLOAD_NETWORK_HEADER, 12, 4, 0);
	expr_map(&rule, "map", "", nft_register(0));
	expr_meta_set(&rule, NFT_META_MARK);
	assert_rule(&rule, MARK_ACTION_WRITE_PACKET, UINT32_MAX, 0);
}

/* A rule of iptables-nft with a target or a match, whose @info has @len bytes. */
static void put_extension(const struct nlmsghdr *request, uint8_t family, const char *table,
			  uint64_t handle, const char *kind, const char *name, uint32_t revision,
			  const void *info, uint32_t len)
{
	char buf[1024] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nftnl_rule *rule = nftnl_rule_alloc();
	struct nftnl_expr *e = nftnl_expr_alloc(kind);
	bool is_target = !strcmp(kind, "target");
	struct nlmsghdr *nlh;

	nftnl_rule_set_str(rule, NFTNL_RULE_TABLE, table);
	nftnl_rule_set_str(rule, NFTNL_RULE_CHAIN, "PREROUTING");
	nftnl_rule_set_u64(rule, NFTNL_RULE_HANDLE, handle);
	nftnl_expr_set_str(e, is_target ? NFTNL_EXPR_TG_NAME : NFTNL_EXPR_MT_NAME, name);
	nftnl_expr_set_u32(e, is_target ? NFTNL_EXPR_TG_REV : NFTNL_EXPR_MT_REV, revision);
	nftnl_expr_set(e, is_target ? NFTNL_EXPR_TG_INFO : NFTNL_EXPR_MT_INFO,
		       xmemdup(info, len), len);
	nftnl_rule_add_expr(rule, e);
	nlh = nftnl_nlmsg_build_hdr(buf, NFT_MSG_NEWRULE, family, NLM_F_MULTI,
				    request->nlmsg_seq);
	nftnl_rule_nlmsg_build_payload(nlh, rule);
	fake_message(nlh);
	nftnl_rule_free(rule);
}

static void put_rules(const struct nlmsghdr *request)
{
	static const struct xt_mark_tginfo2 mark = { .mark = 0x4000, .mask = 0x4000 };
	static const struct xt_mark_mtinfo1 match = { .mark = 0x80000, .mask = 0xff0000 };
	static const struct xt_connmark_tginfo1 save = {
		.ctmark = 7, .ctmask = 0xff, .nfmask = UINT32_MAX, .mode = XT_CONNMARK_SET,
	};
	static const struct xt_connmark_tginfo1 restore = {
		.ctmask = UINT32_MAX, .nfmask = 0xffff, .mode = XT_CONNMARK_RESTORE,
	};

	static const struct xt_connmark_tginfo2 shifting = {
		.ctmask = UINT32_MAX, .nfmask = 0xff00, .mode = XT_CONNMARK_RESTORE,
	};

	put_extension(request, NFPROTO_IPV4, "mangle", 1, "target", "MARK", 2, &mark, sizeof(mark));
	put_extension(request, NFPROTO_IPV4, "mangle", 2, "match", "mark", 1, &match,
		      sizeof(match));
	put_extension(request, NFPROTO_IPV4, "mangle", 3, "match", "connmark", 1, &match,
		      sizeof(match));
	put_extension(request, NFPROTO_IPV4, "mangle", 4, "target", "CONNMARK", 1, &save,
		      sizeof(save));
	put_extension(request, NFPROTO_IPV4, "mangle", 5, "target", "CONNMARK", 1, &restore,
		      sizeof(restore));
	put_extension(request, NFPROTO_IPV4, "mangle", 9, "target", "CONNMARK", 2, &shifting,
		      sizeof(shifting));
	/* Shorter than this revision, another extension, and a table of ersym's own. */
	put_extension(request, NFPROTO_IPV4, "mangle", 6, "target", "MARK", 2, &mark,
		      sizeof(mark) / 2);
	put_extension(request, NFPROTO_IPV4, "mangle", 7, "target", "TOS", 1, &mark, sizeof(mark));
	put_extension(request, NFPROTO_INET, "ersym", 8, "target", "MARK", 2, &mark, sizeof(mark));
	/* Tables of others, one of which has the same name. */
	put_extension(request, NFPROTO_IPV4, "ersym", 10, "target", "MARK", 2, &mark, sizeof(mark));
	put_extension(request, NFPROTO_INET, "a", 11, "target", "MARK", 2, &mark, sizeof(mark));
}

static void put_xfrm(const struct nlmsghdr *request, uint16_t type, const void *body, size_t len)
{
	static const struct xfrm_mark mark = { .v = 0x10000, .m = UINT32_MAX };
	char buf[1024] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = fake_begin(buf, request, type, NLM_F_MULTI);

	memcpy(mnl_nlmsg_put_extra_header(nlh, len), body, len);
	/* One without a mark is for every packet. */
	fake_message(nlh);
	mnl_attr_put(nlh, XFRMA_MARK, sizeof(mark), &mark);
	fake_message(nlh);
	if (type != XFRM_MSG_NEWSA)
		return;
	/* It sets one bit of all that it writes. */
	nlh = fake_begin(buf, request, type, NLM_F_MULTI);
	memcpy(mnl_nlmsg_put_extra_header(nlh, len), body, len);
	mnl_attr_put_u32(nlh, XFRMA_SET_MARK, 0x20000);
	mnl_attr_put_u32(nlh, XFRMA_SET_MARK_MASK, UINT32_MAX);
	fake_message(nlh);
}

static void answer(const struct nlmsghdr *request)
{
	const struct xfrm_userpolicy_info policy = { .index = 9, .dir = XFRM_POLICY_OUT };
	const struct xfrm_usersa_info sa = {
		.family = AF_INET, .saddr.a4 = htonl(0xc0000201),
		.id = { .spi = htonl(0xabc), .daddr.a4 = htonl(0xc0000202), .proto = 50 },
	};

	if (request->nlmsg_type == XFRM_MSG_GETPOLICY)
		put_xfrm(request, XFRM_MSG_NEWPOLICY, &policy, sizeof(policy));
	else if (request->nlmsg_type == XFRM_MSG_GETSA)
		put_xfrm(request, XFRM_MSG_NEWSA, &sa, sizeof(sa));
	else
		put_rules(request);
	fake_done(request, 0);
}

static void test_observed(void **state)
{
	static const char prefix[] = "rule with handle";
	struct mark_uses uses = { 0 };
	struct nl_socket nl;

	fake_reset(answer);
	assert_int_equal(socket_open(&nl, NETLINK_NETFILTER), 0);
	assert_int_equal(marks_observe(&nl, &uses), 0);
	nl_close(&nl);
	assert_use(&uses, 0, MARK_ACTION_WRITE_PACKET, 0x4000, 0x4000,
		   "rule with handle 1 of chain PREROUTING in table ip mangle");
	assert_use(&uses, 1, MARK_ACTION_MATCH, 0xff0000, 0x80000, uses.v[1].where);
	assert_use(&uses, 2, MARK_ACTION_MATCH, 0xff0000, 0x80000, uses.v[2].where);
	assert_use(&uses, 3, MARK_ACTION_WRITE_CONNECTION, 0xff, 7, uses.v[3].where);
	assert_use(&uses, 4, MARK_ACTION_WRITE_PACKET, 0xffff, 0xffff, uses.v[4].where);
	assert_memory_equal(uses.v[4].where, prefix, sizeof(prefix) - 1);
	assert_use(&uses, 5, MARK_ACTION_WRITE_PACKET, 0xff00, 0xff00, uses.v[5].where);
	assert_use(&uses, 6, MARK_ACTION_WRITE_PACKET, 0x4000, 0x4000,
		   "rule with handle 10 of chain PREROUTING in table ip ersym");
	assert_use(&uses, 7, MARK_ACTION_WRITE_PACKET, 0x4000, 0x4000,
		   "rule with handle 11 of chain PREROUTING in table inet a");
	assert_use(&uses, 8, MARK_ACTION_MATCH, UINT32_MAX, 0x10000, "IPsec policy with index 9");
	assert_use(&uses, 9, MARK_ACTION_MATCH, UINT32_MAX, 0x10000, "IPsec state with SPI 0xabc");
	assert_use(&uses, 10, MARK_ACTION_WRITE_PACKET, 0x20000, 0x20000,
		   "IPsec state with SPI 0xabc");
	assert_int_equal(uses.n, 11);
	assert_string_equal(uses.v[0].removal, "nft delete rule ip mangle PREROUTING handle 1");
	assert_string_equal(uses.v[8].removal,
			    "ip xfrm policy delete dir out index 9 mark 0x10000 mask 0xffffffff");
	assert_string_equal(uses.v[9].removal,
			    "ip xfrm state delete src 192.0.2.1 dst 192.0.2.2 proto 50 spi 0xabc mark 0x10000 mask 0xffffffff");
	assert_string_equal(uses.v[10].removal,
			    "ip xfrm state delete src 192.0.2.1 dst 192.0.2.2 proto 50 spi 0xabc");
	mark_uses_free(&uses);
	fake_reset(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_registers),
		cmocka_unit_test(test_observed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
