// SPDX-License-Identifier: GPL-2.0
#include "backend/flow_message.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <linux/ersym.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

struct nlmsghdr *flow_message_dump(void *buf, const struct mark_layout *layout,
				   const struct flow_filter *filter)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	uint32_t mark = 0, mask = 0;
	struct nfgenmsg *nfg;

	nlh->nlmsg_type = (NFNL_SUBSYS_CTNETLINK << 8) | IPCTNL_MSG_CT_GET;
	nfg = mnl_nlmsg_put_extra_header(nlh, sizeof(*nfg));
	nfg->nfgen_family = AF_UNSPEC;
	nfg->version = NFNETLINK_V0;
	if (layout && filter->in != ERSYM_CIRCUIT_UNKNOWN) {
		mark |= mark_value(layout, MARK_IN, filter->in);
		mask |= mark_field_mask(layout, MARK_IN);
	}
	if (layout && filter->out != ERSYM_CIRCUIT_UNKNOWN) {
		mark |= mark_value(layout, MARK_OUT, filter->out);
		mask |= mark_field_mask(layout, MARK_OUT);
	}
	if (mask) {
		mnl_attr_put_u32(nlh, CTA_MARK, htonl(mark));
		mnl_attr_put_u32(nlh, CTA_MARK_MASK, htonl(mask));
	}
	return nlh;
}

static void take_address(const struct nf_conntrack *ct, enum nf_conntrack_attr ipv4,
			 enum nf_conntrack_attr ipv6, struct address *out)
{
	const void *bytes;

	memset(out, 0, sizeof(*out));
	if (nfct_attr_is_set(ct, ipv4) > 0) {
		bytes = nfct_get_attr(ct, ipv4);
		out->family = AF_INET;
		memcpy(out->bytes, bytes, sizeof(struct in_addr));
	} else if (nfct_attr_is_set(ct, ipv6) > 0) {
		bytes = nfct_get_attr(ct, ipv6);
		out->family = AF_INET6;
		memcpy(out->bytes, bytes, sizeof(struct in6_addr));
	}
}

static int take_port(const struct nf_conntrack *ct, enum nf_conntrack_attr attr)
{
	return nfct_attr_is_set(ct, attr) > 0 ? ntohs(nfct_get_attr_u16(ct, attr)) : -1;
}

/* An end is translated if replies have another address or port for it. */
static void take_translation(const struct nf_conntrack *ct, struct flow *flow)
{
	take_address(ct, ATTR_REPL_IPV4_DST, ATTR_REPL_IPV6_DST, &flow->nat_source);
	take_address(ct, ATTR_REPL_IPV4_SRC, ATTR_REPL_IPV6_SRC, &flow->nat_destination);
	flow->nat_sport = take_port(ct, ATTR_REPL_PORT_DST);
	flow->nat_dport = take_port(ct, ATTR_REPL_PORT_SRC);
	if (address_equal(&flow->nat_source, &flow->source) && flow->nat_sport == flow->sport)
		memset(&flow->nat_source, 0, sizeof(flow->nat_source));
	if (address_equal(&flow->nat_destination, &flow->destination) &&
	    flow->nat_dport == flow->dport)
		memset(&flow->nat_destination, 0, sizeof(flow->nat_destination));
}

static void take_flow(const struct nf_conntrack *ct, const struct mark_layout *layout,
		      struct flow *flow)
{
	memset(flow, 0, sizeof(*flow));
	flow->protocol = nfct_get_attr_u8(ct, ATTR_ORIG_L4PROTO);
	take_address(ct, ATTR_ORIG_IPV4_SRC, ATTR_ORIG_IPV6_SRC, &flow->source);
	take_address(ct, ATTR_ORIG_IPV4_DST, ATTR_ORIG_IPV6_DST, &flow->destination);
	flow->sport = take_port(ct, ATTR_ORIG_PORT_SRC);
	flow->dport = take_port(ct, ATTR_ORIG_PORT_DST);
	take_translation(ct, flow);
	if (nfct_attr_is_set(ct, ATTR_MARK) > 0)
		flow->mark = nfct_get_attr_u32(ct, ATTR_MARK);
	if (!layout)
		return;
	flow->in = mark_get(layout, flow->mark, MARK_IN);
	flow->out = mark_get(layout, flow->mark, MARK_OUT);
	flow->stray = mark_get(layout, flow->mark, MARK_STRAY);
}

int flow_message_parse(const struct nlmsghdr *nlh, const struct mark_layout *layout,
		       struct flow *flow)
{
	struct nf_conntrack *ct;
	int ret;

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(struct nfgenmsg))
		return -EBADMSG;
	ct = nfct_new();
	if (!ct)
		return -ENOMEM;
	ret = nfct_nlmsg_parse(nlh, ct) < 0 ? -EBADMSG : 0;
	if (!ret)
		take_flow(ct, layout, flow);
	nfct_destroy(ct);
	return ret;
}

struct nlmsghdr *flow_message_about(void *buf, uint8_t type, const struct nlmsghdr *nlh)
{
	const struct nfgenmsg *from = mnl_nlmsg_get_payload(nlh);
	struct nlmsghdr *to = mnl_nlmsg_put_header(buf);
	const struct nlattr *attr;
	struct nfgenmsg *nfg;
	bool named = false;

	to->nlmsg_type = (NFNL_SUBSYS_CTNETLINK << 8) | type;
	nfg = mnl_nlmsg_put_extra_header(to, sizeof(*nfg));
	nfg->nfgen_family = from->nfgen_family;
	nfg->version = NFNETLINK_V0;
	/* Without the id, it could be another connection with the same addresses and ports. */
	mnl_attr_for_each(attr, nlh, sizeof(*from))
		switch (mnl_attr_get_type(attr)) {
		case CTA_TUPLE_ORIG:
		case CTA_ZONE:
		case CTA_ID:
			if (!mnl_attr_put_check(to, FLOW_MESSAGE_SIZE, attr->nla_type,
						mnl_attr_get_payload_len(attr),
						mnl_attr_get_payload(attr)))
				return NULL;
			named |= mnl_attr_get_type(attr) == CTA_TUPLE_ORIG;
		}
	/* Without a tuple, a request to delete would delete all connections. */
	return named ? to : NULL;
}
