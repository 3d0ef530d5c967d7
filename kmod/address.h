/* SPDX-License-Identifier: GPL-2.0 */
/* The address blocks that are not part of the public Internet. */
#ifndef _ERSYM_ADDRESS_H
#define _ERSYM_ADDRESS_H

#include <linux/in6.h>
#include <linux/types.h>

bool ersym_address_ipv4_is_private(__be32 address);
bool ersym_address_ipv6_is_private(const struct in6_addr *address);

#endif /* _ERSYM_ADDRESS_H */
