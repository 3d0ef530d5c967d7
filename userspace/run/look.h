/* SPDX-License-Identifier: GPL-2.0 */
/* One look of the service at the host: plan anew, and carry out the difference. */
#ifndef ERSYM_RUN_LOOK_H
#define ERSYM_RUN_LOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "backend/watch.h"
#include "plan/condition.h"
#include "run/circuits.h"
#include "run/notices.h"
#include "transaction/in_force.h"

/**
 * struct keeper - what keeps a configuration in force
 * @watch: notifications, of which changes of its own are ignored
 * @kept: where the configuration in force is kept
 * @notices: what was reported
 * @unsaved: conditions of circuits that were acted on, and could not be kept on disk
 * @conditions: of the circuits and links at the last look
 * @circuits: those that are followed, and whether they are up
 * @n_circuit: number of circuits in force
 * @looks: how often it has looked
 * @mended: number of changes that it has made, but for those of configurations that are new
 * @due: when what is in force has to be confirmed, in milliseconds of boot_msec(); 0: it is
 */
struct keeper {
	struct watch watch;
	struct in_force kept;
	struct notices notices;
	struct circuit_records unsaved;
	struct conditions conditions;
	struct circuits circuits;
	size_t n_circuit;
	unsigned long looks;
	unsigned long mended;
	uint64_t due;
};

/**
 * keeper_open() - become the one that keeps this network namespace as it should be
 * @keeper: written
 *
 * An error is reported on stderr. From here on, messages of the program are lines of the
 * journal, each once as long as it holds.
 *
 * Return: 0; -EAGAIN if there is one already; another -errno. After an error there is nothing
 * to close
 */
int keeper_open(struct keeper *keeper);

/**
 * keeper_close() - leave what is in force to itself
 * @keeper: the keeper
 */
void keeper_close(struct keeper *keeper);

/**
 * typedef cause_fn - find out why something was mended
 * @data: as given to keeper_look()
 *
 * It is called after the host was looked at, as what was seen may have changed after the
 * look began.
 *
 * Return: a text, "us-pri is up", to be freed by the caller
 */
typedef char *(*cause_fn)(void *data);

/**
 * keeper_look() - compare what is in force with what should be, and mend the difference
 * @keeper: the keeper
 * @cause: called for why, if there was a difference
 * @data: for @cause
 * @mended: written: there was a difference
 *
 * Return: 0; -EAGAIN if a command is at work, so that the look has to be repeated; -ENOENT if
 * nothing has been applied; -EEXIST if the configuration conflicts with other programs, or
 * what it needs is missing; another -errno. All are reported, but for the first two
 */
int keeper_look(struct keeper *keeper, cause_fn cause, void *data, bool *mended);

/**
 * keeper_apply() - put a file in force, as the command "apply" does
 * @keeper: the keeper
 * @file: path of the file
 *
 * Return: 0 or -errno, which is reported
 */
int keeper_apply(struct keeper *keeper, const char *file);

/**
 * keeper_wait() - compute when to look because a change has to be confirmed
 * @keeper: the keeper
 *
 * Return: milliseconds, at most a second, after which this is to be called again; 0: now; -1:
 * nothing has to be confirmed
 */
int keeper_wait(const struct keeper *keeper);

/**
 * keeper_was_undone() - check whether nothing is in force for want of a confirmation
 * @keeper: the keeper
 *
 * Return: true if the last change was undone because it was not confirmed.
 */
bool keeper_was_undone(const struct keeper *keeper);

#endif
