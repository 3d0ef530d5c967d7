// SPDX-License-Identifier: GPL-2.0
/* config-get: report the configuration in force. */
#include "netlink.h"

#include <net/genetlink.h>
#include <net/netlink.h>

#include "config.h"
#include "generated/netlink.h"
#include "netns.h"

static int ersym_nl_put_pools(struct sk_buff *msg,
			      int type, const struct ersym_pools *pools,
			      int size, u16 id)
{
	unsigned int i;

	for (i = 0; i < pools->count; i++) {
		const struct ersym_pool *pool = &pools->pool[i];
		struct nlattr *nest;

		if (pool->id != id)
			continue;
		nest = nla_nest_start(msg, type);
		if (!nest ||
		    nla_put(msg, ERSYM_A_POOL_ADDRESS, size, &pool->first) ||
		    nla_put_u8(msg, ERSYM_A_POOL_PREFIX_LENGTH, pool->length))
			return -EMSGSIZE;
		nla_nest_end(msg, nest);
	}
	return 0;
}

static int ersym_nl_put_conf(struct sk_buff *msg,
			     const struct ersym_config *config,
			     const struct ersym_circuit *circuit)
{
	struct nlattr *nest = nla_nest_start(msg, ERSYM_A_CONFIG_CIRCUIT);
	unsigned int i;

	if (!nest || nla_put_u32(msg, ERSYM_A_CIRCUIT_ID, circuit->id) ||
	    nla_put_string(msg, ERSYM_A_CIRCUIT_NAME, circuit->name) ||
	    (circuit->public_only &&
	     nla_put_flag(msg, ERSYM_A_CIRCUIT_PUBLIC_ONLY)) ||
	    nla_put_u32(msg, ERSYM_A_CIRCUIT_DROP, circuit->drop))
		return -EMSGSIZE;
	for (i = 0; i < circuit->links; i++)
		if (ersym_nl_put_link(msg, &circuit->link[i], false, false))
			return -EMSGSIZE;
	if (ersym_nl_put_pools(msg, ERSYM_A_CIRCUIT_POOL, &config->ipv4,
			       sizeof(struct in_addr), circuit->id) ||
	    ersym_nl_put_pools(msg, ERSYM_A_CIRCUIT_POOL, &config->ipv6,
			       sizeof(struct in6_addr), circuit->id))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

static int ersym_nl_put_enforce(struct sk_buff *msg,
				const struct ersym_config *config)
{
	return ersym_nl_put_pools(msg, ERSYM_A_CONFIG_ENFORCE,
				  &config->enforce_ipv4,
				  sizeof(struct in_addr),
				  ERSYM_CIRCUIT_INSIDE) ?:
	       ersym_nl_put_pools(msg, ERSYM_A_CONFIG_ENFORCE,
				  &config->enforce_ipv6,
				  sizeof(struct in6_addr),
				  ERSYM_CIRCUIT_INSIDE);
}

static size_t ersym_nl_config_size(const struct ersym_config *config)
{
	const size_t link = nla_total_size(nla_total_size(IFNAMSIZ) +
					   nla_total_size(0));
	const size_t pool =
		nla_total_size(nla_total_size(sizeof(struct in6_addr)) +
			       nla_total_size(sizeof(u8)));
	const size_t circuit =
		nla_total_size(2 * nla_total_size(sizeof(u32)) +
			       nla_total_size(ERSYM_NAME_MAX + 1) +
			       nla_total_size(0));
	size_t size = 3 * nla_total_size(sizeof(u32));
	unsigned int i;

	if (!config)
		return size;
	for (i = 0; i < config->circuits; i++)
		size += circuit + config->circuit[i].links * link;
	return size + (config->ipv4.count + config->ipv6.count +
		       config->enforce_ipv4.count +
		       config->enforce_ipv6.count) * pool;
}

int ersym_nl_config_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct ersym_netns *ns = ersym_netns(genl_info_net(info));
	const struct ersym_config *config;
	struct sk_buff *msg;
	unsigned int i;
	void *header;

	mutex_lock(&ns->lock);
	config = rcu_dereference_protected(ns->config,
					   lockdep_is_held(&ns->lock));
	msg = genlmsg_new(ersym_nl_config_size(config), GFP_KERNEL);
	if (!msg)
		goto unlock;
	header = genlmsg_put_reply(msg, info, &ersym_nl_family, 0,
				   ERSYM_CMD_CONFIG_GET);
	if (!header ||
	    nla_put_u32(msg, ERSYM_A_CONFIG_GENERATION, ns->generation))
		goto free;
	if (config) {
		if (nla_put_u32(msg, ERSYM_A_CONFIG_MARK_MASK,
				config->mark.mask) ||
		    nla_put_u32(msg, ERSYM_A_CONFIG_INSIDE_DROP,
				config->inside_drop) ||
		    ersym_nl_put_enforce(msg, config))
			goto free;
		for (i = 0; i < config->circuits; i++)
			if (ersym_nl_put_conf(msg, config,
					      &config->circuit[i]))
				goto free;
	}
	mutex_unlock(&ns->lock);
	genlmsg_end(msg, header);
	return genlmsg_reply(msg, info);

free:
	nlmsg_free(msg);
unlock:
	mutex_unlock(&ns->lock);
	return -ENOMEM;
}
