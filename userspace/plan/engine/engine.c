// SPDX-License-Identifier: GPL-2.0
#include "plan/engine/engine.h"

#include <arpa/inet.h>
#include <string.h>

#include <linux/if_packet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <linux/netfilter/nf_tables.h>

#include "nft/expression.h"
#include "nft/family.h"
#include "plan/engine/enforce.h"
#include "plan/engine/first.h"
#include "plan/engine/judge.h"
#include "plan/engine/map.h"
#include "plan/engine/names.h"
#include "plan/engine/place.h"
#include "plan/engine/rule.h"
#include "plan/engine/sets.h"

#define PRIORITY_RAW	-300
/* After mangle, so that marks set there are replaced, and before all DNAT. */
#define PRIORITY_PIN	-102
#define PRIORITY_SRCNAT 100
/* After all NAT, when the source is final. */
#define PRIORITY_LAST	300
/* After the packet has been judged. */
#define PRIORITY_UNMARK (PRIORITY_LAST + 1)

static void chain_pin(const struct engine_table *p, const struct place *place)
{
	struct nft_chain *chain = engine_chain(p, ENGINE_CHAIN_PIN, place->name);
	struct nft_rule *rule;

	expr_verdict(engine_rule_first(chain), NFT_JUMP, ENGINE_CHAIN_CHILD);
	rule = nft_chain_add_rule(chain);
	expr_meta(rule, NFT_META_MARK, 0);
	expr_bitwise(rule, ~p->in, place->in, 0);
	expr_meta_set(rule, NFT_META_MARK);
}

static void chains_of_circuit(const struct engine_table *p, const struct circuit *circuit,
			      const struct place *inside)
{
	struct nft_chain *chain;
	struct place place;

	place_init(p, circuit, &place);
	chain = engine_chain(p, ENGINE_CHAIN_IN, place.name);
	engine_judge_in(p, chain, &place, inside);
	chain = engine_chain(p, ENGINE_CHAIN_OUT, place.name);
	engine_judge_out(p, chain, &place);
	engine_chains_first(p, &place);
	engine_chains_wrong_pool(p, &place);
	engine_chain_enter(p, &place);
	engine_chain_exit(p, &place);
	chain_pin(p, &place);
}

/* A packet that the host sends over a link of its circuit is not rerouted. */
static void rule_on_circuit(const struct engine_table *p, struct nft_chain *chain,
			    uint8_t direction, enum mark_field field)
{
	struct nft_rule *rule = engine_rule_direction(chain, direction);

	expr_meta(rule, NFT_META_OIFNAME, 0);
	engine_load_mark(rule, mark_field_mask(&p->layout, field), IFNAMSIZ);
	expr_lookup(rule, engine_links_set(field), "");
	expr_verdict(rule, NF_ACCEPT, "");
}

static bool guards(const struct circuit *circuit)
{
	return circuit->n_link && circuit->drop & 1U << ERSYM_KIND_RETURN_IN &&
	       circuit->drop & 1U << ERSYM_KIND_FOREIGN;
}

/*
 * A circuit that drops both return-in and foreign drops TCP segments to another
 * circuit's pool before conntrack, so that a spoofed RST cannot end a connection. Without
 * a look-up the two kinds cannot be distinguished; all are counted as foreign.
 */
static void chains_guard(const struct engine_table *p)
{
	struct nft_set *set = NULL;
	struct nft_chain *chain;
	struct nft_rule *rule;
	size_t i, j;

	/* Before conntrack nothing tells whose connection it is. */
	if (engine_enforces(p))
		return;
	for (i = 0; i < p->site->n_circuit; i++) {
		const struct circuit *circuit = &p->site->circuit[i];

		if (!guards(circuit))
			continue;
		if (!set) {
			chain = nft_table_add_base_chain(p->table, ENGINE_CHAIN_GUARD, "filter",
							 NF_INET_PRE_ROUTING, PRIORITY_RAW);
			rule = nft_chain_add_rule(chain);
			expr_meta(rule, NFT_META_L4PROTO, 0);
			expr_cmp_u8(rule, IPPROTO_TCP);
			set = engine_add_vmap(rule, NFT_FIELD_IFNAME);
			expr_meta(rule, NFT_META_IIFNAME, 0);
			expr_map(rule, "", "", NFT_REG_VERDICT);
		}
		for (j = 0; j < circuit->n_link; j++)
			engine_add_goto(set, circuit->link[j].name, IFNAMSIZ, ENGINE_CHAIN_GUARD,
					ENGINE_SET_POOLS);
	}
	if (set)
		engine_rules_wrong_pool(p, nft_table_add_chain(p->table, ENGINE_CHAIN_GUARD_POOLS),
					true);
}

/* meta mark & MASK != 0 */
static void match_marked(const struct engine_table *p, struct nft_rule *rule)
{
	expr_meta(rule, NFT_META_MARK, 0);
	expr_bitwise(rule, p->layout.mask, 0, 0);
	expr_cmp_u32(rule, NFT_CMP_NEQ, 0, 0);
}

/* meta mark set meta mark & ~MASK */
static void clear_mark(const struct engine_table *p, struct nft_rule *rule)
{
	expr_meta(rule, NFT_META_MARK, 0);
	expr_bitwise(rule, ~p->layout.mask, 0, 0);
	expr_meta_set(rule, NFT_META_MARK);
}

/*
 * Another program may have restored the whole mark of a connection, whose facts would route
 * a packet to the inside by the circuit that it came in on.
 */
static void rule_foreign_mark(const struct engine_table *p, struct nft_chain *chain)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	match_marked(p, rule);
	expr_ct(rule, NFT_CT_STATUS, NFT_NO_DIRECTION, 0);
	expr_bitwise(rule, IPS_CONFIRMED, 0, 0);
	expr_cmp_u32(rule, NFT_CMP_NEQ, 0, 0);
	clear_mark(p, rule);
}

/*
 * The packet has its route. A tunnel copies the mark to the packet that it encapsulates it
 * in, which would follow this packet's circuit back into the tunnel.
 */
static void chain_unmark(const struct engine_table *p)
{
	struct nft_chain *chain;
	struct nft_rule *rule;

	chain = nft_table_add_base_chain(p->table, ENGINE_CHAIN_UNMARK, "filter",
					 NF_INET_POST_ROUTING, PRIORITY_UNMARK);
	rule = nft_chain_add_rule(chain);
	match_marked(p, rule);
	clear_mark(p, rule);
}

static void base_chains(const struct engine_table *p, const struct place *inside)
{
	struct nft_chain *chain;
	struct nft_rule *rule;

	chain = nft_table_add_base_chain(p->table, ENGINE_CHAIN_PREROUTING, "filter",
					 NF_INET_PRE_ROUTING, PRIORITY_PIN);
	rule_foreign_mark(p, chain);
	engine_rule_by_link(p, chain, NFT_META_IIFNAME, ENGINE_CHAIN_IN);
	engine_judge_in(p, chain, inside, inside);

	chain = nft_table_add_base_chain(p->table, ENGINE_CHAIN_POSTROUTING, "filter",
					 NF_INET_POST_ROUTING, PRIORITY_LAST);
	engine_rule_by_link(p, chain, NFT_META_OIFNAME, ENGINE_CHAIN_OUT);
	engine_judge_out(p, chain, inside);

	chain = nft_table_add_base_chain(p->table, ENGINE_CHAIN_OUTPUT, "route", NF_INET_LOCAL_OUT,
					 PRIORITY_PIN);
	rule_on_circuit(p, chain, IP_CT_DIR_ORIGINAL, MARK_OUT);
	rule_on_circuit(p, chain, IP_CT_DIR_REPLY, MARK_IN);
	expr_verdict(engine_rule_fact(chain, IP_CT_DIR_ORIGINAL, p->in, inside->in), NFT_GOTO,
		     ENGINE_CHAIN_PIN_OUT);
	expr_verdict(engine_rule_direction(chain, IP_CT_DIR_REPLY), NFT_GOTO, ENGINE_CHAIN_PIN_IN);
	engine_rule_verdict(chain, NFT_JUMP, ENGINE_CHAIN_MULTICAST);
	engine_goto(engine_rule_first(chain), ENGINE_CHAIN_ENTER, inside->name);
	engine_rule_learn(p, chain, MARK_IN, inside);
	engine_rule_verdict(chain, NFT_GOTO, ENGINE_CHAIN_PIN_OUT);

	/* A connection to the host has no fact "out", but is counted as born. */
	chain = nft_table_add_base_chain(p->table, ENGINE_CHAIN_INPUT, "nat", NF_INET_LOCAL_IN,
					 PRIORITY_SRCNAT);
	engine_rule_verdict(chain, NFT_GOTO, ENGINE_CHAIN_BORN);

	chain = nft_table_add_chain(p->table, ENGINE_CHAIN_PIN_IN);
	engine_map_pins(p, nft_chain_add_rule(chain), p->in, MARK_IN, 0);
	chain = nft_table_add_chain(p->table, ENGINE_CHAIN_PIN_OUT);
	engine_map_pins(p, nft_chain_add_rule(chain), p->out, MARK_OUT, 0);

	chain = nft_table_add_chain(p->table, ENGINE_CHAIN_FOREIGN);
	engine_rule_by_link(p, chain, NFT_META_IIFNAME, ENGINE_CHAIN_FOREIGN);
	chain = nft_table_add_chain(p->table, ENGINE_CHAIN_LEAK);
	engine_rule_by_link(p, chain, NFT_META_OIFNAME, ENGINE_CHAIN_LEAK);

	chain = nft_table_add_chain(p->table, ENGINE_CHAIN_BORN);
	rule = nft_chain_add_rule(chain);
	engine_load_mark(rule, p->in | p->out, 0);
	expr_dynset(rule, ENGINE_SET_BORN);
}

/* Multicast and broadcast have no path to keep. */
static void chain_left_alone(const struct engine_table *p)
{
	struct nft_chain *chain = nft_table_add_chain(p->table, ENGINE_CHAIN_MULTICAST);
	static const struct {
		uint8_t len;
		uint8_t mask, value;
	} multicast[] = {
		{ 4, 0xf0, 0xe0 }, /* 224.0.0.0/4 */
		{ 1, 0xff, 0xff }, /* ff00::/8 */
	};
	struct nft_rule *rule;
	size_t i;

	rule = nft_chain_add_rule(chain);
	expr_meta(rule, NFT_META_PKTTYPE, 0);
	expr_cmp_u8(rule, PACKET_BROADCAST);
	expr_verdict(rule, NF_ACCEPT, "");
	for (i = 0; i < 2; i++) {
		const uint8_t value[4] = { multicast[i].value };
		const struct family *f = &families[i];

		rule = nft_chain_add_rule(chain);
		expr_family(rule, f);
		expr_payload(rule, NFT_PAYLOAD_NETWORK_HEADER, f->daddr, multicast[i].len, 0);
		if (multicast[i].mask != 0xff)
			expr_bitwise(rule, htonl((uint32_t)multicast[i].mask << 24), 0, 0);
		expr_cmp(rule, NFT_CMP_EQ, value, multicast[i].len);
		expr_verdict(rule, NF_ACCEPT, "");
	}
	rule = nft_chain_add_rule(chain);
	expr_family(rule, &families[0]);
	expr_address(rule, &families[0], families[0].daddr, 0);
	expr_cmp_u32(rule, NFT_CMP_EQ, INADDR_BROADCAST, 0);
	expr_verdict(rule, NF_ACCEPT, "");
}

void engine_desired(const struct site *site, struct nft_table *table)
{
	struct engine_table p = {.site = site, .table = table};
	struct place inside;
	size_t i;

	if (mark_layout_init(&p.layout, site->mark_mask))
		return;
	p.in = mark_field_mask(&p.layout, MARK_IN);
	p.out = mark_field_mask(&p.layout, MARK_OUT);
	place_init(&p, NULL, &inside);
	engine_sets(&p);
	base_chains(&p, &inside);
	chain_unmark(&p);
	chains_guard(&p);
	chain_left_alone(&p);
	engine_enforce(&p);
	engine_chain_child(&p);
	engine_chain_enter(&p, &inside);
	engine_chain_exit(&p, &inside);
	for (i = 0; i < site->n_circuit; i++) {
		if (site->circuit[i].snat.n || site->circuit[i].n_netmap)
			engine_chain_owner(&p, &site->circuit[i]);
		if (site->circuit[i].n_link)
			chains_of_circuit(&p, &site->circuit[i], &inside);
	}
}
