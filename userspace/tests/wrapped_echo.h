/* SPDX-License-Identifier: GPL-2.0 */
/* What the linker's --wrap calls instead of the network, and of the file for commands. */
#ifndef ERSYM_TESTS_WRAPPED_ECHO_H
#define ERSYM_TESTS_WRAPPED_ECHO_H

#include <stdint.h>

#include "backend/circuits_down.h"
#include "backend/echo_socket.h"

int __wrap_echo_socket_open(uint8_t family);
int __wrap_echo_socket_send(int fd, const struct address *to, int index, uint32_t mark,
			    const struct echo *echo);
int __wrap_echo_socket_receive(int fd, uint8_t family, struct echo_received *received);
int __wrap_circuits_down_keep(const struct circuits_down *list);

#endif
