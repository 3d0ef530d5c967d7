// SPDX-License-Identifier: GPL-2.0
#include "restore/source.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "print/site_change.h"
#include "transaction/state_file.h"
#include "util/alloc.h"
#include "util/error.h"

const struct site *source_site(const struct source *source)
{
	return source->text ? &source->site : NULL;
}

int source_parse(struct source *source, const char *name, const char *text, size_t length)
{
	struct diagnostics diags = { 0 };
	int err;

	memset(source, 0, sizeof(*source));
	source->name = name;
	if (!text)
		return 0;
	source->text = xmemdup(text, length);
	source->length = length;
	err = config_parse(text, length, &source->site, &diags);
	source_report(&diags, name);
	diagnostics_free(&diags);
	return err;
}

void source_free(struct source *source)
{
	free(source->text);
	site_free(&source->site);
	memset(source, 0, sizeof(*source));
}

void source_report(const struct diagnostics *diags, const char *name)
{
	const struct diagnostic *d;
	size_t i;
	char *text;

	for (i = 0; i < diags->n; i++) {
		d = &diags->v[i];
		if (d->at.line)
			text = xasprintf("%s:%u:%u: %s", name, d->at.line, d->at.column,
					 d->message);
		else
			text = xasprintf("%s: %s", name, d->message);
		if (d->severity == SEVERITY_ERROR)
			error("%s", text);
		else
			warning("%s", text);
		free(text);
	}
}

/* What is kept may be refused today: then it is not compared. */
static char *summary(const struct in_force *kept, const struct site *site)
{
	struct diagnostics diags = { 0 };
	struct site before = { 0 };
	char *text, *former;
	size_t length;
	bool known;

	known = !state_file_read(kept->path, &former, &length) &&
		!config_parse(former, length, &before, &diags);
	text = site_change_text(known ? &before : NULL, site);
	diagnostics_free(&diags);
	site_free(&before);
	free(former);
	return text;
}

void note_make(struct note *note, const char *action, const struct in_force *kept,
	       const struct site *site)
{
	note->action = action;
	caller_observe(&note->caller);
	note->summary = summary(kept, site);
}

void note_free(struct note *note)
{
	caller_free(&note->caller);
	free(note->summary);
	note->summary = NULL;
}
