// SPDX-License-Identifier: GPL-2.0
#include "netlink.h"

#include <linux/module.h>
#include <net/genetlink.h>
#include <net/netlink.h>

#include "circuit.h"
#include "generated/netlink.h"

/**
 * ersym_nl_put_link() - append a link to a message
 * @msg: the message, in the nest of a circuit
 * @link: the link, as it is configured
 * @present: there is a device of this name
 * @running: the device is up and has a carrier
 *
 * Return: 0 or -EMSGSIZE.
 */
int ersym_nl_put_link(struct sk_buff *msg, const struct ersym_link *link,
		      bool present, bool running)
{
	struct nlattr *nest = nla_nest_start(msg, ERSYM_A_CIRCUIT_LINK);

	if (!nest || nla_put_string(msg, ERSYM_A_LINK_NAME, link->name) ||
	    (present && nla_put_flag(msg, ERSYM_A_LINK_PRESENT)) ||
	    (running && nla_put_flag(msg, ERSYM_A_LINK_RUNNING)) ||
	    (link->receive && nla_put_flag(msg, ERSYM_A_LINK_RECEIVE)))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

/**
 * ersym_nl_refuse_filter() - refuse attributes in a request for a dump
 * @cb: callback of the dump
 *
 * The per-op policy accepts the attributes of the request for one object.
 *
 * Return: 0, or -EINVAL if the request has attributes.
 */
int ersym_nl_refuse_filter(const struct netlink_callback *cb)
{
	if (nlmsg_attrlen(cb->nlh, GENL_HDRLEN) <= 0)
		return 0;
	NL_SET_ERR_MSG_ATTR(cb->extack, nlmsg_attrdata(cb->nlh, GENL_HDRLEN),
			    "a dump takes no attributes; send none, or request one object");
	return -EINVAL;
}

static const struct genl_multicast_group ersym_nl_groups[] = {
	[ERSYM_NLGRP_EVENTS] = { .name = ERSYM_MCGRP_EVENTS, },
};

struct genl_family ersym_nl_family __ro_after_init = {
	.name = ERSYM_FAMILY_NAME,
	.version = ERSYM_FAMILY_VERSION,
	.netnsok = true,
	.parallel_ops = true,
	.module = THIS_MODULE,
	.ops = ersym_nl_ops,
	.n_ops = ARRAY_SIZE(ersym_nl_ops),
	.mcgrps = ersym_nl_groups,
	.n_mcgrps = ARRAY_SIZE(ersym_nl_groups),
};

/**
 * ersym_netlink_init() - register the generic netlink family
 *
 * Return: 0 or a negative errno.
 */
int __init ersym_netlink_init(void)
{
	return genl_register_family(&ersym_nl_family);
}

/**
 * ersym_netlink_exit() - unregister the generic netlink family
 */
void ersym_netlink_exit(void)
{
	genl_unregister_family(&ersym_nl_family);
}
