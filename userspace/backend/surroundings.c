// SPDX-License-Identifier: GPL-2.0
#include "backend/surroundings.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#include <libnftnl/flowtable.h>
#include <linux/netconf.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/rtnetlink.h>

#include "util/alloc.h"
#include "util/error.h"

#define RP_FILTER_STRICT 1

static int take_rp_filter(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct netconfmsg))
		if (mnl_attr_get_type(attr) == NETCONFA_RP_FILTER &&
		    mnl_attr_validate(attr, MNL_TYPE_U32) == 0)
			*(int *)data = mnl_attr_get_u32(attr);
	return 0;
}

static int read_rp_filter(struct nl_socket *nl, int index, int *value)
{
	char buf[MNL_NLMSG_HDRLEN + 64];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct netconfmsg *ncm;

	nlh->nlmsg_type = RTM_GETNETCONF;
	ncm = mnl_nlmsg_put_extra_header(nlh, sizeof(*ncm));
	ncm->ncm_family = AF_INET;
	mnl_attr_put_u32(nlh, NETCONFA_IFINDEX, index);
	return nl_get(nl, nlh, take_rp_filter, value);
}

/* Of the word of the device and that of all devices, the greater holds. */
static int observe_rp_filter(struct nl_socket *nl, struct device *device, int all)
{
	int index = if_nametoindex(device->name), value = 0, ret;

	if (!index)
		return 0;
	ret = read_rp_filter(nl, index, &value);
	/* Gone, or without IPv4. */
	if (ret == -ENODEV || ret == -EINVAL)
		return 0;
	device->strict = (value > all ? value : all) == RP_FILTER_STRICT;
	return ret;
}

static void name_flowtable(struct devices *devices, const char *link,
			   const struct nftnl_flowtable *flowtable)
{
	size_t i;

	for (i = 0; i < devices->n; i++)
		if (!strcmp(devices->v[i].name, link) && !devices->v[i].flowtable)
			devices->v[i].flowtable =
				xasprintf("%s of table %s",
					  nftnl_flowtable_get_str(flowtable, NFTNL_FLOWTABLE_NAME),
					  nftnl_flowtable_get_str(flowtable,
								  NFTNL_FLOWTABLE_TABLE));
}

static int take_flowtable(const struct nlmsghdr *nlh, void *data)
{
	struct nftnl_flowtable *flowtable = nftnl_flowtable_alloc();
	const char *const *link = NULL;
	int ret = -EBADMSG;

	if (flowtable && nftnl_flowtable_nlmsg_parse(nlh, flowtable) >= 0) {
		ret = 0;
		if (nftnl_flowtable_is_set(flowtable, NFTNL_FLOWTABLE_DEVICES))
			link = nftnl_flowtable_get_array(flowtable, NFTNL_FLOWTABLE_DEVICES);
		for (; link && *link; link++)
			name_flowtable(data, *link, flowtable);
	}
	nftnl_flowtable_free(flowtable);
	return ret;
}

static int observe_flowtables(struct nl_socket *nl, struct devices *devices)
{
	char buf[MNL_NLMSG_HDRLEN + 64];

	return nl_dump(nl, nftnl_nlmsg_build_hdr(buf, NFT_MSG_GETFLOWTABLE, NFPROTO_UNSPEC, 0, 0),
		       take_flowtable, NULL, devices);
}

int surroundings_observe(struct nl_socket *route, struct nl_socket *nft, struct devices *devices)
{
	int all = 0, ret;
	size_t i;

	ret = read_rp_filter(route, NETCONFA_IFINDEX_ALL, &all);
	for (i = 0; !ret && i < devices->n; i++)
		ret = observe_rp_filter(route, &devices->v[i], all);
	if (ret) {
		error("cannot read rp_filter: %s", nl_strerror(route, ret));
		return ret;
	}
	ret = observe_flowtables(nft, devices);
	if (ret)
		error("cannot read the flowtables: %s", nl_strerror(nft, ret));
	return ret;
}
