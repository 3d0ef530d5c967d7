// SPDX-License-Identifier: GPL-2.0
/* circuit-get: report circuits with their links and connections born. */
#include "netlink.h"

#include <net/genetlink.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "births.h"
#include "config.h"
#include "generated/netlink.h"
#include "netdev.h"
#include "netns.h"

static int ersym_nl_put_status(struct sk_buff *msg, struct ersym_netns *ns,
			       const struct ersym_config *config,
			       const struct ersym_circuit *circuit)
{
	struct nlattr *nest;
	bool running;
	unsigned int i;
	int ifindex;
	u64 in, out;

	ersym_births_read(circuit->births, &in, &out);
	if (nla_put_u32(msg, ERSYM_A_STATUS_GENERATION, config->generation))
		return -EMSGSIZE;
	nest = nla_nest_start(msg, ERSYM_A_STATUS_CIRCUIT);
	if (!nest || nla_put_u32(msg, ERSYM_A_CIRCUIT_ID, circuit->id) ||
	    nla_put_string(msg, ERSYM_A_CIRCUIT_NAME, circuit->name) ||
	    (circuit->public_only &&
	     nla_put_flag(msg, ERSYM_A_CIRCUIT_PUBLIC_ONLY)) ||
	    nla_put_u64_64bit(msg, ERSYM_A_CIRCUIT_BORN_IN, in,
			      ERSYM_A_CIRCUIT_PAD) ||
	    nla_put_u64_64bit(msg, ERSYM_A_CIRCUIT_BORN_OUT, out,
			      ERSYM_A_CIRCUIT_PAD))
		return -EMSGSIZE;
	for (i = 0; i < circuit->links; i++) {
		ersym_netdev_lookup(ns->net, circuit->link[i].name, &ifindex,
				    &running);
		if (ersym_nl_put_link(msg, &circuit->link[i], ifindex,
				      running))
			return -EMSGSIZE;
	}
	nla_nest_end(msg, nest);
	return 0;
}

int ersym_nl_circuit_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct ersym_netns *ns = ersym_netns(genl_info_net(info));
	const struct nlattr *id = info->attrs[ERSYM_A_STATUS_ID];
	const struct ersym_circuit *circuit = NULL;
	const struct ersym_config *config;
	struct sk_buff *msg;
	void *header;
	int err;

	if (GENL_REQ_ATTR_CHECK(info, ERSYM_A_STATUS_ID)) {
		NL_SET_ERR_MSG(info->extack,
			       "the id of the circuit is missing; add it, or request a dump");
		return -EINVAL;
	}
	msg = genlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	if (!msg)
		return -ENOMEM;

	mutex_lock(&ns->lock);
	config = rcu_dereference_protected(ns->config,
					   lockdep_is_held(&ns->lock));
	if (config)
		circuit = ersym_config_circuit(config, nla_get_u32(id));
	err = -ENOENT;
	if (!circuit) {
		NL_SET_ERR_MSG_ATTR(info->extack, id,
				    "no circuit has this id; config-get reports those in use");
		goto unlock;
	}
	header = genlmsg_put_reply(msg, info, &ersym_nl_family, 0,
				   ERSYM_CMD_CIRCUIT_GET);
	err = header ? ersym_nl_put_status(msg, ns, config, circuit) :
		       -EMSGSIZE;
	if (err)
		goto unlock;
	mutex_unlock(&ns->lock);
	genlmsg_end(msg, header);
	return genlmsg_reply(msg, info);

unlock:
	mutex_unlock(&ns->lock);
	nlmsg_free(msg);
	return err;
}

int ersym_nl_circuit_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb)
{
	struct ersym_netns *ns = ersym_netns(sock_net(skb->sk));
	const struct ersym_config *config;
	void *header;
	int err;

	err = ersym_nl_refuse_filter(cb);
	if (err)
		return err;

	mutex_lock(&ns->lock);
	config = rcu_dereference_protected(ns->config,
					   lockdep_is_held(&ns->lock));
	cb->seq = ns->generation;
	for (; config && cb->args[0] < config->circuits; cb->args[0]++) {
		header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				     cb->nlh->nlmsg_seq, &ersym_nl_family,
				     NLM_F_MULTI, ERSYM_CMD_CIRCUIT_GET);
		if (!header)
			break;
		if (ersym_nl_put_status(skb, ns, config,
					&config->circuit[cb->args[0]])) {
			genlmsg_cancel(skb, header);
			break;
		}
		genl_dump_check_consistent(cb, header);
		genlmsg_end(skb, header);
	}
	mutex_unlock(&ns->lock);
	return skb->len;
}
