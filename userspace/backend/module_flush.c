// SPDX-License-Identifier: GPL-2.0
#include "backend/module_flush.h"

#include <errno.h>

#include <linux/ersym.h>
#include <linux/genetlink.h>

#include "nl/attr.h"
#include "util/error.h"

/* struct result - what the answer says */
struct result {
	bool has_ended;
	uint32_t ended;
};

static int read_ended(const struct nlattr *attr, void *out, size_t size)
{
	struct result *result = out;

	result->has_ended = true;
	return attr_read_u32(attr, &result->ended, sizeof(result->ended));
}

static int take_result(const struct nlmsghdr *nlh, void *data)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD_WHOLE(ERSYM_A_FLOW_ENDED, read_ended, struct result),
		{ 0 },
	};
	struct result *result = data;
	int err = attr_read_message(nlh, sizeof(struct genlmsghdr), fields, result);

	if (err)
		return err;
	return result->has_ended ? 0 : -EBADMSG;
}

int module_flush(struct module *m, const struct flow_filter *filter, uint32_t *ended)
{
	char buf[MODULE_REQUEST_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = module_request(m, buf, ERSYM_CMD_FLOW_FLUSH);
	struct result result = { 0 };
	int err;

	if (filter->in != ERSYM_CIRCUIT_UNKNOWN)
		mnl_attr_put_u32(nlh, ERSYM_A_FLOW_IN, filter->in);
	if (filter->out != ERSYM_CIRCUIT_UNKNOWN)
		mnl_attr_put_u32(nlh, ERSYM_A_FLOW_OUT, filter->out);
	if (filter->strayed)
		mnl_attr_put(nlh, ERSYM_A_FLOW_STRAYED, 0, NULL);
	err = nl_get(&m->nl, nlh, take_result, &result);
	if (err)
		error("cannot end connections: %s", nl_strerror(&m->nl, err));
	*ended = err ? 0 : result.ended;
	return err;
}
