// SPDX-License-Identifier: GPL-2.0
#include "backend/flow.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

#include "util/error.h"

#define REQUEST_SIZE 256

struct dump {
	const struct mark_layout *layout;
	const struct flow_filter *filter;
	flow_fn give;
	void *data;
	bool stopped;
};

struct nlmsghdr *flow_request(void *buf, const struct mark_layout *layout,
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

/* A translated end is one that the answers do not go to, or come from. */
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
	uint32_t mark = 0;

	memset(flow, 0, sizeof(*flow));
	flow->protocol = nfct_get_attr_u8(ct, ATTR_ORIG_L4PROTO);
	take_address(ct, ATTR_ORIG_IPV4_SRC, ATTR_ORIG_IPV6_SRC, &flow->source);
	take_address(ct, ATTR_ORIG_IPV4_DST, ATTR_ORIG_IPV6_DST, &flow->destination);
	flow->sport = take_port(ct, ATTR_ORIG_PORT_SRC);
	flow->dport = take_port(ct, ATTR_ORIG_PORT_DST);
	take_translation(ct, flow);
	if (!layout)
		return;
	if (nfct_attr_is_set(ct, ATTR_MARK) > 0)
		mark = nfct_get_attr_u32(ct, ATTR_MARK);
	flow->in = mark_get(layout, mark, MARK_IN);
	flow->out = mark_get(layout, mark, MARK_OUT);
	flow->stray = mark_get(layout, mark, MARK_STRAY);
}

int flow_parse(const struct nlmsghdr *nlh, const struct mark_layout *layout, struct flow *flow)
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

bool flow_matches(const struct flow *flow, const struct flow_filter *filter)
{
	if (filter->in != ERSYM_CIRCUIT_UNKNOWN && flow->in != filter->in)
		return false;
	if (filter->out != ERSYM_CIRCUIT_UNKNOWN && flow->out != filter->out)
		return false;
	return !filter->strayed || flow->stray != ERSYM_CIRCUIT_UNKNOWN;
}

static int take_message(const struct nlmsghdr *nlh, void *data)
{
	struct dump *dump = data;
	struct flow flow;
	int err;

	if (NFNL_SUBSYS_ID(nlh->nlmsg_type) != NFNL_SUBSYS_CTNETLINK)
		return 0;
	err = flow_parse(nlh, dump->layout, &flow);
	if (err || !flow_matches(&flow, dump->filter))
		return err;
	err = dump->give(&flow, dump->data);
	dump->stopped = err;
	return err;
}

int flows_dump(uint32_t mark_mask, const struct flow_filter *filter, flow_fn give, void *data)
{
	char buf[REQUEST_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct dump dump = { .filter = filter, .give = give, .data = data };
	struct mark_layout layout;
	struct nl_socket nl;
	int err;

	if (mark_layout_init(&layout, mark_mask) == 0)
		dump.layout = &layout;
	err = nl_open(&nl, NETLINK_NETFILTER);
	if (err) {
		error("cannot open a netlink socket: %s", strerror(-err));
		return err;
	}
	/* What was given is printed already: an interrupted dump is not repeated. */
	err = nl_dump(&nl, flow_request(buf, dump.layout, filter), take_message, NULL, &dump);
	if (err == -EINTR) {
		warning("connections changed while they were listed: some may be missing");
		err = 0;
	} else if (err && !dump.stopped) {
		error("cannot list connections: %s", nl_strerror(&nl, err));
	}
	nl_close(&nl);
	return err;
}
