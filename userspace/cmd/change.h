/* SPDX-License-Identifier: GPL-2.0 */
/* What apply and diff have in common: a transaction to the configuration file. */
#ifndef ERSYM_CMD_CHANGE_H
#define ERSYM_CMD_CHANGE_H

#include <stdbool.h>

#include "cmd/cmd.h"

/**
 * change_to_site() - plan the change to the configuration file, and print it
 * @ctx: names the file
 * @run: carry out the plan as well, with the lock of the network namespace
 *
 * Return: the exit status
 */
int change_to_site(const struct context *ctx, bool run);

#endif
