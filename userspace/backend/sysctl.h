/* SPDX-License-Identifier: GPL-2.0 */
/* Sysctls of this network namespace. */
#ifndef ERSYM_BACKEND_SYSCTL_H
#define ERSYM_BACKEND_SYSCTL_H

/**
 * sysctl_read() - read a sysctl that is a number
 * @path: below /proc/sys: "net/ipv4/ip_forward"
 * @value: written
 *
 * An error is reported on stderr, but for a sysctl that the kernel does not have.
 *
 * Return: 0; -ENOENT if there is none; another -errno
 */
int sysctl_read(const char *path, long *value);

#endif
