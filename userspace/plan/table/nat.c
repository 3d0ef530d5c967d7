// SPDX-License-Identifier: GPL-2.0
#include "plan/table/nat.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_tables.h>

#include "nft/family.h"
#include "nft/expression.h"
#include "plan/table/link_services.h"
#include "plan/table/names.h"
#include "plan/table/netmap.h"
#include "plan/table/pool.h"
#include "plan/table/rule.h"
#include "plan/table/sets.h"
#include "util/array.h"

/* Whether the table has a set for one of the families. */
static bool has_set(const struct nft_table *table, const char *name)
{
	return nft_family_set(table, name, &families[0]) ||
	       nft_family_set(table, name, &families[1]);
}

/* dnat ip to iifname . ip daddr [. meta l4proto [. th dport]] map @NAME */
static void rule_dnat(struct nft_chain *chain, const struct family *f, const char *name,
		      const struct nft_set *map)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);
	struct nft_expression *e;

	expr_family(rule, f);
	expr_meta(rule, NFT_META_IIFNAME, 0);
	expr_address(rule, f, f->daddr, AT_ADDRESS);
	if (map->key[2] != NFT_FIELD_NONE)
		expr_meta(rule, NFT_META_L4PROTO, AT_ADDRESS + f->len);
	if (map->key[3] != NFT_FIELD_NONE)
		expr_payload(rule, NFT_PAYLOAD_TRANSPORT_HEADER, 2, 2, AT_ADDRESS + f->len + 4);
	expr_map(rule, name, f->suffix, nft_register(0));
	e = expr_nat(rule, NFT_NAT_DNAT, f);
	if (map->data[1] != NFT_FIELD_NONE)
		e->port[0] = nft_register(f->len);
}

/* Packets with an IPsec policy are not translated by the circuit that carries them. */
static void rule_ipsec(struct nft_chain *chain, enum nft_expression_type type, uint32_t key)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);
	struct nft_expression *e = expr_add(rule, type);

	e->key = key;
	e->dreg = nft_register(0);
	expr_cmp_u8(rule, 1);
	expr_verdict(rule, NF_ACCEPT, "");
}

static void chain_prerouting(struct nft_table *table)
{
	/* The most detailed is first: a service that names a port precedes one that does not. */
	static const char *const maps[] = {
		TABLE_MAP_DNAT_PORT, TABLE_MAP_DNAT_RANGE, TABLE_MAP_DNAT_PROTOCOL,
		TABLE_MAP_DNAT_HOST,
	};
	bool translates = has_set(table, TABLE_MAP_DNAT_LINK_PORT) ||
			  has_set(table, TABLE_MAP_DNAT_LINK_RANGE);
	struct nft_chain *chain;
	const struct family *f;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(maps); i++)
		translates |= has_set(table, maps[i]);
	translates |= has_set(table, TABLE_MAP_DNAT_NETMAP);
	if (!translates)
		return;
	chain = nft_table_add_base_chain(table, TABLE_CHAIN_PREROUTING, "nat", NF_INET_PRE_ROUTING,
					 TABLE_PRIORITY_DSTNAT);
	rule_ipsec(chain, NFT_EXPRESSION_META, NFT_META_SECPATH);
	for_each_family(f)
		for (i = 0; i < ARRAY_SIZE(maps); i++)
			if (nft_family_set(table, maps[i], f))
				rule_dnat(chain, f, maps[i], nft_family_set(table, maps[i], f));
	table_link_services_dnat(table, chain);
	/* The ports of a service precede the rest of the address. */
	table_netmaps_dnat(table, chain);
}

/* fib saddr . oif type local accept */
static void rule_own_address(struct nft_chain *chain)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	expr_own_address(rule, NFT_CMP_EQ);
	expr_verdict(rule, NF_ACCEPT, "");
}

/* ip saddr @inside oifname vmap @outbound */
static void rule_outbound(struct nft_chain *chain, const struct family *f)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	expr_family(rule, f);
	expr_address(rule, f, f->saddr, 0);
	expr_lookup(rule, TABLE_SET_INSIDE, f->suffix);
	expr_meta(rule, NFT_META_OIFNAME, 0);
	expr_map(rule, TABLE_MAP_OUTBOUND, "", NFT_REG_VERDICT);
}

/* snat ip to oifname . ip saddr map @outbound-service */
static void rule_outbound_service(struct nft_chain *chain, const struct family *f)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	expr_family(rule, f);
	expr_meta(rule, NFT_META_OIFNAME, 0);
	expr_address(rule, f, f->saddr, AT_ADDRESS);
	expr_map(rule, TABLE_MAP_OUTBOUND_SERVICE, f->suffix, nft_register(0));
	expr_nat(rule, NFT_NAT_SNAT, f);
}

/* iifname . oifname @transit-snat oifname vmap @outbound */
static void rule_transit_snat(struct nft_chain *chain)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	expr_meta(rule, NFT_META_IIFNAME, 0);
	expr_meta(rule, NFT_META_OIFNAME, IFNAMSIZ);
	expr_lookup(rule, TABLE_SET_TRANSIT_SNAT, "");
	expr_meta(rule, NFT_META_OIFNAME, 0);
	expr_map(rule, TABLE_MAP_OUTBOUND, "", NFT_REG_VERDICT);
}

/* oifname . ip daddr @behind ct status dnat iifname vmap @inbound */
static void rule_behind(struct nft_chain *chain, const struct family *f)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	expr_family(rule, f);
	expr_meta(rule, NFT_META_OIFNAME, 0);
	expr_address(rule, f, f->daddr, AT_ADDRESS);
	expr_lookup(rule, TABLE_SET_BEHIND, f->suffix);
	expr_ct(rule, NFT_CT_STATUS, NFT_NO_DIRECTION, 0);
	expr_bitwise(rule, IPS_DST_NAT, 0, 0);
	expr_cmp_u32(rule, NFT_CMP_NEQ, 0, 0);
	expr_meta(rule, NFT_META_IIFNAME, 0);
	expr_map(rule, TABLE_MAP_INBOUND, "", NFT_REG_VERDICT);
}

static void chain_postrouting(const struct site *site, struct nft_table *table)
{
	bool outbound = nft_table_set(table, TABLE_MAP_OUTBOUND);
	bool inbound = nft_table_set(table, TABLE_MAP_INBOUND);
	struct nft_chain *chain;
	const struct family *f;

	if (!outbound && !inbound && !has_set(table, TABLE_MAP_OUTBOUND_SERVICE))
		return;
	chain = nft_table_add_base_chain(table, TABLE_CHAIN_POSTROUTING, "nat",
					 NF_INET_POST_ROUTING, TABLE_PRIORITY_SRCNAT);
	rule_ipsec(chain, NFT_EXPRESSION_RT, NFT_RT_XFRM);
	for_each_family(f)
		if (nft_family_set(table, TABLE_MAP_OUTBOUND_SERVICE, f))
			rule_outbound_service(chain, f);
	if (nft_table_set(table, TABLE_SET_TRANSIT_SNAT))
		rule_transit_snat(chain);
	if (inbound)
		table_rule_device(chain, NFT_META_IIFNAME, TABLE_SET_LINKS, NFT_GOTO,
				  TABLE_CHAIN_INCOMING);
	else
		table_rule_device(chain, NFT_META_IIFNAME, TABLE_SET_LINKS, NF_ACCEPT, "");
	if (!outbound)
		return;
	rule_own_address(chain);
	for_each_family(f)
		if (table_translates(site, f) && nft_family_set(table, TABLE_SET_INSIDE, f))
			rule_outbound(chain, f);
}

static void chain_incoming(struct nft_table *table)
{
	struct nft_chain *chain;
	const struct family *f;
	struct nft_rule *rule;

	if (!nft_table_set(table, TABLE_MAP_INBOUND))
		return;
	chain = nft_table_add_chain(table, TABLE_CHAIN_INCOMING);
	for_each_family(f)
		if (nft_family_set(table, TABLE_SET_BEHIND, f))
			rule_behind(chain, f);
	table_rule_device(chain, NFT_META_OIFNAME, TABLE_SET_LINKS, NF_ACCEPT, "");
	for_each_family(f)
		if (nft_family_set(table, TABLE_SET_ACCEPTED, f))
			table_rule_accepted(chain, f);
	rule = nft_chain_add_rule(chain);
	expr_meta(rule, NFT_META_IIFNAME, 0);
	expr_map(rule, TABLE_MAP_INBOUND, "", NFT_REG_VERDICT);
}

void table_nat(const struct site *site, const struct wires *wires, struct nft_table *table)
{
	chain_prerouting(table);
	chain_postrouting(site, table);
	chain_incoming(table);
	table_pools(site, wires, table);
}
