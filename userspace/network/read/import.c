// SPDX-License-Identifier: GPL-2.0
/* What a device makes of routes that come from another AS. */
#include "network/read/read.h"

#include <stdlib.h>
#include <string.h>

#include "util/array.h"

static void add_as(struct desc_import *import, uint32_t as)
{
	import->path = array_grow(import->path, import->n_path, sizeof(*import->path));
	import->path[import->n_path++] = as;
}

static void read_as_path(struct reader *r, const struct entry *e, void *object)
{
	static const char expected[] = "an AS number, or \"*\" for any of them";
	struct desc_import *import = object;
	const yaml_node_t **items;
	bool some = false;
	size_t n, i;

	items = document_items(&r->doc, e->value, &n);
	for (i = 0; i < n; i++) {
		const char *text = document_text(&r->doc, items[i], expected);
		uint32_t as;

		if (!text)
			continue;
		some = some || strcmp(text, "*");
		if (!strcmp(text, "*"))
			add_as(import, PATH_ANY);
		else if (read_number(r, items[i], expected, 1, UINT32_MAX, &as))
			add_as(import, as);
	}
	if (!some)
		document_error(&r->doc, node_location(e->value), "as-path",
			       "the path names no AS; write those that a route has passed, the nearest first");
	free(items);
}

static void read_import_local_pref(struct reader *r, const struct entry *e, void *object)
{
	struct desc_import *import = object;

	read_number(r, e->value, "a number", 0, UINT32_MAX, &import->local_pref);
}

static void read_deny(struct reader *r, const struct entry *e, void *object)
{
	struct desc_import *import = object;

	import->deny = read_flag(r, e->value);
}

enum { KEY_PATH, KEY_LOCAL_PREF, KEY_DENY, N_KEY };

static const struct key import_keys[] = {
	[KEY_PATH] = { "as-path", read_as_path, true },
	[KEY_LOCAL_PREF] = { "local-pref", read_import_local_pref },
	[KEY_DENY] = { "deny", read_deny },
};

void read_import(struct reader *r, const struct entry *e, void *object)
{
	struct desc_device *d = object;
	const yaml_node_t **items;
	size_t n, i;

	items = document_items(&r->doc, e->value, &n);
	for (i = 0; i < n; i++) {
		struct location found[N_KEY] = { 0 };
		struct desc_import *import;

		d->import = array_grow(d->import, d->n_import, sizeof(*d->import));
		import = &d->import[d->n_import++];
		import->at = node_location(items[i]);
		read_record(r, items[i], import->at, "an entry of import", import_keys, N_KEY,
			    import, found);
		if (import->deny == !!found[KEY_LOCAL_PREF].line)
			document_error(&r->doc, import->at, "import",
				       "write either the local-pref that routes of this path get, or deny: true");
	}
	free(items);
}
