// SPDX-License-Identifier: GPL-2.0
#include "doctor/planned.h"

#include <stdlib.h>
#include <string.h>

#include "doctor/check.h"
#include "doctor/command.h"
#include "util/alloc.h"

static char *place(const char *file, const struct diagnostic *d)
{
	char *in_file, *where;

	if (!d->at.line)
		return xstrdup(d->subject ? d->subject : file);
	in_file = xasprintf("%s:%u:%u", file, d->at.line, d->at.column);
	if (!d->subject)
		return in_file;
	where = xasprintf("%s, %s", d->subject, in_file);
	free(in_file);
	return where;
}

/* Lines of another file are no lines of the configuration file. */
static char *mending(const struct examination *x, const char *file, const struct diagnostic *d)
{
	if (d->command)
		return xstrdup(d->command);
	if (d->edit && file == x->file)
		return command_edit(x, d->edit);
	return command_editor(x, file == x->file ? d->at.line : 0);
}

static void take(struct examination *x, const char *file, const struct diagnostic *d)
{
	report(x, d->severity, place(file, d), xstrdup(d->message), mending(x, file, d));
}

void doctor_config(struct examination *x)
{
	size_t i;

	for (i = 0; i < x->config.n; i++)
		take(x, x->file, &x->config.v[i]);
}

void doctor_planned(struct examination *x)
{
	const struct diagnostics *diags = &x->plan.diags;
	size_t i;

	if (!examination_has(x, OBSERVATION_PLAN))
		return;
	for (i = 0; i < diags->n; i++)
		if (!strcmp(diags->v[i].code, x->check->code))
			take(x, x->source, &diags->v[i]);
}
