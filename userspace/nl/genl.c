// SPDX-License-Identifier: GPL-2.0
#include "nl/genl.h"

#include <errno.h>
#include <string.h>

#include <linux/genetlink.h>

#include "nl/attr.h"

/* Version of the controller's own family. */
#define CONTROLLER_VERSION 2

/**
 * struct resolution - a family that is being looked up
 * @group: name of the multicast group whose number is wanted
 * @family: what has been found of it
 */
struct resolution {
	const char *group;
	struct genl_family *family;
};

/* struct group - a multicast group as the controller describes it */
struct group {
	char name[GENL_NAMSIZ];
	uint32_t id;
};

static int read_id(const struct nlattr *attr, void *out, size_t size)
{
	struct resolution *r = out;

	return attr_read_u16(attr, &r->family->id, sizeof(r->family->id));
}

static int read_groups(const struct nlattr *list, void *out, size_t size)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(CTRL_ATTR_MCAST_GRP_NAME, attr_read_string, struct group, name),
		ATTR_FIELD(CTRL_ATTR_MCAST_GRP_ID, attr_read_u32, struct group, id),
		{ 0 },
	};
	struct resolution *r = out;
	const struct nlattr *nest;

	mnl_attr_for_each_nested(nest, list) {
		struct group group = { 0 };
		int err = attr_read_nest(nest, fields, &group);

		if (err)
			return err;
		if (!strcmp(group.name, r->group))
			r->family->group = group.id;
	}
	return 0;
}

static int parse_family(const struct nlmsghdr *nlh, void *data)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD_WHOLE(CTRL_ATTR_FAMILY_ID, read_id, struct resolution),
		ATTR_FIELD_WHOLE(CTRL_ATTR_MCAST_GROUPS, read_groups, struct resolution),
		{ 0 },
	};
	struct resolution *r = data;
	int err = attr_read_message(nlh, sizeof(struct genlmsghdr), fields, r);

	if (err)
		return err;
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
