// SPDX-License-Identifier: GPL-2.0
#include "nl/genl.h"

#include <errno.h>
#include <string.h>

#include <linux/genetlink.h>

/* Version of the controller's own family. */
#define CONTROLLER_VERSION 2

struct resolution {
	const char *group;
	struct genl_family *family;
};

static bool is_string(const struct nlattr *attr, const char *text)
{
	return mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) == 0 &&
	       !strcmp(mnl_attr_get_str(attr), text);
}

static void parse_group(const struct nlattr *nest, struct resolution *r)
{
	const struct nlattr *attr;
	bool wanted = false;
	uint32_t id = 0;

	mnl_attr_for_each_nested(attr, nest) {
		switch (mnl_attr_get_type(attr)) {
		case CTRL_ATTR_MCAST_GRP_NAME:
			wanted = is_string(attr, r->group);
			break;
		case CTRL_ATTR_MCAST_GRP_ID:
			if (mnl_attr_validate(attr, MNL_TYPE_U32) == 0)
				id = mnl_attr_get_u32(attr);
			break;
		}
	}
	if (wanted)
		r->family->group = id;
}

static int parse_family(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *attr, *group;
	struct resolution *r = data;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		switch (mnl_attr_get_type(attr)) {
		case CTRL_ATTR_FAMILY_ID:
			if (mnl_attr_validate(attr, MNL_TYPE_U16) < 0)
				return -EBADMSG;
			r->family->id = mnl_attr_get_u16(attr);
			break;
		case CTRL_ATTR_MCAST_GROUPS:
			mnl_attr_for_each_nested(group, attr)
				parse_group(group, r);
			break;
		}
	}
	return r->family->id ? 0 : -EBADMSG;
}

int genl_resolve(struct nl_socket *nl, const char *name, const char *group,
		 struct genl_family *family)
{
	struct resolution r = { .group = group, .family = family };
	char buf[256] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh;

	memset(family, 0, sizeof(*family));
	nlh = genl_put_header(buf, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, CONTROLLER_VERSION);
	if (!mnl_attr_put_strz_check(nlh, sizeof(buf), CTRL_ATTR_FAMILY_NAME, name))
		return -EINVAL;
	return nl_get(nl, nlh, parse_family, &r);
}

struct nlmsghdr *genl_put_header(void *buf, uint16_t family, uint8_t command, uint8_t version)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = family;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = command;
	genl->version = version;
	return nlh;
}

uint8_t genl_command(const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);

	return mnl_nlmsg_get_payload_len(nlh) < sizeof(*genl) ? 0 : genl->cmd;
}
