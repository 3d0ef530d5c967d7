/* SPDX-License-Identifier: GPL-2.0 */
/* The module's state in a network namespace. */
#ifndef _ERSYM_NETNS_H
#define _ERSYM_NETNS_H

#include <linux/mutex.h>
#include <linux/netfilter.h>
#include <linux/rcupdate.h>
#include <net/net_namespace.h>

#include "event.h"
#include "linkmap.h"
#include "stats.h"

struct ersym_config;

#define ERSYM_HOOKS 4

/**
 * struct ersym_hooks - hooks of a network namespace
 * @ops: PREROUTING, LOCAL_IN, LOCAL_OUT and POSTROUTING
 * @guard: PREROUTING, before conntrack
 * @registered: @ops are registered
 * @guarded: @guard is registered
 */
struct ersym_hooks {
	struct nf_hook_ops ops[ERSYM_HOOKS];
	struct nf_hook_ops guard;
	bool registered;
	bool guarded;
};

/**
 * struct ersym_netns - state of a network namespace
 * @linkmap: map of @config for packets that need nothing else; never NULL
 * @config: configuration in force, or NULL; then no hooks are registered
 * @net: the namespace
 * @lock: serialises commits; taken before RTNL
 * @generation: number of the most recent config-set; protected by @lock
 * @stats: counters of violations
 * @events: events of the namespace
 * @hooks: hooks, registered while there is a configuration; protected by @lock
 */
struct ersym_netns {
	struct ersym_linkmap __rcu *linkmap;
	struct ersym_config __rcu *config;
	struct net *net;
	struct mutex lock; /* serialises commits */
	u32 generation;
	struct ersym_stats stats;
	struct ersym_events events;
	struct ersym_hooks hooks;
};

struct ersym_netns *ersym_netns(const struct net *net);
int ersym_netns_init(void);
void ersym_netns_exit(void);

#endif /* _ERSYM_NETNS_H */
