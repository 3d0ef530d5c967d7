// SPDX-License-Identifier: GPL-2.0
#include "backend/surroundings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <libnftnl/flowtable.h>
#include <linux/netconf.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/rtnetlink.h>

#include "nl/queue.h"
#include "plan/nft.h"
#include "util/alloc.h"
#include "util/error.h"

#define RP_FILTER_STRICT 1

static void take_rp_filter(const struct nlmsghdr *nlh, int *value)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct netconfmsg))
		if (mnl_attr_get_type(attr) == NETCONFA_RP_FILTER &&
		    mnl_attr_validate(attr, MNL_TYPE_U32) == 0)
			*value = mnl_attr_get_u32(attr);
}

/**
 * struct rp_filters - rp_filter being read: first that of all devices, then theirs
 * @all: of the word of a device and that of all devices, the greater holds
 */
struct rp_filters {
	struct nl_queue queue;
	int all;
	int err;
};

static void take_answer(const void *about, int err, const struct nlmsghdr *answer, void *data)
{
	struct device *device = *(struct device *const *)about;
	struct rp_filters *r = data;
	int value = 0;

	/* Gone, or without IPv4. */
	if (err == -ENODEV || err == -EINVAL)
		return;
	if (err) {
		r->err = err;
		return;
	}
	take_rp_filter(answer, &value);
	if (!device)
		r->all = value;
	else
		device->strict = (value > r->all ? value : r->all) == RP_FILTER_STRICT;
}

/* @device: NULL: all */
static void ask_rp_filter(struct rp_filters *r, struct device *device, int index)
{
	struct nlmsghdr *nlh = nl_queue_add(&r->queue, RTM_GETNETCONF, 0, 64, &device);
	struct netconfmsg *ncm;

	ncm = mnl_nlmsg_put_extra_header(nlh, sizeof(*ncm));
	ncm->ncm_family = AF_INET;
	mnl_attr_put_u32(nlh, NETCONFA_IFINDEX, index);
}

static int observe_rp_filters(struct nl_socket *nl, struct devices *devices)
{
	struct rp_filters r = { 0 };
	size_t i;
	int ret;

	nl_queue_init(&r.queue, nl, NL_QUEUE_QUESTIONS, sizeof(struct device *), take_answer, &r);
	ask_rp_filter(&r, NULL, NETCONFA_IFINDEX_ALL);
	for (i = 0; i < devices->n; i++)
		if (devices->v[i].present)
			ask_rp_filter(&r, &devices->v[i], devices->v[i].index);
	ret = nl_queue_send(&r.queue);
	nl_queue_free(&r.queue);
	return ret ? ret : r.err;
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
		if (!strcmp(nftnl_flowtable_get_str(flowtable, NFTNL_FLOWTABLE_TABLE),
			    NFT_TABLE_NAME))
			link = NULL;
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
	int ret;

	ret = observe_rp_filters(route, devices);
	if (ret) {
		error("cannot read rp_filter: %s", nl_strerror(route, ret));
		return ret;
	}
	ret = observe_flowtables(nft, devices);
	if (ret)
		error("cannot read the flowtables: %s", nl_strerror(nft, ret));
	return ret;
}
