// SPDX-License-Identifier: GPL-2.0
#include "backend/route.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>

#include <linux/ipv6.h>
#include <linux/rtnetlink.h>

#include "backend/wire.h"
#include "nl/queue.h"
#include "util/error.h"

#define REQUEST_SIZE 256

static bool ipv6_enabled(const struct nlattr *spec)
{
	const struct nlattr *family, *attr;
	const int32_t *conf;

	mnl_attr_for_each_nested(family, spec) {
		if (mnl_attr_get_type(family) != AF_INET6)
			continue;
		mnl_attr_for_each_nested(attr, family) {
			if (mnl_attr_get_type(attr) != IFLA_INET6_CONF ||
			    mnl_attr_get_payload_len(attr) <=
				    DEVCONF_DISABLE_IPV6 * sizeof(*conf))
				continue;
			conf = mnl_attr_get_payload(attr);
			return !conf[DEVCONF_DISABLE_IPV6];
		}
	}
	return false;
}

/* The VRF that a device is in. A master that is no VRF is nothing to routes. */
static void take_vrf(const struct nlattr *info, uint32_t master, struct device *device)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, info)
		if (mnl_attr_get_type(attr) == IFLA_INFO_SLAVE_KIND &&
		    mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) == 0 &&
		    !strcmp(mnl_attr_get_str(attr), "vrf") &&
		    !if_indextoname(master, device->vrf))
			device->vrf[0] = '\0';
}

static bool is_kind(const struct nlattr *info, const char *kind)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, info)
		if (mnl_attr_get_type(attr) == IFLA_INFO_KIND &&
		    mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) == 0)
			return !strcmp(mnl_attr_get_str(attr), kind);
	return false;
}

static int read_link(const struct nlmsghdr *nlh, struct device *device)
{
	const struct ifinfomsg *ifi = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr, *info = NULL;
	uint32_t master = 0;

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*ifi))
		return -EBADMSG;
	device->present = true;
	device->up = ifi->ifi_flags & IFF_UP;
	device->running = ifi->ifi_flags & IFF_RUNNING;
	device->index = ifi->ifi_index;
	mnl_attr_for_each(attr, nlh, sizeof(*ifi)) {
		switch (mnl_attr_get_type(attr)) {
		case IFLA_AF_SPEC:
			device->ipv6 = ipv6_enabled(attr);
			break;
		case IFLA_MASTER:
			if (take_u32(attr, &master))
				return -EBADMSG;
			break;
		case IFLA_LINKINFO:
			info = attr;
			break;
		}
	}
	if (info && master)
		take_vrf(info, master, device);
	device->offloads = !master && !(ifi->ifi_flags & IFF_LOOPBACK) &&
			   !(info && is_kind(info, "vrf"));
	return 0;
}

/* Whether the kernel's route to a gateway is the link itself. */
static bool is_direct(const struct nlmsghdr *nlh, int index)
{
	const struct rtmsg *rtm = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr;
	uint32_t out = 0;

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*rtm) || rtm->rtm_type != RTN_UNICAST)
		return false;
	mnl_attr_for_each(attr, nlh, sizeof(*rtm)) {
		switch (mnl_attr_get_type(attr)) {
		case RTA_GATEWAY:
		case RTA_VIA:
		case RTA_MULTIPATH:
			return false;
		case RTA_OIF:
			if (take_u32(attr, &out))
				return false;
			break;
		}
	}
	return out == (uint32_t)index;
}

/**
 * struct question - what a request is about
 * @gateway: NULL: the link itself
 */
struct question {
	struct device *device;
	const struct address *gateway;
};

/**
 * struct reader - links being looked at
 * @err: of the first that has no answer
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

/* What was asked until now, answered. */
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
 * Whether a gateway is a neighbour on the link. Asked of the routes, not of the
 * addresses: an unnumbered link has a host route to it.
 */
static void ask_gateway(struct reader *r, struct device *device, const struct address *gateway)
{
	struct nlmsghdr *nlh = add_request(r, RTM_GETROUTE, device, gateway);
	struct rtmsg *rtm;

	rtm = mnl_nlmsg_put_extra_header(nlh, sizeof(*rtm));
	rtm->rtm_family = gateway->family;
	rtm->rtm_dst_len = address_bits(gateway->family);
	/* The route itself: without one, the kernel would assume a neighbour. */
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
		}
	}
}

static int read_links(struct reader *r, struct nl_socket *nl, struct devices *devices)
{
	size_t i;

	nl_queue_init(&r->queue, nl, NL_QUEUE_QUESTIONS, sizeof(struct question), take_answer, r);
	for (i = 0; i < devices->n; i++)
		ask_link(r, &devices->v[i]);
	return finish(r);
}

int links_observe(struct nl_socket *nl, struct devices *devices)
{
	struct reader r = { 0 };
	int err = read_links(&r, nl, devices);

	nl_queue_free(&r.queue);
	devices_sort(devices);
	return err;
}

/** struct inside - inside devices being read; @devices: where they are added */
struct inside {
	const struct site *site;
	struct devices *devices;
	size_t n_link;
};

static int take_inside(const struct nlmsghdr *nlh, void *data)
{
	struct inside *inside = data;
	const struct nlattr *attr;
	const char *name = NULL;
	struct device *device;

	mnl_attr_for_each(attr, nlh, sizeof(struct ifinfomsg))
		if (mnl_attr_get_type(attr) == IFLA_IFNAME &&
		    mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) == 0)
			name = mnl_attr_get_str(attr);
	if (!name)
		return -EBADMSG;
	if (site_circuit_by_link(inside->site, name))
		return 0;
	device = devices_add(inside->devices, name);
	if (read_link(nlh, device))
		return -EBADMSG;
	device->offloads = device->offloads && device->up;
	return 0;
}

static void forget_inside(void *data)
{
	struct inside *inside = data;

	inside->devices->n = inside->n_link;
}

static int inside_observe(struct nl_socket *nl, const struct site *site, struct devices *devices)
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
	if (!err) {
		ask_gateways(&r, site, devices);
		err = finish(&r);
	}
	nl_queue_free(&r.queue);
	if (!err && site->offload)
		err = inside_observe(nl, site, devices);
	devices_sort(devices);
	return err;
}
