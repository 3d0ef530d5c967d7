// SPDX-License-Identifier: GPL-2.0
#include "backend/module_age.h"

#include <linux/ersym.h>
#include <linux/genetlink.h>

#include "nl/attr.h"
#include "nl/genl.h"
#include "util/error.h"

/* Version of the controller's own family. */
#define CONTROLLER_VERSION 2

/* Requests that this command sends; the other commands of the family are events. */
#define REQUESTS (1u << ERSYM_CMD_CONFIG_SET | 1u << ERSYM_CMD_CONFIG_GET | \
		  1u << ERSYM_CMD_CIRCUIT_GET | 1u << ERSYM_CMD_VIOLATION_GET | \
		  1u << ERSYM_CMD_FLOW_FLUSH)

/**
 * struct abilities - what a family can do
 * @version: of the family
 * @requests: bit N: it has the command N
 */
struct abilities {
	uint32_t version;
	uint32_t requests;
};

static int read_requests(const struct nlattr *list, void *out, size_t size)
{
	static const struct attr_field fields[] = {
		{ .type = CTRL_ATTR_OP_ID, .read = attr_read_u32, .size = sizeof(uint32_t) },
		{ 0 },
	};
	uint32_t *requests = out, id;
	const struct nlattr *nest;
	int err;

	mnl_attr_for_each_nested(nest, list) {
		id = 0;
		err = attr_read_nest(nest, fields, &id);
		if (err)
			return err;
		if (id < 32)
			*requests |= 1u << id;
	}
	return 0;
}

static int take_family(const struct nlmsghdr *nlh, void *data)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(CTRL_ATTR_VERSION, attr_read_u32, struct abilities, version),
		ATTR_FIELD(CTRL_ATTR_OPS, read_requests, struct abilities, requests),
		{ 0 },
	};

	return attr_read_message(nlh, sizeof(struct genlmsghdr), fields, data);
}

int module_is_older(struct module *m, bool *older)
{
	char buf[MODULE_REQUEST_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct abilities abilities = { 0 };
	struct nlmsghdr *nlh;
	int err;

	nlh = genl_put_header(buf, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, CONTROLLER_VERSION);
	mnl_attr_put_u16(nlh, CTRL_ATTR_FAMILY_ID, m->family.id);
	err = nl_get(&m->nl, nlh, take_family, &abilities);
	if (err)
		error("cannot read what the kernel module can do: %s", nl_strerror(&m->nl, err));
	*older = abilities.version < ERSYM_FAMILY_VERSION ||
		 (abilities.requests & REQUESTS) != REQUESTS;
	return err;
}
