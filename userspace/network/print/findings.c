// SPDX-License-Identifier: GPL-2.0
#include "network/print/findings.h"

#include "print/diagnostic.h"

void findings_print(const struct findings *findings, FILE *out)
{
	size_t i;

	for (i = 0; i < findings->n; i++)
		diagnostics_print(&findings->v[i]->diags, findings->v[i]->path, out);
}

json_t *findings_json(const struct findings *findings)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < findings->n; i++) {
		json_t *file = diagnostics_json(&findings->v[i]->diags, findings->v[i]->path);

		json_array_extend(array, file);
		json_decref(file);
	}
	return array;
}
