// SPDX-License-Identifier: GPL-2.0
#include "backend/tunnel.h"

#include <errno.h>
#include <string.h>

#include <linux/if_link.h>
#include <linux/if_tunnel.h>
#include <linux/rtnetlink.h>

#include "nl/attr.h"
#include "util/array.h"
#include "util/error.h"

/* The attribute with the mark, by kind of tunnel. */
static const struct mark_attribute {
	const char *kind;
	uint16_t type;
} mark_attributes[] = {
	{ "gre", IFLA_GRE_FWMARK },
	{ "gretap", IFLA_GRE_FWMARK },
	{ "ip6gre", IFLA_GRE_FWMARK },
	{ "ip6gretap", IFLA_GRE_FWMARK },
	{ "erspan", IFLA_GRE_FWMARK },
	{ "ip6erspan", IFLA_GRE_FWMARK },
	{ "ipip", IFLA_IPTUN_FWMARK },
	{ "sit", IFLA_IPTUN_FWMARK },
	{ "ip6tnl", IFLA_IPTUN_FWMARK },
	{ "vti", IFLA_VTI_FWMARK },
	{ "vti6", IFLA_VTI_FWMARK },
};

/**
 * struct reading - a device while its attributes are read
 * @tunnel: what is known of it
 * @data: the attributes of its kind, or NULL
 */
struct reading {
	struct tunnel tunnel;
	const struct nlattr *data;
};

static int read_data(const struct nlattr *attr, void *out, size_t size)
{
	*(const struct nlattr **)out = attr;
	return 0;
}

static int read_info(const struct nlattr *nest, void *out, size_t size)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(IFLA_INFO_KIND, attr_read_string, struct reading, tunnel.kind),
		ATTR_FIELD(IFLA_INFO_DATA, read_data, struct reading, data),
		{ 0 },
	};

	return attr_read_nest(nest, fields, out);
}

static int read_mark(struct reading *reading)
{
	struct attr_field fields[2] = {
		ATTR_FIELD(0, attr_read_u32, struct tunnel, mark),
		{ 0 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(mark_attributes) && reading->data; i++) {
		if (strcmp(reading->tunnel.kind, mark_attributes[i].kind))
			continue;
		fields[0].type = mark_attributes[i].type;
		return attr_read_nest(reading->data, fields, &reading->tunnel);
	}
	return 0;
}

static int take_link(const struct nlmsghdr *nlh, void *data)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(IFLA_IFNAME, attr_read_string, struct reading, tunnel.device),
		ATTR_FIELD_WHOLE(IFLA_LINKINFO, read_info, struct reading),
		{ 0 },
	};
	struct reading reading = { 0 };
	struct tunnels *tunnels = data;

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(struct ifinfomsg) ||
	    attr_read_message(nlh, sizeof(struct ifinfomsg), fields, &reading) ||
	    read_mark(&reading))
		return -EBADMSG;
	if (reading.tunnel.mark) {
		tunnels->v = array_grow(tunnels->v, tunnels->n, sizeof(*tunnels->v));
		tunnels->v[tunnels->n++] = reading.tunnel;
	}
	return 0;
}

static void forget(void *data)
{
	struct tunnels *tunnels = data;

	tunnels->n = 0;
}

int tunnels_observe(struct nl_socket *nl, struct tunnels *tunnels)
{
	char buf[MNL_NLMSG_HDRLEN + 64];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	int ret;

	memset(tunnels, 0, sizeof(*tunnels));
	nlh->nlmsg_type = RTM_GETLINK;
	mnl_nlmsg_put_extra_header(nlh, sizeof(struct ifinfomsg));
	mnl_attr_put_u32(nlh, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	ret = nl_dump(nl, nlh, take_link, forget, tunnels);
	if (ret)
		error("cannot read the tunnels: %s", nl_strerror(nl, ret));
	return ret;
}
