/* SPDX-License-Identifier: GPL-2.0 */
/* The options of flows and flush that select connections. */
#ifndef ERSYM_CMD_SELECTION_H
#define ERSYM_CMD_SELECTION_H

#include <stdbool.h>

#include "live/flow.h"
#include "live/names.h"

/**
 * struct selection - the options as they were typed
 * @in: name of the circuit that connections came in on; NULL: any
 * @out: name of the circuit that connections left by; NULL: any
 * @strayed: only connections that have strayed
 */
struct selection {
	const char *in;
	const char *out;
	bool strayed;
};

/**
 * selection_parse() - read the options from the command line
 * @selection: written
 * @argc: number of arguments
 * @argv: the name of the command and its arguments
 *
 * Return: 0, or EXIT_USAGE, with the reason on stderr
 */
int selection_parse(struct selection *selection, int argc, char **argv);

/**
 * selection_resolve() - convert the names of circuits to ids
 * @selection: the options
 * @names: of the circuits in force
 * @filter: written
 *
 * Return: 0, or -ENOENT, with the circuits that there are on stderr
 */
int selection_resolve(const struct selection *selection, const struct names *names,
		      struct flow_filter *filter);

#endif
