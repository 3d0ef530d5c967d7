/* SPDX-License-Identifier: GPL-2.0 */
/* Links are bound to circuits by the names of devices. */
#ifndef _ERSYM_NETDEV_H
#define _ERSYM_NETDEV_H

#include <linux/types.h>

struct ersym_config;
struct ersym_devmap;
struct net;

struct ersym_devmap *ersym_netdev_map(struct net *net,
				      const struct ersym_config *config);
void ersym_netdev_bind(struct net *net, struct ersym_config *config,
		       struct ersym_devmap *map);
void ersym_netdev_look(struct net *net, const char *name, int *ifindex,
		       bool *running);
int ersym_netdev_init(void);
void ersym_netdev_exit(void);

#endif /* _ERSYM_NETDEV_H */
