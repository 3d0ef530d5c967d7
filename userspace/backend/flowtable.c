// SPDX-License-Identifier: GPL-2.0
#include "backend/flowtable.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <libnftnl/flowtable.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "backend/rule_phrase.h"
#include "nft/table.h"
#include "util/alloc.h"
#include "util/error.h"
#include "util/shell.h"

static void name_flowtable(struct devices *devices, const char *link,
			   const struct nftnl_flowtable *flowtable)
{
	const char *name = nftnl_flowtable_get_str(flowtable, NFTNL_FLOWTABLE_NAME);
	const char *table = nftnl_flowtable_get_str(flowtable, NFTNL_FLOWTABLE_TABLE);
	uint32_t family = nftnl_flowtable_get_u32(flowtable, NFTNL_FLOWTABLE_FAMILY);
	struct device *device;
	size_t i;

	for (i = 0; i < devices->n; i++) {
		device = &devices->v[i];
		if (strcmp(device->name, link) || device->flowtable)
			continue;
		device->flowtable = xasprintf("%s of table %s", name, table);
		device->flowtable_leave =
			xasprintf("nft \"delete flowtable %s %s %s { devices = { %s }; }\"",
				  nft_family_name(family), shell_name(table), shell_name(name),
				  shell_name(link));
	}
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

int flowtables_observe(struct nl_socket *nl, struct devices *devices)
{
	char buf[MNL_NLMSG_HDRLEN + 64];
	int ret;

	ret = nl_dump(nl, nftnl_nlmsg_build_hdr(buf, NFT_MSG_GETFLOWTABLE, NFPROTO_UNSPEC, 0, 0),
		      take_flowtable, NULL, devices);
	if (ret)
		error("cannot read the flowtables: %s", nl_strerror(nl, ret));
	return ret;
}
