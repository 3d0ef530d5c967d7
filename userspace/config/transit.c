// SPDX-License-Identifier: GPL-2.0
#include "config/transit.h"

#include <stdlib.h>

#include "config/circuit_names.h"
#include "model/site.h"
#include "util/array.h"

/**
 * struct transit_draft - a transit while it is read
 * @transit: what has been read of it
 * @ends: number of its two ends that are known
 */
struct transit_draft {
	struct transit transit;
	unsigned int ends;
};

static void read_from(struct reader *r, const struct entry *e, void *object)
{
	struct transit_draft *draft = object;

	draft->ends += read_circuit_name(r, e->value, &draft->transit.from);
}

static void read_to_circuit(struct reader *r, const struct entry *e, void *object)
{
	struct transit_draft *draft = object;

	draft->ends += read_circuit_name(r, e->value, &draft->transit.to);
}

static void read_transit_snat(struct reader *r, const struct entry *e, void *object)
{
	struct transit_draft *draft = object;

	draft->transit.snat = read_flag(r, e->value);
}

static const struct key transit_keys[] = {
	{ "from", read_from, true },
	{ "to", read_to_circuit, true },
	{ "snat", read_transit_snat },
};

void read_transit(struct reader *r, const struct entry *e, void *object)
{
	struct site *site = object;
	const yaml_node_t **items;
	size_t n, i;

	items = document_items(&r->doc, e->value, &n);
	for (i = 0; i < n; i++) {
		struct transit_draft draft = { .transit.at = node_location(items[i]) };

		read_record(r, items[i], draft.transit.at, "a transit", transit_keys,
			    ARRAY_SIZE(transit_keys), &draft, NULL);
		if (draft.ends < 2)
			continue;
		site->transit = array_grow(site->transit, site->n_transit,
					   sizeof(*site->transit));
		site->transit[site->n_transit++] = draft.transit;
	}
	free(items);
}
