// SPDX-License-Identifier: GPL-2.0
#include "plan/table/servers.h"

#include <string.h>

#include "nft/family.h"
#include "plan/table/names.h"

/* DEVICE . SERVER, for each link of a circuit. */
static void add_server(struct nft_table *table, const char *name, const struct family *f,
		       const struct circuit *circuit, const struct service *service)
{
	struct nft_set *set = (struct nft_set *)nft_family_set(table, name, f);
	size_t i;

	if (!set)
		set = nft_family_add_set(table, name, f);
	set->key[0] = NFT_FIELD_IFNAME;
	set->key[1] = f->field;
	for (i = 0; i < circuit->n_link; i++) {
		struct nft_element *e = nft_set_add_element(set);

		memcpy(e->key, circuit->link[i].name, IFNAMSIZ);
		memcpy(e->key + AT_ADDRESS, service->to.bytes, f->len);
		if (strcmp(name, TABLE_MAP_OUTBOUND_SERVICE))
			continue;
		set->data[0] = f->field;
		memcpy(e->data, service->address.bytes, f->len);
	}
}

void table_servers(const struct site *site, struct nft_table *table)
{
	const struct family *f;
	size_t i, j;

	for (i = 0; i < site->n_service; i++) {
		const struct service *s = &site->service[i];

		for_each_family(f) {
			if (s->to.family != f->af)
				continue;
			if (s->is_behind)
				add_server(table, TABLE_SET_BEHIND, f, &site->circuit[s->behind],
					   s);
			for (j = 0; s->outbound && j < s->n_via; j++)
				add_server(table, TABLE_MAP_OUTBOUND_SERVICE, f,
					   &site->circuit[s->via[j]], s);
		}
	}
	/* A server may have several services. */
	for (i = 0; i < table->n_set; i++)
		if (!strncmp(table->set[i].name, TABLE_SET_BEHIND, strlen(TABLE_SET_BEHIND)) ||
		    !strncmp(table->set[i].name, TABLE_MAP_OUTBOUND_SERVICE,
			     strlen(TABLE_MAP_OUTBOUND_SERVICE)))
			nft_set_unite(&table->set[i]);
}
