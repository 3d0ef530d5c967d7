/* SPDX-License-Identifier: GPL-2.0 */
/* What the history says of a change. */
#ifndef ERSYM_TRANSACTION_NOTE_H
#define ERSYM_TRANSACTION_NOTE_H

#include "backend/caller.h"

/**
 * struct note - what the history says of a change
 * @action: as in struct past_change
 * @caller: who makes it
 * @summary: which circuits it is about, in a few words
 */
struct note {
	const char *action;
	struct caller caller;
	char *summary;
};

#endif
