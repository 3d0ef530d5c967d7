// SPDX-License-Identifier: GPL-2.0
#include "nl/attr.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

static const struct attr_field *find_field(const struct attr_field *fields, uint16_t type)
{
	for (; fields->type; fields++)
		if (fields->type == type)
			return fields;
	return NULL;
}

bool attr_is_known(const struct attr_field *fields, uint16_t type)
{
	return find_field(fields, type);
}

static int read_attribute(const struct nlattr *attr, const struct attr_field *fields, void *out)
{
	const struct attr_field *field = find_field(fields, mnl_attr_get_type(attr));

	return field ? field->read(attr, (char *)out + field->offset, field->size) : 0;
}

int attr_read_range(const struct nlattr *attr, const void *end, const struct attr_field *fields,
		    void *out)
{
	int err;

	for (; mnl_attr_ok(attr, (const char *)end - (const char *)attr);
	     attr = mnl_attr_next(attr)) {
		err = read_attribute(attr, fields, out);
		if (err)
			return err;
	}
	return 0;
}

int attr_read_message(const struct nlmsghdr *nlh, size_t header, const struct attr_field *fields,
		      void *out)
{
	return attr_read_range(mnl_nlmsg_get_payload_offset(nlh, header),
			       mnl_nlmsg_get_payload_tail(nlh), fields, out);
}

int attr_read_nest(const struct nlattr *nest, const struct attr_field *fields, void *out)
{
	const char *payload = mnl_attr_get_payload(nest);

	return attr_read_range((const void *)payload, payload + mnl_attr_get_payload_len(nest),
			       fields, out);
}

static int read_integer(const struct nlattr *attr, enum mnl_attr_data_type type, void *out,
			size_t size)
{
	if (mnl_attr_validate(attr, type) < 0)
		return -EBADMSG;
	memcpy(out, mnl_attr_get_payload(attr), size);
	return 0;
}

int attr_read_flag(const struct nlattr *attr, void *out, size_t size)
{
	*(bool *)out = true;
	return 0;
}

int attr_read_u8(const struct nlattr *attr, void *out, size_t size)
{
	return read_integer(attr, MNL_TYPE_U8, out, sizeof(uint8_t));
}

int attr_read_u16(const struct nlattr *attr, void *out, size_t size)
{
	return read_integer(attr, MNL_TYPE_U16, out, sizeof(uint16_t));
}

int attr_read_u32(const struct nlattr *attr, void *out, size_t size)
{
	return read_integer(attr, MNL_TYPE_U32, out, sizeof(uint32_t));
}

int attr_read_u64(const struct nlattr *attr, void *out, size_t size)
{
	return read_integer(attr, MNL_TYPE_U64, out, sizeof(uint64_t));
}

int attr_read_be32(const struct nlattr *attr, void *out, size_t size)
{
	uint32_t value;
	int err = attr_read_u32(attr, &value, sizeof(value));

	if (!err)
		*(uint32_t *)out = ntohl(value);
	return err;
}

int attr_read_port(const struct nlattr *attr, void *out, size_t size)
{
	uint16_t port;
	int err = attr_read_u16(attr, &port, sizeof(port));

	if (!err)
		*(int *)out = ntohs(port);
	return err;
}

int attr_read_string(const struct nlattr *attr, void *out, size_t size)
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

int attr_read_nothing(const struct nlattr *attr, void *out, size_t size)
{
	return 0;
}
