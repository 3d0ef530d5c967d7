/* SPDX-License-Identifier: GPL-2.0 */
/* What the module keeps for a network namespace. */
#ifndef _ERSYM_MAIN_H
#define _ERSYM_MAIN_H

#include <linux/mutex.h>
#include <net/net_namespace.h>

#include "circuit.h"
#include "event.h"
#include "hook.h"
#include "stats.h"

/**
 * struct ersym_net - ersym in one network namespace
 * @devmap: that of @config, for packets that need nothing else; never NULL
 * @config: what is in force; NULL: nothing, and no hooks
 * @net: the namespace
 * @lock: one config-set at a time. Taken before RTNL
 * @generation: of the most recent config-set; under @lock
 * @stats: violations
 * @limit: of events
 * @hooks: registered while there is a configuration
 */
struct ersym_net {
	struct ersym_devmap __rcu *devmap;
	struct ersym_config __rcu *config;
	struct net *net;
	struct mutex lock; /* config-set */
	u32 generation;
	struct ersym_stats stats;
	struct ersym_event_limit limit;
	struct ersym_hooks hooks;
};

struct ersym_net *ersym_net(const struct net *net);
int ersym_config_apply(struct ersym_net *en, struct ersym_config *config);

#endif /* _ERSYM_MAIN_H */
