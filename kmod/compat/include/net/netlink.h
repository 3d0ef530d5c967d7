/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ERSYM_COMPAT_NET_NETLINK_H
#define _ERSYM_COMPAT_NET_NETLINK_H

#include <linux/version.h>
#include_next <net/netlink.h>

#ifndef NLA_POLICY_MAX_LEN
#define NLA_POLICY_MAX_LEN(_len) { .type = NLA_BINARY, .len = (_len) }
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
/* Under its own name, so that a backport does not collide. */
static inline u32 ersym_nla_get_u32_default(const struct nlattr *nla,
					    u32 defvalue)
{
	return nla ? nla_get_u32(nla) : defvalue;
}

#define nla_get_u32_default ersym_nla_get_u32_default
#endif

#endif /* _ERSYM_COMPAT_NET_NETLINK_H */
