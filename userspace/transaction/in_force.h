/* SPDX-License-Identifier: GPL-2.0 */
/* The configuration in force, as it is kept on disk. */
#ifndef ERSYM_TRANSACTION_IN_FORCE_H
#define ERSYM_TRANSACTION_IN_FORCE_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct in_force - where the configuration is kept
 * @directory: of this network namespace
 * @path: the file with the configuration in force
 * @next: the file with the one that is being changed to
 * @unfinished: the file that says what is being changed; see transaction/unfinished.h
 * @unconfirmed: the file that says until when it has to be confirmed; see
 *	transaction/unconfirmed.h
 * @history: the directory of former ones; see transaction/history.h
 * @written: @next is complete and waits for in_force_commit()
 */
struct in_force {
	char *directory;
	char *path;
	char *next;
	char *unfinished;
	char *unconfirmed;
	char *history;
	bool written;
};

/*
 * These functions report an error on stderr. Whoever writes has the lock of the network
 * namespace.
 */

/**
 * in_force_open() - find the place of this network namespace
 * @kept: written, to be freed with in_force_close() even after an error
 *
 * Return: 0 or -errno
 */
int in_force_open(struct in_force *kept);

/**
 * in_force_locate() - name the files in a directory
 * @kept: written, to be freed with in_force_close()
 * @directory: the directory, which is taken over
 */
void in_force_locate(struct in_force *kept, char *directory);

/**
 * in_force_close() - free what in_force_open() allocated
 * @kept: the place
 */
void in_force_close(struct in_force *kept);

/**
 * in_force_read() - read the configuration in force
 * @kept: the place
 * @text: its bytes, without a NUL at the end; to be freed by the caller in every case
 * @length: number of bytes
 *
 * Return: 0; -ENOENT if nothing has been applied, which is not reported; another -errno
 */
int in_force_read(const struct in_force *kept, char **text, size_t *length);

/**
 * in_force_is() - compare a configuration with the one in force
 * @kept: the place
 * @text: a configuration; NULL: none
 * @length: bytes of it
 *
 * Return: true if it is the same, byte for byte.
 */
bool in_force_is(const struct in_force *kept, const char *text, size_t length);

/**
 * in_force_prepare() - write the configuration that is being changed to, and sync it
 * @kept: the place
 * @text: the configuration
 * @length: bytes of it
 *
 * It is to be called before the first message of the change. A user who may not write there
 * gets a warning, and keeps nothing.
 *
 * Return: 0 or -errno
 */
int in_force_prepare(struct in_force *kept, const char *text, size_t length);

/**
 * in_force_commit() - say that the change is complete
 * @kept: the place, with a configuration that was prepared
 *
 * Return: 0 or -errno
 */
int in_force_commit(struct in_force *kept);

/**
 * in_force_abandon() - say that the change was undone
 * @kept: the place, with a configuration that may have been prepared
 */
void in_force_abandon(struct in_force *kept);

/**
 * in_force_remove() - say that nothing is in force any more
 * @kept: the place
 *
 * Return: 0 or -errno
 */
int in_force_remove(struct in_force *kept);

#endif
