// SPDX-License-Identifier: GPL-2.0
#include "print/diagnostic.h"

#include "print/json.h"

const char *severity_name(enum severity severity)
{
	static const char *const names[] = {
		[SEVERITY_ERROR] = "error",
		[SEVERITY_WARNING] = "warning",
		[SEVERITY_NOTE] = "note",
	};

	return names[severity];
}

void diagnostics_print(const struct diagnostics *diags, const char *file, FILE *out)
{
	size_t i;

	for (i = 0; i < diags->n; i++) {
		const struct diagnostic *d = &diags->v[i];

		fputs(file, out);
		if (d->at.line)
			fprintf(out, ":%u:%u", d->at.line, d->at.column);
		if (d->severity != SEVERITY_ERROR)
			fprintf(out, ": %s", severity_name(d->severity));
		fprintf(out, ": %s\n", d->message);
	}
}

static json_t *place(unsigned int n)
{
	return n ? json_integer(n) : json_null();
}

json_t *diagnostics_json(const struct diagnostics *diags, const char *file)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < diags->n; i++) {
		const struct diagnostic *d = &diags->v[i];
		json_t *object = json_object();

		json_add(object, "severity", json_text(severity_name(d->severity)));
		json_add(object, "file", json_text(file));
		json_add(object, "line", place(d->at.line));
		json_add(object, "column", place(d->at.column));
		json_add(object, "code", json_text(d->code));
		json_add(object, "message", json_text(d->message));
		json_push(array, object);
	}
	return array;
}
