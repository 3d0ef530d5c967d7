// SPDX-License-Identifier: GPL-2.0
/* config-set: parse a configuration from a message and commit it. */
#include "netlink.h"

#include <linux/netdevice.h>
#include <linux/slab.h>
#include <net/genetlink.h>
#include <net/netlink.h>

#include "commit.h"
#include "config.h"
#include "generated/netlink.h"
#include "netns.h"

/* Limits on the arrays of a configuration that the spec does not set. */
#define ERSYM_NL_LINKS_MAX	64
#define ERSYM_NL_POOLS_MAX	65536

struct ersym_nl_count {
	unsigned int circuits;
	unsigned int ipv4_pools;
	unsigned int ipv6_pools;
	unsigned int ipv4_enforced;
	unsigned int ipv6_enforced;
};

static int ersym_nl_count_pool(const struct nlattr *attr, unsigned int *ipv4,
			       unsigned int *ipv6,
			       struct netlink_ext_ack *extack)
{
	struct nlattr *tb[ERSYM_A_POOL_MAX + 1];
	int err;

	err = nla_parse_nested(tb, ERSYM_A_POOL_PREFIX_LENGTH, attr,
			       ersym_pool_nl_policy, extack);
	if (err)
		return err;
	if (NL_REQ_ATTR_CHECK(extack, attr, tb, ERSYM_A_POOL_ADDRESS) ||
	    NL_REQ_ATTR_CHECK(extack, attr, tb, ERSYM_A_POOL_PREFIX_LENGTH)) {
		NL_SET_ERR_MSG(extack,
			       "a pool needs an address and a prefix length");
		return -EINVAL;
	}
	switch (nla_len(tb[ERSYM_A_POOL_ADDRESS])) {
	case sizeof(struct in_addr):
		(*ipv4)++;
		break;
	case sizeof(struct in6_addr):
		(*ipv6)++;
		break;
	default:
		NL_SET_ERR_MSG_ATTR(extack, tb[ERSYM_A_POOL_ADDRESS],
				    "an address must have 4 or 16 bytes");
		return -EINVAL;
	}
	if (*ipv4 + *ipv6 > ERSYM_NL_POOLS_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "more than 65536 pools; merge adjacent prefixes");
		return -E2BIG;
	}
	return 0;
}

static int ersym_nl_count_pools(const struct nlattr *circuit,
				struct ersym_nl_count *count,
				struct netlink_ext_ack *extack)
{
	const struct nlattr *attr;
	int rem, err;

	nla_for_each_nested(attr, circuit, rem) {
		if (nla_type(attr) != ERSYM_A_CIRCUIT_POOL)
			continue;
		err = ersym_nl_count_pool(attr, &count->ipv4_pools,
					  &count->ipv6_pools, extack);
		if (err)
			return err;
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
					    "more than 1022 circuits; there are no more ids");
			return -E2BIG;
		}
		err = ersym_nl_count_pools(attr, count, info->extack);
		if (err)
			return err;
	}
	return 0;
}

static int ersym_nl_count_enforce(const struct genl_info *info,
				  struct ersym_nl_count *count)
{
	const struct nlattr *attr;
	int rem, err;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != ERSYM_A_CONFIG_ENFORCE)
			continue;
		err = ersym_nl_count_pool(attr, &count->ipv4_enforced,
					  &count->ipv6_enforced, info->extack);
		if (err)
			return err;
	}
	return 0;
}

static int ersym_nl_get_pool(struct ersym_pools *ipv4, struct ersym_pools *ipv6,
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
				    "the prefix is longer than the address; shorten it");
		return -EINVAL;
	}
	for (i = length; i < bits; i++) {
		if (address.s6_addr[i / 8] & (0x80 >> (i % 8))) {
			NL_SET_ERR_MSG_ATTR(extack, tb[ERSYM_A_POOL_ADDRESS],
					    "the address has bits set beyond the prefix; clear them");
			return -EINVAL;
		}
	}

	pools = bits == 32 ? ipv4 : ipv6;
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

	err = nla_parse_nested(tb, ERSYM_A_LINK_RECEIVE, attr,
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
				    "no device can have this name; use 1 to 15 characters without '/', ':' or blanks");
		return -EINVAL;
	}
	link->receive = nla_get_flag(tb[ERSYM_A_LINK_RECEIVE]);
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
					    "more than 64 links in a circuit; use several circuits");
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
				    "ICMP errors of a connection (related) cannot be dropped; clear the bit");
		return -EINVAL;
	}
	return 0;
}

/* The name ends at its first NUL, even if the attribute is longer. */
static int ersym_nl_check_name(const struct ersym_config *config,
			       const struct nlattr *attr,
			       struct netlink_ext_ack *extack)
{
	const char *name = nla_data(attr);
	unsigned int i;

	if (!*name) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "the name is empty; a circuit needs one");
		return -EINVAL;
	}
	for (i = 0; i < config->circuits; i++) {
		if (!strcmp(name, config->circuit[i].name)) {
			NL_SET_ERR_MSG_ATTR(extack, attr,
					    "two circuits have this name; rename one");
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
				    "the id does not fit into a field of the mark mask; widen the mask");
		return -ERANGE;
	}
	if (config->by_id[id]) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ERSYM_A_CIRCUIT_ID],
				    "two circuits have this id; change one");
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
		err = ersym_nl_get_pool(&config->ipv4, &config->ipv6, attr, id,
					extack);
		if (err)
			return err;
	}
	return 0;
}

static bool ersym_nl_is_pool(const struct nlattr *attr,
			     const struct ersym_pool *pool, int size)
{
	const struct nlattr *address, *length;

	address = nla_find_nested(attr, ERSYM_A_POOL_ADDRESS);
	length = nla_find_nested(attr, ERSYM_A_POOL_PREFIX_LENGTH);
	return nla_len(address) == size &&
	       !nla_memcmp(address, &pool->first, size) &&
	       nla_get_u8(length) == pool->length;
}

/* Find the attribute that a pool was parsed from, for extack. */
static const struct nlattr *
ersym_nl_find_pool(const struct genl_info *info, const struct ersym_pool *pool,
		   int size)
{
	const struct nlattr *circuit, *attr;
	int rem, rem2;

	nlmsg_for_each_attr(circuit, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(circuit) != ERSYM_A_CONFIG_CIRCUIT)
			continue;
		nla_for_each_nested(attr, circuit, rem2) {
			if (nla_type(attr) != ERSYM_A_CIRCUIT_POOL)
				continue;
			if (ersym_nl_is_pool(attr, pool, size))
				return attr;
		}
	}
	return NULL;
}

/* Find the last attribute that has this name of a link, for extack. */
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
				    "the pool overlaps another one; remove one of them");
		return -EEXIST;
	}
	ersym_config_assign_pools(config);

	link = ersym_config_duplicate_link(config);
	if (IS_ERR(link))
		return PTR_ERR(link);
	if (link) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    ersym_nl_find_link(info, link->name),
				    "the device is a link already; name it once");
		return -EEXIST;
	}
	return 0;
}

static int ersym_nl_check_enforce(struct ersym_pools *pools, int size,
				  const struct genl_info *info)
{
	const struct ersym_pool *pool = ersym_pools_sort(pools);
	const struct nlattr *attr, *last = NULL;
	int rem;

	if (!pool)
		return 0;
	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem)
		if (nla_type(attr) == ERSYM_A_CONFIG_ENFORCE &&
		    ersym_nl_is_pool(attr, pool, size))
			last = attr;
	NL_SET_ERR_MSG_ATTR(info->extack, last,
			    "the prefix overlaps another one of enforce; remove one of them");
	return -EEXIST;
}

/* The id is of no circuit, but not unknown either: the prefix is listed. */
static int ersym_nl_get_enforce(struct ersym_config *config,
				const struct ersym_nl_count *count,
				const struct genl_info *info)
{
	const struct nlattr *attr;
	int rem, err;

	config->enforce_ipv4.pool = kvcalloc(count->ipv4_enforced,
					     sizeof(struct ersym_pool),
					     GFP_KERNEL_ACCOUNT);
	config->enforce_ipv6.pool = kvcalloc(count->ipv6_enforced,
					     sizeof(struct ersym_pool),
					     GFP_KERNEL_ACCOUNT);
	if (!config->enforce_ipv4.pool || !config->enforce_ipv6.pool)
		return -ENOMEM;
	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != ERSYM_A_CONFIG_ENFORCE)
			continue;
		err = ersym_nl_get_pool(&config->enforce_ipv4,
					&config->enforce_ipv6, attr,
					ERSYM_CIRCUIT_INSIDE, info->extack);
		if (err)
			return err;
	}
	err = ersym_nl_check_enforce(&config->enforce_ipv4,
				     sizeof(struct in_addr), info);
	if (err)
		return err;
	return ersym_nl_check_enforce(&config->enforce_ipv6,
				      sizeof(struct in6_addr), info);
}

static int ersym_nl_get_mark(struct genl_info *info, struct ersym_mark *mark)
{
	const struct nlattr *attr = info->attrs[ERSYM_A_CONFIG_MARK_MASK];
	int err;

	if (GENL_REQ_ATTR_CHECK(info, ERSYM_A_CONFIG_MARK_MASK)) {
		NL_SET_ERR_MSG(info->extack,
			       "circuits need a mark mask; add one of 6 bits or more");
		return -EINVAL;
	}
	err = ersym_mark_init(mark, nla_get_u32(attr));
	if (err == -EINVAL)
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "the bits of the mark mask are not contiguous; use adjacent ones");
	else if (err)
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "the mark mask has fewer than 6 bits; use a wider one");
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
	err = ersym_nl_count_enforce(info, &count);
	if (err)
		return err;
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
	err = ersym_nl_get_enforce(config, &count, info);
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
	struct ersym_netns *ns = ersym_netns(genl_info_net(info));
	struct ersym_config *config;
	int err;

	err = ersym_nl_get_config(info, &config);
	if (err)
		return err;

	mutex_lock(&ns->lock);
	err = ersym_commit(ns, config);
	mutex_unlock(&ns->lock);
	if (err)
		ersym_config_free(config);
	return err;
}
