// SPDX-License-Identifier: GPL-2.0
#include "backend/service_event.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <libmnl/libmnl.h>
#include <linux/netlink.h>

#include "nl/attr.h"

#define GROUP 17
/* Programs of other kinds may use the same group. */
#define MESSAGE_MENDED 0x6572
#define MESSAGE_TRANSITION 0x6573
#define MESSAGE_SIZE (4 * MENDED_TEXT_SIZE)

enum {
	ATTR_VERB = 1,
	ATTR_CIRCUIT,
	ATTR_LINK,
	ATTR_OBJECT,
	ATTR_CAUSE,
	ATTR_KIND,
	ATTR_REASON,
	ATTR_WHY,
	ATTR_ENDED,
};

static void send_message(const struct nlmsghdr *nlh)
{
	const struct sockaddr_nl to = { .nl_family = AF_NETLINK, .nl_groups = 1u << (GROUP - 1) };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_USERSOCK);

	if (fd < 0)
		return;
	/* The group gets it; that the kernel itself does not listen is an error as well. */
	sendto(fd, nlh, nlh->nlmsg_len, MSG_DONTWAIT, (const void *)&to, sizeof(to));
	close(fd);
}

void service_event_send(const struct mended *m)
{
	char buf[MESSAGE_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);

	nlh->nlmsg_type = MESSAGE_MENDED;
	mnl_attr_put_u32(nlh, ATTR_VERB, m->verb);
	mnl_attr_put_strz(nlh, ATTR_CIRCUIT, m->circuit);
	mnl_attr_put_strz(nlh, ATTR_LINK, m->link);
	mnl_attr_put_strz(nlh, ATTR_OBJECT, m->object);
	mnl_attr_put_strz(nlh, ATTR_CAUSE, m->cause);
	send_message(nlh);
}

void service_event_send_transition(const struct transition *t)
{
	char buf[MESSAGE_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);

	nlh->nlmsg_type = MESSAGE_TRANSITION;
	mnl_attr_put_u32(nlh, ATTR_KIND, t->kind);
	mnl_attr_put_strz(nlh, ATTR_CIRCUIT, t->circuit);
	mnl_attr_put_strz(nlh, ATTR_LINK, t->link);
	mnl_attr_put_u32(nlh, ATTR_REASON, t->reason);
	mnl_attr_put_strz(nlh, ATTR_WHY, t->why);
	mnl_attr_put_u32(nlh, ATTR_ENDED, t->ended);
	send_message(nlh);
}

int service_event_open(void)
{
	const int on = 1, group = GROUP;
	struct sockaddr_nl address = { .nl_family = AF_NETLINK };
	int err, fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_USERSOCK);

	if (fd < 0)
		return -errno;
	if (!bind(fd, (void *)&address, sizeof(address)) &&
	    !setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) &&
	    !setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)))
		return fd;
	err = -errno;
	close(fd);
	return err;
}

/* Everybody may send to the group. */
static bool from_root(struct msghdr *msg)
{
	const struct cmsghdr *c;
	struct ucred credentials;

	for (c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, (struct cmsghdr *)c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_CREDENTIALS)
			continue;
		memcpy(&credentials, CMSG_DATA(c), sizeof(credentials));
		return !credentials.uid;
	}
	return false;
}

static bool read_mended(const struct nlmsghdr *nlh, struct mended *m)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(ATTR_VERB, attr_read_u32, struct mended, verb),
		ATTR_FIELD(ATTR_CIRCUIT, attr_read_string, struct mended, circuit),
		ATTR_FIELD(ATTR_LINK, attr_read_string, struct mended, link),
		ATTR_FIELD(ATTR_OBJECT, attr_read_string, struct mended, object),
		ATTR_FIELD(ATTR_CAUSE, attr_read_string, struct mended, cause),
		{ 0 },
	};

	return !attr_read_message(nlh, 0, fields, m);
}

static bool read_transition(const struct nlmsghdr *nlh, struct transition *t)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(ATTR_KIND, attr_read_u32, struct transition, kind),
		ATTR_FIELD(ATTR_CIRCUIT, attr_read_string, struct transition, circuit),
		ATTR_FIELD(ATTR_LINK, attr_read_string, struct transition, link),
		ATTR_FIELD(ATTR_REASON, attr_read_u32, struct transition, reason),
		ATTR_FIELD(ATTR_WHY, attr_read_string, struct transition, why),
		ATTR_FIELD(ATTR_ENDED, attr_read_u32, struct transition, ended),
		{ 0 },
	};

	return !attr_read_message(nlh, 0, fields, t) && transition_name(t);
}

static bool read_event(const struct nlmsghdr *nlh, size_t length, struct service_event *event)
{
	memset(event, 0, sizeof(*event));
	if (!mnl_nlmsg_ok(nlh, (int)length))
		return false;
	if (nlh->nlmsg_type == MESSAGE_MENDED) {
		event->type = SERVICE_EVENT_MENDED;
		return read_mended(nlh, &event->mended);
	}
	event->type = SERVICE_EVENT_TRANSITION;
	return nlh->nlmsg_type == MESSAGE_TRANSITION &&
	       read_transition(nlh, &event->transition);
}

int service_event_read(int fd, service_event_fn take, void *data)
{
	static const struct service_event lost = { .type = SERVICE_EVENT_LOST };
	char buf[MESSAGE_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	char control[CMSG_SPACE(sizeof(struct ucred))];
	struct iovec vector = { .iov_base = buf, .iov_len = sizeof(buf) };
	struct service_event event;
	ssize_t n;
	int err = 0;

	while (!err) {
		struct msghdr msg = {
			.msg_iov = &vector, .msg_iovlen = 1,
			.msg_control = control, .msg_controllen = sizeof(control),
		};

		n = recvmsg(fd, &msg, MSG_DONTWAIT);
		if (n < 0 && errno == ENOBUFS)
			err = take(&lost, data);
		else if (n < 0 && errno != EINTR)
			return errno == EAGAIN ? 0 : -errno;
		else if (n >= 0 && from_root(&msg) && read_event((void *)buf, n, &event))
			err = take(&event, data);
	}
	return err;
}
