// SPDX-License-Identifier: GPL-2.0
#include "backend/module_violation.h"

#include <string.h>

#include <linux/ersym.h>
#include <linux/genetlink.h>

#include "nl/attr.h"
#include "util/array.h"
#include "util/error.h"

static int take_violation(const struct nlmsghdr *nlh, void *data)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(ERSYM_A_VIOLATION_KIND, attr_read_u32, struct violation, kind),
		ATTR_FIELD(ERSYM_A_VIOLATION_EXPECTED, attr_read_u32, struct violation, expected),
		ATTR_FIELD(ERSYM_A_VIOLATION_ACTUAL, attr_read_u32, struct violation, actual),
		ATTR_FIELD(ERSYM_A_VIOLATION_PACKETS, attr_read_u64, struct violation, packets),
		ATTR_FIELD(ERSYM_A_VIOLATION_BYTES, attr_read_u64, struct violation, bytes),
		ATTR_FIELD(ERSYM_A_VIOLATION_CONNECTIONS, attr_read_u64, struct violation,
			   connections),
		ATTR_FIELD(ERSYM_A_VIOLATION_WAY_GONE_PACKETS, attr_read_u64, struct violation,
			   way_gone),
		{ 0 },
	};
	struct violations *list = data;
	struct violation *v;

	list->v = array_grow(list->v, list->n, sizeof(*list->v));
	v = &list->v[list->n++];
	/* A module that is older than this program does not count it. */
	v->way_gone = WAY_GONE_UNKNOWN;
	return attr_read_message(nlh, sizeof(struct genlmsghdr), fields, v);
}

static void forget_violations(void *data)
{
	violations_free(data);
}

int module_violation_dump(struct module *m, struct violations *list)
{
	char buf[MODULE_REQUEST_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	int err;

	memset(list, 0, sizeof(*list));
	err = nl_dump(&m->nl, module_request(m, buf, ERSYM_CMD_VIOLATION_GET), take_violation,
		      forget_violations, list);
	if (err) {
		error("cannot read the violations: %s", nl_strerror(&m->nl, err));
		violations_free(list);
	}
	return err;
}
