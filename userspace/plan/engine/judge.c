// SPDX-License-Identifier: GPL-2.0
#include "plan/engine/judge.h"

#include <string.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <linux/netfilter/nf_tables.h>

#include "nft/expression.h"
#include "plan/engine/count.h"
#include "plan/engine/enforce.h"
#include "plan/engine/map.h"
#include "plan/engine/names.h"
#include "plan/engine/rule.h"

#define STATE_RELATED NF_CT_STATE_BIT(IP_CT_RELATED)
#define STATE_NONE    (NF_CT_STATE_INVALID_BIT | NF_CT_STATE_UNTRACKED_BIT)

/**
 * struct point - a hook where packets are judged
 * @first: chain for the first packet of a connection on a circuit
 * @begin: chain for the first packet of a connection inside
 * @kind_key: key of meta for the kind of the packet's device
 * @fact: by direction, the fact that names the circuit which is expected here
 * @kind: by direction, the violation if the packet is on another one
 */
struct point {
	const char *first, *begin;
	uint32_t kind_key;
	enum mark_field fact[IP_CT_DIR_MAX];
	enum ersym_kind kind[IP_CT_DIR_MAX];
};

static const struct point point_in = {
	.first = ENGINE_CHAIN_FIRST_IN,
	.begin = ENGINE_CHAIN_ENTER,
	.kind_key = NFT_META_IIFKIND,
	.fact = { [IP_CT_DIR_ORIGINAL] = MARK_IN, [IP_CT_DIR_REPLY] = MARK_OUT },
	.kind = {
		[IP_CT_DIR_ORIGINAL] = ERSYM_KIND_FORWARD_IN,
		[IP_CT_DIR_REPLY] = ERSYM_KIND_RETURN_IN,
	},
};

static const struct point point_out = {
	.first = ENGINE_CHAIN_FIRST_OUT,
	.begin = ENGINE_CHAIN_EXIT,
	.kind_key = NFT_META_OIFKIND,
	.fact = { [IP_CT_DIR_ORIGINAL] = MARK_OUT, [IP_CT_DIR_REPLY] = MARK_IN },
	.kind = {
		[IP_CT_DIR_ORIGINAL] = ERSYM_KIND_FORWARD_OUT,
		[IP_CT_DIR_REPLY] = ERSYM_KIND_RETURN_OUT,
	},
};

/*
 * The packet is on a circuit that its connection does not name. Counting and dropping
 * are two rules: a full set ends its rule, and the packet must be dropped all the same.
 * They follow one another, because describe_drop() reads them so.
 */
static void rules_violation(const struct engine_table *p, struct nft_chain *chain,
			    const struct point *point, const struct place *place)
{
	static const uint8_t directions[] = { IP_CT_DIR_REPLY, IP_CT_DIR_ORIGINAL };
	struct nft_rule *rule;
	size_t i;

	for (i = 0; i < 2; i++) {
		enum mark_field fact = point->fact[directions[i]];
		enum ersym_kind kind = point->kind[directions[i]];

		rule = engine_rule_direction(chain, directions[i]);
		engine_match_known(rule, p, fact, 0);
		engine_match_stray_changes(rule, p, place);
		engine_count_by_fact(rule, p, ENGINE_SET_STRAYED, kind, fact, place);
		if (point == &point_out)
			engine_count_way_gone(engine_rule_direction(chain, directions[i]), p, kind,
					      fact, place);
		rule = engine_rule_direction(chain, directions[i]);
		engine_match_known(rule, p, fact, 0);
		if (point == &point_in)
			engine_mark_counted(rule, p, place);
		engine_count_by_fact(rule, p, ENGINE_SET_VIOLATIONS, kind, fact, place);
		if (!place_drops(place, kind))
			continue;
		rule = engine_rule_direction(chain, directions[i]);
		engine_match_known(rule, p, fact, 0);
		engine_drop(p, rule);
	}
}

/* ICMP errors come from routers on the path, whose route back may differ. */
static struct nft_rule *rule_related(struct nft_chain *chain, uint8_t direction)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	engine_match_state(rule, STATE_RELATED, true);
	expr_ct(rule, NFT_CT_DIRECTION, NFT_NO_DIRECTION, 0);
	expr_cmp_u8(rule, direction);
	return rule;
}

static void rules_related(const struct engine_table *p, struct nft_chain *chain,
			  const struct point *point, const struct place *place)
{
	struct nft_rule *rule;
	uint8_t direction;

	for (direction = 0; direction < IP_CT_DIR_MAX; direction++) {
		rule = rule_related(chain, direction);
		engine_match_known(rule, p, point->fact[direction], 0);
		if (point == &point_in)
			engine_mark_counted(rule, p, place);
		engine_count_by_fact(rule, p, ENGINE_SET_VIOLATIONS, ERSYM_KIND_RELATED,
				     point->fact[direction], place);
		if (point == &point_out)
			engine_count_way_gone(rule_related(chain, direction), p, ERSYM_KIND_RELATED,
					      point->fact[direction], place);
	}
	for (direction = 0; direction < IP_CT_DIR_MAX; direction++) {
		rule = nft_chain_add_rule(chain);
		engine_match_state(rule, STATE_RELATED, true);
		if (point == &point_out) {
			expr_verdict(rule, NF_ACCEPT, "");
			break;
		}
		expr_ct(rule, NFT_CT_DIRECTION, NFT_NO_DIRECTION, 0);
		expr_cmp_u8(rule, direction);
		expr_verdict(rule, NFT_GOTO,
			     direction == IP_CT_DIR_REPLY ? ENGINE_CHAIN_PIN_IN
							  : ENGINE_CHAIN_PIN_OUT);
	}
}

void engine_rule_learn(const struct engine_table *p, struct nft_chain *chain, enum mark_field field,
		       const struct place *place)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	engine_match_state(rule, STATE_RELATED, false);
	expr_ct(rule, NFT_CT_DIRECTION, NFT_NO_DIRECTION, 0);
	expr_cmp_u8(rule, IP_CT_DIR_ORIGINAL);
	engine_match_known(rule, p, field, NFT_LOOKUP_F_INV);
	engine_write_mark(rule, mark_field_mask(&p->layout, field), place_value(place, field));
}

/* These follow the rules for packets in order. */
static void rules_odd(const struct engine_table *p, struct nft_chain *chain,
		      const struct point *point, const struct place *place)
{
	static const char vrf[16] = "vrf";
	struct nft_rule *rule;

	if (!place->circuit) {
		/* In a VRF a packet traverses the hook once more, with the VRF as device. */
		rule = nft_chain_add_rule(chain);
		expr_meta(rule, point->kind_key, 0);
		expr_cmp(rule, NFT_CMP_EQ, vrf, sizeof(vrf));
		expr_verdict(rule, NF_ACCEPT, "");
	}
	engine_rule_verdict(chain, NFT_JUMP, ENGINE_CHAIN_MULTICAST);
	if (place->circuit) {
		rule = nft_chain_add_rule(chain);
		engine_match_state(rule, STATE_NONE, true);
		engine_goto(rule, point->first, place->name);
	}
	engine_goto(engine_rule_first(chain), place->circuit ? point->first : point->begin,
		    place->name);
	engine_rule_learn(p, chain, point == &point_in ? MARK_IN : MARK_OUT, place);
	rules_related(p, chain, point, place);
	/* A fact that was just written cannot be violated. */
	expr_verdict(engine_rule_fact(chain, IP_CT_DIR_ORIGINAL,
				      mark_field_mask(&p->layout, point->fact[IP_CT_DIR_ORIGINAL]),
				      place_value(place, point->fact[IP_CT_DIR_ORIGINAL])),
		     point == &point_in ? NFT_GOTO : NF_ACCEPT,
		     point == &point_in ? ENGINE_CHAIN_PIN_OUT : "");
	rules_violation(p, chain, point, place);
	if (point == &point_out)
		return;
	expr_verdict(engine_rule_direction(chain, IP_CT_DIR_REPLY), NFT_GOTO, ENGINE_CHAIN_PIN_IN);
	engine_rule_verdict(chain, NFT_GOTO, ENGINE_CHAIN_PIN_OUT);
}

/* ct mark & MASK vmap { FIXED | CIRCUIT : goto pin-CIRCUIT, ... } */
void engine_map_pins(const struct engine_table *p, struct nft_rule *rule, uint32_t mask,
		     enum mark_field field, uint32_t fixed)
{
	struct nft_set *set = engine_add_vmap(rule, NFT_FIELD_MARK);
	size_t i;

	engine_load_mark(rule, mask, 0);
	expr_map(rule, "", "", NFT_REG_VERDICT);
	for (i = 0; i < p->site->n_circuit; i++) {
		const struct circuit *circuit = &p->site->circuit[i];
		uint32_t key = mark_value(&p->layout, field, circuit->id) | fixed;

		if (circuit->n_link)
			engine_add_goto(set, &key, sizeof(key), ENGINE_CHAIN_PIN, circuit->name);
	}
}

static void rules_in_order_on_link(const struct engine_table *p, struct nft_chain *chain,
				   const struct place *place, const struct place *inside)
{
	/* Most packets on a link are from or to the inside, and need no pinning. */
	expr_verdict(engine_rule_fact(chain, IP_CT_DIR_REPLY, p->in | p->out,
				      inside->in | place->out),
		     NF_ACCEPT, "");
	expr_verdict(engine_rule_fact(chain, IP_CT_DIR_ORIGINAL, p->in | p->out,
				      place->in | inside->out),
		     NF_ACCEPT, "");
	expr_verdict(engine_rule_fact(chain, IP_CT_DIR_REPLY, p->out, place->out), NFT_GOTO,
		     ENGINE_CHAIN_PIN_IN);
	expr_verdict(engine_rule_fact(chain, IP_CT_DIR_ORIGINAL, p->in, place->in), NFT_GOTO,
		     ENGINE_CHAIN_PIN_OUT);
}

static void rules_in_order_inside(const struct engine_table *p, struct nft_chain *chain,
				  const struct place *inside)
{
	engine_map_pins(p, engine_rule_direction(chain, IP_CT_DIR_ORIGINAL), p->in | p->out,
			MARK_OUT, inside->in);
	engine_map_pins(p, engine_rule_direction(chain, IP_CT_DIR_REPLY), p->in | p->out, MARK_IN,
			inside->out);
	expr_verdict(engine_rule_fact(chain, IP_CT_DIR_ORIGINAL, p->in, inside->in), NF_ACCEPT, "");
	expr_verdict(engine_rule_fact(chain, IP_CT_DIR_REPLY, p->out, inside->out), NF_ACCEPT, "");
}

static void rules_in_order_out(const struct engine_table *p, struct nft_chain *chain,
			       const struct place *place)
{
	expr_verdict(engine_rule_fact(chain, IP_CT_DIR_ORIGINAL, p->out, place->out), NF_ACCEPT,
		     "");
	expr_verdict(engine_rule_fact(chain, IP_CT_DIR_REPLY, p->in, place->in), NF_ACCEPT, "");
}

void engine_judge_in(const struct engine_table *p, struct nft_chain *chain,
		     const struct place *place, const struct place *inside)
{
	if (place->circuit)
		rules_in_order_on_link(p, chain, place, inside);
	else
		rules_in_order_inside(p, chain, place);
	rules_odd(p, chain, &point_in, place);
}

void engine_judge_out(const struct engine_table *p, struct nft_chain *chain,
		      const struct place *place)
{
	rules_in_order_out(p, chain, place);
	rules_odd(p, chain, &point_out, place);
}
