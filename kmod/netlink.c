// SPDX-License-Identifier: GPL-2.0
#include "netlink.h"

#include <linux/netdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <net/genetlink.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "flow.h"
#include "generated/netlink.h"
#include "main.h"
#include "netdev.h"

/* Without this the arrays of the configuration could grow without end. */
#define ERSYM_NL_LINKS_MAX	64
#define ERSYM_NL_POOLS_MAX	65536

/* config-set */

struct ersym_nl_count {
	unsigned int circuits;
	unsigned int ipv4_pools;
	unsigned int ipv6_pools;
};

static int ersym_nl_count_pools(const struct nlattr *circuit,
				struct ersym_nl_count *count,
				struct netlink_ext_ack *extack)
{
	struct nlattr *tb[ERSYM_A_POOL_MAX + 1];
	const struct nlattr *attr;
	int rem, err;

	nla_for_each_nested(attr, circuit, rem) {
		if (nla_type(attr) != ERSYM_A_CIRCUIT_POOL)
			continue;
		err = nla_parse_nested(tb, ERSYM_A_POOL_PREFIX_LENGTH, attr,
				       ersym_pool_nl_policy, extack);
		if (err)
			return err;
		if (NL_REQ_ATTR_CHECK(extack, attr, tb,
				      ERSYM_A_POOL_ADDRESS) ||
		    NL_REQ_ATTR_CHECK(extack, attr, tb,
				      ERSYM_A_POOL_PREFIX_LENGTH)) {
			NL_SET_ERR_MSG(extack,
				       "a pool needs an address and a prefix length");
			return -EINVAL;
		}
		switch (nla_len(tb[ERSYM_A_POOL_ADDRESS])) {
		case sizeof(struct in_addr):
			count->ipv4_pools++;
			break;
		case sizeof(struct in6_addr):
			count->ipv6_pools++;
			break;
		default:
			NL_SET_ERR_MSG_ATTR(extack, tb[ERSYM_A_POOL_ADDRESS],
					    "an address has 4 or 16 bytes");
			return -EINVAL;
		}
		if (count->ipv4_pools + count->ipv6_pools >
		    ERSYM_NL_POOLS_MAX) {
			NL_SET_ERR_MSG_ATTR(extack, attr,
					    "more than 65536 pools");
			return -E2BIG;
		}
	}
	return 0;
}

static int ersym_nl_count(const struct genl_info *info,
			  struct ersym_nl_count *count)
{
	const struct nlattr *attr;
	int rem, err;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != ERSYM_A_CONFIG_CIRCUIT)
			continue;
		if (++count->circuits > ERSYM_CIRCUIT_MAX) {
			NL_SET_ERR_MSG_ATTR(info->extack, attr,
					    "more circuits than ids");
			return -E2BIG;
		}
		err = ersym_nl_count_pools(attr, count, info->extack);
		if (err)
			return err;
	}
	return 0;
}

static int ersym_nl_get_pool(struct ersym_config *config,
			     const struct nlattr *attr, u16 id,
			     struct netlink_ext_ack *extack)
{
	struct nlattr *tb[ERSYM_A_POOL_MAX + 1];
	struct in6_addr address = {};
	struct ersym_pools *pools;
	struct ersym_pool *pool;
	unsigned int bits, i;
	u8 length;
	int err;

	err = nla_parse_nested(tb, ERSYM_A_POOL_PREFIX_LENGTH, attr,
			       ersym_pool_nl_policy, extack);
	if (err)
		return err;
	bits = nla_len(tb[ERSYM_A_POOL_ADDRESS]) * 8;
	nla_memcpy(&address, tb[ERSYM_A_POOL_ADDRESS], sizeof(address));
	length = nla_get_u8(tb[ERSYM_A_POOL_PREFIX_LENGTH]);
	if (length > bits) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ERSYM_A_POOL_PREFIX_LENGTH],
				    "the prefix is longer than the address");
		return -EINVAL;
	}
	for (i = length; i < bits; i++) {
		if (address.s6_addr[i / 8] & (0x80 >> (i % 8))) {
			NL_SET_ERR_MSG_ATTR(extack, tb[ERSYM_A_POOL_ADDRESS],
					    "the address has bits set beyond the prefix");
			return -EINVAL;
		}
	}

	pools = bits == 32 ? &config->ipv4 : &config->ipv6;
	pool = &pools->pool[pools->count++];
	ersym_pool_init(pool, &address, bits, length, id);
	return 0;
}

static int ersym_nl_get_link(struct ersym_circuit *circuit,
			     const struct nlattr *attr,
			     struct netlink_ext_ack *extack)
{
	struct nlattr *tb[ERSYM_A_LINK_MAX + 1];
	struct ersym_link *link = &circuit->link[circuit->links];
	int err;

	err = nla_parse_nested(tb, ERSYM_A_LINK_NAME, attr,
			       ersym_link_conf_nl_policy, extack);
	if (err)
		return err;
	if (NL_REQ_ATTR_CHECK(extack, attr, tb, ERSYM_A_LINK_NAME)) {
		NL_SET_ERR_MSG(extack, "a link needs the name of a device");
		return -EINVAL;
	}
	nla_strscpy(link->name, tb[ERSYM_A_LINK_NAME], sizeof(link->name));
	if (!dev_valid_name(link->name)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ERSYM_A_LINK_NAME],
				    "not a name that a device can have");
		return -EINVAL;
	}
	circuit->links++;
	return 0;
}

static int ersym_nl_get_links(struct ersym_circuit *circuit,
			      const struct nlattr *nest,
			      struct netlink_ext_ack *extack)
{
	const struct nlattr *attr;
	unsigned int links = 0;
	int rem, err;

	nla_for_each_nested(attr, nest, rem) {
		if (nla_type(attr) != ERSYM_A_CIRCUIT_LINK)
			continue;
		if (++links > ERSYM_NL_LINKS_MAX) {
			NL_SET_ERR_MSG_ATTR(extack, attr,
					    "more than 64 links in a circuit");
			return -E2BIG;
		}
	}
	circuit->link = kvcalloc(links, sizeof(*circuit->link),
				 GFP_KERNEL_ACCOUNT);
	if (!circuit->link)
		return -ENOMEM;

	nla_for_each_nested(attr, nest, rem) {
		if (nla_type(attr) != ERSYM_A_CIRCUIT_LINK)
			continue;
		err = ersym_nl_get_link(circuit, attr, extack);
		if (err)
			return err;
	}
	return 0;
}

static int ersym_nl_get_drop(const struct nlattr *attr, u8 *drop,
			     struct netlink_ext_ack *extack)
{
	*drop = nla_get_u32_default(attr, 0);
	if (*drop & BIT(ERSYM_KIND_RELATED)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "ICMP errors of a connection (related) are never dropped");
		return -EINVAL;
	}
	return 0;
}

/* A name ends at its first NUL, wherever the attribute ends. */
static int ersym_nl_check_name(const struct ersym_config *config,
			       const struct nlattr *attr,
			       struct netlink_ext_ack *extack)
{
	const char *name = nla_data(attr);
	unsigned int i;

	if (!*name) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "the name is empty");
		return -EINVAL;
	}
	for (i = 0; i < config->circuits; i++) {
		if (!strcmp(name, config->circuit[i].name)) {
			NL_SET_ERR_MSG_ATTR(extack, attr,
					    "two circuits have this name");
			return -EEXIST;
		}
	}
	return 0;
}

static int ersym_nl_get_circuit(struct ersym_config *config,
				const struct nlattr *nest,
				struct netlink_ext_ack *extack)
{
	struct nlattr *tb[ERSYM_A_CIRCUIT_MAX + 1];
	struct ersym_circuit *circuit;
	const struct nlattr *attr;
	int rem, err;
	u32 id;

	err = nla_parse_nested(tb, ERSYM_A_CIRCUIT_DROP, nest,
			       ersym_circuit_conf_nl_policy, extack);
	if (err)
		return err;
	if (NL_REQ_ATTR_CHECK(extack, nest, tb, ERSYM_A_CIRCUIT_ID) ||
	    NL_REQ_ATTR_CHECK(extack, nest, tb, ERSYM_A_CIRCUIT_NAME)) {
		NL_SET_ERR_MSG(extack, "a circuit needs an id and a name");
		return -EINVAL;
	}
	id = nla_get_u32(tb[ERSYM_A_CIRCUIT_ID]);
	if (id > ersym_mark_id_max(&config->mark)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ERSYM_A_CIRCUIT_ID],
				    "the id does not fit into a field of the mark mask");
		return -ERANGE;
	}
	if (config->by_id[id]) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ERSYM_A_CIRCUIT_ID],
				    "two circuits have this id");
		return -EEXIST;
	}
	err = ersym_nl_check_name(config, tb[ERSYM_A_CIRCUIT_NAME], extack);
	if (err)
		return err;

	circuit = &config->circuit[config->circuits++];
	config->by_id[id] = circuit;
	circuit->id = id;
	nla_strscpy(circuit->name, tb[ERSYM_A_CIRCUIT_NAME],
		    sizeof(circuit->name));
	circuit->public_only = nla_get_flag(tb[ERSYM_A_CIRCUIT_PUBLIC_ONLY]);
	err = ersym_nl_get_drop(tb[ERSYM_A_CIRCUIT_DROP], &circuit->drop,
				extack);
	if (err)
		return err;
	if (circuit->drop & ERSYM_GUARDED)
		config->guard = true;

	err = ersym_nl_get_links(circuit, nest, extack);
	if (err)
		return err;
	nla_for_each_nested(attr, nest, rem) {
		if (nla_type(attr) != ERSYM_A_CIRCUIT_POOL)
			continue;
		err = ersym_nl_get_pool(config, attr, id, extack);
		if (err)
			return err;
	}
	return 0;
}

/* The attribute that a pool came from, for a message about it. */
static const struct nlattr *
ersym_nl_find_pool(const struct genl_info *info, const struct ersym_pool *pool,
		   int size)
{
	const struct nlattr *circuit, *attr, *address, *length;
	int rem, rem2;

	nlmsg_for_each_attr(circuit, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(circuit) != ERSYM_A_CONFIG_CIRCUIT)
			continue;
		nla_for_each_nested(attr, circuit, rem2) {
			if (nla_type(attr) != ERSYM_A_CIRCUIT_POOL)
				continue;
			address = nla_find_nested(attr, ERSYM_A_POOL_ADDRESS);
			length = nla_find_nested(attr,
						 ERSYM_A_POOL_PREFIX_LENGTH);
			if (nla_len(address) == size &&
			    !nla_memcmp(address, &pool->first, size) &&
			    nla_get_u8(length) == pool->length)
				return attr;
		}
	}
	return NULL;
}

static const struct nlattr *ersym_nl_find_link(const struct genl_info *info,
					       const char *name)
{
	const struct nlattr *circuit, *attr, *found, *last = NULL;
	int rem, rem2;

	nlmsg_for_each_attr(circuit, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(circuit) != ERSYM_A_CONFIG_CIRCUIT)
			continue;
		nla_for_each_nested(attr, circuit, rem2) {
			if (nla_type(attr) != ERSYM_A_CIRCUIT_LINK)
				continue;
			found = nla_find_nested(attr, ERSYM_A_LINK_NAME);
			if (!strcmp(nla_data(found), name))
				last = found;
		}
	}
	return last;
}

static int ersym_nl_check_config(struct ersym_config *config,
				 const struct genl_info *info)
{
	int size = sizeof(struct in_addr);
	const struct ersym_link *link;
	const struct ersym_pool *pool;

	pool = ersym_pools_sort(&config->ipv4);
	if (!pool) {
		size = sizeof(struct in6_addr);
		pool = ersym_pools_sort(&config->ipv6);
	}
	if (pool) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    ersym_nl_find_pool(info, pool, size),
				    "the pool overlaps another one");
		return -EEXIST;
	}

	link = ersym_config_link_twice(config);
	if (IS_ERR(link))
		return PTR_ERR(link);
	if (link) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    ersym_nl_find_link(info, link->name),
				    "the device is a link already");
		return -EEXIST;
	}
	return 0;
}

static int ersym_nl_get_mark(struct genl_info *info, struct ersym_mark *mark)
{
	const struct nlattr *attr = info->attrs[ERSYM_A_CONFIG_MARK_MASK];
	int err;

	if (GENL_REQ_ATTR_CHECK(info, ERSYM_A_CONFIG_MARK_MASK)) {
		NL_SET_ERR_MSG(info->extack, "circuits need a mark mask");
		return -EINVAL;
	}
	err = ersym_mark_init(mark, nla_get_u32(attr));
	if (err == -EINVAL)
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "the bits of the mark mask are not contiguous");
	else if (err)
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "the mark mask has fewer than 6 bits");
	return err;
}

static int ersym_nl_get_config(struct genl_info *info,
			       struct ersym_config **result)
{
	struct ersym_nl_count count = {};
	struct ersym_config *config;
	const struct nlattr *attr;
	struct ersym_mark mark;
	int rem, err;

	err = ersym_nl_count(info, &count);
	if (err)
		return err;
	*result = NULL;
	if (!count.circuits)
		return 0;
	err = ersym_nl_get_mark(info, &mark);
	if (err)
		return err;

	config = ersym_config_alloc(&mark, count.circuits, count.ipv4_pools,
				    count.ipv6_pools);
	if (!config)
		return -ENOMEM;
	err = ersym_nl_get_drop(info->attrs[ERSYM_A_CONFIG_INSIDE_DROP],
				&config->inside_drop, info->extack);
	if (err)
		goto free;
	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != ERSYM_A_CONFIG_CIRCUIT)
			continue;
		err = ersym_nl_get_circuit(config, attr, info->extack);
		if (err)
			goto free;
	}
	err = ersym_nl_check_config(config, info);
	if (err)
		goto free;
	*result = config;
	return 0;

free:
	ersym_config_free(config);
	return err;
}

int ersym_nl_config_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct ersym_net *en = ersym_net(genl_info_net(info));
	struct ersym_config *config;
	int err;

	err = ersym_nl_get_config(info, &config);
	if (err)
		return err;

	mutex_lock(&en->lock);
	err = ersym_config_apply(en, config);
	mutex_unlock(&en->lock);
	if (err)
		ersym_config_free(config);
	return err;
}

/* config-get, circuit-get */

/**
 * ersym_nl_put_link() - append a link of a circuit
 * @msg: where
 * @name: of the device
 * @present: whether there is a device of this name
 * @running: whether it is up and has a carrier
 *
 * Return: 0 or -EMSGSIZE.
 */
int ersym_nl_put_link(struct sk_buff *msg, const char *name, bool present,
		      bool running)
{
	struct nlattr *nest = nla_nest_start(msg, ERSYM_A_CIRCUIT_LINK);

	if (!nest || nla_put_string(msg, ERSYM_A_LINK_NAME, name) ||
	    (present && nla_put_flag(msg, ERSYM_A_LINK_PRESENT)) ||
	    (running && nla_put_flag(msg, ERSYM_A_LINK_RUNNING)))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

static int ersym_nl_put_pools(struct sk_buff *msg,
			      const struct ersym_pools *pools, int size,
			      u16 id)
{
	unsigned int i;

	for (i = 0; i < pools->count; i++) {
		const struct ersym_pool *pool = &pools->pool[i];
		struct nlattr *nest;

		if (pool->id != id)
			continue;
		nest = nla_nest_start(msg, ERSYM_A_CIRCUIT_POOL);
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
		if (ersym_nl_put_link(msg, circuit->link[i].name, false,
				      false))
			return -EMSGSIZE;
	if (ersym_nl_put_pools(msg, &config->ipv4, sizeof(struct in_addr),
			       circuit->id) ||
	    ersym_nl_put_pools(msg, &config->ipv6, sizeof(struct in6_addr),
			       circuit->id))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

static size_t ersym_nl_config_size(const struct ersym_config *config)
{
	const size_t link = nla_total_size(nla_total_size(IFNAMSIZ));
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
	return size + (config->ipv4.count + config->ipv6.count) * pool;
}

int ersym_nl_config_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct ersym_net *en = ersym_net(genl_info_net(info));
	const struct ersym_config *config;
	struct sk_buff *msg;
	unsigned int i;
	void *header;

	mutex_lock(&en->lock);
	config = rcu_dereference_protected(en->config,
					   lockdep_is_held(&en->lock));
	msg = genlmsg_new(ersym_nl_config_size(config), GFP_KERNEL);
	if (!msg)
		goto unlock;
	header = genlmsg_put_reply(msg, info, &ersym_nl_family, 0,
				   ERSYM_CMD_CONFIG_GET);
	if (!header ||
	    nla_put_u32(msg, ERSYM_A_CONFIG_GENERATION, en->generation))
		goto free;
	if (config) {
		if (nla_put_u32(msg, ERSYM_A_CONFIG_MARK_MASK,
				config->mark.mask) ||
		    nla_put_u32(msg, ERSYM_A_CONFIG_INSIDE_DROP,
				config->inside_drop))
			goto free;
		for (i = 0; i < config->circuits; i++)
			if (ersym_nl_put_conf(msg, config,
					      &config->circuit[i]))
				goto free;
	}
	mutex_unlock(&en->lock);
	genlmsg_end(msg, header);
	return genlmsg_reply(msg, info);

free:
	nlmsg_free(msg);
unlock:
	mutex_unlock(&en->lock);
	return -ENOMEM;
}

static int ersym_nl_put_status(struct sk_buff *msg, struct ersym_net *en,
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
		ersym_netdev_look(en->net, circuit->link[i].name, &ifindex,
				  &running);
		if (ersym_nl_put_link(msg, circuit->link[i].name, ifindex,
				      running))
			return -EMSGSIZE;
	}
	nla_nest_end(msg, nest);
	return 0;
}

int ersym_nl_circuit_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct ersym_net *en = ersym_net(genl_info_net(info));
	const struct nlattr *id = info->attrs[ERSYM_A_STATUS_ID];
	const struct ersym_circuit *circuit = NULL;
	const struct ersym_config *config;
	struct sk_buff *msg;
	void *header;
	int err;

	if (GENL_REQ_ATTR_CHECK(info, ERSYM_A_STATUS_ID)) {
		NL_SET_ERR_MSG(info->extack, "the id of a circuit is missing");
		return -EINVAL;
	}
	msg = genlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	if (!msg)
		return -ENOMEM;

	mutex_lock(&en->lock);
	config = rcu_dereference_protected(en->config,
					   lockdep_is_held(&en->lock));
	if (config)
		circuit = ersym_config_circuit(config, nla_get_u32(id));
	err = -ENOENT;
	if (!circuit) {
		NL_SET_ERR_MSG_ATTR(info->extack, id, "no circuit has this id");
		goto unlock;
	}
	header = genlmsg_put_reply(msg, info, &ersym_nl_family, 0,
				   ERSYM_CMD_CIRCUIT_GET);
	err = header ? ersym_nl_put_status(msg, en, config, circuit) :
		       -EMSGSIZE;
	if (err)
		goto unlock;
	mutex_unlock(&en->lock);
	genlmsg_end(msg, header);
	return genlmsg_reply(msg, info);

unlock:
	mutex_unlock(&en->lock);
	nlmsg_free(msg);
	return err;
}

/* The policy is that of the one-object form, which names the object. */
static int ersym_nl_refuse_filter(const struct netlink_callback *cb)
{
	if (nlmsg_attrlen(cb->nlh, GENL_HDRLEN) <= 0)
		return 0;
	NL_SET_ERR_MSG_ATTR(cb->extack, nlmsg_attrdata(cb->nlh, GENL_HDRLEN),
			    "a dump takes no attributes");
	return -EINVAL;
}

int ersym_nl_circuit_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb)
{
	struct ersym_net *en = ersym_net(sock_net(skb->sk));
	const struct ersym_config *config;
	void *header;
	int err;

	err = ersym_nl_refuse_filter(cb);
	if (err)
		return err;

	mutex_lock(&en->lock);
	config = rcu_dereference_protected(en->config,
					   lockdep_is_held(&en->lock));
	cb->seq = en->generation;
	for (; config && cb->args[0] < config->circuits; cb->args[0]++) {
		header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				     cb->nlh->nlmsg_seq, &ersym_nl_family,
				     NLM_F_MULTI, ERSYM_CMD_CIRCUIT_GET);
		if (!header)
			break;
		if (ersym_nl_put_status(skb, en, config,
					&config->circuit[cb->args[0]])) {
			genlmsg_cancel(skb, header);
			break;
		}
		genl_dump_check_consistent(cb, header);
		genlmsg_end(skb, header);
	}
	mutex_unlock(&en->lock);
	return skb->len;
}

/* violation-get */

static int ersym_nl_put_cell(struct sk_buff *msg,
			     const struct ersym_cell *cell)
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
			      ERSYM_A_VIOLATION_PAD))
		return -EMSGSIZE;
	return 0;
}

int ersym_nl_violation_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct ersym_net *en = ersym_net(genl_info_net(info));
	struct nlattr **tb = info->attrs;
	const struct ersym_cell *cell;
	struct sk_buff *msg;
	void *header;
	int err;

	if (GENL_REQ_ATTR_CHECK(info, ERSYM_A_VIOLATION_KIND) ||
	    GENL_REQ_ATTR_CHECK(info, ERSYM_A_VIOLATION_EXPECTED) ||
	    GENL_REQ_ATTR_CHECK(info, ERSYM_A_VIOLATION_ACTUAL)) {
		NL_SET_ERR_MSG(info->extack,
			       "a violation is named by kind, expected and actual");
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
	cell = ersym_stats_find(&en->stats,
				nla_get_u32(tb[ERSYM_A_VIOLATION_KIND]),
				nla_get_u32(tb[ERSYM_A_VIOLATION_EXPECTED]),
				nla_get_u32(tb[ERSYM_A_VIOLATION_ACTUAL]));
	err = cell ? ersym_nl_put_cell(msg, cell) : -ENOENT;
	rcu_read_unlock();
	if (err) {
		if (err == -ENOENT)
			NL_SET_ERR_MSG(info->extack, "none has been seen");
		nlmsg_free(msg);
		return err;
	}
	genlmsg_end(msg, header);
	return genlmsg_reply(msg, info);
}

int ersym_nl_violation_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb)
{
	struct ersym_net *en = ersym_net(sock_net(skb->sk));
	const struct ersym_cell *cell;
	long skip = cb->args[0];
	void *header;
	int err;

	err = ersym_nl_refuse_filter(cb);
	if (err)
		return err;

	rcu_read_lock();
	cb->seq = READ_ONCE(en->stats.sequence);
	list_for_each_entry_rcu(cell, &en->stats.cells, list) {
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

/* flow-flush */

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
					    "no circuit can have this id");
			return -ERANGE;
		}
		filter->bits |= ersym_mark_bits(mark, field);
		filter->value |= ersym_mark_value(mark, field, id);
	}
	if (info->attrs[ERSYM_A_FLOW_STRAYED])
		filter->any = ersym_mark_bits(mark, ERSYM_FIELD_STRAY);
	/* Connections that have no facts are none of ours */
	else if (!filter->bits)
		filter->any = mark->mask;
	return 0;
}

int ersym_nl_flow_flush_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct ersym_net *en = ersym_net(genl_info_net(info));
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

	mutex_lock(&en->lock);
	config = rcu_dereference_protected(en->config,
					   lockdep_is_held(&en->lock));
	if (config) {
		err = ersym_nl_get_flow(info, &config->mark, &filter);
		if (!err)
			ended = ersym_flow_flush(en->net, &filter,
						 info->snd_portid,
						 nlmsg_report(info->nlhdr));
	} else {
		NL_SET_ERR_MSG(info->extack,
			       "nothing is configured in this network namespace");
		err = -ENOENT;
	}
	mutex_unlock(&en->lock);

	if (!err)
		err = nla_put_u32(msg, ERSYM_A_FLOW_ENDED, ended);
	if (err) {
		nlmsg_free(msg);
		return err;
	}
	genlmsg_end(msg, header);
	return genlmsg_reply(msg, info);
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
 * ersym_netlink_init() - be there for requests
 *
 * Return: 0 or a negative errno.
 */
int __init ersym_netlink_init(void)
{
	return genl_register_family(&ersym_nl_family);
}

/**
 * ersym_netlink_exit() - take no more requests
 */
void ersym_netlink_exit(void)
{
	genl_unregister_family(&ersym_nl_family);
}
