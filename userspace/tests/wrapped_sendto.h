/* SPDX-License-Identifier: GPL-2.0 */
/* sendto() as the linker's --wrap splits it: what the program calls, and the C library's. */
#ifndef ERSYM_TESTS_WRAPPED_SENDTO_H
#define ERSYM_TESTS_WRAPPED_SENDTO_H

#include <stddef.h>
#include <sys/socket.h>
#include <sys/types.h>

ssize_t __real_sendto(int fd, const void *buf, size_t n, int flags, const struct sockaddr *to,
		      socklen_t size);
ssize_t __wrap_sendto(int fd, const void *buf, size_t n, int flags, const struct sockaddr *to,
		      socklen_t size);

#endif
