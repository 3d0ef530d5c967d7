/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The last configurations that were in force: a file "NUMBER" for each in the directory
 * "history".
 */
#ifndef ERSYM_TRANSACTION_HISTORY_H
#define ERSYM_TRANSACTION_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "live/past.h"
#include "transaction/in_force.h"
#include "transaction/record.h"

/* How many are kept. */
#define HISTORY_MAX 10

/**
 * history_read() - read the last changes, and whether one is unconfirmed or unfinished
 * @kept: where the configuration is kept
 * @past: written, to be freed with past_free() in every case
 *
 * Entries that cannot be read are reported on stderr, and are in @past as such.
 *
 * Return: 0 or -errno, which is reported on stderr
 */
int history_read(const struct in_force *kept, struct past *past);

/**
 * history_entry() - read what a change changed to
 * @kept: where the configuration is kept
 * @number: number of the change
 * @record: written, to be freed with record_free() in every case
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int history_entry(const struct in_force *kept, unsigned long number, struct record *record);

/**
 * history_next() - number the next change
 * @kept: where the configuration is kept
 *
 * Return: a number that is higher than any in the history
 */
unsigned long history_next(const struct in_force *kept);

/**
 * history_add() - make a file an entry, and forget the oldest ones
 * @kept: where the configuration is kept
 * @path: the file, which is renamed
 * @number: its number
 *
 * Return: 0 or -errno
 */
int history_add(const struct in_force *kept, const char *path, unsigned long number);

/**
 * history_find() - make what is in force an entry, if the history does not end with it
 * @kept: where the configuration is kept
 *
 * A former version of ersym may have kept it, or the entry may be damaged. Whatever fails
 * leaves the history as it is.
 */
void history_find(const struct in_force *kept);

#endif
