// SPDX-License-Identifier: GPL-2.0
#include "backend/device.h"

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/rtnetlink.h>

#include "backend/address_attr.h"
#include "backend/circuits_down.h"
#include "backend/default_gateway.h"
#include "model/device_name.h"
#include "nl/attr.h"
#include "nl/queue.h"
#include "util/array.h"
#include "util/error.h"

#define REQUEST_SIZE 256

/**
 * struct link_attributes - what the kernel says of a device
 * @name: of the device
 * @master: index of the device that it is a port of; 0: of none
 * @lower: index of the device that it is on; 0: on none
 * @lower_elsewhere: that device is in another network namespace
 * @ipv6: IPv6 is not disabled on it
 * @src_valid_mark: its own value of that sysctl
 * @arp_restricted: its own value of arp_ignore or arp_filter is not zero
 * @kind: of device
 * @port_kind: of the master
 */
struct link_attributes {
	char name[IFNAMSIZ];
	uint32_t master;
	uint32_t lower;
	bool lower_elsewhere;
	bool ipv6;
	bool src_valid_mark;
	bool arp_restricted;
	char kind[DEVICE_KIND_SIZE];
	char port_kind[DEVICE_KIND_SIZE];
};

static int read_ipv6_conf(const struct nlattr *attr, void *out, size_t size)
{
	const int32_t *conf = mnl_attr_get_payload(attr);

	if (mnl_attr_get_payload_len(attr) > DEVCONF_DISABLE_IPV6 * sizeof(*conf))
		*(bool *)out = !conf[DEVCONF_DISABLE_IPV6];
	return 0;
}

static int read_ipv6(const struct nlattr *nest, void *out, size_t size)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(IFLA_INET6_CONF, read_ipv6_conf, struct link_attributes, ipv6),
		{ 0 },
	};

	return attr_read_nest(nest, fields, out);
}

/* The values are numbered from one. */
static bool ipv4_conf(const struct nlattr *attr, unsigned int number)
{
	const int32_t *conf = mnl_attr_get_payload(attr);

	return mnl_attr_get_payload_len(attr) >= number * sizeof(*conf) && conf[number - 1];
}

static int read_ipv4_conf(const struct nlattr *attr, void *out, size_t size)
{
	struct link_attributes *link = out;

	link->src_valid_mark = ipv4_conf(attr, IPV4_DEVCONF_SRC_VMARK);
	link->arp_restricted = ipv4_conf(attr, IPV4_DEVCONF_ARP_IGNORE) ||
			       ipv4_conf(attr, IPV4_DEVCONF_ARPFILTER);
	return 0;
}

static int read_ipv4(const struct nlattr *nest, void *out, size_t size)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD_WHOLE(IFLA_INET_CONF, read_ipv4_conf, struct link_attributes),
		{ 0 },
	};

	return attr_read_nest(nest, fields, out);
}

/* Its nests are by address family. */
static int read_af_spec(const struct nlattr *nest, void *out, size_t size)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD_WHOLE(AF_INET, read_ipv4, struct link_attributes),
		ATTR_FIELD_WHOLE(AF_INET6, read_ipv6, struct link_attributes),
		{ 0 },
	};

	return attr_read_nest(nest, fields, out);
}

static int read_link_info(const struct nlattr *nest, void *out, size_t size)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(IFLA_INFO_KIND, attr_read_string, struct link_attributes, kind),
		ATTR_FIELD(IFLA_INFO_SLAVE_KIND, attr_read_string, struct link_attributes,
			   port_kind),
		{ 0 },
	};

	return attr_read_nest(nest, fields, out);
}

static int parse_link(const struct nlmsghdr *nlh, struct link_attributes *link)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(IFLA_IFNAME, attr_read_string, struct link_attributes, name),
		ATTR_FIELD(IFLA_MASTER, attr_read_u32, struct link_attributes, master),
		ATTR_FIELD(IFLA_LINK, attr_read_u32, struct link_attributes, lower),
		ATTR_FIELD(IFLA_LINK_NETNSID, attr_read_flag, struct link_attributes,
			   lower_elsewhere),
		ATTR_FIELD_WHOLE(IFLA_AF_SPEC, read_af_spec, struct link_attributes),
		ATTR_FIELD_WHOLE(IFLA_LINKINFO, read_link_info, struct link_attributes),
		{ 0 },
	};

	memset(link, 0, sizeof(*link));
	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(struct ifinfomsg))
		return -EBADMSG;
	return attr_read_message(nlh, sizeof(struct ifinfomsg), fields, link);
}

/* A VRF leaves packets with the device; a master of any other kind takes them. */
static void fill_master(const struct link_attributes *link, struct device *device)
{
	char *name = strcmp(link->port_kind, "vrf") ? device->master : device->vrf;

	if (link->master && !if_indextoname(link->master, name))
		name[0] = '\0';
}

static void fill_device(const struct nlmsghdr *nlh, const struct link_attributes *link,
			struct device *device)
{
	const struct ifinfomsg *ifi = mnl_nlmsg_get_payload(nlh);

	device->present = true;
	device->up = ifi->ifi_flags & IFF_UP;
	device->running = ifi->ifi_flags & IFF_RUNNING;
	device->index = ifi->ifi_index;
	device->ipv6 = link->ipv6;
	device->src_valid_mark = link->src_valid_mark;
	device->arp_restricted = link->arp_restricted;
	device->resolves = !(ifi->ifi_flags & (IFF_NOARP | IFF_POINTOPOINT | IFF_LOOPBACK));
	memcpy(device->proper_name, link->name, sizeof(device->proper_name));
	memcpy(device->kind, link->kind, sizeof(device->kind));
	device->lower = link->lower_elsewhere ? 0 : link->lower;
	memcpy(device->port_kind, link->port_kind, sizeof(device->port_kind));
	fill_master(link, device);
	device->offloads = !link->master && !(ifi->ifi_flags & IFF_LOOPBACK) &&
			   strcmp(link->kind, "vrf");
}

static int read_link(const struct nlmsghdr *nlh, struct device *device)
{
	struct link_attributes link;
	int err = parse_link(nlh, &link);

	if (!err)
		fill_device(nlh, &link, device);
	return err;
}

/* struct lookup - the kernel's route to a gateway */
struct lookup {
	bool indirect;
	uint32_t index;
};

/* The kernel's route to a gateway is the link itself. */
static bool is_direct(const struct nlmsghdr *nlh, int index)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(RTA_GATEWAY, attr_read_flag, struct lookup, indirect),
		ATTR_FIELD(RTA_VIA, attr_read_flag, struct lookup, indirect),
		ATTR_FIELD(RTA_MULTIPATH, attr_read_flag, struct lookup, indirect),
		ATTR_FIELD(RTA_OIF, attr_read_u32, struct lookup, index),
		{ 0 },
	};
	const struct rtmsg *rtm = mnl_nlmsg_get_payload(nlh);
	struct lookup lookup = { 0 };

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*rtm) || rtm->rtm_type != RTN_UNICAST ||
	    attr_read_message(nlh, sizeof(*rtm), fields, &lookup))
		return false;
	return !lookup.indirect && lookup.index == (uint32_t)index;
}

/**
 * struct question - what a request asks for
 * @device: the link
 * @gateway: whether it is a neighbour on the link; NULL: the state of the link itself
 */
struct question {
	struct device *device;
	const struct address *gateway;
};

/**
 * struct reader - links being read
 * @queue: the requests
 * @err: of the first request that failed
 */
struct reader {
	struct nl_queue queue;
	int err;
};

static void take_answer(const void *about, int err, const struct nlmsghdr *answer, void *data)
{
	const struct question *q = about;
	struct device *device = q->device;
	struct reader *r = data;

	if (q->gateway) {
		if (!err && is_direct(answer, device->index))
			device->reached[device->n_reached++] = *q->gateway;
		return;
	}
	if (!err)
		err = read_link(answer, device);
	if (!err || err == -ENODEV || r->err)
		return;
	r->err = err;
	error("cannot read link %s: %s", device->name, nl_strerror(r->queue.nl, err));
}

/* Sends the requests and takes the answers. */
static int finish(struct reader *r)
{
	int ret = nl_queue_send(&r->queue);

	if (r->err)
		return r->err;
	if (ret)
		error("cannot read the links: %s", nl_strerror(r->queue.nl, ret));
	return ret;
}

static struct nlmsghdr *add_request(struct reader *r, uint16_t type, struct device *device,
				    const struct address *gateway)
{
	struct question question = { .device = device, .gateway = gateway };

	return nl_queue_add(&r->queue, type, 0, REQUEST_SIZE, &question);
}

static void ask_link(struct reader *r, struct device *device)
{
	struct nlmsghdr *nlh = add_request(r, RTM_GETLINK, device, NULL);

	mnl_nlmsg_put_extra_header(nlh, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(nlh, IFLA_IFNAME, device->name);
}

/*
 * Asks whether a gateway is a neighbour on the link. It looks at routes, not at addresses,
 * because an unnumbered link has only a host route to its gateway.
 */
static void ask_gateway(struct reader *r, struct device *device, const struct address *gateway)
{
	struct nlmsghdr *nlh = add_request(r, RTM_GETROUTE, device, gateway);
	struct rtmsg *rtm;

	rtm = mnl_nlmsg_put_extra_header(nlh, sizeof(*rtm));
	rtm->rtm_family = gateway->family;
	rtm->rtm_dst_len = address_bits(gateway->family);
	/* Without the flag, the kernel assumes a neighbour where it has no route. */
	rtm->rtm_flags = RTM_F_FIB_MATCH;
	mnl_attr_put(nlh, RTA_DST, rtm->rtm_dst_len / 8, gateway->bytes);
	mnl_attr_put_u32(nlh, RTA_OIF, device->index);
}

static void ask_gateways(struct reader *r, const struct site *site, struct devices *devices)
{
	const struct link *link;
	struct device *device = devices->v;
	size_t i, j, k;

	for (i = 0; i < site->n_circuit; i++) {
		for (j = 0; j < site->circuit[i].n_link; j++, device++) {
			link = &site->circuit[i].link[j];
			for (k = 0; device->up && k < link->n_gateway; k++)
				ask_gateway(r, device, &link->gateway[k]);
			for (k = 0; k < device->n_default_gateway; k++)
				ask_gateway(r, device, &device->default_gateway[k]);
		}
	}
}

/**
 * struct networks - connected networks and own addresses being read
 * @devices: they are added to these
 * @family: AF_INET or AF_INET6
 */
struct networks {
	struct devices *devices;
	uint8_t family;
};

/* struct network - a connected network as a route */
struct network {
	bool indirect;
	uint32_t index;
	struct address destination;
};

static struct device *device_by_index(struct devices *devices, uint32_t index)
{
	size_t i;

	for (i = 0; i < devices->n; i++)
		if (devices->v[i].present && devices->v[i].index == (int)index)
			return &devices->v[i];
	return NULL;
}

/* Every device has this network, fe80::/64, so that it distinguishes none. */
static bool is_link_local(const struct address *address)
{
	return address->family == AF_INET6 && address->bytes[0] == 0xfe &&
	       (address->bytes[1] & 0xc0) == 0x80;
}

static int take_network(const struct nlmsghdr *nlh, void *data)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(RTA_DST, address_attr_read, struct network, destination),
		ATTR_FIELD(RTA_OIF, attr_read_u32, struct network, index),
		ATTR_FIELD(RTA_GATEWAY, attr_read_flag, struct network, indirect),
		ATTR_FIELD(RTA_VIA, attr_read_flag, struct network, indirect),
		ATTR_FIELD(RTA_MULTIPATH, attr_read_flag, struct network, indirect),
		{ 0 },
	};
	const struct rtmsg *rtm = mnl_nlmsg_get_payload(nlh);
	struct network network = { 0 };
	struct networks *networks = data;
	struct prefix prefix;
	struct device *device;

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*rtm))
		return -EBADMSG;
	if (rtm->rtm_protocol != RTPROT_KERNEL || rtm->rtm_flags & RTM_F_CLONED ||
	    (rtm->rtm_type != RTN_UNICAST && rtm->rtm_type != RTN_LOCAL) || !rtm->rtm_dst_len)
		return 0;
	if (attr_read_message(nlh, sizeof(*rtm), fields, &network))
		return -EBADMSG;
	prefix.address = network.destination;
	prefix.length = rtm->rtm_dst_len;
	if (rtm->rtm_type == RTN_LOCAL) {
		prefix_list_add(&networks->devices->own, &prefix);
		return 0;
	}
	device = device_by_index(networks->devices, network.index);
	if (!device || network.indirect || is_link_local(&network.destination))
		return 0;
	prefix_list_add(&device->connected, &prefix);
	return 0;
}

/* Those of the family are the last ones. */
static void forget_family(struct prefix_list *list, uint8_t family)
{
	while (list->n && list->v[list->n - 1].address.family == family)
		list->n--;
}

static void forget_networks(void *data)
{
	struct networks *networks = data;
	size_t i;

	for (i = 0; i < networks->devices->n; i++)
		forget_family(&networks->devices->v[i].connected, networks->family);
	forget_family(&networks->devices->own, networks->family);
}

/*
 * Reads the connected networks of the devices: from the routes of the kernel rather than from
 * addresses, which may be without a route or be those of a peer.
 */
static int observe_networks(struct nl_socket *nl, struct devices *devices)
{
	static const uint8_t families[] = { AF_INET, AF_INET6 };
	struct networks networks = { .devices = devices };
	char buf[MNL_NLMSG_HDRLEN + 64];
	struct nlmsghdr *nlh;
	struct rtmsg *rtm;
	size_t i;
	int ret;

	for (i = 0; i < ARRAY_SIZE(families); i++) {
		nlh = mnl_nlmsg_put_header(buf);
		nlh->nlmsg_type = RTM_GETROUTE;
		rtm = mnl_nlmsg_put_extra_header(nlh, sizeof(*rtm));
		rtm->rtm_family = families[i];
		networks.family = families[i];
		/* The kernel filters by it, as there may be a full BGP table. */
		rtm->rtm_protocol = RTPROT_KERNEL;
		ret = nl_dump(nl, nlh, take_network, forget_networks, &networks);
		if (ret && !nl_no_family(ret)) {
			error("cannot read the networks of the devices: %s", nl_strerror(nl, ret));
			return ret;
		}
	}
	return 0;
}

static int read_links(struct reader *r, struct nl_socket *nl, struct devices *devices)
{
	size_t i;

	nl_queue_init(&r->queue, nl, NL_QUEUE_QUESTIONS, sizeof(struct question), take_answer, r);
	for (i = 0; i < devices->n; i++)
		ask_link(r, &devices->v[i]);
	return finish(r);
}

int devices_observe_links(struct nl_socket *nl, struct devices *devices)
{
	struct reader r = { 0 };
	int err = read_links(&r, nl, devices);

	nl_queue_free(&r.queue);
	devices_sort(devices);
	return err;
}

/**
 * struct inside - inside devices being read
 * @site: the site, whose links are no inside devices
 * @devices: they are added to it
 * @n_link: number of links in it
 */
struct inside {
	const struct site *site;
	struct devices *devices;
	size_t n_link;
};

static int take_inside(const struct nlmsghdr *nlh, void *data)
{
	struct inside *inside = data;
	struct link_attributes link;
	struct device *device;

	if (parse_link(nlh, &link) || !link.name[0])
		return -EBADMSG;
	if (site_circuit_by_link(inside->site, link.name))
		return 0;
	device = devices_add(inside->devices, link.name);
	fill_device(nlh, &link, device);
	device->offloads = device->offloads && device->up;
	return 0;
}

static void forget_inside(void *data)
{
	struct inside *inside = data;

	inside->devices->n = inside->n_link;
}

static int observe_inside(struct nl_socket *nl, const struct site *site, struct devices *devices)
{
	struct inside inside = { .site = site, .devices = devices, .n_link = devices->n };
	char buf[MNL_NLMSG_HDRLEN + 64];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	int ret;

	nlh->nlmsg_type = RTM_GETLINK;
	mnl_nlmsg_put_extra_header(nlh, sizeof(struct ifinfomsg));
	mnl_attr_put_u32(nlh, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	ret = nl_dump(nl, nlh, take_inside, forget_inside, &inside);
	if (ret)
		error("cannot read the inside devices: %s", nl_strerror(nl, ret));
	return ret;
}

/* Names of inside devices that no device has may be alternative ones. */
static int observe_other_names(struct nl_socket *nl, const struct site *site,
			       struct devices *devices)
{
	struct devices others = { 0 };
	size_t i;
	int err;

	for (i = 0; i < site->n_inside_device; i++)
		if (!device_name_is_pattern(site->inside_device[i].name) &&
		    !devices_find(devices, site->inside_device[i].name))
			devices_add(&others, site->inside_device[i].name);
	err = devices_observe_links(nl, &others);
	for (i = 0; i < others.n; i++) {
		others.v[i].offloads = false;
		if (others.v[i].present)
			*devices_add(devices, others.v[i].name) = others.v[i];
	}
	free(others.v);
	return err;
}

int devices_observe(struct nl_socket *nl, const struct site *site, struct devices *devices)
{
	struct reader r = { 0 };
	size_t i, j;
	int err;

	memset(devices, 0, sizeof(*devices));
	for (i = 0; i < site->n_circuit; i++)
		for (j = 0; j < site->circuit[i].n_link; j++)
			devices_add(devices, site->circuit[i].link[j].name);

	err = read_links(&r, nl, devices);
	if (!err)
		err = default_gateways_observe(nl, site, devices);
	if (!err) {
		ask_gateways(&r, site, devices);
		err = finish(&r);
	}
	nl_queue_free(&r.queue);
	if (!err)
		err = observe_inside(nl, site, devices);
	if (!err)
		err = observe_networks(nl, devices);
	if (!err)
		err = circuits_down_observe(&devices->down);
	devices_sort(devices);
	if (!err)
		err = observe_other_names(nl, site, devices);
	devices_sort(devices);
	return err;
}
