// SPDX-License-Identifier: GPL-2.0
#include "print/findings.h"

#include <string.h>

#include "print/diagnostic.h"
#include "print/json.h"

static void print_finding(const struct finding *f, FILE *out)
{
	fprintf(out, "%s %s (%s)\n", severity_name(f->severity), f->code, f->where);
	fprintf(out, "  What: %s.\n", f->text);
	fprintf(out, "  Why:  %s.\n", f->why);
	fprintf(out, "  Mend: %s\n\n", f->command);
}

/* Checks that were not made for the same reason, in one block. */
static void print_unchecked(const struct findings *findings, size_t first, FILE *out)
{
	const char *reason = findings->unchecked[first].reason;
	size_t i;

	for (i = 0; i < first; i++)
		if (!strcmp(findings->unchecked[i].reason, reason))
			return;
	fputs("not checked:", out);
	for (i = first; i < findings->n_unchecked; i++)
		if (!strcmp(findings->unchecked[i].reason, reason))
			fprintf(out, " %s", findings->unchecked[i].code);
	fprintf(out, "\n  Why:  %s.\n\n", reason);
}

static void print_count(size_t n, const char *name, FILE *out)
{
	fprintf(out, "%zu %s%s, ", n, name, n == 1 ? "" : "s");
}

void findings_text(const struct findings *findings, FILE *out)
{
	size_t i;

	for (i = 0; i < findings->n; i++)
		print_finding(&findings->v[i], out);
	for (i = 0; i < findings->n_unchecked; i++)
		print_unchecked(findings, i, out);
	if (!findings->n)
		fprintf(out, "%zu checks were made and found nothing.\n", findings->n_check);
	print_count(findings_count(findings, SEVERITY_ERROR), "error", out);
	print_count(findings_count(findings, SEVERITY_WARNING), "warning", out);
	print_count(findings_count(findings, SEVERITY_NOTE), "note", out);
	fprintf(out, "%zu not checked\n", findings->n_unchecked);
}

static json_t *finding_json(const struct finding *f)
{
	json_t *object = json_object();

	json_add(object, "severity", json_text(severity_name(f->severity)));
	json_add(object, "code", json_text(f->code));
	json_add(object, "where", json_text(f->where));
	json_add(object, "message", json_text(f->text));
	json_add(object, "why", json_text(f->why));
	json_add(object, "command", json_text(f->command));
	return object;
}

json_t *findings_json(const struct findings *findings)
{
	json_t *object = json_object(), *found = json_array(), *unchecked = json_array(), *one;
	size_t i;

	for (i = 0; i < findings->n; i++)
		json_push(found, finding_json(&findings->v[i]));
	for (i = 0; i < findings->n_unchecked; i++) {
		one = json_object();
		json_add(one, "code", json_text(findings->unchecked[i].code));
		json_add(one, "reason", json_text(findings->unchecked[i].reason));
		json_push(unchecked, one);
	}
	json_add(object, "checked", json_integer(findings->n_check));
	json_add(object, "findings", found);
	json_add(object, "not_checked", unchecked);
	return object;
}
