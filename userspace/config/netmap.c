// SPDX-License-Identifier: GPL-2.0
#include "config/netmap.h"

#include <stdlib.h>
#include <string.h>

#include "util/array.h"

static void read_side(struct reader *r, const struct entry *e, struct prefix *prefix,
		      struct location *at)
{
	*at = node_location(e->value);
	if (!read_prefix(r, e->value, prefix))
		memset(prefix, 0, sizeof(*prefix));
}

static void read_netmap_inside(struct reader *r, const struct entry *e, void *object)
{
	struct netmap *m = object;

	read_side(r, e, &m->inside, &m->inside_at);
}

static void read_outside(struct reader *r, const struct entry *e, void *object)
{
	struct netmap *m = object;

	read_side(r, e, &m->outside, &m->outside_at);
}

static void read_inbound(struct reader *r, const struct entry *e, void *object)
{
	struct netmap *m = object;

	m->inbound = read_flag(r, e->value);
}

static const struct key netmap_keys[] = {
	{ "inside", read_netmap_inside, true },
	{ "outside", read_outside, true },
	{ "inbound", read_inbound },
};

void read_netmaps(struct reader *r, const struct entry *e, struct netmap **netmap, size_t *n)
{
	const yaml_node_t **items;
	size_t n_item, i;

	items = document_items(&r->doc, e->value, &n_item);
	for (i = 0; i < n_item; i++) {
		struct netmap m = { .at = node_location(items[i]) };

		read_record(r, items[i], m.at, "a netmap", netmap_keys, ARRAY_SIZE(netmap_keys),
			    &m, NULL);
		*netmap = array_grow(*netmap, *n, sizeof(**netmap));
		(*netmap)[(*n)++] = m;
	}
	free(items);
}
