// SPDX-License-Identifier: GPL-2.0
#include "network/load/load.h"

#include <string.h>

#include "network/expand/expand.h"
#include "network/lint/lint.h"
#include "network/read/description.h"
#include "network/trace/expectation.h"

void load(const char *path, struct loaded *loaded)
{
	struct diagnostics *diags;

	memset(loaded, 0, sizeof(*loaded));
	if (description_load(path, &loaded->description, &loaded->findings))
		return;
	diags = findings_file(&loaded->findings, path);
	if (network_expand(&loaded->description, &loaded->net, diags)) {
		diagnostics_sort(diags);
		return;
	}
	loaded->whole = true;
	outage_init(&loaded->outage, &loaded->net);
	prefix_table_build(&loaded->table, &loaded->net);
	attributes_init(&loaded->attributes);
	routes_compute(&loaded->routes, &loaded->net, &loaded->outage, &loaded->table,
		       &loaded->attributes);
	lint(&(struct lint_input){ &loaded->description, &loaded->net, &loaded->routes }, diags);
	expectations_check(&loaded->description, &loaded->routes, diags);
	diagnostics_sort(diags);
}

void loaded_free(struct loaded *loaded)
{
	if (loaded->whole) {
		routes_free(&loaded->routes);
		attributes_free(&loaded->attributes);
		prefix_table_free(&loaded->table);
		outage_free(&loaded->outage);
	}
	network_free(&loaded->net);
	description_free(&loaded->description);
	findings_free(&loaded->findings);
}
