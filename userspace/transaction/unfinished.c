// SPDX-License-Identifier: GPL-2.0
#include "transaction/unfinished.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "transaction/history.h"
#include "transaction/state_file.h"
#include "util/error.h"

static void add_text(struct record *record, const char *key, const char *value)
{
	if (value)
		record_add(record, key, "%s", value);
}

static void describe(struct record *record, const struct replacement *r, size_t changes,
		     bool again)
{
	const struct note *note = r->note;

	record_add(record, "number", "%lu", history_next(r->kept));
	record_add(record, "time", "%" PRId64, (int64_t)time(NULL));
	record_add(record, "action", "%s", note->action);
	add_text(record, "user", note->caller.user);
	add_text(record, "login", note->caller.login);
	add_text(record, "terminal", note->caller.terminal);
	add_text(record, "command", note->caller.command);
	record_add(record, "changes", "%zu", changes);
	record_add(record, "seconds", "%u", r->seconds);
	add_text(record, "summary", note->summary);
	/* What is kept already is no other entry of the history. */
	if (again)
		record_add(record, "again", "yes");
	record_set_text(record, r->text, r->length);
}

static int fail(const struct replacement *r, bool again, int err)
{
	/* The user may not keep anything, which was reported. */
	if (again || err == -EACCES || err == -EPERM)
		return 0;
	if (!r->text) {
		warning("cannot write to %s: %s: if this is interrupted, repeat it",
			r->kept->directory, strerror(-err));
		return 0;
	}
	error("cannot keep the configuration in %s: %s: nothing was changed", r->kept->directory,
	      strerror(-err));
	return err;
}

int unfinished_begin(struct unfinished *u, const struct replacement *r, size_t changes)
{
	bool again = in_force_is(r->kept, r->text, r->length);
	struct record record = { 0 };
	int err;

	u->written = !r->note;
	u->former = unfinished_exists(r->kept);
	if (!r->note || (again && !changes && !u->former))
		return 0;
	history_find(r->kept);
	describe(&record, r, changes, again);
	err = record_write(&record, r->kept->directory, r->kept->unfinished);
	record_free(&record);
	u->written = !err;
	return err ? fail(r, again, err) : 0;
}

void unfinished_commit(const struct unfinished *u, const struct in_force *kept)
{
	struct record record;
	int err;

	if (!u->written)
		return;
	err = record_read(&record, kept->unfinished);
	if (!err && !record_get(&record, "again"))
		err = history_add(kept, kept->unfinished, record_number(&record, "number"));
	record_free(&record);
	if (err)
		warning("the change is complete, but cannot be added to the history in %s: %s",
			kept->directory, strerror(-err));
	if (unfinished_exists(kept))
		unfinished_forget(kept);
}

void unfinished_abandon(const struct unfinished *u, const struct in_force *kept)
{
	if (u->written && !u->former)
		unfinished_forget(kept);
}

bool unfinished_exists(const struct in_force *kept)
{
	return !access(kept->unfinished, F_OK);
}

int unfinished_read(const struct in_force *kept, struct record *record)
{
	return record_read(record, kept->unfinished);
}

int unfinished_forget(const struct in_force *kept)
{
	int err;

	unlink(kept->next);
	err = state_file_remove(kept->directory, kept->unfinished);
	if (!err || err == -ENOENT)
		return 0;
	error("cannot delete %s: %s: \"ersym recover\" repeats the change", kept->unfinished,
	      strerror(-err));
	return err;
}
