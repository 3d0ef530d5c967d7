// SPDX-License-Identifier: GPL-2.0
#include "backend/watch.h"

#include <errno.h>
#include <string.h>

#include <linux/genetlink.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netconf.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rtnetlink.h>

#include "backend/socket.h"
#include "backend/watch_filter.h"
#include "nl/attr.h"
#include "util/array.h"
#include "util/error.h"

/* Bytes for some thousand notifications, while a plan is made. */
#define BUFFER (4 * 1024 * 1024)

#define NEWGEN (NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWGEN)

static const struct {
	int bus;
	unsigned int groups[9];
} buses[WATCH_SOCKETS] = {
	{ NETLINK_ROUTE, {
		RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE,
		RTNLGRP_IPV6_ROUTE, RTNLGRP_IPV4_RULE, RTNLGRP_IPV6_RULE,
		RTNLGRP_IPV6_NETCONF,
	} },
	{ NETLINK_NETFILTER, { NFNLGRP_NFTABLES } },
	/* The multicast group in which the controller announces families has a fixed number. */
	{ NETLINK_GENERIC, { GENL_ID_CTRL } },
};

static int subscribe(struct nl_socket *nl, const unsigned int *group)
{
	int err = watch_filter_attach(mnl_socket_get_fd(nl->mnl), nl->bus);

	nl_expect(nl, BUFFER);
	for (; !err && *group; group++)
		if (mnl_socket_setsockopt(nl->mnl, NETLINK_ADD_MEMBERSHIP, (void *)group,
					  sizeof(*group)) < 0)
			err = -errno;
	if (err)
		error("cannot subscribe to notifications of the kernel: %s",
		      nl_strerror(nl, err));
	return err;
}

int watch_open(struct watch *watch)
{
	size_t i;
	int err = 0;

	memset(watch, 0, sizeof(*watch));
	for (i = 0; !err && i < WATCH_SOCKETS; i++) {
		err = socket_open(&watch->nl[i], buses[i].bus);
		if (!err)
			err = subscribe(&watch->nl[i], buses[i].groups);
	}
	if (err)
		watch_close(watch);
	return err;
}

void watch_close(struct watch *watch)
{
	size_t i;

	for (i = 0; i < WATCH_SOCKETS; i++)
		nl_close(&watch->nl[i]);
}

void watch_ignore(struct watch *watch, unsigned int which, const struct nl_socket *nl)
{
	watch->own[which] = mnl_socket_get_portid(nl->mnl);
}

static void read_link(const struct nlmsghdr *nlh, struct change *change)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(IFLA_IFNAME, attr_read_string, struct change, device),
		{ 0 },
	};
	const struct ifinfomsg *ifi = mnl_nlmsg_get_payload(nlh);

	if (nlh->nlmsg_type == RTM_DELLINK)
		change->kind = CHANGE_LINK_DELETED;
	else if (!(ifi->ifi_flags & IFF_UP))
		change->kind = CHANGE_LINK_DOWN;
	else
		change->kind = ifi->ifi_flags & IFF_RUNNING ? CHANGE_LINK_UP :
							      CHANGE_LINK_NO_CARRIER;
	attr_read_message(nlh, sizeof(*ifi), fields, change);
}

static void read_address(const struct nlmsghdr *nlh, struct change *change)
{
	const struct ifaddrmsg *ifa = mnl_nlmsg_get_payload(nlh);

	change->kind = CHANGE_ADDRESS;
	if (!if_indextoname(ifa->ifa_index, change->device))
		change->device[0] = '\0';
}

/**
 * struct sysctls - a notification of IPv6 sysctls
 * @device: the device, empty if it is the value for all
 * @proxy_ndp: it has the value of this one
 * @forwarding: it has the value of that one, as one of a new device, which has them all
 */
struct sysctls {
	char device[IFNAMSIZ];
	bool proxy_ndp;
	bool forwarding;
};

static int read_device(const struct nlattr *attr, void *out, size_t size)
{
	uint32_t index;

	if (attr_read_u32(attr, &index, sizeof(index)))
		return -EBADMSG;
	if (!if_indextoname(index, out))
		*(char *)out = '\0';
	return 0;
}

/* Returns whether proxy_ndp was set. */
static bool read_sysctl(const struct nlmsghdr *nlh, struct change *change)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(NETCONFA_IFINDEX, read_device, struct sysctls, device),
		ATTR_FIELD(NETCONFA_PROXY_NEIGH, attr_read_flag, struct sysctls, proxy_ndp),
		ATTR_FIELD(NETCONFA_FORWARDING, attr_read_flag, struct sysctls, forwarding),
		{ 0 },
	};
	struct sysctls sysctls = { 0 };

	attr_read_message(nlh, sizeof(struct netconfmsg), fields, &sysctls);
	change->kind = CHANGE_SYSCTL;
	memcpy(change->device, sysctls.device, sizeof(change->device));
	return sysctls.proxy_ndp && !sysctls.forwarding;
}

static int read_name(const struct nlattr *attr, void *out, size_t size)
{
	size_t len = strnlen(mnl_attr_get_payload(attr), mnl_attr_get_payload_len(attr));

	memset(out, 0, size);
	memcpy(out, mnl_attr_get_payload(attr), len < size ? len : size - 1);
	return 0;
}

static void read_generation(const struct nlmsghdr *nlh, struct change *change)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(NFTA_GEN_PROC_NAME, read_name, struct change, program),
		ATTR_FIELD(NFTA_GEN_PROC_PID, attr_read_be32, struct change, process),
		{ 0 },
	};

	change->kind = CHANGE_RULESET;
	attr_read_message(nlh, sizeof(struct nfgenmsg), fields, change);
}

/* Returns whether the message is about a change. */
static bool read_change(const struct nlmsghdr *nlh, int bus, struct change *change)
{
	memset(change, 0, sizeof(*change));
	if (bus == NETLINK_GENERIC) {
		change->kind = CHANGE_MODULE;
		return true;
	}
	if (bus == NETLINK_NETFILTER) {
		read_generation(nlh, change);
		return nlh->nlmsg_type == NEWGEN;
	}
	switch (nlh->nlmsg_type) {
	case RTM_NEWLINK:
	case RTM_DELLINK:
		read_link(nlh, change);
		return true;
	case RTM_NEWADDR:
	case RTM_DELADDR:
		read_address(nlh, change);
		return true;
	case RTM_NEWROUTE:
	case RTM_DELROUTE:
		change->kind = CHANGE_ROUTE;
		return true;
	case RTM_NEWNETCONF:
		return read_sysctl(nlh, change);
	case RTM_NEWRULE:
	case RTM_DELRULE:
		change->kind = CHANGE_RULE;
		return true;
	}
	return false;
}

/* struct reading - notifications being passed on */
struct reading {
	const struct watch *watch;
	int bus;
	watch_fn take;
	void *data;
};

static void take_message(const struct nlmsghdr *nlh, void *data)
{
	const struct reading *r = data;
	struct change change;
	size_t i;

	for (i = 0; nlh->nlmsg_pid && i < WATCH_SOCKETS; i++)
		if (nlh->nlmsg_pid == r->watch->own[i])
			return;
	if (read_change(nlh, r->bus, &change))
		r->take(&change, r->data);
}

int watch_read(struct watch *watch, watch_fn take, void *data)
{
	const struct change lost = { .kind = CHANGE_LOST };
	size_t i;
	int err;

	for (i = 0; i < WATCH_SOCKETS; i++) {
		struct reading r = {
			.watch = watch, .bus = watch->nl[i].bus, .take = take, .data = data,
		};

		err = nl_drain(&watch->nl[i], take_message, &r);
		if (err == -ENOBUFS) {
			take(&lost, data);
		} else if (err) {
			error("cannot read notifications of the kernel: %s", strerror(-err));
			return err;
		}
	}
	return 0;
}
