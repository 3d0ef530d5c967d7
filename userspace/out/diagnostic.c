// SPDX-License-Identifier: GPL-2.0
#include "out/diagnostic.h"

#include "out/json.h"

static bool is_warning(const struct diagnostic *d)
{
	return d->severity == SEVERITY_WARNING;
}

void diagnostics_print(const struct diagnostics *diags, const char *file, FILE *out)
{
	size_t i;

	for (i = 0; i < diags->n; i++) {
		const struct diagnostic *d = &diags->v[i];

		fputs(file, out);
		if (d->at.line)
			fprintf(out, ":%u:%u", d->at.line, d->at.column);
		fprintf(out, ": %s%s\n", is_warning(d) ? "warning: " : "", d->message);
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

		json_add(object, "severity", json_text(is_warning(d) ? "warning" : "error"));
		json_add(object, "file", json_text(file));
		json_add(object, "line", place(d->at.line));
		json_add(object, "column", place(d->at.column));
		json_add(object, "code", json_text(d->code));
		json_add(object, "message", json_text(d->message));
		json_push(array, object);
	}
	return array;
}
