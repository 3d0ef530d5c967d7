// SPDX-License-Identifier: GPL-2.0
#include "backend/pool_answers.h"

#include <errno.h>
#include <stdbool.h>

#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

#include "backend/flow_walk.h"
#include "nl/attr.h"
#include "util/error.h"

/* struct counting - the pools while connections are counted */
struct counting {
	struct pool_answers *pools;
	size_t n;
};

static int take_flow(const struct nlmsghdr *nlh, const struct flow *flow, void *data)
{
	static const struct attr_field fields[] = {
		{ .type = CTA_STATUS, .read = attr_read_be32, .size = sizeof(uint32_t) },
		{ 0 },
	};
	const struct counting *counting = data;
	uint32_t status = 0;
	size_t i;

	if (!flow->nat_source.family)
		return 0;
	if (attr_read_message(nlh, sizeof(struct nfgenmsg), fields, &status))
		return -EBADMSG;
	for (i = 0; i < counting->n; i++) {
		struct pool_answers *pool = &counting->pools[i];

		if (!prefix_contains_address(&pool->pool, &flow->nat_source))
			continue;
		pool->connections++;
		pool->answered += !!(status & IPS_SEEN_REPLY);
	}
	return 0;
}

int pool_answers_count(struct nl_socket *nl, struct pool_answers *pools, size_t n)
{
	struct counting counting = { .pools = pools, .n = n };
	const struct flow_filter all = { 0 };
	int ret = flow_walk(nl, NULL, &all, take_flow, &counting);

	if (ret == -EINTR)
		ret = 0;
	if (ret)
		error("cannot read the connections: %s", nl_strerror(nl, ret));
	return ret;
}
