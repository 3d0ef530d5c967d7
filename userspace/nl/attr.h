/* SPDX-License-Identifier: GPL-2.0 */
/* Netlink attributes, read into a structure as a table says. */
#ifndef ERSYM_NL_ATTR_H
#define ERSYM_NL_ATTR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libmnl/libmnl.h>

/**
 * typedef attr_read_fn - read one attribute
 * @attr: the attribute; its length and content have not been checked
 * @out: the member of the structure that receives the value
 * @size: size of that member in bytes
 *
 * Return: 0, or -EBADMSG if the attribute is malformed
 */
typedef int (*attr_read_fn)(const struct nlattr *attr, void *out, size_t size);

/**
 * struct attr_field - how one type of attribute is read
 * @type: type of the attribute; 0 ends a table
 * @read: reads its value
 * @offset: of the member that receives the value, in bytes
 * @size: of that member in bytes
 */
struct attr_field {
	uint16_t type;
	attr_read_fn read;
	size_t offset;
	size_t size;
};

/* The attribute of a type is read into a member of a structure. */
#define ATTR_FIELD(_type, _read, _struct, _member) \
	{ \
		.type = (_type), \
		.read = (_read), \
		.offset = offsetof(_struct, _member), \
		.size = sizeof(((_struct *)NULL)->_member), \
	}

/* The attribute of a type is read into a structure as a whole, as a nest may be. */
#define ATTR_FIELD_WHOLE(_type, _read, _struct) \
	{ .type = (_type), .read = (_read), .size = sizeof(_struct) }

/**
 * attr_read_message() - read the attributes of a message
 * @nlh: the message
 * @header: length of the fixed header between the netlink header and the attributes
 * @fields: table of the types that are read; a type that it does not have is skipped
 * @out: structure that the table's offsets refer to; what has no attribute is unchanged
 *
 * Return: 0, or -EBADMSG if an attribute of the table is malformed
 */
int attr_read_message(const struct nlmsghdr *nlh, size_t header, const struct attr_field *fields,
		      void *out);

/**
 * attr_read_nest() - read the attributes within an attribute
 * @nest: the attribute that holds the others
 * @fields: as for attr_read_message()
 * @out: as for attr_read_message()
 *
 * Return: 0, or -EBADMSG if an attribute of the table is malformed
 */
int attr_read_nest(const struct nlattr *nest, const struct attr_field *fields, void *out);

/**
 * attr_read_range() - read attributes up to a given end
 * @attr: the first attribute
 * @end: first byte after the last attribute
 * @fields: as for attr_read_message()
 * @out: as for attr_read_message()
 *
 * Return: 0, or -EBADMSG if an attribute of the table is malformed
 */
int attr_read_range(const struct nlattr *attr, const void *end, const struct attr_field *fields,
		    void *out);

/**
 * attr_is_known() - find out whether a table has a type of attribute
 * @fields: the table
 * @type: the type
 *
 * Return: true if it has
 */
bool attr_is_known(const struct attr_field *fields, uint16_t type);

/*
 * Readers for tables; each returns what attr_read_fn describes. Integers are in host
 * byte order, unless it says otherwise.
 */

/** attr_read_flag() - set a bool, because the attribute is present */
int attr_read_flag(const struct nlattr *attr, void *out, size_t size);
/** attr_read_u8() - read a uint8_t */
int attr_read_u8(const struct nlattr *attr, void *out, size_t size);
/** attr_read_u16() - read a uint16_t */
int attr_read_u16(const struct nlattr *attr, void *out, size_t size);
/** attr_read_u32() - read a uint32_t */
int attr_read_u32(const struct nlattr *attr, void *out, size_t size);
/** attr_read_u64() - read a uint64_t */
int attr_read_u64(const struct nlattr *attr, void *out, size_t size);
/** attr_read_be32() - read 32 bits in network byte order into a uint32_t */
int attr_read_be32(const struct nlattr *attr, void *out, size_t size);
/** attr_read_port() - read 16 bits in network byte order into an int */
int attr_read_port(const struct nlattr *attr, void *out, size_t size);
/** attr_read_string() - read a string into an array that has room for its null byte */
int attr_read_string(const struct nlattr *attr, void *out, size_t size);
/** attr_read_nothing() - skip an attribute that is known and not needed */
int attr_read_nothing(const struct nlattr *attr, void *out, size_t size);

#endif
