/* SPDX-License-Identifier: GPL-2.0 */
/* Addresses in netlink attributes. */
#ifndef ERSYM_BACKEND_ADDRESS_ATTR_H
#define ERSYM_BACKEND_ADDRESS_ATTR_H

#include "nl/attr.h"

/**
 * address_attr_read() - read an attribute of four or sixteen bytes as an address
 * @attr: the attribute
 * @out: a struct address
 * @size: size of @out
 *
 * Return: 0, or -EBADMSG if the attribute has another length
 */
int address_attr_read(const struct nlattr *attr, void *out, size_t size);

#endif
