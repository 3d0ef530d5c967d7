// SPDX-License-Identifier: GPL-2.0
#include "netdev.h"

#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "main.h"

/**
 * ersym_netdev_map() - an empty map with room for all links
 * @net: the namespace
 * @config: whose links
 *
 * Context: may sleep.
 * Return: the map, or NULL if there is no memory.
 */
struct ersym_devmap *ersym_netdev_map(struct net *net,
				      const struct ersym_config *config)
{
	const struct net_device *dev;
	unsigned int i, links = 0;
	struct ersym_devmap *map;
	int ifindex = 0;

	for (i = 0; i < config->circuits; i++)
		links += config->circuit[i].links;
	/* Those that come later are found nevertheless */
	rcu_read_lock();
	for_each_netdev_rcu(net, dev)
		ifindex = max(ifindex, dev->ifindex);
	rcu_read_unlock();
	map = ersym_devmap_alloc(&config->mark, links, ifindex);
	if (map)
		map->pools = ersym_pools_range(&config->ipv4);
	return map;
}

static struct net_device *ersym_netdev_get(struct net *net, const char *name)
{
	struct net_device *dev = dev_get_by_name_rcu(net, name);

	/* An alternative name is no binding: a device has one circuit */
	return dev && !strcmp(dev->name, name) ? dev : NULL;
}

/**
 * ersym_netdev_look() - the device that has a name now
 * @net: the namespace
 * @name: of a link
 * @ifindex: of the device, or 0 if there is none
 * @running: whether it is up and has a carrier
 */
void ersym_netdev_look(struct net *net, const char *name, int *ifindex,
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
 * ersym_netdev_bind() - find the devices of all links
 * @net: the namespace
 * @config: not published yet
 * @map: empty, from ersym_netdev_map(); @config owns it from here on
 *
 * Context: RTNL.
 */
void ersym_netdev_bind(struct net *net, struct ersym_config *config,
		       struct ersym_devmap *map)
{
	unsigned int i, j;

	ASSERT_RTNL();
	for (i = 0; i < config->circuits; i++) {
		struct ersym_circuit *circuit = &config->circuit[i];
		u32 value = ersym_mark_value(&config->mark, ERSYM_FIELD_IN,
					     circuit->id);

		for (j = 0; j < circuit->links; j++) {
			struct ersym_link *link = &circuit->link[j];

			ersym_netdev_look(net, link->name, &link->ifindex,
					  &link->running);
			if (link->ifindex)
				ersym_devmap_add(map, link->ifindex, value,
						 ersym_circuit_passes(circuit));
		}
	}
	ersym_devmap_finish(map);
	rcu_assign_pointer(config->devmap, map);
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
			ersym_netdev_look(net, circuit->link[j].name, &ifindex,
					  &running);
			if (ifindex != circuit->link[j].ifindex)
				return true;
		}
	}
	return false;
}

static void ersym_netdev_update(struct ersym_net *en,
				struct ersym_config *config,
				struct ersym_devmap *map)
{
	unsigned int i, j;

	for (i = 0; i < config->circuits; i++) {
		struct ersym_circuit *circuit = &config->circuit[i];
		u32 value = ersym_mark_value(&config->mark, ERSYM_FIELD_IN,
					     circuit->id);

		for (j = 0; j < circuit->links; j++) {
			struct ersym_link *link = &circuit->link[j];
			struct ersym_link now;

			ersym_netdev_look(en->net, link->name, &now.ifindex,
					  &now.running);
			if (map && now.ifindex)
				ersym_devmap_add(map, now.ifindex, value,
						 ersym_circuit_passes(circuit));
			if (now.ifindex == link->ifindex &&
			    now.running == link->running)
				continue;
			link->ifindex = now.ifindex;
			link->running = now.running;
			ersym_event_link(en, config, circuit, link);
		}
	}
}

/* Whatever happened to a device: look all links up again. */
static int ersym_netdev_event(struct notifier_block *nb, unsigned long event,
			      void *data)
{
	struct net_device *dev = netdev_notifier_info_to_dev(data);
	struct ersym_net *en = ersym_net(dev_net(dev));
	struct ersym_devmap *map = NULL, *old;
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

	config = rtnl_dereference(en->config);
	if (!config)
		return NOTIFY_DONE;

	if (ersym_netdev_moved(en->net, config)) {
		map = ersym_netdev_map(en->net, config);
		if (!map)
			return notifier_from_errno(-ENOMEM);
	}
	ersym_netdev_update(en, config, map);
	if (map) {
		ersym_devmap_finish(map);
		old = rtnl_dereference(config->devmap);
		rcu_assign_pointer(config->devmap, map);
		rcu_assign_pointer(en->devmap, map);
		kvfree_rcu(old, rcu);
	}
	return NOTIFY_DONE;
}

static struct notifier_block ersym_netdev_notifier = {
	.notifier_call = ersym_netdev_event,
};

/**
 * ersym_netdev_init() - begin to watch devices
 *
 * Return: 0 or a negative errno.
 */
int ersym_netdev_init(void)
{
	return register_netdevice_notifier(&ersym_netdev_notifier);
}

/**
 * ersym_netdev_exit() - watch devices no more
 */
void ersym_netdev_exit(void)
{
	unregister_netdevice_notifier(&ersym_netdev_notifier);
}
