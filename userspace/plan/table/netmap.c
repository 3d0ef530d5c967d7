// SPDX-License-Identifier: GPL-2.0
#include "plan/table/netmap.h"

#include <string.h>

#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <linux/netfilter/nf_nat.h>
#include <linux/netfilter/nf_tables.h>

#include "nft/expression.h"
#include "plan/table/names.h"

/* LINK . KEY [: DATA], for each link of a circuit. */
static void add_prefix(struct nft_table *table, const char *name, const struct family *f,
		       const struct circuit *circuit, const struct prefix *key,
		       const struct prefix *data)
{
	struct nft_set *set = (struct nft_set *)nft_family_set(table, name, f);
	struct address last;
	size_t i;

	if (!set)
		set = nft_family_add_set(table, name, f);
	set->key[0] = NFT_FIELD_IFNAME;
	set->key[1] = f->field;
	set->interval = true;
	if (data) {
		set->data[0] = f->field;
		set->data_interval = true;
	}
	for (i = 0; i < circuit->n_link; i++) {
		struct nft_element *e = nft_set_add_element(set);

		memcpy(e->key, circuit->link[i].name, IFNAMSIZ);
		memcpy(e->key + AT_ADDRESS, key->address.bytes, f->len);
		memcpy(e->end, circuit->link[i].name, IFNAMSIZ);
		prefix_last(key, &last);
		memcpy(e->end + AT_ADDRESS, last.bytes, f->len);
		if (!data)
			continue;
		memcpy(e->data, data->address.bytes, f->len);
		prefix_last(data, &last);
		memcpy(e->data + f->len, last.bytes, f->len);
	}
}

static void add_netmap(struct nft_table *table, const struct family *f,
		       const struct circuit *circuit, const struct netmap *m)
{
	add_prefix(table, TABLE_MAP_NETMAP, f, circuit, &m->inside, &m->outside);
	if (!m->inbound)
		return;
	add_prefix(table, TABLE_MAP_DNAT_NETMAP, f, circuit, &m->outside, &m->inside);
	add_prefix(table, TABLE_SET_SERVICE_NETMAP, f, circuit, &m->outside, NULL);
}

void table_netmaps(const struct site *site, struct nft_table *table)
{
	const struct family *f;
	size_t i, j;

	for_each_family(f) {
		for (i = 0; i < site->n_circuit; i++) {
			const struct circuit *circuit = &site->circuit[i];

			for (j = 0; j < circuit->n_netmap; j++)
				if (circuit->netmap[j].inside.address.family == f->af)
					add_netmap(table, f, circuit, &circuit->netmap[j]);
		}
	}
}

/* snat|dnat ip prefix to DEVICE . ADDRESS map @NAME */
static void rule_netmap(struct nft_chain *chain, const struct family *f, uint32_t device_key,
			uint8_t address, const char *name, uint32_t type)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);
	struct nft_expression *e;

	expr_family(rule, f);
	expr_meta(rule, device_key, 0);
	expr_address(rule, f, address, AT_ADDRESS);
	expr_map(rule, name, f->suffix, nft_register(0));
	e = expr_nat(rule, type, f);
	e->address[1] = nft_register(f->len);
	e->flags = NF_NAT_RANGE_NETMAP;
}

void table_netmaps_snat(const struct circuit *circuit, struct nft_chain *chain)
{
	const struct family *f;
	size_t i;

	for_each_family(f) {
		for (i = 0; i < circuit->n_netmap; i++)
			if (circuit->netmap[i].inside.address.family == f->af)
				break;
		if (i < circuit->n_netmap)
			rule_netmap(chain, f, NFT_META_OIFNAME, f->saddr, TABLE_MAP_NETMAP,
				    NFT_NAT_SNAT);
	}
}

void table_netmaps_dnat(const struct nft_table *table, struct nft_chain *chain)
{
	const struct family *f;

	for_each_family(f)
		if (nft_family_set(table, TABLE_MAP_DNAT_NETMAP, f))
			rule_netmap(chain, f, NFT_META_IIFNAME, f->daddr, TABLE_MAP_DNAT_NETMAP,
				    NFT_NAT_DNAT);
}

/* iifname . ct original ip daddr @service-netmap */
struct nft_rule *table_netmaps_match(struct nft_chain *chain, const struct family *f)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	expr_meta(rule, NFT_META_IIFNAME, 0);
	expr_ct(rule, f->ct_daddr, IP_CT_DIR_ORIGINAL, AT_ADDRESS);
	expr_lookup(rule, TABLE_SET_SERVICE_NETMAP, f->suffix);
	return rule;
}
