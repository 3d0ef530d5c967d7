// SPDX-License-Identifier: GPL-2.0
#include "backend/rp_filter.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <linux/netconf.h>
#include <linux/rtnetlink.h>

#include "nl/attr.h"
#include "nl/queue.h"
#include "util/alloc.h"
#include "util/error.h"

#define RP_FILTER_STRICT 1

/**
 * struct rp_filters - values of rp_filter being read
 * @queue: the requests, of which that for all devices is the first
 * @all: the value for all devices: the greater of it and of a device's own is in force
 * @err: of a request that failed
 */
struct rp_filters {
	struct nl_queue queue;
	uint32_t all;
	int err;
};

static void take_answer(const void *about, int err, const struct nlmsghdr *answer, void *data)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD_WHOLE(NETCONFA_RP_FILTER, attr_read_u32, uint32_t),
		{ 0 },
	};
	struct device *device = *(struct device *const *)about;
	struct rp_filters *r = data;
	uint32_t value = 0;

	/* The device has been deleted, or has no IPv4. */
	if (err == -ENODEV || err == -EINVAL)
		return;
	if (err) {
		r->err = err;
		return;
	}
	attr_read_message(answer, sizeof(struct netconfmsg), fields, &value);
	if (!device)
		r->all = value;
	else
		device->strict = (value > r->all ? value : r->all) == RP_FILTER_STRICT;
}

/* @device: NULL: the value for all devices */
static void ask_rp_filter(struct rp_filters *r, struct device *device, int index)
{
	struct nlmsghdr *nlh = nl_queue_add(&r->queue, RTM_GETNETCONF, 0, 64, &device);
	struct netconfmsg *ncm;

	ncm = mnl_nlmsg_put_extra_header(nlh, sizeof(*ncm));
	ncm->ncm_family = AF_INET;
	mnl_attr_put_u32(nlh, NETCONFA_IFINDEX, index);
}

/* rtnetlink does not have the values for all devices. */
static bool is_set_for_all(const char *sysctl)
{
	char *path = xasprintf("/proc/sys/net/ipv4/conf/all/%s", sysctl);
	FILE *in = fopen(path, "re");
	bool set;

	free(path);
	if (!in)
		return false;
	set = getc(in) != '0';
	fclose(in);
	return set;
}

int rp_filters_observe(struct nl_socket *nl, struct devices *devices)
{
	bool src_valid_mark = is_set_for_all("src_valid_mark");
	bool arp_restricted = is_set_for_all("arp_ignore") || is_set_for_all("arp_filter");
	struct rp_filters r = { 0 };
	size_t i;
	int ret;

	nl_queue_init(&r.queue, nl, NL_QUEUE_QUESTIONS, sizeof(struct device *), take_answer, &r);
	ask_rp_filter(&r, NULL, NETCONFA_IFINDEX_ALL);
	for (i = 0; i < devices->n; i++) {
		devices->v[i].src_valid_mark |= src_valid_mark;
		devices->v[i].arp_restricted |= arp_restricted;
		if (devices->v[i].present)
			ask_rp_filter(&r, &devices->v[i], devices->v[i].index);
	}
	ret = nl_queue_send(&r.queue);
	nl_queue_free(&r.queue);
	if (!ret)
		ret = r.err;
	if (ret)
		error("cannot read rp_filter: %s", nl_strerror(nl, ret));
	return ret;
}
