// SPDX-License-Identifier: GPL-2.0
#include "restore/restore.h"

#include <errno.h>
#include <stdlib.h>

#include "restore/source.h"
#include "transaction/apply.h"
#include "transaction/circuit_records.h"
#include "transaction/unconfirmed.h"
#include "transaction/unfinished.h"
#include "util/error.h"

/* With a replacement, what is put in force is kept; else it is. */
static int change(struct kernel *kernel, const struct source *source, const struct replacement *r)
{
	struct transaction t;
	int ret = transaction_plan(&t, kernel, source_site(source));

	source_report(&t.diags, source->name);
	if (!ret)
		ret = r ? transaction_apply(&t, kernel, r) :
			  transaction_run(&t, kernel, source_site(source));
	if (!ret && !source_site(source))
		ret = circuit_records_remove();
	transaction_free(&t);
	return ret;
}

static int put(const struct source *source, const struct replacement *r)
{
	struct kernel kernel;
	int ret = kernel_open(&kernel, source->text && source->site.engine == ENGINE_MODULE);

	if (ret)
		return ret;
	ret = change(&kernel, source, r);
	kernel_close(&kernel);
	return ret;
}

static int complete(struct in_force *kept, const struct record *record)
{
	struct replacement r = { .kept = kept };
	struct source source;
	int ret;

	ret = source_parse(&source, kept->unfinished, record->text, record->length);
	r.site = source_site(&source);
	r.text = source.text;
	r.length = source.length;
	r.seconds = (unsigned int)record_number(record, "seconds");
	/* If it was renamed already, this writes it again. */
	if (!ret)
		ret = put(&source, &r);
	source_free(&source);
	return ret;
}

static int undo(struct in_force *kept)
{
	struct source source;
	size_t length;
	char *text;
	int ret = in_force_read(kept, &text, &length);

	if (!ret || ret == -ENOENT)
		ret = source_parse(&source, kept->path, ret ? NULL : text, length);
	else
		return ret;
	if (!ret)
		ret = put(&source, NULL);
	if (!ret)
		ret = unconfirmed_end(kept);
	if (!ret)
		ret = unfinished_forget(kept);
	source_free(&source);
	free(text);
	return ret;
}

int restore_unfinished(struct in_force *kept, enum recovered *what)
{
	struct record record;
	int ret = unfinished_read(kept, &record);

	*what = RECOVERED_NOTHING;
	if (!ret)
		ret = complete(kept, &record);
	record_free(&record);
	if (ret == -ENOENT && !unfinished_exists(kept))
		return 0;
	if (ret == -EPROTONOSUPPORT)
		return ret;
	*what = RECOVERED_NEW;
	if (!ret)
		return 0;
	*what = RECOVERED_FORMER;
	warning("the change that was interrupted cannot be completed: what was in force before is put back");
	return undo(kept);
}

static int put_former(struct in_force *kept, const struct record *record)
{
	struct replacement r = { .kept = kept };
	struct source source;
	struct note note;
	int ret;

	ret = source_parse(&source, kept->unconfirmed, record->text, record->length);
	note_make(&note, "expire", kept, source_site(&source));
	r.site = source_site(&source);
	r.text = source.text;
	r.length = source.length;
	r.note = &note;
	if (!ret)
		ret = put(&source, &r);
	note_free(&note);
	source_free(&source);
	return ret;
}

int restore_unconfirmed(struct in_force *kept)
{
	struct record record;
	int ret = unconfirmed_read(kept, &record);

	if (!ret && unconfirmed_left(&record))
		ret = -EAGAIN;
	if (!ret) {
		ret = put_former(kept, &record);
		if (ret)
			error("the last change was not confirmed, but cannot be undone: run \"ersym rollback\"");
		else
			warning("the last change was not confirmed in time: what was in force before is in force again");
	}
	record_free(&record);
	return ret;
}

int restore_first(struct in_force *kept)
{
	enum recovered what;
	int ret = restore_unfinished(kept, &what);

	if (!ret && what == RECOVERED_NEW)
		warning("a change had been interrupted: it is complete now");
	return ret;
}

int restore_all(struct in_force *kept)
{
	int ret = restore_first(kept);

	if (ret)
		return ret;
	ret = restore_unconfirmed(kept);
	if (ret == -EAGAIN) {
		error("the last change is not confirmed yet: run \"ersym confirm\" to keep it, or \"ersym rollback\" to undo it");
		return -EBUSY;
	}
	/* A damaged file, which was reported, says nothing. */
	return ret == -ENOENT || ret == -EBADMSG ? 0 : ret;
}
