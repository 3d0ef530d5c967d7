// SPDX-License-Identifier: GPL-2.0
/* flow-flush: end connections. */
#include "netlink.h"

#include <net/genetlink.h>
#include <net/netlink.h>

#include "config.h"
#include "flow.h"
#include "generated/netlink.h"
#include "mark.h"
#include "netns.h"

static int ersym_nl_get_flow(const struct genl_info *info,
			     const struct ersym_mark *mark,
			     struct ersym_flow_filter *filter)
{
	static const u8 attributes[] = {
		[ERSYM_FIELD_IN] = ERSYM_A_FLOW_IN,
		[ERSYM_FIELD_OUT] = ERSYM_A_FLOW_OUT,
		[ERSYM_FIELD_STRAY] = ERSYM_A_FLOW_STRAY,
	};
	enum ersym_field field;

	memset(filter, 0, sizeof(*filter));
	for (field = 0; field < __ERSYM_FIELD_MAX; field++) {
		const struct nlattr *attr = info->attrs[attributes[field]];
		u32 id;

		if (!attr)
			continue;
		id = nla_get_u32(attr);
		if (id > ersym_mark_id_max(mark) &&
		    id != ERSYM_CIRCUIT_INSIDE) {
			NL_SET_ERR_MSG_ATTR(info->extack, attr,
					    "no circuit can have this id; use one that is configured");
			return -ERANGE;
		}
		filter->bits |= ersym_mark_bits(mark, field);
		filter->value |= ersym_mark_value(mark, field, id);
	}
	if (info->attrs[ERSYM_A_FLOW_STRAYED])
		filter->any = ersym_mark_bits(mark, ERSYM_FIELD_STRAY);
	/* Without a filter: every connection that has facts */
	else if (!filter->bits)
		filter->any = mark->mask;
	return 0;
}

int ersym_nl_flow_flush_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct ersym_netns *ns = ersym_netns(genl_info_net(info));
	const struct ersym_config *config;
	struct ersym_flow_filter filter;
	unsigned int ended = 0;
	struct sk_buff *msg;
	void *header;
	int err = 0;

	msg = genlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	if (!msg)
		return -ENOMEM;
	header = genlmsg_put_reply(msg, info, &ersym_nl_family, 0,
				   ERSYM_CMD_FLOW_FLUSH);
	if (!header) {
		nlmsg_free(msg);
		return -EMSGSIZE;
	}

	mutex_lock(&ns->lock);
	config = rcu_dereference_protected(ns->config,
					   lockdep_is_held(&ns->lock));
	if (config) {
		err = ersym_nl_get_flow(info, &config->mark, &filter);
		if (!err)
			ended = ersym_flow_flush(ns->net, &filter,
						 info->snd_portid,
						 nlmsg_report(info->nlhdr));
	} else {
		NL_SET_ERR_MSG(info->extack,
			       "nothing is configured in this network namespace; send config-set first");
		err = -ENOENT;
	}
	mutex_unlock(&ns->lock);

	if (!err)
		err = nla_put_u32(msg, ERSYM_A_FLOW_ENDED, ended);
	if (err) {
		nlmsg_free(msg);
		return err;
	}
	genlmsg_end(msg, header);
	return genlmsg_reply(msg, info);
}
