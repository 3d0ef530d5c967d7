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
#define MESSAGE 0x6572
#define MESSAGE_SIZE (4 * MENDED_TEXT_SIZE)

enum {
	ATTR_VERB = 1,
	ATTR_CIRCUIT,
	ATTR_LINK,
	ATTR_OBJECT,
	ATTR_CAUSE,
};

void service_event_send(const struct mended *m)
{
	const struct sockaddr_nl to = { .nl_family = AF_NETLINK, .nl_groups = 1u << (GROUP - 1) };
	char buf[MESSAGE_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_USERSOCK);
	struct nlmsghdr *nlh;

	if (fd < 0)
		return;
	nlh = mnl_nlmsg_put_header(buf);
	nlh->nlmsg_type = MESSAGE;
	mnl_attr_put_u32(nlh, ATTR_VERB, m->verb);
	mnl_attr_put_strz(nlh, ATTR_CIRCUIT, m->circuit);
	mnl_attr_put_strz(nlh, ATTR_LINK, m->link);
	mnl_attr_put_strz(nlh, ATTR_OBJECT, m->object);
	mnl_attr_put_strz(nlh, ATTR_CAUSE, m->cause);
	/* The group gets it; that the kernel itself does not listen is an error as well. */
	sendto(fd, buf, nlh->nlmsg_len, MSG_DONTWAIT, (const void *)&to, sizeof(to));
	close(fd);
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

static bool read_event(const struct nlmsghdr *nlh, size_t length, struct mended *m)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(ATTR_VERB, attr_read_u32, struct mended, verb),
		ATTR_FIELD(ATTR_CIRCUIT, attr_read_string, struct mended, circuit),
		ATTR_FIELD(ATTR_LINK, attr_read_string, struct mended, link),
		ATTR_FIELD(ATTR_OBJECT, attr_read_string, struct mended, object),
		ATTR_FIELD(ATTR_CAUSE, attr_read_string, struct mended, cause),
		{ 0 },
	};

	memset(m, 0, sizeof(*m));
	return mnl_nlmsg_ok(nlh, (int)length) && nlh->nlmsg_type == MESSAGE &&
	       !attr_read_message(nlh, 0, fields, m);
}

int service_event_read(int fd, service_event_fn take, void *data)
{
	char buf[MESSAGE_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	char control[CMSG_SPACE(sizeof(struct ucred))];
	struct iovec vector = { .iov_base = buf, .iov_len = sizeof(buf) };
	struct mended m;
	ssize_t n;
	int err = 0;

	while (!err) {
		struct msghdr msg = {
			.msg_iov = &vector, .msg_iovlen = 1,
			.msg_control = control, .msg_controllen = sizeof(control),
		};

		n = recvmsg(fd, &msg, MSG_DONTWAIT);
		if (n < 0 && errno == ENOBUFS)
			err = take(NULL, data);
		else if (n < 0 && errno != EINTR)
			return errno == EAGAIN ? 0 : -errno;
		else if (n >= 0 && from_root(&msg) && read_event((void *)buf, n, &m))
			err = take(&m, data);
	}
	return err;
}
