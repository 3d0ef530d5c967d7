// SPDX-License-Identifier: GPL-2.0
#include "backend/module_nest.h"

#include <string.h>

#include <linux/ersym.h>

#include "backend/address_attr.h"

int module_nest_read_pool(const struct nlattr *nest, struct prefix *pool)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(ERSYM_A_POOL_ADDRESS, address_attr_read, struct prefix, address),
		ATTR_FIELD(ERSYM_A_POOL_PREFIX_LENGTH, attr_read_u8, struct prefix, length),
		{ 0 },
	};

	memset(pool, 0, sizeof(*pool));
	return attr_read_nest(nest, fields, pool);
}

int module_nest_read_link(const struct nlattr *nest, struct module_link *link)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(ERSYM_A_LINK_NAME, attr_read_string, struct module_link, name),
		ATTR_FIELD(ERSYM_A_LINK_RECEIVE, attr_read_flag, struct module_link, receive),
		{ 0 },
	};

	memset(link, 0, sizeof(*link));
	return attr_read_nest(nest, fields, link);
}
