/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The change that is being carried out. It is on disk from before the first message until
 * after the last, and becomes an entry of the history then. Whoever writes has the lock of
 * the network namespace, so that one that is found then was interrupted.
 */
#ifndef ERSYM_TRANSACTION_UNFINISHED_H
#define ERSYM_TRANSACTION_UNFINISHED_H

#include <stdbool.h>
#include <stddef.h>

#include "transaction/apply.h"
#include "transaction/record.h"

/**
 * struct unfinished - the change
 * @written: it is on disk
 * @former: another one was, which had been interrupted
 */
struct unfinished {
	bool written;
	bool former;
};

/**
 * unfinished_begin() - write the change, and sync it
 * @u: written
 * @r: what is put in force; without a note, the change is on disk
 * @changes: number of objects that are changed
 *
 * Where nothing can be written, only what puts back what is kept, and clear, go on. An error
 * is reported on stderr.
 *
 * Return: 0 or -errno
 */
int unfinished_begin(struct unfinished *u, const struct replacement *r, size_t changes);

/**
 * unfinished_commit() - make the change, which is complete, an entry of the history
 * @u: the change
 * @kept: where the configuration is kept
 *
 * An error is reported on stderr as a warning.
 */
void unfinished_commit(const struct unfinished *u, const struct in_force *kept);

/**
 * unfinished_abandon() - record that the change was undone
 * @u: the change
 * @kept: where the configuration is kept
 *
 * If it began where another one had been interrupted, it remains as the one that was.
 */
void unfinished_abandon(const struct unfinished *u, const struct in_force *kept);

/**
 * unfinished_exists() - look for a change on disk
 * @kept: where the configuration is kept
 *
 * Return: true if there is one.
 */
bool unfinished_exists(const struct in_force *kept);

/**
 * unfinished_read() - read the change on disk
 * @kept: where the configuration is kept
 * @record: written, to be freed with record_free() in every case
 *
 * An error is reported on stderr, but for -ENOENT.
 *
 * Return: 0; -ENOENT if there is none; another -errno, as of record_read()
 */
int unfinished_read(const struct in_force *kept, struct record *record);

/**
 * unfinished_forget() - delete the change on disk, with the configuration it was to keep
 * @kept: where the configuration is kept
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int unfinished_forget(const struct in_force *kept);

#endif
