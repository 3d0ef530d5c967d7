// SPDX-License-Identifier: GPL-2.0
#include "backend/module_event.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <linux/genetlink.h>

#include "backend/address_attr.h"
#include "backend/module_status.h"
#include "backend/socket.h"
#include "util/error.h"

/* The multicast group in which the controller announces families has a fixed number. */
#define GROUP_FAMILIES GENL_ID_CTRL
/* Bytes for some ten thousand events, for a reader of the output that is slow. */
#define EVENT_BUFFER (4 * 1024 * 1024)

int module_event_open(const struct module *m, struct nl_socket *nl)
{
	uint32_t groups[] = { GROUP_FAMILIES, m->family.group };
	struct timeval forever = { 0 };
	int fd, err, i;

	err = socket_open(nl, NETLINK_GENERIC);
	if (err)
		return err;
	fd = mnl_socket_get_fd(nl->mnl);
	nl_expect(nl, EVENT_BUFFER);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &forever, sizeof(forever));
	for (i = 0; i < 2; i++) {
		if (mnl_socket_setsockopt(nl->mnl, NETLINK_ADD_MEMBERSHIP, &groups[i],
					  sizeof(groups[i])) < 0) {
			err = -errno;
			error("cannot subscribe to events: %s", strerror(-err));
			nl_close(nl);
			return err;
		}
	}
	return 0;
}

static int parse_violation(const struct nlmsghdr *nlh, struct event *event)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(ERSYM_A_VIOLATION_KIND, attr_read_u32, struct event, violation.kind),
		ATTR_FIELD(ERSYM_A_VIOLATION_EXPECTED, attr_read_u32, struct event,
			   violation.expected),
		ATTR_FIELD(ERSYM_A_VIOLATION_ACTUAL, attr_read_u32, struct event,
			   violation.actual),
		ATTR_FIELD(ERSYM_A_VIOLATION_VERDICT, attr_read_u32, struct event,
			   violation.verdict),
		ATTR_FIELD(ERSYM_A_VIOLATION_DEVICE, attr_read_string, struct event,
			   violation.device),
		ATTR_FIELD(ERSYM_A_VIOLATION_PROTOCOL, attr_read_u8, struct event,
			   violation.protocol),
		ATTR_FIELD(ERSYM_A_VIOLATION_SOURCE, address_attr_read, struct event,
			   violation.source),
		ATTR_FIELD(ERSYM_A_VIOLATION_DESTINATION, address_attr_read, struct event,
			   violation.destination),
		ATTR_FIELD(ERSYM_A_VIOLATION_SOURCE_PORT, attr_read_port, struct event,
			   violation.sport),
		ATTR_FIELD(ERSYM_A_VIOLATION_DESTINATION_PORT, attr_read_port, struct event,
			   violation.dport),
		ATTR_FIELD(ERSYM_A_VIOLATION_SUPPRESSED, attr_read_u64, struct event,
			   violation.suppressed),
		ATTR_FIELD(ERSYM_A_VIOLATION_TIME, attr_read_u64, struct event, violation.time),
		ATTR_FIELD(ERSYM_A_VIOLATION_GENERATION, attr_read_u32, struct event, generation),
		ATTR_FIELD(ERSYM_A_VIOLATION_WAY_GONE, attr_read_flag, struct event,
			   violation.way_gone),
		{ 0 },
	};
	int err;

	event->violation.sport = -1;
	event->violation.dport = -1;
	err = attr_read_message(nlh, sizeof(struct genlmsghdr), fields, event);
	return err ? err : 1;
}

int module_event_parse(const struct nlmsghdr *nlh, struct event *event)
{
	int err;

	memset(event, 0, sizeof(*event));
	switch (genl_command(nlh)) {
	case ERSYM_CMD_VIOLATION_NTF:
		event->type = EVENT_VIOLATION;
		return parse_violation(nlh, event);
	case ERSYM_CMD_LINK_NTF:
		event->type = EVENT_LINK;
		err = module_status_parse(nlh, &event->link, &event->generation);
		return err ? err : 1;
	}
	return 0;
}

/* struct deleted_family - the controller's notification of a family that was removed */
struct deleted_family {
	uint16_t id;
};

static bool is_family_gone(const struct nlmsghdr *nlh, const struct genl_family *family)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(CTRL_ATTR_FAMILY_ID, attr_read_u16, struct deleted_family, id),
		{ 0 },
	};
	struct deleted_family deleted = { 0 };

	if (nlh->nlmsg_type != GENL_ID_CTRL || genl_command(nlh) != CTRL_CMD_DELFAMILY)
		return false;
	return !attr_read_message(nlh, sizeof(struct genlmsghdr), fields, &deleted) &&
	       deleted.id == family->id;
}

static int take_message(const struct nlmsghdr *nlh, const struct genl_family *family,
			module_event_fn take, void *data)
{
	struct event event;
	int ret;

	if (is_family_gone(nlh, family)) {
		error("the kernel module was unloaded");
		return -ENODEV;
	}
	if (nlh->nlmsg_type != family->id)
		return 0;
	ret = module_event_parse(nlh, &event);
	if (ret < 0)
		error("the kernel module sent a malformed event");
	if (ret <= 0)
		return ret;
	ret = take(&event, data);
	event_free(&event);
	return ret;
}

int module_event_read(struct nl_socket *nl, const struct genl_family *family,
		      module_event_fn take, void *data)
{
	const struct event lost = { .type = EVENT_LOST };
	const struct nlmsghdr *nlh;
	ssize_t len;
	int left, ret;

	len = nl_receive(nl);
	if (len == -ENOBUFS)
		return take(&lost, data);
	if (len == -EINTR)
		return len;
	if (len < 0) {
		error("cannot read events: %s", nl_strerror(nl, len));
		return len;
	}
	nlh = (const void *)nl->buffer;
	left = len;
	for (; mnl_nlmsg_ok(nlh, left); nlh = mnl_nlmsg_next(nlh, &left)) {
		ret = take_message(nlh, family, take, data);
		if (ret)
			return ret;
	}
	return 0;
}
