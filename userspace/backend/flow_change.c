// SPDX-License-Identifier: GPL-2.0
#include "backend/flow_change.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

#include "backend/flow_message.h"
#include "backend/flow_walk.h"
#include "backend/socket.h"
#include "live/conversion.h"
#include "nl/queue.h"
#include "util/error.h"

/**
 * struct change - connections being changed
 * @layout: of their marks
 * @filter: which connections
 * @take: adds the request for each of them
 * @conversion: of convert_flow()
 * @selected: of end_selected()
 * @data: for @selected
 * @requests: sent with a socket of their own, as the other one is in the middle of a dump
 * @changed: how many requests have not been refused
 * @what: what they do, for a message
 * @err: of the first refusal, except for connections that ended by themselves
 */
struct change {
	const struct mark_layout *layout;
	const struct flow_filter *filter;
	flow_walk_fn take;
	const struct conversion *conversion;
	flow_select_fn selected;
	const void *data;
	struct nl_queue requests;
	uint32_t changed;
	const char *what;
	int err;
};

static int add_request(struct change *change, const struct nlmsghdr *request)
{
	struct nlmsghdr *nlh;
	size_t len;

	if (!request)
		return -EBADMSG;
	len = mnl_nlmsg_get_payload_len(request);
	nlh = nl_queue_add(&change->requests, request->nlmsg_type, 0, len, NULL);
	memcpy(mnl_nlmsg_put_extra_header(nlh, len), mnl_nlmsg_get_payload(request), len);
	change->changed++;
	return change->err;
}

static void take_refusal(const void *about, int err, const struct nlmsghdr *answer, void *data)
{
	struct change *change = data;

	change->changed--;
	/* What fails after the first failure may be its consequence. */
	if (err == -ENOENT || change->err)
		return;
	change->err = err;
	error("cannot %s connections: %s", change->what, nl_strerror(change->requests.nl, err));
}

static int end_flow(const struct nlmsghdr *nlh, const struct flow *flow, void *data)
{
	char buf[FLOW_MESSAGE_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));

	if (flow->in == ERSYM_CIRCUIT_UNKNOWN && flow->out == ERSYM_CIRCUIT_UNKNOWN)
		return 0;
	return add_request(data, flow_message_about(buf, IPCTNL_MSG_CT_DELETE, nlh));
}

static int end_selected(const struct nlmsghdr *nlh, const struct flow *flow, void *data)
{
	char buf[FLOW_MESSAGE_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct change *change = data;

	if (!change->selected(flow, change->data))
		return 0;
	return add_request(change, flow_message_about(buf, IPCTNL_MSG_CT_DELETE, nlh));
}

static int convert_flow(const struct nlmsghdr *nlh, const struct flow *flow, void *data)
{
	char buf[FLOW_MESSAGE_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct change *change = data;
	struct nlmsghdr *request;
	uint32_t mark, mask;

	if (!conversion_mark(change->conversion, flow->mark, &mark, &mask))
		return 0;
	request = flow_message_about(buf, IPCTNL_MSG_CT_NEW, nlh);
	if (!request)
		return -EBADMSG;
	mnl_attr_put_u32(request, CTA_MARK, htonl(mark));
	mnl_attr_put_u32(request, CTA_MARK_MASK, htonl(mask));
	return add_request(change, request);
}

static int change_flows(struct change *change)
{
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
	nl_queue_init(&change->requests, &changer, NL_QUEUE_CHANGES, 0, take_refusal, change);
	err = flow_walk(&nl, change->layout, change->filter, change->take, change);
	sent = nl_queue_send(&change->requests);
	if (change->err) {
		err = change->err;
	} else if (sent) {
		error("cannot %s connections: %s", change->what, nl_strerror(&changer, sent));
		err = sent;
	} else if (err == -EINTR) {
		warning("connections changed while they were listed: some may be unchanged, so run the command again");
		err = 0;
	} else if (err) {
		error("cannot %s connections: %s", change->what, nl_strerror(&nl, err));
	}
	nl_queue_free(&change->requests);
	nl_close(&changer);
	nl_close(&nl);
	return err;
}

int flow_flush(uint32_t mark_mask, const struct flow_filter *filter, uint32_t *ended)
{
	struct change change = { .filter = filter, .take = end_flow, .what = "end" };
	struct mark_layout layout;
	int err;

	*ended = 0;
	if (mark_layout_init(&layout, mark_mask))
		return 0;
	change.layout = &layout;
	err = change_flows(&change);
	*ended = change.changed;
	return err;
}

int flow_end(uint32_t mark_mask, flow_select_fn selected, const void *data, uint32_t *ended)
{
	static const struct flow_filter all;
	struct change change = {
		.filter = &all,
		.take = end_selected,
		.selected = selected,
		.data = data,
		.what = "end",
	};
	struct mark_layout layout;
	int err;

	if (!mark_layout_init(&layout, mark_mask))
		change.layout = &layout;
	err = change_flows(&change);
	*ended = change.changed;
	return err;
}

int flow_convert(const struct names *from, const struct names *to)
{
	static const struct flow_filter all;
	struct conversion conversion;
	struct change change = {
		.layout = &conversion.before,
		.filter = &all,
		.take = convert_flow,
		.conversion = &conversion,
		.what = "convert the marks of",
	};

	return conversion_init(&conversion, from, to) ? change_flows(&change) : 0;
}
