// SPDX-License-Identifier: GPL-2.0
#include "plan/table/offload.h"

#include <string.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <linux/netfilter/nf_tables.h>

#include "nft/expression.h"
#include "plan/engine/map.h"
#include "plan/engine/place.h"
#include "plan/engine/rule.h"
#include "plan/table/names.h"

#define FASTPATH	  "fastpath"
/* Sets of DEVICE . MARK: the devices of each value of the facts "in" and "out". */
#define FACTS_IN	  FASTPATH "-in"
#define FACTS_OUT	  FASTPATH "-out"
#define PRIORITY_FILTER	  0
/* After all chains that may drop the packet. */
#define PRIORITY_SECURITY 50
/* NFT_NETDEVICE_MAX in the kernel's nf_tables_api.c */
#define DEVICES_MAX	  256

/* Packets of a flowtable do not pass the filter, so that unnamed devices are not in it. */
static bool may_offload(const struct site *site, const struct device *device)
{
	return device->offloads &&
	       (!site->n_inside_device || site_circuit_by_link(site, device->name) ||
		site_names_inside(site, device->name));
}

static void flowtable(const struct site *site, const struct devices *devices,
		      struct nft_table *table)
{
	struct nft_flowtable *flowtable = NULL;
	size_t i;

	for (i = 0; i < devices->n; i++) {
		if (!may_offload(site, &devices->v[i]))
			continue;
		if (!flowtable)
			flowtable = nft_table_add_flowtable(table, FASTPATH);
		nft_flowtable_add_device(flowtable, devices->v[i].name);
	}
	if (flowtable)
		flowtable->priority = PRIORITY_FILTER;
}

static void set_devices(const struct engine_table *p, const struct devices *devices,
			const char *name, enum mark_field field)
{
	struct nft_set *set = nft_table_add_set(p->table, name);
	size_t i;

	set->key[0] = NFT_FIELD_IFNAME;
	set->key[1] = NFT_FIELD_MARK;
	for (i = 0; i < devices->n; i++) {
		const struct device *device = &devices->v[i];
		struct nft_element *e;
		struct place place;
		uint32_t value;

		if (!may_offload(p->site, device))
			continue;
		place_init(p, site_circuit_by_link(p->site, device->name), &place);
		value = place_value(&place, field);
		e = nft_set_add_element(set);
		memcpy(e->key, device->name, IFNAMSIZ);
		memcpy(e->key + IFNAMSIZ, &value, sizeof(value));
	}
}

/* DEVICE . ct mark & FIELD @SET */
static void match_device(struct nft_rule *rule, const struct engine_table *p, uint32_t device_key,
			 const char *set, enum mark_field field)
{
	expr_meta(rule, device_key, 0);
	engine_load_mark(rule, mark_field_mask(&p->layout, field), IFNAMSIZ);
	expr_lookup(rule, set, "");
}

/*
 * ct direction DIRECTION ct state established ct mark & STRAY == 0
 * iifname . ct mark & ... @... oifname . ct mark & ... @... goto fastpath-take
 */
static void rule_fit(const struct engine_table *p, struct nft_chain *chain, uint8_t direction)
{
	struct nft_rule *rule = engine_rule_direction(chain, direction);
	bool reply = direction == IP_CT_DIR_REPLY;

	engine_match_state(rule, NF_CT_STATE_BIT(IP_CT_ESTABLISHED), true);
	engine_load_mark(rule, mark_field_mask(&p->layout, MARK_STRAY), 0);
	expr_cmp_u32(rule, NFT_CMP_EQ, 0, 0);
	match_device(rule, p, reply ? NFT_META_OIFNAME : NFT_META_IIFNAME, FACTS_IN, MARK_IN);
	match_device(rule, p, reply ? NFT_META_IIFNAME : NFT_META_OIFNAME, FACTS_OUT, MARK_OUT);
	expr_verdict(rule, NFT_GOTO, FASTPATH "-take");
}

/* iifname != @links oifname @links accept: it is added with the answer. */
static void rule_wait(struct nft_chain *chain)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	expr_meta(rule, NFT_META_IIFNAME, 0);
	expr_lookup(rule, TABLE_SET_LINKS, "");
	rule->expression[rule->n_expression - 1].flags = NFT_LOOKUP_F_INV;
	expr_meta(rule, NFT_META_OIFNAME, 0);
	expr_lookup(rule, TABLE_SET_LINKS, "");
	expr_verdict(rule, NF_ACCEPT, "");
}

/* The last rule restores the mark if the connection cannot be in a flowtable. */
static void chain_take(const struct engine_table *p)
{
	struct nft_chain *chain = nft_table_add_chain(p->table, FASTPATH "-take");

	rule_wait(chain);
	engine_rule_verdict(chain, NFT_JUMP, FASTPATH "-received");
	expr_flow_offload(nft_chain_add_rule(chain), FASTPATH);
	engine_rule_verdict(chain, NFT_GOTO, FASTPATH "-sent");
}

static void chain_by_device(const struct engine_table *p, const char *name, uint32_t device_key)
{
	struct nft_chain *chain = nft_table_add_chain(p->table, name);

	engine_rule_by_link(p, chain, device_key, "mark");
	engine_rule_verdict(chain, NFT_GOTO, "mark-inside");
}

/* meta mark set meta mark & ~IN | CIRCUIT; the mark for the inside is 0. */
static void chain_mark(const struct engine_table *p, const struct circuit *circuit)
{
	struct nft_rule *rule;
	struct place place;

	place_init(p, circuit, &place);
	rule = nft_chain_add_rule(engine_chain(p, "mark", place.name));
	expr_meta(rule, NFT_META_MARK, 0);
	expr_bitwise(rule, ~p->in, circuit ? place.in : 0, 0);
	expr_meta_set(rule, NFT_META_MARK);
}

void table_offload(const struct site *site, const struct devices *devices, struct nft_table *table,
		   struct diagnostics *diags)
{
	struct engine_table p = {.site = site, .table = table};
	struct nft_chain *chain;
	size_t i;

	if (mark_layout_init(&p.layout, site->mark_mask))
		return;
	p.in = mark_field_mask(&p.layout, MARK_IN);
	p.out = mark_field_mask(&p.layout, MARK_OUT);
	flowtable(site, devices, table);
	if (!table->flowtable)
		return;
	if (table->flowtable->n_device > DEVICES_MAX) {
		diagnostics_add(diags, SEVERITY_ERROR, site->offload_at, "offload-devices",
				"there are %zu links and inside devices, and a flowtable has at most %d; remove offload",
				table->flowtable->n_device, DEVICES_MAX);
		diagnostics_edit(diags, "%us/offload: *true/offload: false/",
				 site->offload_at.line);
	}
	set_devices(&p, devices, FACTS_IN, MARK_IN);
	set_devices(&p, devices, FACTS_OUT, MARK_OUT);
	chain = nft_table_add_base_chain(table, FASTPATH, "filter", NF_INET_FORWARD,
					 PRIORITY_SECURITY + 1);
	rule_fit(&p, chain, IP_CT_DIR_ORIGINAL);
	rule_fit(&p, chain, IP_CT_DIR_REPLY);
	chain_take(&p);
	chain_by_device(&p, FASTPATH "-received", NFT_META_IIFNAME);
	chain_by_device(&p, FASTPATH "-sent", NFT_META_OIFNAME);
	chain_mark(&p, NULL);
	for (i = 0; i < site->n_circuit; i++)
		if (site->circuit[i].n_link)
			chain_mark(&p, &site->circuit[i]);
}
