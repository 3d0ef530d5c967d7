// SPDX-License-Identifier: GPL-2.0
#include "run/look.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "backend/device.h"
#include "backend/lock.h"
#include "config/config.h"
#include "run/clock.h"
#include "run/journal.h"
#include "run/report.h"
#include "transaction/apply.h"
#include "util/alloc.h"
#include "util/error.h"

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
	notices_free(&keeper->notices);
}

static void tell(const struct diagnostics *diags, const char *file)
{
	const struct diagnostic *d;
	size_t i;
	char *text;

	for (i = 0; i < diags->n; i++) {
		d = &diags->v[i];
		if (d->at.line)
			text = xasprintf("%s:%u:%u: %s", file, d->at.line, d->at.column,
					 d->message);
		else
			text = xasprintf("%s: %s", file, d->message);
		if (d->severity == SEVERITY_ERROR)
			error("%s", text);
		else
			warning("%s", text);
		free(text);
	}
}

/* struct source - a configuration: its file, its text, and the site that it describes */
struct source {
	const char *file;
	char *text;
	size_t length;
	struct site site;
};

static void source_free(struct source *source)
{
	free(source->text);
	site_free(&source->site);
}

/* With the source that is in force already, or with another one that is to be kept. */
static int carry_out(struct keeper *keeper, struct transaction *t, struct kernel *kernel,
		     const struct source *source, bool again)
{
	int ret = transaction_plan(t, kernel, &source->site);

	tell(&t->diags, source->file);
	if (ret)
		return ret;
	if (again)
		return transaction_run(t, kernel, &source->site);
	return transaction_apply(t, kernel, &source->site, &keeper->kept, source->text,
				 source->length);
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
	if (t->complete)
		keeper->n_circuit = source->site.n_circuit;
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
	tell(&diags, source->file);
	diagnostics_free(&diags);
	return ret;
}

static int look(struct keeper *keeper, const char *cause, bool *mended)
{
	struct source source = { .file = keeper->kept.path };
	struct transaction t = { 0 };
	int ret = read_kept(keeper, &source);

	if (ret == -ENOENT) {
		keeper->n_circuit = 0;
		circuits_follow(&keeper->circuits, &source.site, &(struct devices){ 0 }, 0);
	}
	if (!ret)
		ret = change(keeper, &t, &source, true);
	if (t.complete && t.operations.n) {
		report_mended(&source.site, &t.operations, cause);
		keeper->mended += t.operations.n;
		*mended = true;
	}
	transaction_free(&t);
	source_free(&source);
	return ret;
}

int keeper_look(struct keeper *keeper, const char *cause, bool *mended)
{
	int ret = lock_try();

	*mended = false;
	if (ret)
		return ret;
	ret = look(keeper, cause, mended);
	lock_release();
	keeper->looks++;
	notices_end(&keeper->notices);
	return ret;
}

static int apply(struct keeper *keeper, const char *file)
{
	struct source source = { .file = file };
	struct diagnostics diags = { 0 };
	struct transaction t = { 0 };
	char *text;
	int ret;

	ret = config_read(file, &source.text, &source.length, &source.site, &diags);
	tell(&diags, file);
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
