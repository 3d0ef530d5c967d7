/* SPDX-License-Identifier: GPL-2.0 */
/* Time that no clock setting moves, and what it counts from. */
#ifndef ERSYM_BACKEND_BOOT_H
#define ERSYM_BACKEND_BOOT_H

#include <stdint.h>

/**
 * boot_identity() - name this boot of the host, and this network namespace
 *
 * Return: a text that no other boot and no other namespace has, to be freed by the caller
 */
char *boot_identity(void);

/**
 * boot_msec() - read the time since the host was booted
 *
 * Return: milliseconds, with those in which it was suspended
 */
uint64_t boot_msec(void);

#endif
