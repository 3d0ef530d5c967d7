// SPDX-License-Identifier: GPL-2.0
#include "backend/flow_walk.h"

#include <linux/netfilter/nfnetlink.h>

#include "backend/flow_message.h"

/* struct walk - the arguments of flow_walk() */
struct walk {
	const struct mark_layout *layout;
	const struct flow_filter *filter;
	flow_walk_fn take;
	void *data;
};

static int take_message(const struct nlmsghdr *nlh, void *data)
{
	const struct walk *walk = data;
	struct flow flow;
	int err;

	if (NFNL_SUBSYS_ID(nlh->nlmsg_type) != NFNL_SUBSYS_CTNETLINK)
		return 0;
	err = flow_message_parse(nlh, walk->layout, &flow);
	/* The kernel need not filter. */
	if (err || !flow_matches(&flow, walk->filter))
		return err;
	return walk->take(nlh, &flow, walk->data);
}

int flow_walk(struct nl_socket *nl, const struct mark_layout *layout,
	      const struct flow_filter *filter, flow_walk_fn take, void *data)
{
	char buf[FLOW_MESSAGE_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct walk walk = { .layout = layout, .filter = filter, .take = take, .data = data };

	return nl_dump(nl, flow_message_dump(buf, layout, filter), take_message, NULL, &walk);
}
