/* SPDX-License-Identifier: GPL-2.0 */
/* What diff, apply, clear and rollback have in common. */
#ifndef ERSYM_CMD_CHANGE_H
#define ERSYM_CMD_CHANGE_H

#include <stdbool.h>

#include "cmd/cmd.h"
#include "restore/source.h"

/**
 * change_load() - read the configuration file
 * @ctx: names it
 * @source: written, to be freed with source_free() in every case
 *
 * What is wrong with it is reported on stderr.
 *
 * Return: 0 or -errno
 */
int change_load(const struct context *ctx, struct source *source);

/**
 * change_show() - print the change to a configuration
 * @ctx: the form of the output
 * @source: the configuration
 *
 * Return: 0; -ENOLINK if something that was applied is missing; another -errno
 */
int change_show(const struct context *ctx, const struct source *source);

/**
 * change_make() - carry out the change to a configuration, and print it
 * @ctx: the form of the output; NULL: nothing is printed
 * @source: the configuration
 * @kept: where the configuration in force is kept
 * @action: as in struct past_change
 * @seconds: in which it has to be confirmed; 0: it is confirmed
 *
 * The caller has the lock of the network namespace.
 *
 * Return: 0 or -errno
 */
int change_make(const struct context *ctx, const struct source *source, struct in_force *kept,
		const char *action, unsigned int seconds);

#endif
