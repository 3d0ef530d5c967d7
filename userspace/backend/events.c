// SPDX-License-Identifier: GPL-2.0
#include "backend/events.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <linux/genetlink.h>

#include "backend/socket.h"
#include "backend/wire.h"
#include "util/error.h"

/* The controller's multicast group of families that come and go has a fixed number. */
#define GROUP_FAMILIES GENL_ID_CTRL
/* Some ten thousand events, while whoever reads the output is slow. */
#define EVENT_BUFFER (4 * 1024 * 1024)

int events_open(const struct module *m, struct nl_socket *nl)
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
	struct violation_event *v = &event->violation;
	const struct nlattr *attr;
	int err = 0;

	v->sport = -1;
	v->dport = -1;
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		switch (mnl_attr_get_type(attr)) {
		case ERSYM_A_VIOLATION_KIND:
			err = take_u32(attr, &v->kind);
			break;
		case ERSYM_A_VIOLATION_EXPECTED:
			err = take_u32(attr, &v->expected);
			break;
		case ERSYM_A_VIOLATION_ACTUAL:
			err = take_u32(attr, &v->actual);
			break;
		case ERSYM_A_VIOLATION_VERDICT:
			err = take_u32(attr, &v->verdict);
			break;
		case ERSYM_A_VIOLATION_DEVICE:
			err = take_name(attr, v->device, sizeof(v->device));
			break;
		case ERSYM_A_VIOLATION_PROTOCOL:
			err = take_u8(attr, &v->protocol);
			break;
		case ERSYM_A_VIOLATION_SOURCE:
			err = take_address(attr, &v->source);
			break;
		case ERSYM_A_VIOLATION_DESTINATION:
			err = take_address(attr, &v->destination);
			break;
		case ERSYM_A_VIOLATION_SOURCE_PORT:
			err = take_port(attr, &v->sport);
			break;
		case ERSYM_A_VIOLATION_DESTINATION_PORT:
			err = take_port(attr, &v->dport);
			break;
		case ERSYM_A_VIOLATION_SUPPRESSED:
			err = take_u64(attr, &v->suppressed);
			break;
		case ERSYM_A_VIOLATION_TIME:
			err = take_u64(attr, &v->time);
			break;
		case ERSYM_A_VIOLATION_GENERATION:
			err = take_u32(attr, &event->generation);
			break;
		}
		if (err)
			return err;
	}
	return 1;
}

int event_parse(const struct nlmsghdr *nlh, struct event *event)
{
	int err;

	memset(event, 0, sizeof(*event));
	switch (genl_command(nlh)) {
	case ERSYM_CMD_VIOLATION_NTF:
		event->type = EVENT_VIOLATION;
		return parse_violation(nlh, event);
	case ERSYM_CMD_LINK_NTF:
		event->type = EVENT_LINK;
		err = circuit_state_parse(nlh, &event->link, &event->generation);
		return err ? err : 1;
	}
	return 0;
}

void event_free(struct event *event)
{
	circuit_state_free(&event->link);
}

static bool is_family_gone(const struct nlmsghdr *nlh, const struct genl_family *family)
{
	const struct nlattr *attr;

	if (nlh->nlmsg_type != GENL_ID_CTRL || genl_command(nlh) != CTRL_CMD_DELFAMILY)
		return false;
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID &&
		    mnl_attr_validate(attr, MNL_TYPE_U16) == 0)
			return mnl_attr_get_u16(attr) == family->id;
	return false;
}

static int take_message(const struct nlmsghdr *nlh, const struct genl_family *family,
			event_fn give, void *data)
{
	struct event event;
	int ret;

	if (is_family_gone(nlh, family)) {
		error("the kernel module was unloaded");
		return -ENODEV;
	}
	if (nlh->nlmsg_type != family->id)
		return 0;
	ret = event_parse(nlh, &event);
	if (ret < 0)
		error("an event of the kernel is malformed");
	if (ret <= 0)
		return ret;
	ret = give(&event, data);
	event_free(&event);
	return ret;
}

int events_read(struct nl_socket *nl, const struct genl_family *family, event_fn give, void *data)
{
	const struct event lost = { .type = EVENT_LOST };
	const struct nlmsghdr *nlh;
	ssize_t len;
	int left, ret;

	len = nl_receive(nl);
	if (len == -ENOBUFS)
		return give(&lost, data);
	if (len == -EINTR)
		return len;
	if (len < 0) {
		error("cannot read events: %s", nl_strerror(nl, len));
		return len;
	}
	nlh = (const void *)nl->buffer;
	left = len;
	for (; mnl_nlmsg_ok(nlh, left); nlh = mnl_nlmsg_next(nlh, &left)) {
		ret = take_message(nlh, family, give, data);
		if (ret)
			return ret;
	}
	return 0;
}
