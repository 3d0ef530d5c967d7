// SPDX-License-Identifier: GPL-2.0
#include "backend/silent_neighbour.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>

#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include "backend/address_attr.h"
#include "nl/attr.h"
#include "util/error.h"

static int take_neighbour(const struct nlmsghdr *nlh, void *data)
{
	static const struct attr_field fields[] = {
		{ .type = NDA_DST, .read = address_attr_read, .size = sizeof(struct address) },
		{ 0 },
	};
	const struct ndmsg *ndm = mnl_nlmsg_get_payload(nlh);
	struct address address = { 0 };
	char device[IFNAMSIZ];

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*ndm))
		return -EBADMSG;
	if ((ndm->ndm_family != AF_INET && ndm->ndm_family != AF_INET6) ||
	    !(ndm->ndm_state & (NUD_FAILED | NUD_INCOMPLETE)))
		return 0;
	if (attr_read_message(nlh, sizeof(*ndm), fields, &address))
		return -EBADMSG;
	if (address.family && if_indextoname(ndm->ndm_ifindex, device))
		host_addresses_add(data, &address, false, device);
	return 0;
}

static void forget(void *data)
{
	struct host_addresses *addresses = data;

	addresses->n = 0;
}

int silent_neighbours_observe(struct nl_socket *nl, struct host_addresses *addresses)
{
	char buf[MNL_NLMSG_HDRLEN + 64];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	int ret;

	memset(addresses, 0, sizeof(*addresses));
	nlh->nlmsg_type = RTM_GETNEIGH;
	mnl_nlmsg_put_extra_header(nlh, sizeof(struct ndmsg));
	ret = nl_dump(nl, nlh, take_neighbour, forget, addresses);
	if (ret)
		error("cannot read the neighbours: %s", nl_strerror(nl, ret));
	host_addresses_sort(addresses);
	return ret;
}
