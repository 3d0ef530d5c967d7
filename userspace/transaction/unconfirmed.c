// SPDX-License-Identifier: GPL-2.0
#include "transaction/unconfirmed.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "backend/boot.h"
#include "transaction/state_file.h"
#include "util/error.h"

int unconfirmed_begin(const struct in_force *kept, unsigned int seconds)
{
	struct record record = { 0 };
	char *text, *boot;
	size_t length;
	int err = in_force_read(kept, &text, &length);

	if (err && err != -ENOENT)
		return err;
	boot = boot_identity();
	record_add(&record, "boot", "%s", boot);
	record_add(&record, "deadline", "%" PRIu64, boot_msec() + seconds * UINT64_C(1000));
	record_set_text(&record, err ? NULL : text, length);
	err = record_write(&record, kept->directory, kept->unconfirmed);
	if (err)
		error("cannot write %s: %s: nothing was changed", kept->unconfirmed,
		      strerror(-err));
	record_free(&record);
	free(boot);
	free(text);
	return err;
}

int unconfirmed_read(const struct in_force *kept, struct record *record)
{
	return record_read(record, kept->unconfirmed);
}

uint64_t unconfirmed_left(const struct record *record)
{
	const char *then = record_get(record, "boot");
	uint64_t deadline = record_number(record, "deadline"), now = boot_msec();
	char *boot = boot_identity();
	bool same = then && !strcmp(boot, then);

	free(boot);
	return same && deadline > now ? deadline - now : 0;
}

int unconfirmed_end(const struct in_force *kept)
{
	int err = state_file_remove(kept->directory, kept->unconfirmed);

	if (!err || err == -ENOENT)
		return 0;
	error("cannot delete %s: %s: what was in force before is put back unless it is deleted",
	      kept->unconfirmed, strerror(-err));
	return err;
}
