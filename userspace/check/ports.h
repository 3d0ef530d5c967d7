/* SPDX-License-Identifier: GPL-2.0 */
/* The ports of a service. */
#ifndef ERSYM_CHECK_PORTS_H
#define ERSYM_CHECK_PORTS_H

#include <stddef.h>

#include "check/context.h"

/**
 * check_ports_compare() - order ranges of ports by protocol, then by first port
 * @a: a range
 * @b: another one
 *
 * Return: negative, zero or positive, as for qsort(); equal ranges are in the
 * order of the file.
 */
int check_ports_compare(const struct port_range *a, const struct port_range *b);

/**
 * check_ports_format() - format a range of ports for a message
 * @range: the range; protocol 0 is every port
 * @buf: the text is written here
 *
 * Return: @buf.
 */
const char *check_ports_format(const struct port_range *range,
			       char buf[static PORT_RANGE_STRLEN]);

/**
 * check_ports() - check that no two ranges of ports of a service overlap
 * @check: where findings are reported
 * @s: the service
 */
void check_ports(struct check *check, const struct service *s);

#endif
