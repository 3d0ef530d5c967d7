// SPDX-License-Identifier: GPL-2.0
#include "backend/module_set.h"

#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>

#include "backend/module_locate.h"
#include "util/alloc.h"
#include "util/error.h"

/* The netlink and generic netlink headers and the attributes that are no circuit. */
#define HEAD_SIZE 256
/* A prefix, at most. */
#define PREFIX_SIZE (3 * MNL_ATTR_HDRLEN + sizeof(struct in6_addr) + sizeof(uint32_t))

/* Bytes that the circuit takes in a message, at most. */
static size_t circuit_size(const struct module_circuit *circuit)
{
	const size_t head = MNL_ATTR_HDRLEN;
	size_t size = head;

	size += 2 * (head + sizeof(uint32_t)) + head;		/* id, drop, public-only */
	size += head + MNL_ALIGN(sizeof(circuit->name));
	size += circuit->n_link * (3 * head + IFNAMSIZ);
	size += circuit->pool.n * PREFIX_SIZE;
	return size;
}

/* @type: ERSYM_A_CIRCUIT_POOL or ERSYM_A_CONFIG_ENFORCE */
static void put_prefix(struct nlmsghdr *nlh, uint16_t type, const struct prefix *pool)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, type);

	mnl_attr_put(nlh, ERSYM_A_POOL_ADDRESS, address_bits(pool->address.family) / 8,
		     pool->address.bytes);
	mnl_attr_put_u8(nlh, ERSYM_A_POOL_PREFIX_LENGTH, pool->length);
	mnl_attr_nest_end(nlh, nest);
}

/* False if the circuit does not fit into an attribute, whose length has 16 bits. */
static bool put_circuit(struct nlmsghdr *nlh, const struct module_circuit *circuit)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, ERSYM_A_CONFIG_CIRCUIT);
	size_t i;

	mnl_attr_put_u32(nlh, ERSYM_A_CIRCUIT_ID, circuit->id);
	mnl_attr_put_strz(nlh, ERSYM_A_CIRCUIT_NAME, circuit->name);
	for (i = 0; i < circuit->n_link; i++) {
		struct nlattr *link = mnl_attr_nest_start(nlh, ERSYM_A_CIRCUIT_LINK);

		mnl_attr_put_strz(nlh, ERSYM_A_LINK_NAME, circuit->link[i].name);
		if (circuit->link[i].receive)
			mnl_attr_put(nlh, ERSYM_A_LINK_RECEIVE, 0, NULL);
		mnl_attr_nest_end(nlh, link);
	}
	for (i = 0; i < circuit->pool.n; i++)
		put_prefix(nlh, ERSYM_A_CIRCUIT_POOL, &circuit->pool.v[i]);
	if (circuit->public_only)
		mnl_attr_put(nlh, ERSYM_A_CIRCUIT_PUBLIC_ONLY, 0, NULL);
	mnl_attr_put_u32(nlh, ERSYM_A_CIRCUIT_DROP, circuit->drop);
	if ((char *)mnl_nlmsg_get_payload_tail(nlh) - (char *)nest > UINT16_MAX)
		return false;
	mnl_attr_nest_end(nlh, nest);
	return true;
}

struct nlmsghdr *module_set_build(uint16_t family, const struct module_config *config)
{
	size_t size = HEAD_SIZE + config->enforce.n * PREFIX_SIZE, i;
	struct nlmsghdr *nlh;

	for (i = 0; i < config->n_circuit; i++)
		size += circuit_size(&config->circuit[i]);
	nlh = genl_put_header(xmalloc(size), family, ERSYM_CMD_CONFIG_SET, ERSYM_FAMILY_VERSION);
	mnl_attr_put_u32(nlh, ERSYM_A_CONFIG_MARK_MASK, config->mark_mask);
	mnl_attr_put_u32(nlh, ERSYM_A_CONFIG_INSIDE_DROP, config->inside_drop);
	for (i = 0; i < config->enforce.n; i++)
		put_prefix(nlh, ERSYM_A_CONFIG_ENFORCE, &config->enforce.v[i]);
	for (i = 0; i < config->n_circuit; i++) {
		if (!put_circuit(nlh, &config->circuit[i])) {
			error("circuit %s has more links and pools than fit into a netlink message: aggregate its pools",
			      config->circuit[i].name);
			free(nlh);
			return NULL;
		}
	}
	return nlh;
}

int module_set(struct module *m, const struct module_config *config)
{
	const struct nl_extack *extack = &m->nl.extack;
	struct nlmsghdr *nlh;
	char where[128];
	int err;

	nlh = module_set_build(m->family.id, config);
	if (!nlh)
		return -E2BIG;
	err = nl_ack(&m->nl, nlh);
	if (err) {
		uint32_t offset = extack->offset ? extack->offset : extack->missing_in;

		if (offset && module_locate(nlh, offset, where, sizeof(where)))
			error("the kernel refuses the configuration: %s: %s", where,
			      nl_strerror(&m->nl, err));
		else
			error("the kernel refuses the configuration: %s",
			      nl_strerror(&m->nl, err));
	}
	free(nlh);
	return err;
}

