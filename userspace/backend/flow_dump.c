// SPDX-License-Identifier: GPL-2.0
#include "backend/flow_dump.h"

#include <errno.h>

#include "backend/flow_walk.h"
#include "backend/socket.h"
#include "util/error.h"

/**
 * struct dump - a list under way
 * @take: takes each connection
 * @data: for @take
 * @stopped: @take returned an error
 */
struct dump {
	flow_dump_fn take;
	void *data;
	bool stopped;
};

static int take_flow(const struct nlmsghdr *nlh, const struct flow *flow, void *data)
{
	struct dump *dump = data;
	int err = dump->take(flow, dump->data);

	dump->stopped = err;
	return err;
}

int flow_dump(uint32_t mark_mask, const struct flow_filter *filter, flow_dump_fn take, void *data)
{
	struct dump dump = { .take = take, .data = data };
	struct mark_layout layout;
	struct nl_socket nl;
	bool has_facts;
	int err;

	has_facts = !mark_layout_init(&layout, mark_mask);
	err = socket_open(&nl, NETLINK_NETFILTER);
	if (err)
		return err;
	err = flow_walk(&nl, has_facts ? &layout : NULL, filter, take_flow, &dump);
	if (err == -EINTR && !dump.stopped) {
		warning("connections changed while they were listed: some may be missing");
		err = 0;
	} else if (err && !dump.stopped) {
		error("cannot list connections: %s", nl_strerror(&nl, err));
	}
	nl_close(&nl);
	return err;
}
