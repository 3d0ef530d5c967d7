/* SPDX-License-Identifier: GPL-2.0 */
/* Which connections: the options of flows and flush. */
#ifndef ERSYM_CMD_SELECTION_H
#define ERSYM_CMD_SELECTION_H

#include <stdbool.h>

#include "backend/names.h"

/* struct selection - as it was typed; NULL: any circuit */
struct selection {
	const char *in;
	const char *out;
	bool strayed;
};

/* 0 or EXIT_USAGE, which is explained. */
int selection_parse(struct selection *selection, int argc, char **argv);

/* Names to ids. 0 or -ENOENT, which is explained. */
int selection_resolve(const struct selection *selection, const struct names *names,
		      struct flow_filter *filter);

#endif
