/* SPDX-License-Identifier: GPL-2.0 */
/* A raw socket that sends ICMP echo requests by given links, and receives the replies. */
#ifndef ERSYM_BACKEND_ECHO_SOCKET_H
#define ERSYM_BACKEND_ECHO_SOCKET_H

#include "model/address.h"
#include "probe/echo.h"

/**
 * struct echo_received - a reply
 * @from: its source
 * @index: index of the device that it came in by
 * @echo: what it repeats
 */
struct echo_received {
	struct address from;
	int index;
	struct echo echo;
};

/**
 * echo_socket_open() - open a socket
 * @family: AF_INET or AF_INET6
 *
 * An error is reported on stderr.
 *
 * Return: the descriptor, which does not block, or -errno
 */
int echo_socket_open(uint8_t family);

/**
 * echo_socket_send() - send a request
 * @fd: the socket
 * @to: the address
 * @index: index of the device that it leaves by, with an address of that device
 * @mark: routing mark, by which the table is chosen
 * @echo: the request
 *
 * Return: 0 or -errno
 */
int echo_socket_send(int fd, const struct address *to, int index, uint32_t mark,
		     const struct echo *echo);

/**
 * echo_socket_receive() - receive a reply
 * @fd: the socket
 * @family: its family
 * @received: written
 *
 * Whatever is no reply is left out.
 *
 * Return: 0; -EAGAIN if there is none; another -errno
 */
int echo_socket_receive(int fd, uint8_t family, struct echo_received *received);

#endif
