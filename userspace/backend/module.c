// SPDX-License-Identifier: GPL-2.0
#include "backend/module.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>

#include "backend/socket.h"
#include "backend/wire.h"
#include "util/alloc.h"
#include "util/error.h"

#define ATTRIBUTES sizeof(struct genlmsghdr)
/* Room for any request but config-set. */
#define REQUEST_SIZE 256

int module_open(struct module *m)
{
	int err;

	err = socket_open(&m->nl, NETLINK_GENERIC);
	if (err)
		return err;
	err = genl_resolve(&m->nl, ERSYM_FAMILY_NAME, ERSYM_MCGRP_EVENTS, &m->family);
	if (err && err != -ENOENT)
		error("cannot find the kernel module: %s", nl_strerror(&m->nl, err));
	if (err)
		nl_close(&m->nl);
	return err;
}

int module_require(struct module *m)
{
	int err = module_open(m);

	if (err == -ENOENT)
		error("the kernel module is not loaded: run \"modprobe ersym\"");
	return err;
}

void module_close(struct module *m)
{
	nl_close(&m->nl);
}

static struct nlmsghdr *put_header(struct module *m, void *buf, uint8_t command)
{
	return genl_put_header(buf, m->family.id, command, ERSYM_FAMILY_VERSION);
}

/*
 * config-set
 */

/* Bytes that the circuit takes in a message, at most. */
static size_t circuit_size(const struct module_circuit *circuit)
{
	const size_t head = MNL_ATTR_HDRLEN;
	size_t size = head;

	size += 2 * (head + sizeof(uint32_t)) + head;		/* id, drop, public-only */
	size += head + MNL_ALIGN(sizeof(circuit->name));
	size += circuit->n_link * (2 * head + IFNAMSIZ);
	size += circuit->pool.n * (3 * head + sizeof(struct in6_addr) + sizeof(uint32_t));
	return size;
}

static void put_pool(struct nlmsghdr *nlh, const struct prefix *pool)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, ERSYM_A_CIRCUIT_POOL);

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
		mnl_attr_nest_end(nlh, link);
	}
	for (i = 0; i < circuit->pool.n; i++)
		put_pool(nlh, &circuit->pool.v[i]);
	if (circuit->public_only)
		mnl_attr_put(nlh, ERSYM_A_CIRCUIT_PUBLIC_ONLY, 0, NULL);
	mnl_attr_put_u32(nlh, ERSYM_A_CIRCUIT_DROP, circuit->drop);
	if ((char *)mnl_nlmsg_get_payload_tail(nlh) - (char *)nest > UINT16_MAX)
		return false;
	mnl_attr_nest_end(nlh, nest);
	return true;
}

struct nlmsghdr *module_config_build(uint16_t family, const struct module_config *config)
{
	size_t size = REQUEST_SIZE, i;
	struct nlmsghdr *nlh;

	for (i = 0; i < config->n_circuit; i++)
		size += circuit_size(&config->circuit[i]);
	nlh = genl_put_header(xmalloc(size), family, ERSYM_CMD_CONFIG_SET, ERSYM_FAMILY_VERSION);
	mnl_attr_put_u32(nlh, ERSYM_A_CONFIG_MARK_MASK, config->mark_mask);
	mnl_attr_put_u32(nlh, ERSYM_A_CONFIG_INSIDE_DROP, config->inside_drop);
	for (i = 0; i < config->n_circuit; i++) {
		if (!put_circuit(nlh, &config->circuit[i])) {
			error("circuit %s: more links and pools than one message holds",
			      config->circuit[i].name);
			free(nlh);
			return NULL;
		}
	}
	return nlh;
}

static size_t offset_of(const struct nlmsghdr *nlh, const struct nlattr *attr)
{
	return (const char *)attr - (const char *)nlh;
}

static bool is_at(const struct nlmsghdr *nlh, const struct nlattr *attr, uint32_t offset)
{
	size_t start = offset_of(nlh, attr);

	return offset >= start && offset < start + mnl_attr_get_len(attr);
}

static void locate_pool(const struct nlattr *nest, char *buf, size_t size)
{
	struct prefix pool = { 0 };
	const struct nlattr *attr;
	char text[PREFIX_STRLEN];

	mnl_attr_for_each_nested(attr, nest) {
		if (mnl_attr_get_type(attr) == ERSYM_A_POOL_ADDRESS)
			take_address(attr, &pool.address);
		else if (mnl_attr_get_type(attr) == ERSYM_A_POOL_PREFIX_LENGTH)
			take_u8(attr, &pool.length);
	}
	snprintf(buf, size, ", pool %s", prefix_format(&pool, text));
}

static void locate_link(const struct nlattr *nest, char *buf, size_t size)
{
	const struct nlattr *attr;
	char name[IFNAMSIZ] = "";

	mnl_attr_for_each_nested(attr, nest)
		if (mnl_attr_get_type(attr) == ERSYM_A_LINK_NAME)
			take_name(attr, name, sizeof(name));
	snprintf(buf, size, ", link %s", name);
}

static void locate_in_circuit(const struct nlmsghdr *nlh, const struct nlattr *nest,
			      uint32_t offset, char *buf, size_t size)
{
	char name[ERSYM_NAME_MAX + 1] = "", part[80] = "";
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, nest) {
		uint16_t type = mnl_attr_get_type(attr);

		if (type == ERSYM_A_CIRCUIT_NAME)
			take_name(attr, name, sizeof(name));
		if (!is_at(nlh, attr, offset))
			continue;
		if (type == ERSYM_A_CIRCUIT_LINK)
			locate_link(attr, part, sizeof(part));
		else if (type == ERSYM_A_CIRCUIT_POOL)
			locate_pool(attr, part, sizeof(part));
		else if (type == ERSYM_A_CIRCUIT_ID)
			snprintf(part, sizeof(part), ", id");
		else if (type == ERSYM_A_CIRCUIT_DROP)
			snprintf(part, sizeof(part), ", on-violation");
	}
	snprintf(buf, size, "circuit %s%s", name, part);
}

bool module_config_locate(const struct nlmsghdr *nlh, uint32_t offset, char *buf, size_t size)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, ATTRIBUTES) {
		if (!is_at(nlh, attr, offset))
			continue;
		switch (mnl_attr_get_type(attr)) {
		case ERSYM_A_CONFIG_MARK_MASK:
			snprintf(buf, size, "mark-mask");
			return true;
		case ERSYM_A_CONFIG_INSIDE_DROP:
			snprintf(buf, size, "on-violation");
			return true;
		case ERSYM_A_CONFIG_CIRCUIT:
			locate_in_circuit(nlh, attr, offset, buf, size);
			return true;
		}
	}
	return false;
}

int module_set(struct module *m, const struct module_config *config)
{
	const struct nl_extack *extack = &m->nl.extack;
	struct nlmsghdr *nlh;
	char where[128];
	int err;

	nlh = module_config_build(m->family.id, config);
	if (!nlh)
		return -E2BIG;
	err = nl_ack(&m->nl, nlh);
	if (err) {
		uint32_t offset = extack->offset ? extack->offset : extack->missing_in;

		if (offset && module_config_locate(nlh, offset, where, sizeof(where)))
			error("the kernel refuses the configuration: %s: %s", where,
			      nl_strerror(&m->nl, err));
		else
			error("the kernel refuses the configuration: %s",
			      nl_strerror(&m->nl, err));
	}
	free(nlh);
	return err;
}

/*
 * config-get
 */

static int parse_config_link(const struct nlattr *nest, struct module_circuit *circuit)
{
	char name[IFNAMSIZ] = "";
	const struct nlattr *attr;
	int err = 0;

	mnl_attr_for_each_nested(attr, nest)
		if (mnl_attr_get_type(attr) == ERSYM_A_LINK_NAME)
			err = err ? err : take_name(attr, name, sizeof(name));
	if (err || !name[0])
		return -EBADMSG;
	module_circuit_add_link(circuit, name);
	return 0;
}

static int parse_pool(const struct nlattr *nest, struct module_circuit *circuit)
{
	struct prefix pool = { 0 };
	const struct nlattr *attr;
	int err = 0;

	mnl_attr_for_each_nested(attr, nest) {
		if (mnl_attr_get_type(attr) == ERSYM_A_POOL_ADDRESS)
			err = take_address(attr, &pool.address);
		else if (mnl_attr_get_type(attr) == ERSYM_A_POOL_PREFIX_LENGTH)
			err = take_u8(attr, &pool.length);
		if (err)
			return err;
	}
	if (!pool.address.family || pool.length > address_bits(pool.address.family))
		return -EBADMSG;
	module_circuit_add_pool(circuit, &pool);
	return 0;
}

static int parse_config_circuit(const struct nlattr *nest, struct module_config *config)
{
	struct module_circuit *circuit = module_config_add(config);
	const struct nlattr *attr;
	int err = 0;

	mnl_attr_for_each_nested(attr, nest) {
		switch (mnl_attr_get_type(attr)) {
		case ERSYM_A_CIRCUIT_ID:
			err = take_u32(attr, &circuit->id);
			break;
		case ERSYM_A_CIRCUIT_NAME:
			err = take_name(attr, circuit->name, sizeof(circuit->name));
			break;
		case ERSYM_A_CIRCUIT_LINK:
			err = parse_config_link(attr, circuit);
			break;
		case ERSYM_A_CIRCUIT_POOL:
			err = parse_pool(attr, circuit);
			break;
		case ERSYM_A_CIRCUIT_PUBLIC_ONLY:
			circuit->public_only = true;
			break;
		case ERSYM_A_CIRCUIT_DROP:
			err = take_u32(attr, &circuit->drop);
			break;
		}
		if (err)
			return err;
	}
	return circuit->id && circuit->name[0] ? 0 : -EBADMSG;
}

int module_config_parse(const struct nlmsghdr *nlh, struct module_config *config)
{
	const struct nlattr *attr;
	int err = 0;

	mnl_attr_for_each(attr, nlh, ATTRIBUTES) {
		switch (mnl_attr_get_type(attr)) {
		case ERSYM_A_CONFIG_MARK_MASK:
			err = take_u32(attr, &config->mark_mask);
			break;
		case ERSYM_A_CONFIG_INSIDE_DROP:
			err = take_u32(attr, &config->inside_drop);
			break;
		case ERSYM_A_CONFIG_GENERATION:
			err = take_u32(attr, &config->generation);
			break;
		case ERSYM_A_CONFIG_CIRCUIT:
			err = parse_config_circuit(attr, config);
			break;
		}
		if (err)
			return err;
	}
	return 0;
}

static int take_config(const struct nlmsghdr *nlh, void *data)
{
	return module_config_parse(nlh, data);
}

int module_get(struct module *m, struct module_config *config)
{
	char buf[REQUEST_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	int err;

	memset(config, 0, sizeof(*config));
	err = nl_get(&m->nl, put_header(m, buf, ERSYM_CMD_CONFIG_GET), take_config, config);
	if (err) {
		error("cannot read the configuration in force: %s", nl_strerror(&m->nl, err));
		module_config_free(config);
	}
	return err;
}

/*
 * circuit-get
 */

static int parse_link_state(const struct nlattr *nest, struct circuit_state *circuit)
{
	const struct nlattr *attr;
	struct link_state *link;
	int err = 0;

	circuit->link = array_grow(circuit->link, circuit->n_link, sizeof(*circuit->link));
	link = &circuit->link[circuit->n_link++];
	mnl_attr_for_each_nested(attr, nest) {
		switch (mnl_attr_get_type(attr)) {
		case ERSYM_A_LINK_NAME:
			err = take_name(attr, link->device, sizeof(link->device));
			break;
		case ERSYM_A_LINK_PRESENT:
			link->present = true;
			break;
		case ERSYM_A_LINK_RUNNING:
			link->running = true;
			break;
		}
		if (err)
			return err;
	}
	return link->device[0] ? 0 : -EBADMSG;
}

static int parse_circuit_state(const struct nlattr *nest, struct circuit_state *circuit)
{
	const struct nlattr *attr;
	int err = 0;

	mnl_attr_for_each_nested(attr, nest) {
		switch (mnl_attr_get_type(attr)) {
		case ERSYM_A_CIRCUIT_ID:
			err = take_u32(attr, &circuit->id);
			break;
		case ERSYM_A_CIRCUIT_NAME:
			err = take_name(attr, circuit->name, sizeof(circuit->name));
			break;
		case ERSYM_A_CIRCUIT_LINK:
			err = parse_link_state(attr, circuit);
			break;
		case ERSYM_A_CIRCUIT_PUBLIC_ONLY:
			circuit->public_only = true;
			break;
		case ERSYM_A_CIRCUIT_BORN_IN:
			err = take_u64(attr, &circuit->born_in);
			break;
		case ERSYM_A_CIRCUIT_BORN_OUT:
			err = take_u64(attr, &circuit->born_out);
			break;
		}
		if (err)
			return err;
	}
	return circuit->id && circuit->name[0] ? 0 : -EBADMSG;
}

int circuit_state_parse(const struct nlmsghdr *nlh, struct circuit_state *circuit,
			uint32_t *generation)
{
	const struct nlattr *attr;
	int err = 0;

	memset(circuit, 0, sizeof(*circuit));
	*generation = 0;
	mnl_attr_for_each(attr, nlh, ATTRIBUTES) {
		if (mnl_attr_get_type(attr) == ERSYM_A_STATUS_CIRCUIT)
			err = parse_circuit_state(attr, circuit);
		else if (mnl_attr_get_type(attr) == ERSYM_A_STATUS_GENERATION)
			err = take_u32(attr, generation);
		if (err)
			break;
	}
	if (!err && !circuit->id)
		err = -EBADMSG;
	if (err)
		circuit_state_free(circuit);
	return err;
}

void circuit_state_free(struct circuit_state *circuit)
{
	free(circuit->link);
	memset(circuit, 0, sizeof(*circuit));
}

void circuit_states_free(struct circuit_states *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		circuit_state_free(&list->v[i]);
	free(list->v);
	memset(list, 0, sizeof(*list));
}

static int take_circuit_state(const struct nlmsghdr *nlh, void *data)
{
	struct circuit_states *list = data;
	uint32_t generation;
	int err;

	list->v = array_grow(list->v, list->n, sizeof(*list->v));
	err = circuit_state_parse(nlh, &list->v[list->n], &generation);
	if (!err)
		list->n++;
	return err;
}

static void forget_circuit_states(void *data)
{
	circuit_states_free(data);
}

int module_circuits(struct module *m, struct circuit_states *list)
{
	char buf[REQUEST_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	int err;

	memset(list, 0, sizeof(*list));
	err = nl_dump(&m->nl, put_header(m, buf, ERSYM_CMD_CIRCUIT_GET), take_circuit_state,
		      forget_circuit_states, list);
	if (err) {
		error("cannot read the circuits: %s", nl_strerror(&m->nl, err));
		circuit_states_free(list);
	}
	return err;
}

/*
 * violation-get
 */

static int take_violation(const struct nlmsghdr *nlh, void *data)
{
	struct violations *list = data;
	const struct nlattr *attr;
	struct violation *v;
	int err = 0;

	list->v = array_grow(list->v, list->n, sizeof(*list->v));
	v = &list->v[list->n++];
	mnl_attr_for_each(attr, nlh, ATTRIBUTES) {
		switch (mnl_attr_get_type(attr)) {
		case ERSYM_A_VIOLATION_KIND:
			err = take_u32(attr, &v->kind);
			break;
		case ERSYM_A_VIOLATION_EXPECTED:
			err = take_u32(attr, &v->expected);
			break;
		case ERSYM_A_VIOLATION_ACTUAL:
			err = take_u32(attr, &v->actual);
			break;
		case ERSYM_A_VIOLATION_PACKETS:
			err = take_u64(attr, &v->packets);
			break;
		case ERSYM_A_VIOLATION_BYTES:
			err = take_u64(attr, &v->bytes);
			break;
		case ERSYM_A_VIOLATION_CONNECTIONS:
			err = take_u64(attr, &v->connections);
			break;
		}
		if (err)
			return err;
	}
	return 0;
}

void violations_free(struct violations *list)
{
	free(list->v);
	memset(list, 0, sizeof(*list));
}

static void forget_violations(void *data)
{
	violations_free(data);
}

int module_violations(struct module *m, struct violations *list)
{
	char buf[REQUEST_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	int err;

	memset(list, 0, sizeof(*list));
	err = nl_dump(&m->nl, put_header(m, buf, ERSYM_CMD_VIOLATION_GET), take_violation,
		      forget_violations, list);
	if (err) {
		error("cannot read the violations: %s", nl_strerror(&m->nl, err));
		violations_free(list);
	}
	return err;
}

/*
 * flow-flush
 */

static int take_ended(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, ATTRIBUTES)
		if (mnl_attr_get_type(attr) == ERSYM_A_FLOW_ENDED)
			return take_u32(attr, data);
	return -EBADMSG;
}

int module_flush(struct module *m, const struct flow_filter *filter, uint32_t *ended)
{
	char buf[REQUEST_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = put_header(m, buf, ERSYM_CMD_FLOW_FLUSH);
	int err;

	*ended = 0;
	if (filter->in != ERSYM_CIRCUIT_UNKNOWN)
		mnl_attr_put_u32(nlh, ERSYM_A_FLOW_IN, filter->in);
	if (filter->out != ERSYM_CIRCUIT_UNKNOWN)
		mnl_attr_put_u32(nlh, ERSYM_A_FLOW_OUT, filter->out);
	if (filter->strayed)
		mnl_attr_put(nlh, ERSYM_A_FLOW_STRAYED, 0, NULL);
	err = nl_get(&m->nl, nlh, take_ended, ended);
	if (err)
		error("cannot end connections: %s", nl_strerror(&m->nl, err));
	return err;
}
