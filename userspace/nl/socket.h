/* SPDX-License-Identifier: GPL-2.0 */
/* Netlink sockets for any bus: requests, dumps, and what the kernel says when it refuses. */
#ifndef ERSYM_NL_SOCKET_H
#define ERSYM_NL_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <libmnl/libmnl.h>

/**
 * struct nl_extack - what the kernel adds to an error
 * @message: its sentence; empty if there is none
 * @offset: of the attribute it objects to, in bytes from the head of the request; 0: none
 * @missing: type of an attribute that is missing; 0: none
 * @missing_in: offset of the nest where @missing is missed; 0: top level
 */
struct nl_extack {
	char message[256];
	uint32_t offset;
	uint32_t missing;
	uint32_t missing_in;
};

/**
 * struct nl_socket - a netlink socket and its receive buffer
 * @bus: NETLINK_GENERIC, NETLINK_ROUTE, NETLINK_NETFILTER
 * @seq: of the last request; grows by one with each
 * @buffer: the last datagram; it grows as needed
 * @extack: of the last request that failed
 */
struct nl_socket {
	struct mnl_socket *mnl;
	int bus;
	uint32_t seq;
	char *buffer;
	size_t size;
	struct nl_extack extack;
};

/* Called for each message of an answer. 0, or -errno, which ends the calls. */
typedef int (*nl_message_fn)(const struct nlmsghdr *nlh, void *data);

/**
 * nl_open() - opens and binds a socket with extended and short acknowledgements
 *
 * On NETLINK_ROUTE, dumps are checked strictly, so that the kernel filters them.
 * Return: 0 or -errno; on failure there is nothing to close
 */
int nl_open(struct nl_socket *nl, int bus);
void nl_close(struct nl_socket *nl);

/* The next sequence number, for requests sent with nl_send(). Never 0. */
uint32_t nl_next_seq(struct nl_socket *nl);

/* Sends @len bytes as they are, with a send buffer that is large enough. 0 or -errno. */
int nl_send(struct nl_socket *nl, const void *message, size_t len);

/**
 * nl_expect() - makes room for answers that come before they are read
 * @size: bytes, with what the kernel counts for each message beside its length
 *
 * Return: the room there is, which may be less without privileges; 0 if that is not known
 */
size_t nl_expect(struct nl_socket *nl, size_t size);

/**
 * nl_receive() - the next datagram, into @nl->buffer, however large it is
 *
 * Return: its length; -EINTR on a signal, -ENOBUFS if messages were lost, -EAGAIN if none came
 * for ten seconds, or another -errno
 */
ssize_t nl_receive(struct nl_socket *nl);

/**
 * nl_drain() - gives the messages of all datagrams that are there to @take
 *
 * For requests that the kernel has answered before sending them returns: there is
 * nothing to wait for.
 *
 * Return: 0; -ENOBUFS if some were lost, behind all that were not; or another -errno
 */
int nl_drain(struct nl_socket *nl, void (*take)(const struct nlmsghdr *nlh, void *data),
	     void *data);

/**
 * nl_result() - what an NLMSG_ERROR or NLMSG_DONE message says
 * @extack: filled, or emptied if the message carries none; may be NULL
 *
 * Return: 0 or -errno; -EBADMSG if it is malformed
 */
int nl_result(const struct nlmsghdr *nlh, struct nl_extack *extack);

/* Sends a request (seq and flags are set here) and waits for its acknowledgement. 0 or -errno. */
int nl_ack(struct nl_socket *nl, struct nlmsghdr *nlh);

/**
 * nl_get() - sends a request and gives its one answer to @message
 *
 * No acknowledgement is asked for: behind a large answer the kernel could drop it.
 * Return: 0 or -errno
 */
int nl_get(struct nl_socket *nl, struct nlmsghdr *nlh, nl_message_fn message, void *data);

/**
 * nl_dump() - sends a dump request and gives each answer to @message
 * @restart: called before the dump is repeated because the list changed under it: forget what
 *	came so far. NULL: give what there is, and do not repeat
 *
 * A dump is always read to its end, so that the socket stays usable.
 * Return: 0 or -errno; -EINTR if the list changed and @restart is NULL, or changed every time
 */
int nl_dump(struct nl_socket *nl, struct nlmsghdr *nlh, nl_message_fn message,
	    void (*restart)(void *data), void *data);

/* What went wrong, for people: the kernel's sentence, or that of @error (negative). */
const char *nl_strerror(const struct nl_socket *nl, int error);

#endif
