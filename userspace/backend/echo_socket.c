// SPDX-License-Identifier: GPL-2.0
#include "backend/echo_socket.h"

#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/icmp.h>

#include "util/error.h"

/* Enough for the replies of all circuits at once. */
#define RECEIVE_BUFFER (1 << 20)
/* The IPv4 header has up to 60 bytes. */
#define PACKET_SIZE (60 + ECHO_SIZE + 1)

/* union name - the address of a packet */
union name {
	struct sockaddr sa;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/* union control - a message with the device of a packet, and one with its mark */
union control {
	struct cmsghdr header;
	char buf[CMSG_SPACE(sizeof(struct in6_pktinfo)) + CMSG_SPACE(sizeof(uint32_t))];
};

static int filter_ipv4(int fd)
{
	struct icmp_filter filter = { .data = ~(1u << ICMP_ECHOREPLY) };
	int on = 1;

	if (setsockopt(fd, SOL_RAW, ICMP_FILTER, &filter, sizeof(filter)) < 0)
		return -errno;
	return setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof(on)) < 0 ? -errno : 0;
}

static int filter_ipv6(int fd)
{
	struct icmp6_filter filter;
	int on = 1;

	ICMP6_FILTER_SETBLOCKALL(&filter);
	ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &filter);
	if (setsockopt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, &filter, sizeof(filter)) < 0)
		return -errno;
	return setsockopt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof(on)) < 0 ? -errno : 0;
}

int echo_socket_open(uint8_t family)
{
	int size = RECEIVE_BUFFER, err;
	int fd = socket(family, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
			family == AF_INET ? (int)IPPROTO_ICMP : (int)IPPROTO_ICMPV6);

	err = fd < 0 ? -errno : family == AF_INET ? filter_ipv4(fd) : filter_ipv6(fd);
	if (err) {
		error("cannot probe circuits over %s: %s", address_family_name(family),
		      strerror(-err));
		if (fd >= 0)
			close(fd);
		return err;
	}
	/* Less does as well, unless there are many circuits. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	return fd;
}

static socklen_t fill_name(const struct address *to, union name *name)
{
	memset(name, 0, sizeof(*name));
	name->sa.sa_family = to->family;
	if (to->family == AF_INET) {
		memcpy(&name->v4.sin_addr, to->bytes, sizeof(name->v4.sin_addr));
		return sizeof(name->v4);
	}
	memcpy(&name->v6.sin6_addr, to->bytes, sizeof(name->v6.sin6_addr));
	return sizeof(name->v6);
}

static void *put_control(struct cmsghdr *control, int level, int type, size_t size)
{
	control->cmsg_level = level;
	control->cmsg_type = type;
	control->cmsg_len = CMSG_LEN(size);
	memset(CMSG_DATA(control), 0, size);
	return CMSG_DATA(control);
}

/* The kernel chooses the source among the addresses of the device. */
static void fill_control(struct msghdr *msg, uint8_t family, int index, uint32_t mark)
{
	struct cmsghdr *control = msg->msg_control;
	struct in6_pktinfo *v6;
	struct in_pktinfo *v4;

	if (family == AF_INET) {
		v4 = put_control(control, IPPROTO_IP, IP_PKTINFO, sizeof(*v4));
		v4->ipi_ifindex = index;
		msg->msg_controllen = CMSG_SPACE(sizeof(*v4));
	} else {
		v6 = put_control(control, IPPROTO_IPV6, IPV6_PKTINFO, sizeof(*v6));
		v6->ipi6_ifindex = (unsigned int)index;
		msg->msg_controllen = CMSG_SPACE(sizeof(*v6));
	}
	control = (struct cmsghdr *)((char *)msg->msg_control + msg->msg_controllen);
	memcpy(put_control(control, SOL_SOCKET, SO_MARK, sizeof(mark)), &mark, sizeof(mark));
	msg->msg_controllen += CMSG_SPACE(sizeof(mark));
}

int echo_socket_send(int fd, const struct address *to, int index, uint32_t mark,
		     const struct echo *echo)
{
	union control control = { .buf = { 0 } };
	uint8_t packet[ECHO_SIZE];
	struct iovec iov = { .iov_base = packet, .iov_len = sizeof(packet) };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};
	union name name;

	msg.msg_name = &name;
	msg.msg_namelen = fill_name(to, &name);
	fill_control(&msg, to->family, index, mark);
	echo_request(echo, to->family, packet);
	return sendmsg(fd, &msg, 0) < 0 ? -errno : 0;
}

static int received_index(struct msghdr *msg)
{
	struct cmsghdr *control;
	struct in6_pktinfo v6;
	struct in_pktinfo v4;

	for (control = CMSG_FIRSTHDR(msg); control; control = CMSG_NXTHDR(msg, control)) {
		if (control->cmsg_level == IPPROTO_IP && control->cmsg_type == IP_PKTINFO) {
			memcpy(&v4, CMSG_DATA(control), sizeof(v4));
			return v4.ipi_ifindex;
		}
		if (control->cmsg_level == IPPROTO_IPV6 && control->cmsg_type == IPV6_PKTINFO) {
			memcpy(&v6, CMSG_DATA(control), sizeof(v6));
			return (int)v6.ipi6_ifindex;
		}
	}
	return 0;
}

static void take_source(const union name *name, uint8_t family, struct address *from)
{
	memset(from, 0, sizeof(*from));
	from->family = family;
	if (family == AF_INET)
		memcpy(from->bytes, &name->v4.sin_addr, sizeof(name->v4.sin_addr));
	else
		memcpy(from->bytes, &name->v6.sin6_addr, sizeof(name->v6.sin6_addr));
}

int echo_socket_receive(int fd, uint8_t family, struct echo_received *received)
{
	uint8_t packet[PACKET_SIZE];
	union control control;
	union name name;
	ssize_t n;

	do {
		struct iovec iov = { .iov_base = packet, .iov_len = sizeof(packet) };
		struct msghdr msg = {
			.msg_name = &name, .msg_namelen = sizeof(name),
			.msg_iov = &iov, .msg_iovlen = 1,
			.msg_control = &control, .msg_controllen = sizeof(control),
		};

		n = recvmsg(fd, &msg, 0);
		if (n < 0 && errno != EINTR)
			return -errno;
		received->index = n < 0 ? 0 : received_index(&msg);
	} while (n < 0 || !echo_reply(packet, (size_t)n, family, &received->echo));
	take_source(&name, family, &received->from);
	return 0;
}
