/* SPDX-License-Identifier: GPL-2.0 */
/* The binding of links to network devices, by name. */
#ifndef _ERSYM_NETDEV_H
#define _ERSYM_NETDEV_H

#include <linux/types.h>

struct ersym_circuit;
struct ersym_config;
struct ersym_linkmap;
struct ersym_netns;
struct net;

struct ersym_linkmap *ersym_netdev_alloc_map(struct net *net,
					     const struct ersym_config *config);
void ersym_netdev_bind(struct ersym_netns *ns, struct ersym_config *config,
		       struct ersym_linkmap *map, bool notify);
void ersym_netdev_lookup(struct net *net, const char *name, int *ifindex,
			 bool *running);
bool ersym_netdev_way_gone(struct net *net,
			   const struct ersym_circuit *circuit);
int ersym_netdev_init(void);
void ersym_netdev_exit(void);

#endif /* _ERSYM_NETDEV_H */
