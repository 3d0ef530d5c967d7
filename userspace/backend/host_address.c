// SPDX-License-Identifier: GPL-2.0
#include "backend/host_address.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>

#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include "backend/address_attr.h"
#include "nl/attr.h"
#include "util/error.h"

#define REQUEST_SIZE 64
#define NUD_KNOWN (NUD_PERMANENT | NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE)

/**
 * struct list - addresses being read
 * @addresses: they are added to it
 * @n_before: number of addresses that it had before the dump
 */
struct list {
	struct host_addresses *addresses;
	size_t n_before;
};

static void forget(void *data)
{
	struct list *list = data;

	list->addresses->n = list->n_before;
}

static void add(struct list *list, const struct address *address, bool own, uint32_t index)
{
	char device[IFNAMSIZ];

	if (address->family && if_indextoname(index, device))
		host_addresses_add(list->addresses, address, own, device);
}

/**
 * struct reading - the attributes of an address
 * @address: the address, or that of the other end
 * @local: the address, if @address may be that of the other end
 */
struct reading {
	struct address address;
	struct address local;
};

static int take_own(const struct nlmsghdr *nlh, void *data)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(IFA_ADDRESS, address_attr_read, struct reading, address),
		ATTR_FIELD(IFA_LOCAL, address_attr_read, struct reading, local),
		{ 0 },
	};
	const struct ifaddrmsg *ifa = mnl_nlmsg_get_payload(nlh);
	struct reading reading = { 0 };

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*ifa) ||
	    attr_read_message(nlh, sizeof(*ifa), fields, &reading))
		return -EBADMSG;
	if (reading.local.family) {
		add(data, &reading.local, true, ifa->ifa_index);
		if (address_equal(&reading.local, &reading.address))
			return 0;
	}
	add(data, &reading.address, !reading.local.family, ifa->ifa_index);
	return 0;
}

static int take_neighbour(const struct nlmsghdr *nlh, void *data)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(NDA_DST, address_attr_read, struct reading, address),
		{ 0 },
	};
	const struct ndmsg *ndm = mnl_nlmsg_get_payload(nlh);
	struct reading reading = { 0 };

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*ndm))
		return -EBADMSG;
	if ((ndm->ndm_family != AF_INET && ndm->ndm_family != AF_INET6) ||
	    !(ndm->ndm_state & NUD_KNOWN))
		return 0;
	if (attr_read_message(nlh, sizeof(*ndm), fields, &reading))
		return -EBADMSG;
	add(data, &reading.address, false, ndm->ndm_ifindex);
	return 0;
}

/* Both dumps have a header that begins with the family, which is left unspecified. */
static int dump(struct nl_socket *nl, uint16_t type, size_t header, nl_message_fn take,
		struct host_addresses *addresses)
{
	struct list list = { .addresses = addresses, .n_before = addresses->n };
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);

	nlh->nlmsg_type = type;
	mnl_nlmsg_put_extra_header(nlh, header);
	return nl_dump(nl, nlh, take, forget, &list);
}

int host_addresses_observe(struct nl_socket *nl, struct host_addresses *addresses)
{
	int ret;

	memset(addresses, 0, sizeof(*addresses));
	ret = dump(nl, RTM_GETADDR, sizeof(struct ifaddrmsg), take_own, addresses);
	if (!ret)
		ret = dump(nl, RTM_GETNEIGH, sizeof(struct ndmsg), take_neighbour, addresses);
	if (ret)
		error("cannot read the addresses in use: %s", nl_strerror(nl, ret));
	host_addresses_sort(addresses);
	return ret;
}
