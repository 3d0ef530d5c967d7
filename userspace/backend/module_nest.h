/* SPDX-License-Identifier: GPL-2.0 */
/* Nested attributes that several messages of the kernel module have in common. */
#ifndef ERSYM_BACKEND_MODULE_NEST_H
#define ERSYM_BACKEND_MODULE_NEST_H

#include "model/address.h"
#include "nl/attr.h"
#include "plan/module.h"

/**
 * module_nest_read_pool() - read a pool
 * @nest: its attributes
 * @pool: what is read; what has no attribute is zero
 *
 * Return: 0, or -EBADMSG
 */
int module_nest_read_pool(const struct nlattr *nest, struct prefix *pool);

/**
 * module_nest_read_link() - read a link, as it is configured
 * @nest: its attributes
 * @link: what is read; the name is empty if there is no attribute with it
 *
 * Return: 0, or -EBADMSG
 */
int module_nest_read_link(const struct nlattr *nest, struct module_link *link);

#endif
