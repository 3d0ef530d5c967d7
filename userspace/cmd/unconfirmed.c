// SPDX-License-Identifier: GPL-2.0
#include "cmd/unconfirmed.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "print/past.h"
#include "transaction/unconfirmed.h"
#include "transaction/unfinished.h"
#include "util/error.h"

static void report(const struct in_force *kept)
{
	struct record record;
	char *text;

	if (unfinished_exists(kept))
		warning("a change was interrupted: run \"ersym recover\"");
	if (!unconfirmed_read(kept, &record)) {
		text = unconfirmed_text(unconfirmed_left(&record));
		warning("%s", text);
		free(text);
	}
	record_free(&record);
}

void unconfirmed_report(void)
{
	struct in_force kept;

	if (!in_force_open(&kept))
		report(&kept);
	in_force_close(&kept);
}
