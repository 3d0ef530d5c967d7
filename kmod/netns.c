// SPDX-License-Identifier: GPL-2.0
#include "netns.h"

#include <net/netns/generic.h>

static unsigned int ersym_netns_id __read_mostly;

/**
 * ersym_netns() - get the module's state in a network namespace
 * @net: the namespace
 *
 * Return: the state, which every namespace has while the module is loaded.
 */
struct ersym_netns *ersym_netns(const struct net *net)
{
	return net_generic(net, ersym_netns_id);
}

static int __net_init ersym_netns_net_init(struct net *net)
{
	struct ersym_netns *ns = ersym_netns(net);

	ns->net = net;
	RCU_INIT_POINTER(ns->linkmap, &ersym_linkmap_none);
	mutex_init(&ns->lock);
	ersym_stats_init(&ns->stats);
	ersym_events_init(&ns->events, net);
	return 0;
}

static void __net_exit ersym_netns_net_exit(struct net *net)
{
	mutex_destroy(&ersym_netns(net)->lock);
}

static struct pernet_operations ersym_netns_ops = {
	.init = ersym_netns_net_init,
	.exit = ersym_netns_net_exit,
	.id = &ersym_netns_id,
	.size = sizeof(struct ersym_netns),
};

/**
 * ersym_netns_init() - register the state of each network namespace
 *
 * Return: 0 or a negative errno.
 */
int __init ersym_netns_init(void)
{
	return register_pernet_subsys(&ersym_netns_ops);
}

/**
 * ersym_netns_exit() - unregister the state of each network namespace
 */
void ersym_netns_exit(void)
{
	unregister_pernet_subsys(&ersym_netns_ops);
	/* kfree_rcu() of cells and kvfree_rcu() of maps may be pending */
	rcu_barrier();
}
