// SPDX-License-Identifier: GPL-2.0
#include "network/model/findings.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/array.h"

struct diagnostics *findings_file(struct findings *findings, const char *path)
{
	struct finding_file *file;
	size_t i;

	for (i = 0; i < findings->n; i++) {
		if (!strcmp(findings->v[i]->path, path))
			return &findings->v[i]->diags;
	}
	file = xcalloc(1, sizeof(*file));
	file->path = xstrdup(path);
	findings->v = array_grow(findings->v, findings->n, sizeof(*findings->v));
	findings->v[findings->n++] = file;
	return &file->diags;
}

size_t findings_errors(const struct findings *findings)
{
	size_t n = 0, i;

	for (i = 0; i < findings->n; i++)
		n += findings->v[i]->diags.n_error;
	return n;
}

void findings_free(struct findings *findings)
{
	size_t i;

	for (i = 0; i < findings->n; i++) {
		diagnostics_free(&findings->v[i]->diags);
		free(findings->v[i]->path);
		free(findings->v[i]);
	}
	free(findings->v);
}
