/* SPDX-License-Identifier: GPL-2.0 */
/* One look of the service at the host: plan anew, and carry out the difference. */
#ifndef ERSYM_RUN_LOOK_H
#define ERSYM_RUN_LOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "backend/watch.h"
#include "run/circuits.h"
#include "run/notices.h"
#include "transaction/in_force.h"

/**
 * struct keeper - what keeps a configuration in force
 * @watch: notifications, of which changes of its own are ignored
 * @kept: where the configuration in force is kept
 * @notices: what was reported
 * @circuits: those that are followed, and whether they are up
 * @n_circuit: number of circuits in force
 * @looks: how often it has looked
 * @mended: number of changes that it has made, but for those of configurations that are new
 */
struct keeper {
	struct watch watch;
	struct in_force kept;
	struct notices notices;
	struct circuits circuits;
	size_t n_circuit;
	unsigned long looks;
	unsigned long mended;
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
 * keeper_look() - compare what is in force with what should be, and mend the difference
 * @keeper: the keeper
 * @cause: why
 * @mended: written: there was a difference
 *
 * Return: 0; -EAGAIN if a command is at work, so that the look has to be repeated; -ENOENT if
 * nothing has been applied; -EEXIST if the configuration conflicts with other programs, or
 * what it needs is missing; another -errno. All are reported, but for the first two
 */
int keeper_look(struct keeper *keeper, const char *cause, bool *mended);

/**
 * keeper_apply() - put a file in force, as the command "apply" does
 * @keeper: the keeper
 * @file: path of the file
 *
 * Return: 0 or -errno, which is reported
 */
int keeper_apply(struct keeper *keeper, const char *file);

#endif
