// SPDX-License-Identifier: GPL-2.0
#include "backend/mark_observe.h"

#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <libnftnl/expr.h>
#include <libnftnl/rule.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/xt_connmark.h>
#include <linux/netfilter/xt_mark.h>
#include <linux/xfrm.h>

#include "backend/nft_expression.h"
#include "backend/rule_phrase.h"
#include "backend/socket.h"
#include "nft/table.h"
#include "nl/attr.h"
#include "util/alloc.h"
#include "util/array.h"
#include "util/error.h"

/**
 * struct rule_reader - a rule while it is read
 * @uses: what it does with marks is added to it
 * @rule: its expressions
 * @where: the rule, as a phrase
 */
struct rule_reader {
	struct mark_uses *uses;
	struct nft_rule rule;
	char *where;
};

static void take_connmark(struct rule_reader *r, uint8_t mode,
			  const struct xt_connmark_tginfo1 *info)
{
	if (mode == XT_CONNMARK_RESTORE)
		mark_uses_add(r->uses, MARK_ACTION_WRITE_PACKET, info->nfmask, UINT32_MAX,
			      r->where);
	else
		mark_uses_add(r->uses, MARK_ACTION_WRITE_CONNECTION, info->ctmask, info->ctmark,
			      r->where);
}

/* Targets of iptables-nft. The first members of both revisions of CONNMARK are the same. */
static void take_target(struct rule_reader *r, const struct nftnl_expr *from)
{
	const char *name = nftnl_expr_get_str(from, NFTNL_EXPR_TG_NAME);
	uint32_t len = 0, revision = nftnl_expr_get_u32(from, NFTNL_EXPR_TG_REV);
	const void *info = nftnl_expr_get(from, NFTNL_EXPR_TG_INFO, &len);
	const struct xt_connmark_tginfo1 *connmark = info;
	const struct xt_connmark_tginfo2 *shifting = info;
	const struct xt_mark_tginfo2 *mark = info;

	if (!strcmp(name, "MARK") && len >= sizeof(*mark))
		mark_uses_add(r->uses, MARK_ACTION_WRITE_PACKET, mark->mask, mark->mark, r->where);
	else if (strcmp(name, "CONNMARK"))
		return;
	else if (revision >= 2 && len >= sizeof(*shifting))
		take_connmark(r, shifting->mode, connmark);
	else if (len >= sizeof(*connmark))
		take_connmark(r, connmark->mode, connmark);
}

/* Matches of iptables-nft; both have the same form. */
static void take_match(struct rule_reader *r, const char *name, const void *info, uint32_t len)
{
	const struct xt_mark_mtinfo1 *mark = info;

	if ((!strcmp(name, "mark") || !strcmp(name, "connmark")) && len >= sizeof(*mark))
		mark_uses_add(r->uses, MARK_ACTION_MATCH, mark->mask, mark->mark, r->where);
}

static int take_expression(struct nftnl_expr *from, void *data)
{
	const char *name = nftnl_expr_get_str(from, NFTNL_EXPR_NAME);
	struct rule_reader *r = data;
	struct nft_rule *rule = &r->rule;
	const void *info;
	uint32_t len = 0;

	if (!strcmp(name, "target")) {
		take_target(r, from);
	} else if (!strcmp(name, "match")) {
		info = nftnl_expr_get(from, NFTNL_EXPR_MT_INFO, &len);
		take_match(r, nftnl_expr_get_str(from, NFTNL_EXPR_MT_NAME), info, len);
	}
	rule->expression = array_grow(rule->expression, rule->n_expression,
				      sizeof(*rule->expression));
	nft_expression_read(from, &rule->expression[rule->n_expression++]);
	return 0;
}

static int take_rule(const struct nlmsghdr *nlh, void *data)
{
	struct nftnl_rule *from = nftnl_rule_alloc();
	struct rule_reader r = { .uses = data };
	size_t n_before = r.uses->n;
	const char *table;
	uint32_t family;
	char *removal;

	if (!from || nftnl_rule_nlmsg_parse(nlh, from) < 0) {
		nftnl_rule_free(from);
		return -EBADMSG;
	}
	table = nftnl_rule_get_str(from, NFTNL_RULE_TABLE);
	family = nftnl_rule_get_u32(from, NFTNL_RULE_FAMILY);
	if (family != NFPROTO_INET || strcmp(table, NFT_TABLE_NAME)) {
		r.where = rule_phrase(from);
		nftnl_expr_foreach(from, take_expression, &r);
		mark_uses_add_rule(r.uses, &r.rule, r.where);
		removal = rule_deletion(from);
		mark_uses_removal(r.uses, n_before, removal);
		free(removal);
		nft_rule_free(&r.rule);
		free(r.where);
	}
	nftnl_rule_free(from);
	return 0;
}

static void restart_rules(void *data)
{
	mark_uses_free(data);
}

static int read_mark(const struct nlattr *attr, void *out, size_t size)
{
	if (mnl_attr_get_payload_len(attr) < sizeof(struct xfrm_mark))
		return -EBADMSG;
	memcpy(out, mnl_attr_get_payload(attr), sizeof(struct xfrm_mark));
	return 0;
}

static int take_policy(const struct nlmsghdr *nlh, void *data)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD_WHOLE(XFRMA_MARK, read_mark, struct xfrm_mark),
		{ 0 },
	};
	static const char *const directions[] = { "in", "out", "fwd" };
	const struct xfrm_userpolicy_info *policy = mnl_nlmsg_get_payload(nlh);
	struct mark_uses *uses = data;
	size_t n_before = uses->n;
	struct xfrm_mark mark = { 0 };
	char *where, *removal;

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*policy) ||
	    attr_read_message(nlh, sizeof(*policy), fields, &mark))
		return -EBADMSG;
	where = xasprintf("IPsec policy with index %u", policy->index);
	mark_uses_add(uses, MARK_ACTION_MATCH, mark.m, mark.v, where);
	removal = xasprintf("ip xfrm policy delete dir %s index %u mark %#x mask %#x",
			    directions[policy->dir < ARRAY_SIZE(directions) ? policy->dir : 0],
			    policy->index, mark.v, mark.m);
	mark_uses_removal(uses, n_before, removal);
	free(removal);
	free(where);
	return 0;
}

/**
 * struct state_marks - the marks of an IPsec state
 * @match: of the packets that it is for
 * @set: what it writes into the marks of packets; @set_mask: which bits
 */
struct state_marks {
	struct xfrm_mark match;
	uint32_t set;
	uint32_t set_mask;
};

static char *state_removal(const struct xfrm_usersa_info *sa, const struct xfrm_mark *mark)
{
	char source[INET6_ADDRSTRLEN] = "", destination[INET6_ADDRSTRLEN] = "", *by_mark, *removal;

	inet_ntop(sa->family, &sa->saddr, source, sizeof(source));
	inet_ntop(sa->family, &sa->id.daddr, destination, sizeof(destination));
	by_mark = mark->m ? xasprintf(" mark %#x mask %#x", mark->v, mark->m) : xstrdup("");
	removal = xasprintf("ip xfrm state delete src %s dst %s proto %u spi %#x%s", source,
			    destination, sa->id.proto, be32toh(sa->id.spi), by_mark);
	free(by_mark);
	return removal;
}

static int take_state(const struct nlmsghdr *nlh, void *data)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(XFRMA_MARK, read_mark, struct state_marks, match),
		ATTR_FIELD(XFRMA_SET_MARK, attr_read_u32, struct state_marks, set),
		ATTR_FIELD(XFRMA_SET_MARK_MASK, attr_read_u32, struct state_marks, set_mask),
		{ 0 },
	};
	const struct xfrm_usersa_info *sa = mnl_nlmsg_get_payload(nlh);
	struct mark_uses *uses = data;
	size_t n_before = uses->n;
	struct state_marks marks = { 0 };
	char *where, *removal;

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*sa) ||
	    attr_read_message(nlh, sizeof(*sa), fields, &marks))
		return -EBADMSG;
	where = xasprintf("IPsec state with SPI %#x", be32toh(sa->id.spi));
	mark_uses_add(uses, MARK_ACTION_MATCH, marks.match.m, marks.match.v, where);
	/* Bits that it clears are of no circuit, and are set again when the packet is pinned. */
	mark_uses_add(uses, MARK_ACTION_WRITE_PACKET, marks.set & marks.set_mask, marks.set,
		      where);
	removal = state_removal(sa, &marks.match);
	mark_uses_removal(uses, n_before, removal);
	free(removal);
	free(where);
	return 0;
}

static int dump_xfrm(struct nl_socket *nl, uint16_t type, nl_message_fn take,
		     struct mark_uses *uses)
{
	char buf[MNL_NLMSG_HDRLEN + 64];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);

	nlh->nlmsg_type = type;
	return nl_dump(nl, nlh, take, NULL, uses);
}

/* A kernel without IPsec has no such sockets. */
static int observe_xfrm(struct mark_uses *uses)
{
	struct nl_socket nl;
	int ret = nl_open(&nl, NETLINK_XFRM);

	if (ret)
		return ret == -EPROTONOSUPPORT ? 0 : ret;
	ret = dump_xfrm(&nl, XFRM_MSG_GETPOLICY, take_policy, uses);
	if (!ret)
		ret = dump_xfrm(&nl, XFRM_MSG_GETSA, take_state, uses);
	nl_close(&nl);
	return ret;
}

int marks_observe(struct nl_socket *nl, struct mark_uses *uses)
{
	char buf[MNL_NLMSG_HDRLEN + 64];
	int ret;

	ret = nl_dump(nl, nftnl_nlmsg_build_hdr(buf, NFT_MSG_GETRULE, NFPROTO_UNSPEC, 0, 0),
		      take_rule, restart_rules, uses);
	if (ret) {
		error("cannot read the rules of nft: %s", nl_strerror(nl, ret));
		return ret;
	}
	ret = observe_xfrm(uses);
	if (ret)
		error("cannot read the IPsec policies: %s", nl_strerror(nl, ret));
	return ret;
}
