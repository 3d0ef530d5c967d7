// SPDX-License-Identifier: GPL-2.0
#include "backend/flow.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

#include "backend/socket.h"
#include "nl/queue.h"
#include "util/error.h"

#define REQUEST_SIZE 256

/**
 * struct dump - a walk through all connections
 * @layout: where their facts are; NULL: they have none
 * @take: what is done with each that @filter admits; 0 or -errno, which ends the calls
 * @give: of give_flow(), with its @data
 * @stopped: @give did not want more
 * @convert: of convert_flow()
 * @changes: requests to change or end connections
 * @changed: how many of them were not refused
 * @what: they do, for a message
 * @err: of the first that was refused, but for a connection that ended by itself
 */
struct dump {
	const struct mark_layout *layout;
	const struct flow_filter *filter;
	int (*take)(struct dump *dump, const struct nlmsghdr *nlh, const struct flow *flow);
	flow_fn give;
	void *data;
	bool stopped;
	const struct conversion *convert;
	struct nl_queue changes;
	uint32_t changed;
	const char *what;
	int err;
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

struct nlmsghdr *flow_request_about(void *buf, uint8_t type, const struct nlmsghdr *nlh)
{
	const struct nfgenmsg *from = mnl_nlmsg_get_payload(nlh);
	struct nlmsghdr *to = mnl_nlmsg_put_header(buf);
	const struct nlattr *attr;
	struct nfgenmsg *nfg;
	bool told = false;

	to->nlmsg_type = (NFNL_SUBSYS_CTNETLINK << 8) | type;
	nfg = mnl_nlmsg_put_extra_header(to, sizeof(*nfg));
	nfg->nfgen_family = from->nfgen_family;
	nfg->version = NFNETLINK_V0;
	/* The id: another connection may have the addresses and ports by now. */
	mnl_attr_for_each(attr, nlh, sizeof(*from))
		switch (mnl_attr_get_type(attr)) {
		case CTA_TUPLE_ORIG:
		case CTA_ZONE:
		case CTA_ID:
			if (!mnl_attr_put_check(to, FLOW_REQUEST_SIZE, attr->nla_type,
						mnl_attr_get_payload_len(attr),
						mnl_attr_get_payload(attr)))
				return NULL;
			told |= mnl_attr_get_type(attr) == CTA_TUPLE_ORIG;
		}
	/* A request to end no connection in particular would end them all. */
	return told ? to : NULL;
}

/**
 * struct conversion - from the marks of one configuration to those of another
 * @layout: of @to, if there is one at all
 */
struct conversion {
	const struct names *from;
	const struct names *to;
	struct mark_layout layout;
	bool known;
};

/* What an id becomes: itself, or nothing if it means another circuit now. */
static uint32_t convert_id(const struct conversion *c, uint32_t id)
{
	const char *before = names_get(c->from, id), *after = names_get(c->to, id);

	return before && after && !strcmp(before, after) ? id : ERSYM_CIRCUIT_UNKNOWN;
}

static int change(struct dump *dump, const struct nlmsghdr *request)
{
	struct nlmsghdr *nlh;
	size_t len;

	if (!request)
		return -EBADMSG;
	len = mnl_nlmsg_get_payload_len(request);
	nlh = nl_queue_add(&dump->changes, request->nlmsg_type, 0, len, NULL);
	memcpy(mnl_nlmsg_put_extra_header(nlh, len), mnl_nlmsg_get_payload(request), len);
	dump->changed++;
	return dump->err;
}

static void take_refusal(const void *about, int err, const struct nlmsghdr *answer, void *data)
{
	struct dump *dump = data;

	dump->changed--;
	/* What fails after the first failure may be its consequence. */
	if (err == -ENOENT || dump->err)
		return;
	dump->err = err;
	error("cannot %s connections: %s", dump->what, nl_strerror(dump->changes.nl, err));
}

static int end_flow(struct dump *dump, const struct nlmsghdr *nlh, const struct flow *flow)
{
	char buf[FLOW_REQUEST_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));

	if (flow->in == ERSYM_CIRCUIT_UNKNOWN && flow->out == ERSYM_CIRCUIT_UNKNOWN)
		return 0;
	return change(dump, flow_request_about(buf, IPCTNL_MSG_CT_DELETE, nlh));
}

static int convert_flow(struct dump *dump, const struct nlmsghdr *nlh, const struct flow *flow)
{
	char buf[FLOW_REQUEST_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	const struct conversion *c = dump->convert;
	uint32_t mask = dump->layout->mask, mark = 0;
	struct nlmsghdr *request;

	/* Of a connection that knows nothing, bits of another mask may be others'. */
	if (!flow->in && !flow->out && !flow->stray && (!c->known || c->layout.mask == mask))
		return 0;
	if (c->known) {
		mask |= c->layout.mask;
		mark = mark_value(&c->layout, MARK_IN, convert_id(c, flow->in)) |
		       mark_value(&c->layout, MARK_OUT, convert_id(c, flow->out)) |
		       mark_value(&c->layout, MARK_STRAY, convert_id(c, flow->stray));
	}
	request = flow_request_about(buf, IPCTNL_MSG_CT_NEW, nlh);
	if (!request)
		return -EBADMSG;
	mnl_attr_put_u32(request, CTA_MARK, htonl(mark));
	mnl_attr_put_u32(request, CTA_MARK_MASK, htonl(mask));
	return change(dump, request);
}

static int give_flow(struct dump *dump, const struct nlmsghdr *nlh, const struct flow *flow)
{
	int err = dump->give(flow, dump->data);

	dump->stopped = err;
	return err;
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
	return dump->take(dump, nlh, &flow);
}

int flows_dump(uint32_t mark_mask, const struct flow_filter *filter, flow_fn give, void *data)
{
	char buf[REQUEST_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct dump dump = { .filter = filter, .take = give_flow, .give = give, .data = data };
	struct mark_layout layout;
	struct nl_socket nl;
	int err;

	if (mark_layout_init(&layout, mark_mask) == 0)
		dump.layout = &layout;
	err = socket_open(&nl, NETLINK_NETFILTER);
	if (err)
		return err;
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

/* Through all connections, with a second socket to change them. */
static int change_flows(struct dump *dump)
{
	char buf[REQUEST_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nl_socket nl, changer;
	int err, sent;

	err = socket_open(&nl, NETLINK_NETFILTER);
	if (err)
		return err;
	err = socket_open(&changer, NETLINK_NETFILTER);
	if (err) {
		nl_close(&nl);
		return err;
	}
	nl_queue_init(&dump->changes, &changer, NL_QUEUE_CHANGES, 0, take_refusal, dump);
	err = nl_dump(&nl, flow_request(buf, dump->layout, dump->filter), take_message, NULL,
		      dump);
	sent = nl_queue_send(&dump->changes);
	if (dump->err) {
		err = dump->err;
	} else if (sent) {
		error("cannot %s connections: %s", dump->what, nl_strerror(&changer, sent));
		err = sent;
	} else if (err == -EINTR) {
		warning("connections came and went meanwhile: some may be left as they were");
		err = 0;
	} else if (err) {
		error("cannot %s connections: %s", dump->what, nl_strerror(&nl, err));
	}
	nl_queue_free(&dump->changes);
	nl_close(&changer);
	nl_close(&nl);
	return err;
}

int flows_flush(uint32_t mark_mask, const struct flow_filter *filter, uint32_t *ended)
{
	struct dump dump = { .filter = filter, .take = end_flow, .what = "end" };
	struct mark_layout layout;
	int err;

	*ended = 0;
	if (mark_layout_init(&layout, mark_mask))
		return 0;
	dump.layout = &layout;
	err = change_flows(&dump);
	*ended = dump.changed;
	return err;
}

/* Whether no circuit of @from is gone, or has another id, and the mask is the same. */
static bool means_the_same(const struct names *from, const struct names *to)
{
	const char *name;
	size_t i;

	for (i = 0; i < from->config.n_circuit; i++) {
		name = names_get(to, from->config.circuit[i].id);
		if (!name || strcmp(name, from->config.circuit[i].name))
			return false;
	}
	return from->config.mark_mask == to->config.mark_mask;
}

int flows_convert(const struct names *from, const struct names *to)
{
	static const struct flow_filter all;
	struct conversion convert = { .from = from, .to = to };
	struct dump dump = {
		.filter = &all,
		.take = convert_flow,
		.convert = &convert,
		.what = "convert the marks of",
	};
	struct mark_layout layout;

	if (mark_layout_init(&layout, from->config.mark_mask) || means_the_same(from, to))
		return 0;
	convert.known = !mark_layout_init(&convert.layout, to->config.mark_mask);
	dump.layout = &layout;
	return change_flows(&dump);
}
