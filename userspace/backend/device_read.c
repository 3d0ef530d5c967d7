// SPDX-License-Identifier: GPL-2.0
#include "backend/route.h"

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include <linux/ipv6.h>
#include <linux/rtnetlink.h>

#include "backend/wire.h"
#include "nl/queue.h"
#include "util/alloc.h"
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
 * struct question - what a request of the queue is about
 * @gateway: NULL: the link itself
 */
struct question {
	struct device *device;
	const struct address *gateway;
};

/**
 * struct reader - links being looked at
 * @question: the requests of @queue
 * @err: of the first that has no answer
 */
struct reader {
	struct nl_queue queue;
	struct question *question;
	int err;
};

static void fail(struct reader *r, const struct device *device, int err)
{
	if (r->err)
		return;
	r->err = err;
	error("cannot read link %s: %s", device->name, nl_strerror(r->queue.nl, err));
}

static void take_answer(size_t request, int err, const struct nlmsghdr *answer, void *data)
{
	struct reader *r = data;
	const struct question *q = &r->question[request];
	struct device *device = q->device;

	if (q->gateway) {
		if (!err && is_direct(answer, device->index))
			device->reached[device->n_reached++] = *q->gateway;
		return;
	}
	if (!err)
		err = read_link(answer, device);
	if (err && err != -ENODEV)
		fail(r, device, err);
}

static void flush(struct reader *r)
{
	const struct device *device = r->queue.n ? r->question[0].device : NULL;
	int ret = nl_queue_send(&r->queue, take_answer, r);

	if (ret)
		fail(r, device, ret);
}

static struct nlmsghdr *add_request(struct reader *r, uint16_t type, struct device *device,
				    const struct address *gateway)
{
	size_t n;

	if (nl_queue_is_full(&r->queue))
		flush(r);
	n = r->queue.n;
	r->question = array_grow(r->question, n, sizeof(*r->question));
	r->question[n] = (struct question){ .device = device, .gateway = gateway };
	return nl_queue_add(&r->queue, type, 0, REQUEST_SIZE);
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

static void ask_links(struct reader *r, struct devices *devices)
{
	size_t i;

	for (i = 0; i < devices->n; i++)
		ask_link(r, &devices->v[i]);
	flush(r);
}

int links_observe(struct nl_socket *nl, struct devices *devices)
{
	struct reader r = { 0 };

	nl_queue_init(&r.queue, nl, NL_QUEUE_QUESTIONS);
	ask_links(&r, devices);
	nl_queue_free(&r.queue);
	free(r.question);
	devices_sort(devices);
	return r.err;
}

int devices_observe(struct nl_socket *nl, const struct site *site, struct devices *devices)
{
	struct reader r = { 0 };
	size_t i, j;

	memset(devices, 0, sizeof(*devices));
	for (i = 0; i < site->n_circuit; i++)
		for (j = 0; j < site->circuit[i].n_link; j++)
			devices_add(devices, site->circuit[i].link[j].name);

	nl_queue_init(&r.queue, nl, NL_QUEUE_QUESTIONS);
	ask_links(&r, devices);
	if (!r.err) {
		ask_gateways(&r, site, devices);
		flush(&r);
	}
	nl_queue_free(&r.queue);
	free(r.question);
	devices_sort(devices);
	return r.err;
}
