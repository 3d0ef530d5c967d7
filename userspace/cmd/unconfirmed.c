// SPDX-License-Identifier: GPL-2.0
#include "cmd/unconfirmed.h"

#include <stdlib.h>

#include "print/past.h"
#include "transaction/unconfirmed.h"
#include "transaction/unfinished.h"
#include "util/error.h"

void unconfirmed_warn(bool unfinished, bool unconfirmed, uint64_t left)
{
	char *text;

	if (unfinished)
		warning("a change was interrupted: run \"ersym recover\"");
	if (!unconfirmed)
		return;
	text = unconfirmed_text(left);
	warning("%s", text);
	free(text);
}

static void report(const struct in_force *kept)
{
	struct record record;
	bool unconfirmed = !unconfirmed_read(kept, &record);

	unconfirmed_warn(unfinished_exists(kept), unconfirmed,
			 unconfirmed ? unconfirmed_left(&record) : 0);
	record_free(&record);
}

void unconfirmed_report(void)
{
	struct in_force kept;

	if (!in_force_open(&kept))
		report(&kept);
	in_force_close(&kept);
}
