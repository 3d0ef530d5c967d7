// SPDX-License-Identifier: GPL-2.0
#include "backend/module_locate.h"

#include <stdio.h>

#include <linux/ersym.h>
#include <linux/genetlink.h>

#include "backend/module_nest.h"

static bool is_at(const struct nlmsghdr *nlh, const struct nlattr *attr, uint32_t offset)
{
	size_t start = (const char *)attr - (const char *)nlh;

	return offset >= start && offset < start + mnl_attr_get_len(attr);
}

/* ", link us-pri": the part of a circuit that the attribute is, or nothing. */
static void describe_part(const struct nlattr *attr, char *buf, size_t size)
{
	char text[PREFIX_STRLEN];
	struct module_link link;
	struct prefix pool;

	switch (mnl_attr_get_type(attr)) {
	case ERSYM_A_CIRCUIT_ID:
		snprintf(buf, size, ", id");
		break;
	case ERSYM_A_CIRCUIT_DROP:
		snprintf(buf, size, ", on-violation");
		break;
	case ERSYM_A_CIRCUIT_LINK:
		module_nest_read_link(attr, &link);
		snprintf(buf, size, ", link %s", link.name);
		break;
	case ERSYM_A_CIRCUIT_POOL:
		module_nest_read_pool(attr, &pool);
		snprintf(buf, size, ", pool %s", prefix_format(&pool, text));
		break;
	}
}

/* struct circuit_name - the one attribute of a circuit that is wanted */
struct circuit_name {
	char name[ERSYM_NAME_MAX + 1];
};

static void locate_in_circuit(const struct nlmsghdr *nlh, const struct nlattr *nest,
			      uint32_t offset, char *buf, size_t size)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(ERSYM_A_CIRCUIT_NAME, attr_read_string, struct circuit_name, name),
		{ 0 },
	};
	struct circuit_name circuit = { 0 };
	const struct nlattr *attr;
	char part[80] = "";

	attr_read_nest(nest, fields, &circuit);
	mnl_attr_for_each_nested(attr, nest)
		if (is_at(nlh, attr, offset))
			describe_part(attr, part, sizeof(part));
	snprintf(buf, size, "circuit %s%s", circuit.name, part);
}

bool module_locate(const struct nlmsghdr *nlh, uint32_t offset, char *buf, size_t size)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
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
