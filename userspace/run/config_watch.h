/* SPDX-License-Identifier: GPL-2.0 */
/* Notices that another configuration is in force, also if the kernel has nothing of the change. */
#ifndef ERSYM_RUN_CONFIG_WATCH_H
#define ERSYM_RUN_CONFIG_WATCH_H

#include <stdbool.h>

/**
 * config_watch_open() - prepare to watch
 *
 * An error is reported on stderr.
 *
 * Return: a descriptor that can be read when something changed, or -errno
 */
int config_watch_open(void);

/**
 * config_watch_add() - watch a directory, if it exists
 * @fd: the descriptor
 * @directory: where the configuration in force is kept; it may be watched already
 */
void config_watch_add(int fd, const char *directory);

/**
 * config_watch_read() - read what changed
 * @fd: the descriptor
 * @file: path of the configuration in force
 *
 * Return: true if the file was replaced or removed, or that is not known.
 */
bool config_watch_read(int fd, const char *file);

#endif
