/* SPDX-License-Identifier: GPL-2.0 */
/* The generic netlink family. */
#ifndef _ERSYM_NETLINK_H
#define _ERSYM_NETLINK_H

#include <linux/types.h>

struct ersym_link;
struct genl_family;
struct netlink_callback;
struct sk_buff;

extern struct genl_family ersym_nl_family;

int ersym_nl_put_link(struct sk_buff *msg, const struct ersym_link *link,
		      bool present, bool running);
int ersym_nl_refuse_filter(const struct netlink_callback *cb);
int ersym_netlink_init(void);
void ersym_netlink_exit(void);

#endif /* _ERSYM_NETLINK_H */
