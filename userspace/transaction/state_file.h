/* SPDX-License-Identifier: GPL-2.0 */
/* Files of the state directory. */
#ifndef ERSYM_TRANSACTION_STATE_FILE_H
#define ERSYM_TRANSACTION_STATE_FILE_H

#include <stddef.h>

/* Longer files are damaged; a configuration has at most a quarter of it. */
#define STATE_FILE_MAX (64u << 20)

/**
 * state_file_read() - read a whole file
 * @path: the file
 * @text: its bytes, without a NUL at the end; to be freed by the caller in every case
 * @length: number of bytes
 *
 * Return: 0; -EFBIG if it is longer than STATE_FILE_MAX; another -errno
 */
int state_file_read(const char *path, char **text, size_t *length);

/**
 * state_file_write() - replace a file at once, and sync it
 * @directory: the state directory, which is created if it is missing
 * @path: a file in it
 * @text: its bytes
 * @length: number of bytes
 *
 * Whatever interrupts this, the file is the former one or the new one.
 *
 * Return: 0 or -errno
 */
int state_file_write(const char *directory, const char *path, const char *text, size_t length);

/**
 * state_file_remove() - delete a file, and sync its directory
 * @directory: the state directory
 * @path: a file in it
 *
 * Return: 0; -ENOENT if there is none; another -errno
 */
int state_file_remove(const char *directory, const char *path);

/**
 * state_file_sync() - wait until the names in a directory are on disk
 * @directory: the directory
 *
 * Return: 0 or -errno
 */
int state_file_sync(const char *directory);

#endif
