// SPDX-License-Identifier: GPL-2.0
/* violation-get: report the counters of violations. */
#include "netlink.h"

#include <net/genetlink.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "generated/netlink.h"
#include "netns.h"
#include "stats.h"

static int ersym_nl_put_cell(struct sk_buff *msg,
			     const struct ersym_stats_cell *cell)
{
	if (nla_put_u32(msg, ERSYM_A_VIOLATION_KIND, cell->kind) ||
	    nla_put_u32(msg, ERSYM_A_VIOLATION_EXPECTED, cell->expected) ||
	    nla_put_u32(msg, ERSYM_A_VIOLATION_ACTUAL, cell->actual) ||
	    nla_put_u64_64bit(msg, ERSYM_A_VIOLATION_PACKETS,
			      atomic64_read(&cell->packets),
			      ERSYM_A_VIOLATION_PAD) ||
	    nla_put_u64_64bit(msg, ERSYM_A_VIOLATION_BYTES,
			      atomic64_read(&cell->bytes),
			      ERSYM_A_VIOLATION_PAD) ||
	    nla_put_u64_64bit(msg, ERSYM_A_VIOLATION_CONNECTIONS,
			      atomic64_read(&cell->connections),
			      ERSYM_A_VIOLATION_PAD) ||
	    nla_put_u64_64bit(msg, ERSYM_A_VIOLATION_WAY_GONE_PACKETS,
			      atomic64_read(&cell->way_gone),
			      ERSYM_A_VIOLATION_PAD))
		return -EMSGSIZE;
	return 0;
}

int ersym_nl_violation_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct ersym_netns *ns = ersym_netns(genl_info_net(info));
	struct nlattr **tb = info->attrs;
	const struct ersym_stats_cell *cell;
	struct sk_buff *msg;
	void *header;
	int err;

	if (GENL_REQ_ATTR_CHECK(info, ERSYM_A_VIOLATION_KIND) ||
	    GENL_REQ_ATTR_CHECK(info, ERSYM_A_VIOLATION_EXPECTED) ||
	    GENL_REQ_ATTR_CHECK(info, ERSYM_A_VIOLATION_ACTUAL)) {
		NL_SET_ERR_MSG(info->extack,
			       "a violation needs a kind, an expected and an actual circuit");
		return -EINVAL;
	}
	msg = genlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	if (!msg)
		return -ENOMEM;
	header = genlmsg_put_reply(msg, info, &ersym_nl_family, 0,
				   ERSYM_CMD_VIOLATION_GET);
	if (!header) {
		nlmsg_free(msg);
		return -EMSGSIZE;
	}

	rcu_read_lock();
	cell = ersym_stats_find(&ns->stats,
				nla_get_u32(tb[ERSYM_A_VIOLATION_KIND]),
				nla_get_u32(tb[ERSYM_A_VIOLATION_EXPECTED]),
				nla_get_u32(tb[ERSYM_A_VIOLATION_ACTUAL]));
	err = cell ? ersym_nl_put_cell(msg, cell) : -ENOENT;
	rcu_read_unlock();
	if (err) {
		if (err == -ENOENT)
			NL_SET_ERR_MSG(info->extack,
				       "no such violation has been counted");
		nlmsg_free(msg);
		return err;
	}
	genlmsg_end(msg, header);
	return genlmsg_reply(msg, info);
}

int ersym_nl_violation_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb)
{
	struct ersym_netns *ns = ersym_netns(sock_net(skb->sk));
	const struct ersym_stats_cell *cell;
	long skip = cb->args[0];
	void *header;
	int err;

	err = ersym_nl_refuse_filter(cb);
	if (err)
		return err;

	rcu_read_lock();
	cb->seq = READ_ONCE(ns->stats.sequence);
	list_for_each_entry_rcu(cell, &ns->stats.cells, list) {
		if (skip-- > 0)
			continue;
		header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				     cb->nlh->nlmsg_seq, &ersym_nl_family,
				     NLM_F_MULTI, ERSYM_CMD_VIOLATION_GET);
		if (!header)
			break;
		if (ersym_nl_put_cell(skb, cell)) {
			genlmsg_cancel(skb, header);
			break;
		}
		genl_dump_check_consistent(cb, header);
		genlmsg_end(skb, header);
		cb->args[0]++;
	}
	rcu_read_unlock();
	return skb->len;
}
