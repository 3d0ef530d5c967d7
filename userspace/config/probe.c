// SPDX-License-Identifier: GPL-2.0
#include "config/probe.h"

#include <stdlib.h>

#include "util/array.h"

#define EVERY_MIN 100
#define EVERY_MAX 3600000
#define ROUNDS_MAX 1000

static void read_to(struct reader *r, const struct entry *e, void *object)
{
	struct probe *probe = object;
	const yaml_node_t **items;
	size_t n, i, before = r->doc.diags->n_error;
	struct address a;

	items = document_items(&r->doc, e->value, &n);
	for (i = 0; i < n; i++) {
		if (!read_address(r, items[i], &a))
			continue;
		probe->to = array_grow(probe->to, probe->n_to, sizeof(*probe->to));
		probe->to_at = array_grow(probe->to_at, probe->n_to, sizeof(*probe->to_at));
		probe->to[probe->n_to] = a;
		probe->to_at[probe->n_to++] = node_location(items[i]);
	}
	free(items);
	if (!probe->n_to && r->doc.diags->n_error == before)
		document_error(&r->doc, e->at, "probe-empty",
			       "no addresses to probe; list some, or remove the key probe");
}

static void read_every(struct reader *r, const struct entry *e, void *object)
{
	struct probe *probe = object;

	read_duration(r, e->value, "a time from 100ms to 60m", EVERY_MIN, EVERY_MAX,
		      &probe->every);
}

static void read_down_after(struct reader *r, const struct entry *e, void *object)
{
	struct probe *probe = object;

	read_number(r, e->value, "a number of probes from 1 to 1000", 1, ROUNDS_MAX,
		    &probe->down_after);
}

static void read_up_after(struct reader *r, const struct entry *e, void *object)
{
	struct probe *probe = object;

	read_number(r, e->value, "a number of probes from 1 to 1000", 1, ROUNDS_MAX,
		    &probe->up_after);
}

static const struct key probe_keys[] = {
	{ "to", read_to, true },
	{ "every", read_every },
	{ "down-after", read_down_after },
	{ "up-after", read_up_after },
};

void read_probe(struct reader *r, const struct entry *e, struct probe *probe)
{
	probe->every = PROBE_EVERY;
	probe->down_after = PROBE_DOWN_AFTER;
	probe->up_after = PROBE_UP_AFTER;
	read_record(r, e->value, e->at, "a probe", probe_keys, ARRAY_SIZE(probe_keys), probe, NULL);
}
