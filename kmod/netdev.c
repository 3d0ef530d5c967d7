// SPDX-License-Identifier: GPL-2.0
#include "netdev.h"

#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "config.h"
#include "event.h"
#include "linkmap.h"
#include "netns.h"

/**
 * ersym_netdev_alloc_map() - allocate a map with room for all links
 * @net: the namespace
 * @config: configuration with the links
 *
 * Context: may sleep.
 * Return: the map, or NULL if there is no memory.
 */
struct ersym_linkmap *ersym_netdev_alloc_map(struct net *net,
					     const struct ersym_config *config)
{
	const struct net_device *dev;
	unsigned int i, links = 0;
	struct ersym_linkmap *map;
	int ifindex = 0;

	for (i = 0; i < config->circuits; i++)
		links += config->circuit[i].links;
	/* A device that is created later is found without a slot, too */
	rcu_read_lock();
	for_each_netdev_rcu(net, dev)
		ifindex = max(ifindex, dev->ifindex);
	rcu_read_unlock();
	map = ersym_linkmap_alloc(&config->mark, links, ifindex);
	if (map)
		map->pools = ersym_pools_range(&config->ipv4);
	return map;
}

static struct net_device *ersym_netdev_get(struct net *net, const char *name)
{
	struct net_device *dev = dev_get_by_name_rcu(net, name);

	/* Altnames are not matched, so that a device is one link at most */
	return dev && !strcmp(dev->name, name) ? dev : NULL;
}

/**
 * ersym_netdev_lookup() - look up the device that has a name now
 * @net: the namespace
 * @name: name of a link
 * @ifindex: set to the index of the device, or 0 if there is none
 * @running: set to whether the device is up and has a carrier
 */
void ersym_netdev_lookup(struct net *net, const char *name, int *ifindex,
			 bool *running)
{
	const struct net_device *dev;

	rcu_read_lock();
	dev = ersym_netdev_get(net, name);
	*ifindex = dev ? dev->ifindex : 0;
	*running = dev && netif_running(dev) && netif_oper_up(dev);
	rcu_read_unlock();
}

/**
 * ersym_netdev_way_gone() - test whether a circuit has no link to leave by
 * @net: the namespace
 * @circuit: the circuit, or NULL for the inside
 *
 * Return: true if the circuit has links and none that packets are sent by is
 * running. The inside and a circuit that ends on another host have no links.
 */
bool ersym_netdev_way_gone(struct net *net, const struct ersym_circuit *circuit)
{
	bool running = !circuit || !circuit->links;
	unsigned int i;
	int ifindex;

	for (i = 0; !running && i < circuit->links; i++)
		if (!circuit->link[i].receive)
			ersym_netdev_lookup(net, circuit->link[i].name,
					    &ifindex, &running);
	return !running;
}

static bool ersym_netdev_moved(struct net *net,
			       const struct ersym_config *config)
{
	unsigned int i, j;
	bool running;
	int ifindex;

	for (i = 0; i < config->circuits; i++) {
		const struct ersym_circuit *circuit = &config->circuit[i];

		for (j = 0; j < circuit->links; j++) {
			ersym_netdev_lookup(net, circuit->link[j].name,
					    &ifindex, &running);
			if (ifindex != circuit->link[j].ifindex)
				return true;
		}
	}
	return false;
}

/**
 * ersym_netdev_bind() - bind all links to the devices that have their names
 * @ns: state of the namespace
 * @config: configuration with the links
 * @map: empty map from ersym_netdev_alloc_map(), owned by @config from here
 *	on, or NULL if no link changes its device
 * @notify: send an event for each link that changed
 *
 * Context: RTNL.
 */
void ersym_netdev_bind(struct ersym_netns *ns, struct ersym_config *config,
		       struct ersym_linkmap *map, bool notify)
{
	unsigned int i, j;

	ASSERT_RTNL();
	for (i = 0; i < config->circuits; i++) {
		struct ersym_circuit *circuit = &config->circuit[i];
		struct ersym_range pass = ersym_circuit_pass_range(circuit);
		u32 value = ersym_mark_value(&config->mark, ERSYM_FIELD_IN,
					     circuit->id);

		for (j = 0; j < circuit->links; j++) {
			struct ersym_link *link = &circuit->link[j];
			bool running;
			int ifindex;

			ersym_netdev_lookup(ns->net, link->name, &ifindex,
					    &running);
			if (map && ifindex)
				ersym_linkmap_add(map, ifindex, value, pass);
			if (ifindex == link->ifindex &&
			    running == link->running)
				continue;
			link->ifindex = ifindex;
			link->running = running;
			if (notify)
				ersym_event_link(&ns->events, config, circuit,
						 link);
		}
	}
	if (map) {
		ersym_linkmap_finish(map);
		rcu_assign_pointer(config->linkmap, map);
	}
}

/* Look up all links again, whatever happened to the device. */
static int ersym_netdev_event(struct notifier_block *nb, unsigned long event,
			      void *data)
{
	struct net_device *dev = netdev_notifier_info_to_dev(data);
	struct ersym_netns *ns = ersym_netns(dev_net(dev));
	struct ersym_linkmap *map = NULL, *old;
	struct ersym_config *config;

	switch (event) {
	case NETDEV_REGISTER:
	case NETDEV_UNREGISTER:
	case NETDEV_CHANGENAME:
	case NETDEV_UP:
	case NETDEV_DOWN:
	case NETDEV_CHANGE:
		break;
	default:
		return NOTIFY_DONE;
	}

	config = rtnl_dereference(ns->config);
	if (!config)
		return NOTIFY_DONE;

	if (ersym_netdev_moved(ns->net, config)) {
		map = ersym_netdev_alloc_map(ns->net, config);
		if (!map)
			return notifier_from_errno(-ENOMEM);
	}
	old = rtnl_dereference(config->linkmap);
	ersym_netdev_bind(ns, config, map, true);
	if (map) {
		rcu_assign_pointer(ns->linkmap, map);
		kvfree_rcu(old, rcu);
	}
	return NOTIFY_DONE;
}

static struct notifier_block ersym_netdev_notifier = {
	.notifier_call = ersym_netdev_event,
};

/**
 * ersym_netdev_init() - register the notifier for network devices
 *
 * Return: 0 or a negative errno.
 */
int ersym_netdev_init(void)
{
	return register_netdevice_notifier(&ersym_netdev_notifier);
}

/**
 * ersym_netdev_exit() - unregister the notifier for network devices
 */
void ersym_netdev_exit(void)
{
	unregister_netdevice_notifier(&ersym_netdev_notifier);
}
