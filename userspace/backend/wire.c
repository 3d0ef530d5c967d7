// SPDX-License-Identifier: GPL-2.0
#include "backend/wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include <linux/fib_rules.h>

int take_u8(const struct nlattr *attr, uint8_t *out)
{
	if (mnl_attr_validate(attr, MNL_TYPE_U8) < 0)
		return -EBADMSG;
	*out = mnl_attr_get_u8(attr);
	return 0;
}

int take_u32(const struct nlattr *attr, uint32_t *out)
{
	if (mnl_attr_validate(attr, MNL_TYPE_U32) < 0)
		return -EBADMSG;
	*out = mnl_attr_get_u32(attr);
	return 0;
}

int take_u64(const struct nlattr *attr, uint64_t *out)
{
	if (mnl_attr_validate(attr, MNL_TYPE_U64) < 0)
		return -EBADMSG;
	*out = mnl_attr_get_u64(attr);
	return 0;
}

int take_port(const struct nlattr *attr, int *out)
{
	if (mnl_attr_validate(attr, MNL_TYPE_U16) < 0)
		return -EBADMSG;
	*out = ntohs(mnl_attr_get_u16(attr));
	return 0;
}

int take_name(const struct nlattr *attr, char *out, size_t size)
{
	size_t len;

	if (mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) < 0)
		return -EBADMSG;
	len = strlen(mnl_attr_get_str(attr));
	if (len >= size)
		return -EBADMSG;
	memcpy(out, mnl_attr_get_str(attr), len + 1);
	return 0;
}

int take_address(const struct nlattr *attr, struct address *out)
{
	size_t len = mnl_attr_get_payload_len(attr);

	if (len != sizeof(struct in_addr) && len != sizeof(struct in6_addr))
		return -EBADMSG;
	memset(out, 0, sizeof(*out));
	out->family = len == sizeof(struct in_addr) ? AF_INET : AF_INET6;
	memcpy(out->bytes, mnl_attr_get_payload(attr), len);
	return 0;
}

uint8_t rule_action(const struct ip_rule *rule)
{
	if (rule->table)
		return FR_ACT_TO_TBL;
	return rule->target ? FR_ACT_GOTO : FR_ACT_NOP;
}
