// SPDX-License-Identifier: GPL-2.0
#include "run/look.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "backend/boot.h"
#include "backend/device.h"
#include "backend/lock.h"
#include "config/config.h"
#include "restore/restore.h"
#include "restore/source.h"
#include "run/clock.h"
#include "run/journal.h"
#include "run/report.h"
#include "transaction/apply.h"
#include "transaction/history.h"
#include "transaction/settle.h"
#include "transaction/unconfirmed.h"
#include "transaction/unfinished.h"
#include "util/alloc.h"
#include "util/error.h"

/* Between two attempts to undo a change. */
#define PAUSE_MSEC 5000
/* The clock of poll(2) stops while the host is suspended. */
#define WAIT_MSEC 1000

static void take_message(bool is_error, const char *text, void *data)
{
	struct keeper *keeper = data;

	if (notices_add(&keeper->notices, text))
		journal_print(is_error ? JOURNAL_ERROR : JOURNAL_WARNING, NULL, text);
}

int keeper_open(struct keeper *keeper)
{
	int err;

	memset(keeper, 0, sizeof(*keeper));
	err = lock_serve();
	if (!err)
		err = in_force_open(&keeper->kept);
	if (!err)
		err = watch_open(&keeper->watch);
	if (err) {
		in_force_close(&keeper->kept);
		return err;
	}
	messages_redirect(take_message, keeper);
	circuits_open(&keeper->circuits);
	return 0;
}

void keeper_close(struct keeper *keeper)
{
	circuits_close(&keeper->circuits);
	messages_redirect(NULL, NULL);
	watch_close(&keeper->watch);
	in_force_close(&keeper->kept);
	circuit_records_free(&keeper->unsaved);
	conditions_free(&keeper->conditions);
	notices_free(&keeper->notices);
}

/* With the source that is in force already, or with another one that is to be kept. */
static int carry_out(struct keeper *keeper, struct transaction *t, struct kernel *kernel,
		     const struct source *source, bool again)
{
	struct replacement r = { .kept = &keeper->kept };
	struct note note;
	int ret = transaction_plan(t, kernel, &source->site);

	source_report(&t->diags, source->name);
	if (ret)
		return ret;
	if (again)
		return transaction_run(t, kernel, &source->site);
	r.site = &source->site;
	r.text = source->text;
	r.length = source->length;
	note_make(&note, "apply", &keeper->kept, &source->site);
	r.note = &note;
	ret = transaction_apply(t, kernel, &r);
	note_free(&note);
	return ret;
}

/*
 * Connections and events follow what is in force. It is in force also if they cannot: what
 * failed is reported, and tried again at the next look.
 */
static void settle(struct keeper *keeper, struct transaction *t, const struct site *site)
{
	struct transitions transitions = { 0 };

	transitions_of_links(&keeper->conditions, &t->conditions, &transitions);
	circuits_settle(site, &t->conditions, &keeper->unsaved, &transitions);
	report_transitions(&transitions);
	transitions_free(&transitions);
	conditions_free(&keeper->conditions);
	keeper->conditions = t->conditions;
	memset(&t->conditions, 0, sizeof(t->conditions));
}

static int follow(struct keeper *keeper, struct nl_socket *nl, const struct site *site)
{
	struct devices links = { 0 };
	size_t i, j;
	int err;

	for (i = 0; i < site->n_circuit; i++)
		for (j = 0; j < site->circuit[i].n_link; j++)
			if (circuits_follows(&site->circuit[i]))
				devices_add(&links, site->circuit[i].link[j].name);
	err = links.n ? devices_observe_links(nl, &links) : 0;
	if (!err)
		circuits_follow(&keeper->circuits, site, &links, now_msec());
	devices_free(&links);
	return err;
}

static int change(struct keeper *keeper, struct transaction *t, const struct source *source,
		  bool again)
{
	struct kernel kernel;
	int ret = kernel_open(&kernel, source->site.engine == ENGINE_MODULE);

	memset(t, 0, sizeof(*t));
	/* The module may be loaded later. */
	if (ret == -ENOENT)
		return -EEXIST;
	if (ret)
		return ret;
	watch_ignore(&keeper->watch, 0, &kernel.route);
	watch_ignore(&keeper->watch, 1, &kernel.nft);
	if (again)
		ret = follow(keeper, &kernel.route, &source->site);
	if (!ret)
		ret = carry_out(keeper, t, &kernel, source, again);
	if (t->complete) {
		keeper->n_circuit = source->site.n_circuit;
		settle(keeper, t, &source->site);
	}
	kernel_close(&kernel);
	return ret;
}

static int read_kept(const struct keeper *keeper, struct source *source)
{
	struct diagnostics diags = { 0 };
	int ret = in_force_read(&keeper->kept, &source->text, &source->length);

	if (ret)
		return ret;
	ret = config_parse(source->text, source->length, &source->site, &diags);
	source_report(&diags, source->name);
	diagnostics_free(&diags);
	return ret;
}

static int look(struct keeper *keeper, cause_fn cause, void *data, bool *mended)
{
	struct source source = { .name = keeper->kept.path };
	struct transaction t = { 0 };
	int ret = read_kept(keeper, &source);
	char *why;

	if (ret == -ENOENT) {
		keeper->n_circuit = 0;
		circuit_records_free(&keeper->unsaved);
		circuits_follow(&keeper->circuits, &source.site, &(struct devices){ 0 }, 0);
	}
	if (!ret)
		ret = change(keeper, &t, &source, true);
	if (t.complete && t.operations.n) {
		why = cause(data);
		report_mended(&source.site, &t.operations, why);
		free(why);
		keeper->mended += t.operations.n;
		*mended = true;
	}
	transaction_free(&t);
	source_free(&source);
	return ret;
}

/*
 * A command that was killed leaves its change, and one that nobody confirms has to be undone.
 * Where that fails, what is kept stays in force.
 */
static void restore(struct keeper *keeper)
{
	enum recovered what;
	struct record record;

	if (!restore_unfinished(&keeper->kept, &what) && what == RECOVERED_NEW)
		journal_print(JOURNAL_NOTICE, NULL,
			      "a change had been interrupted: it is complete now");
	restore_unconfirmed(&keeper->kept);
	keeper->due = 0;
	if (!unconfirmed_read(&keeper->kept, &record)) {
		uint64_t left = unconfirmed_left(&record);

		keeper->due = boot_msec() + (left ? left : PAUSE_MSEC);
	}
	record_free(&record);
}

int keeper_look(struct keeper *keeper, cause_fn cause, void *data, bool *mended)
{
	int ret = lock_try();

	*mended = false;
	if (ret)
		return ret;
	restore(keeper);
	ret = look(keeper, cause, data, mended);
	lock_release();
	keeper->looks++;
	notices_end(&keeper->notices);
	return ret;
}

int keeper_wait(const struct keeper *keeper)
{
	uint64_t now = boot_msec();

	if (!keeper->due)
		return -1;
	if (keeper->due <= now)
		return 0;
	return keeper->due - now < WAIT_MSEC ? (int)(keeper->due - now) : WAIT_MSEC;
}

bool keeper_was_undone(const struct keeper *keeper)
{
	const struct past_change *last;
	struct past past;
	bool undone = false;

	if (!history_read(&keeper->kept, &past) && past.n) {
		last = &past.v[past.n - 1];
		undone = last->action && !strcmp(last->action, "expire");
	}
	past_free(&past);
	return undone;
}

static int apply(struct keeper *keeper, const char *file)
{
	struct source source = { .name = file };
	struct diagnostics diags = { 0 };
	struct transaction t = { 0 };
	char *text;
	int ret = restore_all(&keeper->kept);

	if (ret)
		return ret;
	ret = config_read(file, &source.text, &source.length, &source.site, &diags);
	source_report(&diags, file);
	diagnostics_free(&diags);
	if (!ret)
		ret = change(keeper, &t, &source, false);
	if (!ret) {
		text = xasprintf("%s is in force: %zu changes", file, t.operations.n);
		journal_print(JOURNAL_NOTICE, NULL, text);
		free(text);
	}
	transaction_free(&t);
	source_free(&source);
	return ret;
}

int keeper_apply(struct keeper *keeper, const char *file)
{
	int ret = lock_take();

	if (!ret) {
		ret = apply(keeper, file);
		lock_release();
	}
	keeper->looks++;
	notices_end(&keeper->notices);
	return ret;
}
