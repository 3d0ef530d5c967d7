// SPDX-License-Identifier: GPL-2.0
#include "main.h"

#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <net/genetlink.h>
#include <net/netns/generic.h>

#include "flow.h"
#include "netdev.h"
#include "netlink.h"

static unsigned int ersym_net_id __read_mostly;

/**
 * ersym_net() - ersym in a network namespace
 * @net: the namespace
 *
 * Return: what the module keeps for it; there always is something.
 */
struct ersym_net *ersym_net(const struct net *net)
{
	return net_generic(net, ersym_net_id);
}

/* A circuit that stays has the same id and the same name. */
static const struct ersym_circuit *
ersym_config_same(const struct ersym_config *config,
		  const struct ersym_circuit *circuit)
{
	const struct ersym_circuit *same;

	if (!config)
		return NULL;
	same = ersym_config_circuit(config, circuit->id);
	return same && !strcmp(same->name, circuit->name) ? same : NULL;
}

static int ersym_config_births(struct ersym_config *config,
			       const struct ersym_config *old)
{
	unsigned int i;

	for (i = 0; i < config->circuits; i++) {
		struct ersym_circuit *circuit = &config->circuit[i];
		const struct ersym_circuit *same;

		same = ersym_config_same(old, circuit);
		circuit->births = same ? ersym_births_get(same->births) :
					 ersym_births_alloc();
		if (!circuit->births)
			return -ENOMEM;
	}
	return 0;
}

/* Whether facts would be misread under the new configuration. */
static bool ersym_config_misreads(const struct ersym_config *old,
				  const struct ersym_config *config)
{
	unsigned int i;

	if (old->mark.mask != config->mark.mask)
		return true;
	for (i = 0; i < old->circuits; i++) {
		const struct ersym_circuit *circuit = &old->circuit[i];

		if (ersym_config_circuit(config, circuit->id) &&
		    !ersym_config_same(config, circuit))
			return true;
	}
	return false;
}

static bool ersym_config_forgets(const struct ersym_config *old,
				 const struct ersym_config *config)
{
	unsigned int i;

	for (i = 0; i < old->circuits; i++)
		if (!ersym_config_same(config, &old->circuit[i]))
			return true;
	return false;
}

static void ersym_config_publish(struct ersym_net *en,
				 struct ersym_config *config,
				 struct ersym_devmap *map)
{
	rtnl_lock();
	if (config)
		ersym_netdev_bind(en->net, config, map);
	rcu_assign_pointer(en->config, config);
	rcu_assign_pointer(en->devmap, map);
	rtnl_unlock();
}

static void ersym_config_quiet(struct ersym_net *en, struct ersym_config *old)
{
	ersym_hooks_unregister(en);
	ersym_config_publish(en, NULL, &ersym_devmap_none);
	synchronize_net();
	ersym_flow_convert(en->net, old, NULL);
	ersym_stats_forget(&en->stats, old, NULL);
	ersym_config_free(old);
}

/**
 * ersym_config_apply() - put a configuration in force
 * @en: the namespace
 * @config: the configuration, NULL for none. Owned by the namespace if this
 *	succeeds
 *
 * Context: &ersym_net.lock; may sleep.
 * Return: 0, or a negative errno; then nothing has changed.
 */
int ersym_config_apply(struct ersym_net *en, struct ersym_config *config)
{
	struct ersym_config *old;
	struct ersym_devmap *map;
	bool misreads;
	int err;

	old = rcu_dereference_protected(en->config, lockdep_is_held(&en->lock));
	if (!config) {
		en->generation++;
		if (old)
			ersym_config_quiet(en, old);
		return 0;
	}

	err = ersym_config_births(config, old);
	if (err)
		return err;
	map = ersym_netdev_map(en->net, config);
	if (!map)
		return -ENOMEM;
	/* Hooks accept everything while there is no configuration */
	if (!old) {
		err = ersym_hooks_register(en);
		if (err)
			goto free_map;
	}
	if (config->guard) {
		err = ersym_hooks_guard(en);
		if (err)
			goto unregister;
	}

	config->generation = ++en->generation;
	misreads = old && ersym_config_misreads(old, config);
	if (misreads) {
		ersym_config_publish(en, NULL, &ersym_devmap_none);
		synchronize_net();
		ersym_flow_convert(en->net, old, config);
		ersym_stats_forget(&en->stats, old, config);
	}
	ersym_config_publish(en, config, map);
	if (!config->guard)
		ersym_hooks_unguard(en);
	if (old) {
		synchronize_net();
		if (!misreads && ersym_config_forgets(old, config)) {
			ersym_flow_convert(en->net, old, config);
			ersym_stats_forget(&en->stats, old, config);
		}
		ersym_config_free(old);
	}
	return 0;

unregister:
	if (!old)
		ersym_hooks_unregister(en);
free_map:
	kvfree(map);
	return err;
}

static int __net_init ersym_net_init(struct net *net)
{
	struct ersym_net *en = ersym_net(net);

	en->net = net;
	RCU_INIT_POINTER(en->devmap, &ersym_devmap_none);
	mutex_init(&en->lock);
	ersym_stats_init(&en->stats);
	ersym_event_limit_init(&en->limit);
	return 0;
}

static void __net_exit ersym_net_pre_exit(struct net *net)
{
	ersym_hooks_unregister(ersym_net(net));
}

/* A grace period after pre_exit: no hook reads the configuration. */
static void __net_exit ersym_net_exit(struct net *net)
{
	struct ersym_net *en = ersym_net(net);
	struct ersym_config *config;

	rtnl_lock();
	config = rtnl_dereference(en->config);
	RCU_INIT_POINTER(en->config, NULL);
	RCU_INIT_POINTER(en->devmap, &ersym_devmap_none);
	rtnl_unlock();
	ersym_stats_forget(&en->stats, config, NULL);
	ersym_config_free(config);
	mutex_destroy(&en->lock);
}

static struct pernet_operations ersym_net_ops = {
	.init = ersym_net_init,
	.pre_exit = ersym_net_pre_exit,
	.exit = ersym_net_exit,
	.id = &ersym_net_id,
	.size = sizeof(struct ersym_net),
};

static int __init ersym_init(void)
{
	int err;

	err = register_pernet_subsys(&ersym_net_ops);
	if (err)
		return err;
	err = ersym_netdev_init();
	if (err)
		goto unregister_pernet;
	err = ersym_netlink_init();
	if (err)
		goto exit_netdev;
	return 0;

exit_netdev:
	ersym_netdev_exit();
unregister_pernet:
	unregister_pernet_subsys(&ersym_net_ops);
	rcu_barrier();
	return err;
}

static void __exit ersym_exit(void)
{
	ersym_netlink_exit();
	ersym_netdev_exit();
	unregister_pernet_subsys(&ersym_net_ops);
	/* Cells of the matrix may still wait for their grace period */
	rcu_barrier();
}

module_init(ersym_init);
module_exit(ersym_exit);

MODULE_DESCRIPTION("Path symmetry for hosts with several circuits");
MODULE_LICENSE("GPL");
MODULE_ALIAS_GENL_FAMILY(ERSYM_FAMILY_NAME);
