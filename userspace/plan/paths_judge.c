// SPDX-License-Identifier: GPL-2.0
/* Packets of connections: in order, older than the table, ICMP errors, violations. */
#include "plan/paths_parts.h"

#include <string.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <linux/netfilter/nf_tables.h>

#include "plan/program.h"

#define STATE_RELATED NF_CT_STATE_BIT(IP_CT_RELATED)
#define STATE_NONE    (NF_CT_STATE_INVALID_BIT | NF_CT_STATE_UNTRACKED_BIT)

/** struct point - a hook where packets are judged */
struct point {
	const char *name;
	uint32_t kind_key;
	/* By direction: the fact that must be the circuit here, and what it is if not. */
	enum mark_field fact[IP_CT_DIR_MAX];
	enum ersym_kind kind[IP_CT_DIR_MAX];
};

static const struct point point_in = {
	.name = "in",
	.kind_key = NFT_META_IIFKIND,
	.fact = { [IP_CT_DIR_ORIGINAL] = MARK_IN, [IP_CT_DIR_REPLY] = MARK_OUT },
	.kind = {
		[IP_CT_DIR_ORIGINAL] = ERSYM_KIND_FORWARD_IN,
		[IP_CT_DIR_REPLY] = ERSYM_KIND_RETURN_IN,
	},
};

static const struct point point_out = {
	.name = "out",
	.kind_key = NFT_META_OIFKIND,
	.fact = { [IP_CT_DIR_ORIGINAL] = MARK_OUT, [IP_CT_DIR_REPLY] = MARK_IN },
	.kind = {
		[IP_CT_DIR_ORIGINAL] = ERSYM_KIND_FORWARD_OUT,
		[IP_CT_DIR_REPLY] = ERSYM_KIND_RETURN_OUT,
	},
};

/*
 * A packet on a circuit that its connection does not name. It is counted in a
 * rule of its own: a set that has no room ends a rule, and must not save it.
 */
static void rules_violation(const struct paths *p, struct nft_chain *chain,
			    const struct point *point, const struct place *place)
{
	static const uint8_t directions[] = { IP_CT_DIR_REPLY, IP_CT_DIR_ORIGINAL };
	struct nft_rule *rule;
	size_t i;

	for (i = 0; i < 2; i++) {
		enum mark_field fact = point->fact[directions[i]];
		enum ersym_kind kind = point->kind[directions[i]];

		rule = rule_direction(chain, directions[i]);
		match_known(rule, p, fact, 0);
		match_stray_changes(rule, p, place);
		count_by_fact(rule, p, PATHS_STRAYED, kind, fact, place);
		rule = rule_direction(chain, directions[i]);
		match_known(rule, p, fact, 0);
		count_by_fact(rule, p, PATHS_VIOLATIONS, kind, fact, place);
		if (!place_drops(place, kind))
			continue;
		rule = rule_direction(chain, directions[i]);
		match_known(rule, p, fact, 0);
		expr_verdict(rule, NF_DROP, "");
	}
}

/* ICMP errors of a connection: routers in between answer by their own route. */
static void rules_related(const struct paths *p, struct nft_chain *chain,
			  const struct point *point, const struct place *place)
{
	struct nft_rule *rule;
	uint8_t direction;

	for (direction = 0; direction < IP_CT_DIR_MAX; direction++) {
		rule = nft_chain_add_rule(chain);
		match_state(rule, STATE_RELATED, true);
		expr_ct(rule, NFT_CT_DIRECTION, NFT_NO_DIRECTION, 0);
		expr_cmp_u8(rule, direction);
		match_known(rule, p, point->fact[direction], 0);
		count_by_fact(rule, p, PATHS_VIOLATIONS, ERSYM_KIND_RELATED,
			      point->fact[direction], place);
	}
	for (direction = 0; direction < IP_CT_DIR_MAX; direction++) {
		rule = nft_chain_add_rule(chain);
		match_state(rule, STATE_RELATED, true);
		if (point == &point_out) {
			expr_verdict(rule, NF_ACCEPT, "");
			break;
		}
		expr_ct(rule, NFT_CT_DIRECTION, NFT_NO_DIRECTION, 0);
		expr_cmp_u8(rule, direction);
		expr_verdict(rule, NFT_GOTO,
			     direction == IP_CT_DIR_REPLY ? "leave-in" : "leave-out");
	}
}

/* A connection that is older than the table, or whose circuit is gone, learns where it is. */
void rule_learn(const struct paths *p, struct nft_chain *chain, enum mark_field field,
		const struct place *place)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	match_state(rule, STATE_RELATED, false);
	expr_ct(rule, NFT_CT_DIRECTION, NFT_NO_DIRECTION, 0);
	expr_cmp_u8(rule, IP_CT_DIR_ORIGINAL);
	match_known(rule, p, field, NFT_LOOKUP_F_INV);
	write_mark(rule, mark_field_mask(&p->layout, field), place_value(place, field));
}

/* Behind the rules for packets in order. */
static void rules_odd(const struct paths *p, struct nft_chain *chain, const struct point *point,
		      const struct place *place)
{
	static const char vrf[16] = "vrf";
	struct nft_rule *rule;
	char first[16];

	snprintf(first, sizeof(first), "first-%s", point->name);
	if (!place->circuit) {
		/* In a VRF a packet comes by once more with its device, which is no path. */
		rule = nft_chain_add_rule(chain);
		expr_meta(rule, point->kind_key, 0);
		expr_cmp(rule, NFT_CMP_EQ, vrf, sizeof(vrf));
		expr_verdict(rule, NF_ACCEPT, "");
	}
	rule_go(chain, NFT_JUMP, "left-alone");
	if (place->circuit) {
		rule = nft_chain_add_rule(chain);
		match_state(rule, STATE_NONE, true);
		go_to(rule, first, place->name);
	}
	go_to(rule_first(chain), place->circuit ? first :
		    point == &point_in ? "enter" : "exit", place->name);
	rule_learn(p, chain, point == &point_in ? MARK_IN : MARK_OUT, place);
	rules_related(p, chain, point, place);
	/* What was just learned is no violation. */
	expr_verdict(rule_fact(chain, IP_CT_DIR_ORIGINAL,
			       mark_field_mask(&p->layout, point->fact[IP_CT_DIR_ORIGINAL]),
			       place_value(place, point->fact[IP_CT_DIR_ORIGINAL])),
		     point == &point_in ? NFT_GOTO : NF_ACCEPT,
		     point == &point_in ? "leave-out" : "");
	rules_violation(p, chain, point, place);
	if (point == &point_out)
		return;
	expr_verdict(rule_direction(chain, IP_CT_DIR_REPLY), NFT_GOTO, "leave-in");
	rule_go(chain, NFT_GOTO, "leave-out");
}

/* ct mark & MASK vmap { FIXED | CIRCUIT : goto pin-CIRCUIT, ... } */
void map_pins(const struct paths *p, struct nft_rule *rule, uint32_t mask,
	      enum mark_field field, uint32_t fixed)
{
	struct nft_set *set = add_vmap(rule, NFT_FIELD_MARK);
	size_t i;

	load_mark(rule, mask, 0);
	expr_map(rule, "", "", NFT_REG_VERDICT);
	for (i = 0; i < p->site->n_circuit; i++) {
		const struct circuit *circuit = &p->site->circuit[i];
		uint32_t key = mark_value(&p->layout, field, circuit->id) | fixed;

		if (circuit->n_link)
			add_goto(set, &key, sizeof(key), "pin", circuit->name);
	}
}

static void rules_in_order_on_link(const struct paths *p, struct nft_chain *chain,
				   const struct place *place, const struct place *inside)
{
	/* Most of what a link carries is for the inside, and need not be pinned. */
	expr_verdict(rule_fact(chain, IP_CT_DIR_REPLY, p->in | p->out, inside->in | place->out),
		     NF_ACCEPT, "");
	expr_verdict(rule_fact(chain, IP_CT_DIR_ORIGINAL, p->in | p->out, place->in | inside->out),
		     NF_ACCEPT, "");
	expr_verdict(rule_fact(chain, IP_CT_DIR_REPLY, p->out, place->out), NFT_GOTO, "leave-in");
	expr_verdict(rule_fact(chain, IP_CT_DIR_ORIGINAL, p->in, place->in), NFT_GOTO,
		     "leave-out");
}

static void rules_in_order_inside(const struct paths *p, struct nft_chain *chain,
				  const struct place *inside)
{
	map_pins(p, rule_direction(chain, IP_CT_DIR_ORIGINAL), p->in | p->out, MARK_OUT,
		 inside->in);
	map_pins(p, rule_direction(chain, IP_CT_DIR_REPLY), p->in | p->out, MARK_IN, inside->out);
	expr_verdict(rule_fact(chain, IP_CT_DIR_ORIGINAL, p->in, inside->in), NF_ACCEPT, "");
	expr_verdict(rule_fact(chain, IP_CT_DIR_REPLY, p->out, inside->out), NF_ACCEPT, "");
}

static void rules_in_order_out(const struct paths *p, struct nft_chain *chain,
			       const struct place *place)
{
	expr_verdict(rule_fact(chain, IP_CT_DIR_ORIGINAL, p->out, place->out), NF_ACCEPT, "");
	expr_verdict(rule_fact(chain, IP_CT_DIR_REPLY, p->in, place->in), NF_ACCEPT, "");
}

void judge_in(const struct paths *p, struct nft_chain *chain, const struct place *place,
	      const struct place *inside)
{
	if (place->circuit)
		rules_in_order_on_link(p, chain, place, inside);
	else
		rules_in_order_inside(p, chain, place);
	rules_odd(p, chain, &point_in, place);
}

void judge_out(const struct paths *p, struct nft_chain *chain, const struct place *place)
{
	rules_in_order_out(p, chain, place);
	rules_odd(p, chain, &point_out, place);
}
