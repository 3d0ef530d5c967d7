// SPDX-License-Identifier: GPL-2.0
#include "commit.h"

#include <linux/mm.h>
#include <linux/rtnetlink.h>
#include <net/net_namespace.h>

#include "config.h"
#include "flow.h"
#include "hook.h"
#include "netdev.h"
#include "netns.h"

static void ersym_commit_publish(struct ersym_netns *ns,
				 struct ersym_config *config,
				 struct ersym_linkmap *map)
{
	rtnl_lock();
	if (config)
		ersym_netdev_bind(ns, config, map, false);
	rcu_assign_pointer(ns->config, config);
	rcu_assign_pointer(ns->linkmap, map);
	rtnl_unlock();
}

static void ersym_commit_clear(struct ersym_netns *ns, struct ersym_config *old)
{
	ersym_hooks_unregister(ns);
	ersym_commit_publish(ns, NULL, &ersym_linkmap_none);
	synchronize_net();
	ersym_flow_convert(ns->net, old, NULL);
	ersym_stats_forget(&ns->stats, old, NULL);
	ersym_config_free(old);
}

/**
 * ersym_commit() - put a configuration in force
 * @ns: state of the namespace
 * @config: configuration, or NULL to remove the one in force. Owned by the
 *	namespace if this succeeds
 *
 * Context: &ersym_netns.lock; may sleep.
 * Return: 0, or a negative errno; then nothing has changed.
 */
int ersym_commit(struct ersym_netns *ns, struct ersym_config *config)
{
	struct ersym_config *old;
	struct ersym_linkmap *map;
	bool redefines;
	int err;

	old = rcu_dereference_protected(ns->config, lockdep_is_held(&ns->lock));
	if (!config) {
		ns->generation++;
		if (old)
			ersym_commit_clear(ns, old);
		return 0;
	}

	err = ersym_config_inherit_births(config, old);
	if (err)
		return err;
	map = ersym_netdev_alloc_map(ns->net, config);
	if (!map)
		return -ENOMEM;
	/* The hooks accept every packet until the configuration is published */
	if (!old) {
		err = ersym_hooks_register(ns);
		if (err)
			goto free_map;
	}
	if (config->guard) {
		err = ersym_hooks_register_guard(ns);
		if (err)
			goto unregister;
	}

	config->generation = ++ns->generation;
	redefines = old && ersym_config_redefines(old, config);
	if (redefines) {
		ersym_commit_publish(ns, NULL, &ersym_linkmap_none);
		synchronize_net();
		ersym_flow_convert(ns->net, old, config);
		ersym_stats_forget(&ns->stats, old, config);
	}
	ersym_commit_publish(ns, config, map);
	if (!config->guard)
		ersym_hooks_unregister_guard(ns);
	if (old) {
		synchronize_net();
		if (!redefines && ersym_config_removes(old, config)) {
			ersym_flow_convert(ns->net, old, config);
			ersym_stats_forget(&ns->stats, old, config);
		}
		ersym_config_free(old);
	}
	return 0;

unregister:
	if (!old)
		ersym_hooks_unregister(ns);
free_map:
	kvfree(map);
	return err;
}

static void __net_exit ersym_commit_net_pre_exit(struct net *net)
{
	ersym_hooks_unregister(ersym_netns(net));
}

/* A grace period has passed since pre_exit: no hook reads the configuration. */
static void __net_exit ersym_commit_net_exit(struct net *net)
{
	struct ersym_netns *ns = ersym_netns(net);
	struct ersym_config *config;

	rtnl_lock();
	config = rtnl_dereference(ns->config);
	RCU_INIT_POINTER(ns->config, NULL);
	RCU_INIT_POINTER(ns->linkmap, &ersym_linkmap_none);
	rtnl_unlock();
	ersym_stats_forget(&ns->stats, config, NULL);
	ersym_config_free(config);
}

static struct pernet_operations ersym_commit_net_ops = {
	.pre_exit = ersym_commit_net_pre_exit,
	.exit = ersym_commit_net_exit,
};

/**
 * ersym_commit_init() - register the end of configurations with namespaces
 *
 * Return: 0 or a negative errno.
 */
int __init ersym_commit_init(void)
{
	return register_pernet_subsys(&ersym_commit_net_ops);
}

/**
 * ersym_commit_exit() - end the configurations of all namespaces
 */
void ersym_commit_exit(void)
{
	unregister_pernet_subsys(&ersym_commit_net_ops);
}
