/* SPDX-License-Identifier: GPL-2.0 */
/* The standard descriptors, which a program may be started without. */
#ifndef ERSYM_UTIL_DESCRIPTORS_H
#define ERSYM_UTIL_DESCRIPTORS_H

/**
 * descriptors_complete() - open standard input, output and error on /dev/null if they are closed
 *
 * Without them the next file that is opened gets one of their numbers, and what is printed
 * is written into it. To be called before any file is opened.
 *
 * Return: 0 or -errno
 */
int descriptors_complete(void);

#endif
