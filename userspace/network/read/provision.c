// SPDX-License-Identifier: GPL-2.0
/* How a circuit is ordered and built. */
#include <stdlib.h>

#include "network/read/read.h"
#include "util/array.h"

void read_sku(struct reader *r, const struct entry *e, void *object)
{
	struct desc_provision *p = &((struct desc_circuit *)object)->provision;

	p->sku_at = node_location(e->value);
	read_rate(r, e->value, &p->sku);
}

void read_connectivity(struct reader *r, const struct entry *e, void *object)
{
	static const char *const words[] = {
		[CONNECTIVITY_EXCHANGE] = "exchange",
		[CONNECTIVITY_P2P] = "p2p-ethernet",
		[CONNECTIVITY_IPVPN] = "ipvpn",
		[CONNECTIVITY_DIRECT_10] = "direct-10",
		[CONNECTIVITY_DIRECT_100] = "direct-100",
	};
	struct desc_circuit *c = object;
	int word = read_word(r, e->value, words, ARRAY_SIZE(words),
			     "exchange, p2p-ethernet, ipvpn, direct-10 or direct-100");

	if (word >= 0)
		c->provision.connectivity = (enum connectivity)word;
}

void read_layer(struct reader *r, const struct entry *e, void *object)
{
	struct desc_circuit *c = object;

	c->provision.layer_at = node_location(e->value);
	read_number(r, e->value, "the layer that the provider manages, 2 or 3", 2, 3,
		    &c->provision.layer);
}

/* A list of words. Return: a bit for each that is there, by its index. */
static unsigned int read_set(struct reader *r, const struct entry *e, const char *const *words,
			     size_t n_word, const char *expected)
{
	const yaml_node_t **items;
	unsigned int set = 0;
	size_t n, i;
	int word;

	items = document_items(&r->doc, e->value, &n);
	for (i = 0; i < n; i++) {
		word = read_word(r, items[i], words, n_word, expected);
		if (word >= 0)
			set |= 1u << word;
	}
	free(items);
	return set;
}

void read_steps(struct reader *r, const struct entry *e, void *object)
{
	static const char *const words[] = { "enabled", "provisioned", "peering", "route-filter" };
	struct desc_circuit *c = object;

	c->provision.staged = true;
	c->provision.steps_at = node_location(e->value);
	c->provision.steps = read_set(r, e, words, ARRAY_SIZE(words),
				      "enabled, provisioned, peering or route-filter");
}

void read_liveness(struct reader *r, const struct entry *e, void *object)
{
	static const char *const words[] = { "bfd", "bgp" };
	struct desc_circuit *c = object;

	c->provision.liveness_at = node_location(e->value);
	c->provision.liveness = read_set(r, e, words, ARRAY_SIZE(words), "bfd or bgp");
}

void read_switches(struct reader *r, const struct entry *e, void *object)
{
	struct desc_circuit *c = object;

	read_number(r, e->value, "a number of devices, 0 to 100", 0, 100, &c->provision.switches);
}
