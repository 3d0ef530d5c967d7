/* SPDX-License-Identifier: GPL-2.0 */
/* Netlink sockets of any bus: requests, dumps, and extended acknowledgements. */
#ifndef ERSYM_NL_SOCKET_H
#define ERSYM_NL_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <libmnl/libmnl.h>

/**
 * struct nl_extack - an extended acknowledgement
 * @message: the explanation; empty if there is none
 * @offset: of the attribute that the kernel objects to, in bytes from the head of the
 *	request; 0: none
 * @missing: type of an attribute that is missing; 0: none
 * @missing_in: offset of the nest that lacks @missing; 0: top level
 */
struct nl_extack {
	char message[256];
	uint32_t offset;
	uint32_t missing;
	uint32_t missing_in;
};

/**
 * struct nl_socket - a netlink socket and its receive buffer
 * @mnl: the socket of libmnl; NULL: it is closed
 * @bus: NETLINK_GENERIC, NETLINK_ROUTE or NETLINK_NETFILTER
 * @seq: sequence number of the last request
 * @buffer: the last datagram; it grows as needed
 * @size: of @buffer in bytes
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

/**
 * typedef nl_message_fn - take a message of an answer
 * @nlh: the message
 * @data: as given with the request
 *
 * Return: 0, or -errno, which ends the calls
 */
typedef int (*nl_message_fn)(const struct nlmsghdr *nlh, void *data);

/**
 * nl_open() - open and bind a socket with extended and capped acknowledgements
 * @nl: written
 * @bus: NETLINK_GENERIC, NETLINK_ROUTE or NETLINK_NETFILTER
 *
 * On NETLINK_ROUTE, dump requests are checked strictly, which makes the kernel filter them.
 *
 * Return: 0 or -errno; after an error there is nothing to close
 */
int nl_open(struct nl_socket *nl, int bus);

/**
 * nl_close() - close a socket and free its buffer
 * @nl: the socket, which may be closed already
 */
void nl_close(struct nl_socket *nl);

/**
 * nl_next_seq() - take the next sequence number, for requests sent with nl_send()
 * @nl: the socket
 *
 * Return: a number other than 0, which notifications have
 */
uint32_t nl_next_seq(struct nl_socket *nl);

/**
 * nl_send() - send bytes as they are, after growing the send buffer if needed
 * @nl: the socket
 * @message: one or several messages
 * @len: their length in bytes
 *
 * Return: 0 or -errno
 */
int nl_send(struct nl_socket *nl, const void *message, size_t len);

/**
 * nl_expect() - grow the receive buffer for answers that arrive before they are read
 * @nl: the socket
 * @size: bytes, including what the kernel accounts for each message
 *
 * Return: bytes of the receive buffer, which may be fewer without privileges; 0 if unknown
 */
size_t nl_expect(struct nl_socket *nl, size_t size);

/**
 * nl_receive() - receive the next datagram into @nl->buffer, which grows to its length
 * @nl: the socket
 *
 * Return: length in bytes; -EINTR on a signal; -ENOBUFS if messages were lost; -EAGAIN if
 * none arrived for ten seconds; another -errno
 */
ssize_t nl_receive(struct nl_socket *nl);

/**
 * nl_drain() - pass on the messages of all datagrams that have arrived, without waiting
 * @nl: the socket
 * @take: takes each message
 * @data: for @take
 *
 * It is for requests that the kernel answers before nl_send() returns.
 *
 * Return: 0; -ENOBUFS if messages were lost, after all others have been passed on; another
 * -errno
 */
int nl_drain(struct nl_socket *nl, void (*take)(const struct nlmsghdr *nlh, void *data),
	     void *data);

/**
 * nl_result() - read the result in a NLMSG_ERROR or NLMSG_DONE message
 * @nlh: the message
 * @extack: written, empty if the message has none; may be NULL
 *
 * Return: the result, 0 or -errno; -EBADMSG if the message is malformed
 */
int nl_result(const struct nlmsghdr *nlh, struct nl_extack *extack);

/**
 * nl_ack() - send a request and wait for its acknowledgement
 * @nl: the socket
 * @nlh: the request, whose sequence number and flags are set here
 *
 * Return: 0 or -errno
 */
int nl_ack(struct nl_socket *nl, struct nlmsghdr *nlh);

/**
 * nl_get() - send a request and pass on its only answer
 * @nl: the socket
 * @nlh: the request, whose sequence number and flags are set here
 * @message: takes the answer
 * @data: for @message
 *
 * No acknowledgement is requested, as the kernel could drop it after a large answer.
 *
 * Return: 0 or -errno
 */
int nl_get(struct nl_socket *nl, struct nlmsghdr *nlh, nl_message_fn message, void *data);

/**
 * nl_dump() - send a dump request and pass on each message of the answer
 * @nl: the socket
 * @nlh: the request, whose sequence number and flags are set here
 * @message: takes each message
 * @restart: called before the dump is repeated because the list changed during it: discard
 *	what has been read. NULL: the dump is not repeated
 * @data: for @message and @restart
 *
 * A dump is always read to its end, so that the socket stays usable.
 *
 * Return: 0; -EINTR if the list changed and @restart is NULL, or changed each time; another
 * -errno
 */
int nl_dump(struct nl_socket *nl, struct nlmsghdr *nlh, nl_message_fn message,
	    void (*restart)(void *data), void *data);

/**
 * nl_strerror() - describe why the last request failed
 * @nl: the socket
 * @error: -errno
 *
 * Return: the kernel's explanation if there is one, otherwise a text for @error
 */
const char *nl_strerror(const struct nl_socket *nl, int error);

/**
 * nl_no_family() - check whether an error means that the kernel lacks an address family
 * @err: -errno of a request that names the family
 *
 * Return: true for the errors of a kernel without IPv6.
 */
bool nl_no_family(int err);

#endif
