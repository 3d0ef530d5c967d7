// SPDX-License-Identifier: GPL-2.0
#include "plan/paths.h"

#include <arpa/inet.h>
#include <string.h>

#include <linux/if_packet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <linux/netfilter/nf_tables.h>

#include "plan/paths_parts.h"
#include "plan/program.h"
#include "util/alloc.h"

#define PRIORITY_RAW	-300
#define PRIORITY_MANGLE -150
#define PRIORITY_SRCNAT 100
/* Behind all NAT, where sources are what the circuit will see. */
#define PRIORITY_LAST	300

static void chain_pin(const struct paths *p, const struct place *place)
{
	struct nft_chain *chain = paths_chain(p, "pin", place->name);
	struct nft_rule *rule;

	expr_verdict(rule_first(chain), NFT_JUMP, "child");
	rule = nft_chain_add_rule(chain);
	expr_meta(rule, NFT_META_MARK, 0);
	expr_bitwise(rule, ~p->in, place->in, 0);
	expr_meta_set(rule, NFT_META_MARK);
}

static void chains_of_circuit(const struct paths *p, const struct circuit *circuit,
			      const struct place *inside)
{
	struct nft_chain *chain;
	struct place place;

	place_init(p, circuit, &place);
	chain = paths_chain(p, "in", place.name);
	judge_in(p, chain, &place, inside);
	chain = paths_chain(p, "out", place.name);
	judge_out(p, chain, &place);
	chains_first(p, &place);
	chains_elsewhere(p, &place);
	chain_enter(p, &place);
	chain_exit(p, &place);
	chain_pin(p, &place);
}

/* A packet of the host that goes by a link of its circuit already stays on that link. */
static void rule_on_circuit(const struct paths *p, struct nft_chain *chain, uint8_t direction,
			    enum mark_field field)
{
	struct nft_rule *rule = rule_direction(chain, direction);

	expr_meta(rule, NFT_META_OIFNAME, 0);
	load_mark(rule, mark_field_mask(&p->layout, field), IFNAMSIZ);
	expr_lookup(rule, links_set(field), "");
	expr_verdict(rule, NF_ACCEPT, "");
}

static bool guards(const struct circuit *circuit)
{
	return circuit->n_link && circuit->drop & 1U << ERSYM_KIND_RETURN_IN &&
	       circuit->drop & 1U << ERSYM_KIND_FOREIGN;
}

/*
 * TCP segments to another circuit's pool, where they are dropped whether they
 * belong to a connection or not: before conntrack, so that a spoofed RST ends none.
 * Which of the two they are cannot be told there; they are counted as foreign.
 */
static void chains_guard(const struct paths *p)
{
	struct nft_set *set = NULL;
	struct nft_chain *chain;
	struct nft_rule *rule;
	size_t i, j;

	for (i = 0; i < p->site->n_circuit; i++) {
		const struct circuit *circuit = &p->site->circuit[i];

		if (!guards(circuit))
			continue;
		if (!set) {
			chain = nft_base_chain(p->table, "guard", "filter", NF_INET_PRE_ROUTING,
					       PRIORITY_RAW);
			rule = nft_chain_add_rule(chain);
			expr_meta(rule, NFT_META_L4PROTO, 0);
			expr_cmp_u8(rule, IPPROTO_TCP);
			set = add_vmap(rule, NFT_FIELD_IFNAME);
			expr_meta(rule, NFT_META_IIFNAME, 0);
			expr_map(rule, "", "", NFT_REG_VERDICT);
		}
		for (j = 0; j < circuit->n_link; j++)
			add_goto(set, circuit->link[j].name, IFNAMSIZ, "guard", "pools");
	}
	if (set)
		rules_elsewhere(p, nft_table_add_chain(p->table, "guard-pools"), true);
}

static void base_chains(const struct paths *p, const struct place *inside)
{
	struct nft_chain *chain;
	struct nft_rule *rule;

	chain = nft_base_chain(p->table, PATHS_IN, "filter", NF_INET_PRE_ROUTING, PRIORITY_MANGLE);
	rule_by_link(p, chain, NFT_META_IIFNAME, "in");
	judge_in(p, chain, inside, inside);

	chain = nft_base_chain(p->table, PATHS_OUT, "filter", NF_INET_POST_ROUTING, PRIORITY_LAST);
	rule_by_link(p, chain, NFT_META_OIFNAME, "out");
	judge_out(p, chain, inside);

	chain = nft_base_chain(p->table, "output", "route", NF_INET_LOCAL_OUT, PRIORITY_MANGLE);
	rule_on_circuit(p, chain, IP_CT_DIR_ORIGINAL, MARK_OUT);
	rule_on_circuit(p, chain, IP_CT_DIR_REPLY, MARK_IN);
	expr_verdict(rule_fact(chain, IP_CT_DIR_ORIGINAL, p->in, inside->in), NFT_GOTO,
		     "leave-out");
	expr_verdict(rule_direction(chain, IP_CT_DIR_REPLY), NFT_GOTO, "leave-in");
	rule_go(chain, NFT_JUMP, "left-alone");
	go_to(rule_first(chain), "enter", inside->name);
	rule_learn(p, chain, MARK_IN, inside);
	rule_go(chain, NFT_GOTO, "leave-out");

	/* What is delivered here has left by no circuit; it is born all the same. */
	chain = nft_base_chain(p->table, "input", "nat", NF_INET_LOCAL_IN, PRIORITY_SRCNAT);
	rule_go(chain, NFT_GOTO, PATHS_BORN);

	chain = nft_table_add_chain(p->table, "leave-in");
	map_pins(p, nft_chain_add_rule(chain), p->in, MARK_IN, 0);
	chain = nft_table_add_chain(p->table, "leave-out");
	map_pins(p, nft_chain_add_rule(chain), p->out, MARK_OUT, 0);

	chain = nft_table_add_chain(p->table, "foreign");
	rule_by_link(p, chain, NFT_META_IIFNAME, "foreign");
	chain = nft_table_add_chain(p->table, "leak");
	rule_by_link(p, chain, NFT_META_OIFNAME, "leak");

	chain = nft_table_add_chain(p->table, PATHS_BORN);
	rule = nft_chain_add_rule(chain);
	load_mark(rule, p->in | p->out, 0);
	expr_dynset(rule, PATHS_BORN);
}

/* What is for more than one host has no path to keep. */
static void chain_left_alone(const struct paths *p)
{
	struct nft_chain *chain = nft_table_add_chain(p->table, "left-alone");
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

void desired_paths(const struct site *site, struct nft_table *table)
{
	struct paths p = { .site = site, .table = table };
	struct place inside;
	size_t i;

	if (mark_layout_init(&p.layout, site->mark_mask))
		return;
	p.in = mark_field_mask(&p.layout, MARK_IN);
	p.out = mark_field_mask(&p.layout, MARK_OUT);
	place_init(&p, NULL, &inside);
	paths_sets(&p);
	base_chains(&p, &inside);
	chains_guard(&p);
	chain_left_alone(&p);
	chain_child(&p);
	chain_enter(&p, &inside);
	chain_exit(&p, &inside);
	for (i = 0; i < site->n_circuit; i++) {
		if (site->circuit[i].snat.n)
			chain_owner(&p, &site->circuit[i]);
		if (site->circuit[i].n_link)
			chains_of_circuit(&p, &site->circuit[i], &inside);
	}
}
