// SPDX-License-Identifier: GPL-2.0
#include "nl/socket.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "nl/attr.h"

/* The kernel fills a dump's datagrams up to 32 KiB if the reader has that much room. */
#define RECEIVE_SIZE	32768
#define RECEIVE_SECONDS 10
#define DUMP_ATTEMPTS	30
/* Bytes of a send buffer that the kernel uses for itself. */
#define SEND_SLACK	1024

static void set_option(struct nl_socket *nl, int option)
{
	int on = 1;

	/* A kernel without the option answers as well, with a shorter explanation. */
	mnl_socket_setsockopt(nl->mnl, option, &on, sizeof(on));
}

int nl_open(struct nl_socket *nl, int bus)
{
	struct timeval patience = { .tv_sec = RECEIVE_SECONDS };
	int err;

	memset(nl, 0, sizeof(*nl));
	nl->bus = bus;
	nl->buffer = malloc(RECEIVE_SIZE);
	if (!nl->buffer)
		return -ENOMEM;
	nl->size = RECEIVE_SIZE;
	nl->mnl = mnl_socket_open2(bus, SOCK_CLOEXEC);
	if (!nl->mnl)
		goto fail;
	set_option(nl, NETLINK_EXT_ACK);
	set_option(nl, NETLINK_CAP_ACK);
	if (bus == NETLINK_ROUTE)
		set_option(nl, NETLINK_GET_STRICT_CHK);
	/* An answer is queued before the request returns. If there is none, it was
	 * lost, and the program must not wait for it.
	 */
	setsockopt(mnl_socket_get_fd(nl->mnl), SOL_SOCKET, SO_RCVTIMEO, &patience,
		   sizeof(patience));
	if (mnl_socket_bind(nl->mnl, 0, MNL_SOCKET_AUTOPID) < 0)
		goto fail;
	return 0;
fail:
	err = -errno;
	nl_close(nl);
	return err;
}

void nl_close(struct nl_socket *nl)
{
	if (nl->mnl)
		mnl_socket_close(nl->mnl);
	free(nl->buffer);
	nl->mnl = NULL;
	nl->buffer = NULL;
	nl->size = 0;
}

uint32_t nl_next_seq(struct nl_socket *nl)
{
	/* Notifications have the sequence number 0. */
	if (!++nl->seq)
		nl->seq = 1;
	return nl->seq;
}

static void grow_send_buffer(struct nl_socket *nl, size_t len)
{
	int fd = mnl_socket_get_fd(nl->mnl), have = 0, want;
	socklen_t size = sizeof(have);

	if (getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &have, &size) < 0 ||
	    (size_t)have >= len + SEND_SLACK)
		return;
	want = len + SEND_SLACK;
	/* Only in the initial user namespace may the buffer exceed the limit of the
	 * system. If it stays too small, the send fails with EMSGSIZE.
	 */
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &want, sizeof(want)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &want, sizeof(want));
}

int nl_send(struct nl_socket *nl, const void *message, size_t len)
{
	grow_send_buffer(nl, len);
	while (mnl_socket_sendto(nl->mnl, message, len) < 0)
		if (errno != EINTR)
			return -errno;
	return 0;
}

static size_t receive_room(int fd)
{
	socklen_t size = sizeof(int);
	int have;

	return getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &have, &size) < 0 ? 0 : have;
}

size_t nl_expect(struct nl_socket *nl, size_t size)
{
	int fd = mnl_socket_get_fd(nl->mnl), want = size;

	if (receive_room(fd) < size &&
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &want, sizeof(want)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &want, sizeof(want));
	return receive_room(fd);
}

static int grow_buffer(struct nl_socket *nl, size_t size)
{
	char *buffer;

	if (size <= nl->size)
		return 0;
	buffer = realloc(nl->buffer, size);
	if (!buffer)
		return -ENOMEM;
	nl->buffer = buffer;
	nl->size = size;
	return 0;
}

ssize_t nl_receive(struct nl_socket *nl)
{
	ssize_t len;
	int err;

	len = recv(mnl_socket_get_fd(nl->mnl), NULL, 0, MSG_PEEK | MSG_TRUNC);
	if (len < 0)
		return -errno;
	/* libmnl looks for attributes up to the aligned end of a message. */
	err = grow_buffer(nl, MNL_ALIGN(len));
	if (err)
		return err;
	len = mnl_socket_recvfrom(nl->mnl, nl->buffer, nl->size);
	return len < 0 ? -errno : len;
}

int nl_drain(struct nl_socket *nl, void (*take)(const struct nlmsghdr *nlh, void *data),
	     void *data)
{
	struct pollfd pollfd = { .fd = mnl_socket_get_fd(nl->mnl), .events = POLLIN };
	const struct nlmsghdr *nlh;
	bool lost = false;
	ssize_t len;
	int left;

	while (poll(&pollfd, 1, 0) > 0) {
		len = nl_receive(nl);
		if (len == -EINTR)
			continue;
		if (len == -ENOBUFS) {
			lost = true;
			continue;
		}
		if (len < 0)
			return len;
		left = len;
		nlh = (const void *)nl->buffer;
		for (; mnl_nlmsg_ok(nlh, left); nlh = mnl_nlmsg_next(nlh, &left)) {
			if (nlh->nlmsg_type == NLMSG_OVERRUN)
				lost = true;
			else
				take(nlh, data);
		}
	}
	return lost ? -ENOBUFS : 0;
}

static int read_extack_message(const struct nlattr *attr, void *out, size_t size)
{
	size_t len = strnlen(mnl_attr_get_payload(attr), mnl_attr_get_payload_len(attr));
	char *message = out;

	if (len >= size)
		len = size - 1;
	memcpy(message, mnl_attr_get_payload(attr), len);
	message[len] = '\0';
	return 0;
}

static const struct attr_field extack_fields[] = {
	ATTR_FIELD(NLMSGERR_ATTR_MSG, read_extack_message, struct nl_extack, message),
	ATTR_FIELD(NLMSGERR_ATTR_OFFS, attr_read_u32, struct nl_extack, offset),
	ATTR_FIELD(NLMSGERR_ATTR_MISS_TYPE, attr_read_u32, struct nl_extack, missing),
	ATTR_FIELD(NLMSGERR_ATTR_MISS_NEST, attr_read_u32, struct nl_extack, missing_in),
	{ 0 },
};

int nl_result(const struct nlmsghdr *nlh, struct nl_extack *extack)
{
	size_t len = mnl_nlmsg_get_payload_len(nlh), attributes;
	const struct nlmsgerr *err;
	int result = 0;

	if (extack)
		memset(extack, 0, sizeof(*extack));
	if (nlh->nlmsg_type == NLMSG_DONE) {
		attributes = sizeof(result);
		if (len < attributes)
			return 0;
		memcpy(&result, mnl_nlmsg_get_payload(nlh), sizeof(result));
	} else {
		if (len < sizeof(*err))
			return -EBADMSG;
		err = mnl_nlmsg_get_payload(nlh);
		result = err->error;
		attributes = sizeof(*err);
		/* Unless the acknowledgement is capped, the whole request follows. */
		if (!(nlh->nlmsg_flags & NLM_F_CAPPED)) {
			if (err->msg.nlmsg_len < sizeof(err->msg))
				return -EBADMSG;
			attributes += MNL_ALIGN(err->msg.nlmsg_len - sizeof(err->msg));
		}
	}
	if (result > 0)
		return -EBADMSG;
	if (extack && (nlh->nlmsg_flags & NLM_F_ACK_TLVS) && attributes < len)
		/* If some of it is malformed, the rest of the explanation is missing. */
		attr_read_message(nlh, attributes, extack_fields, extack);
	return result;
}

/**
 * struct exchange - a request and its answer
 * @nl: the socket
 * @message: takes each message of the answer
 * @data: for @message
 * @single: the answer is one message
 * @repeat: an interrupted dump is repeated, so the rest of it is not passed on
 * @interrupted: the list changed during the dump
 * @error: of @message, or that messages were lost
 */
struct exchange {
	struct nl_socket *nl;
	nl_message_fn message;
	void *data;
	bool single;
	bool repeat;
	bool interrupted;
	int error;
};

/* Returns 1 if more messages follow, 0 at the end of the answer, or -errno. */
static int take_message(struct exchange *x, const struct nlmsghdr *nlh)
{
	if (nlh->nlmsg_seq != x->nl->seq)
		return 1;
	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
		x->interrupted = true;
	switch (nlh->nlmsg_type) {
	case NLMSG_NOOP:
		return 1;
	case NLMSG_OVERRUN:
		x->error = -ENOBUFS;
		return 1;
	case NLMSG_ERROR:
	case NLMSG_DONE:
		return nl_result(nlh, &x->nl->extack);
	}
	if (x->message && !x->error && !(x->interrupted && x->repeat))
		x->error = x->message(nlh, x->data);
	return x->single ? 0 : 1;
}

static int take_datagram(struct exchange *x, ssize_t len)
{
	const struct nlmsghdr *nlh = (const void *)x->nl->buffer;
	int left = len, ret;

	for (; mnl_nlmsg_ok(nlh, left); nlh = mnl_nlmsg_next(nlh, &left)) {
		ret = take_message(x, nlh);
		if (ret <= 0)
			return ret;
	}
	return left > 0 ? -EBADMSG : 1;
}

static int exchange(struct exchange *x, struct nlmsghdr *nlh, uint16_t flags)
{
	struct nl_socket *nl = x->nl;
	ssize_t len;
	int ret;

	memset(&nl->extack, 0, sizeof(nl->extack));
	nlh->nlmsg_seq = nl_next_seq(nl);
	nlh->nlmsg_flags |= NLM_F_REQUEST | flags;
	ret = nl_send(nl, nlh, nlh->nlmsg_len);
	if (ret)
		return ret;
	do {
		len = nl_receive(nl);
		if (len == -EINTR) {
			ret = 1;
		} else if (len == -ENOBUFS && (flags & NLM_F_DUMP)) {
			x->interrupted = true;
			ret = 1;
		} else if (len < 0) {
			return len;
		} else {
			ret = take_datagram(x, len);
		}
	} while (ret > 0);
	return ret ? ret : x->error;
}

int nl_ack(struct nl_socket *nl, struct nlmsghdr *nlh)
{
	struct exchange x = { .nl = nl };

	return exchange(&x, nlh, NLM_F_ACK);
}

int nl_get(struct nl_socket *nl, struct nlmsghdr *nlh, nl_message_fn message, void *data)
{
	struct exchange x = { .nl = nl, .message = message, .data = data, .single = true };

	return exchange(&x, nlh, 0);
}

int nl_dump(struct nl_socket *nl, struct nlmsghdr *nlh, nl_message_fn message,
	    void (*restart)(void *data), void *data)
{
	int attempt, ret;

	for (attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
		struct exchange x = {
			.nl = nl, .message = message, .data = data, .repeat = restart,
		};

		if (attempt)
			restart(data);
		ret = exchange(&x, nlh, NLM_F_DUMP);
		if (ret || !x.interrupted)
			return ret;
		if (!restart)
			break;
	}
	return -EINTR;
}

const char *nl_strerror(const struct nl_socket *nl, int error)
{
	if (nl->extack.message[0])
		return nl->extack.message;
	switch (error) {
	case -ENOBUFS:
		return "the kernel's answer did not fit into the receive buffer: try again";
	case -EAGAIN:
		return "the kernel did not answer";
	case -EINTR:
		return "the list changed each time it was read: try again";
	case -EMSGSIZE:
		return "the request is larger than a socket may send: raise net.core.wmem_max";
	case -EBADMSG:
		return "the kernel's answer is malformed";
	case -EPERM:
		return "not permitted: this needs CAP_NET_ADMIN in the network namespace";
	}
	return strerror(-error);
}

bool nl_no_family(int err)
{
	return err == -EAFNOSUPPORT || err == -EOPNOTSUPP || err == -EPFNOSUPPORT;
}
