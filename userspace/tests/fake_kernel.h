/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A kernel for one netlink socket: these functions stand in for those of libmnl
 * and libc of the same name. A request is given to fake.answer(), which queues
 * datagrams and errors; they are received in that order.
 *
 * To be included once in a test, which is one program.
 */
#ifndef ERSYM_TESTS_FAKE_KERNEL_H
#define ERSYM_TESTS_FAKE_KERNEL_H

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>

#include "util/alloc.h"
#include "util/array.h"

/* struct step - a datagram, or an errno that receiving fails with */
struct step {
	char *data;
	size_t len;
	int error;
};

static struct {
	void (*answer)(const struct nlmsghdr *request);
	struct step *step;
	size_t n;
	size_t next;
	unsigned int requests;
	int room;			/* for answers; 0: it is not known */
	char *last;			/* the last request */
} fake;

static void fake_reset(void (*answer)(const struct nlmsghdr *request))
{
	size_t i;

	for (i = 0; i < fake.n; i++)
		free(fake.step[i].data);
	free(fake.step);
	free(fake.last);
	memset(&fake, 0, sizeof(fake));
	fake.answer = answer;
}

__attribute__((unused))
static void fake_error(int error)
{
	fake.step = array_grow(fake.step, fake.n, sizeof(*fake.step));
	fake.step[fake.n++].error = error;
}

static void fake_datagram(const void *data, size_t len)
{
	fake.step = array_grow(fake.step, fake.n, sizeof(*fake.step));
	fake.step[fake.n].data = xmemdup(data, len);
	fake.step[fake.n++].len = len;
}

static void fake_message(const struct nlmsghdr *nlh)
{
	fake_datagram(nlh, nlh->nlmsg_len);
}

/* The head of an answer in @buf, which is large enough for what is added. */
static struct nlmsghdr *fake_begin(void *buf, const struct nlmsghdr *request, uint16_t type,
				   uint16_t flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = flags;
	nlh->nlmsg_seq = request->nlmsg_seq;
	return nlh;
}

/* An acknowledgement or a refusal; @message and @offset may be NULL and 0. */
__attribute__((unused))
static void fake_ack(const struct nlmsghdr *request, int error, const char *message,
		     uint32_t offset)
{
	char buf[1024] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh;
	struct nlmsgerr *err;

	nlh = fake_begin(buf, request, NLMSG_ERROR, NLM_F_CAPPED);
	err = mnl_nlmsg_put_extra_header(nlh, sizeof(*err));
	err->error = error;
	err->msg = *request;
	if (message || offset)
		nlh->nlmsg_flags |= NLM_F_ACK_TLVS;
	if (message)
		mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, message);
	if (offset)
		mnl_attr_put_u32(nlh, NLMSGERR_ATTR_OFFS, offset);
	fake_message(nlh);
}

__attribute__((unused))
static void fake_done(const struct nlmsghdr *request, uint16_t flags)
{
	char buf[64] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = fake_begin(buf, request, NLMSG_DONE, NLM_F_MULTI | flags);

	memset(mnl_nlmsg_put_extra_header(nlh, sizeof(int)), 0, sizeof(int));
	fake_message(nlh);
}

/* The kernel's message that answers were lost, without the request that they answer. */
__attribute__((unused))
static void fake_overrun(void)
{
	struct nlmsghdr nlh = { .nlmsg_len = sizeof(nlh), .nlmsg_type = NLMSG_OVERRUN };

	fake_message(&nlh);
}

static char fake_socket;

struct mnl_socket *mnl_socket_open2(int bus, int flags)
{
	return (struct mnl_socket *)&fake_socket;
}

int mnl_socket_bind(struct mnl_socket *nl, unsigned int groups, pid_t pid)
{
	return 0;
}

int mnl_socket_close(struct mnl_socket *nl)
{
	return 0;
}

int mnl_socket_get_fd(const struct mnl_socket *nl)
{
	return -1;
}

int mnl_socket_setsockopt(const struct mnl_socket *nl, int type, void *buf, socklen_t len)
{
	return 0;
}

ssize_t mnl_socket_sendto(const struct mnl_socket *nl, const void *req, size_t len)
{
	fake.requests++;
	free(fake.last);
	fake.last = xmemdup(req, len);
	if (fake.answer)
		fake.answer((const struct nlmsghdr *)fake.last);
	return len;
}

int getsockopt(int fd, int level, int name, void *value, socklen_t *len)
{
	if (name != SO_RCVBUF || !fake.room)
		return -1;
	memcpy(value, &fake.room, sizeof(fake.room));
	return 0;
}

/* Answers are there at once or never. */
int poll(struct pollfd *fds, nfds_t n, int timeout)
{
	return fake.next < fake.n;
}

/* Nothing left: as a socket whose time is up. */
static ssize_t fake_peek(void)
{
	if (fake.next == fake.n) {
		errno = EAGAIN;
		return -1;
	}
	if (fake.step[fake.next].error) {
		errno = fake.step[fake.next++].error;
		return -1;
	}
	return fake.step[fake.next].len;
}

ssize_t recv(int fd, void *buf, size_t len, int flags)
{
	return fake_peek();
}

ssize_t mnl_socket_recvfrom(const struct mnl_socket *nl, void *buf, size_t size)
{
	ssize_t len = fake_peek();

	if (len < 0)
		return len;
	if ((size_t)len > size) {
		errno = ENOSPC;
		return -1;
	}
	memcpy(buf, fake.step[fake.next++].data, len);
	return len;
}

#endif
