// SPDX-License-Identifier: GPL-2.0
#include "plan/engine/first.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <linux/netfilter/nf_tables.h>

#include "nft/expression.h"
#include "nft/family.h"
#include "plan/engine/count.h"
#include "plan/engine/enforce.h"
#include "plan/engine/names.h"
#include "plan/engine/rule.h"

#define TCP_SYN	       0x02
#define TCP_BEGINNINGS 0x17 /* FIN, SYN, RST and ACK */

/* DEVICE . ADDRESS != @own-pools ADDRESS vmap @pools */
void engine_rules_wrong_pool(const struct engine_table *p, struct nft_chain *chain, bool foreign)
{
	const struct family *f;
	struct nft_rule *rule;

	for_each_family(f) {
		uint8_t offset = foreign ? f->daddr : f->saddr;

		if (!nft_family_set(p->table, ENGINE_SET_POOLS, f))
			continue;
		rule = nft_chain_add_rule(chain);
		expr_family(rule, f);
		expr_meta(rule, foreign ? NFT_META_IIFNAME : NFT_META_OIFNAME, 0);
		expr_address(rule, f, offset, AT_ADDRESS);
		expr_lookup(rule, ENGINE_SET_OWN_POOLS, f->suffix);
		rule->expression[rule->n_expression - 1].flags = NFT_LOOKUP_F_INV;
		expr_address(rule, f, offset, 0);
		expr_map(rule, ENGINE_SET_POOLS, f->suffix, NFT_REG_VERDICT);
	}
}

/* meta oif 0: the packet came in, and has no output device yet. */
static struct nft_rule *rule_foreign(struct nft_chain *chain)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	expr_meta(rule, NFT_META_OIF, 0);
	expr_cmp_u32(rule, NFT_CMP_EQ, 0, 0);
	return rule;
}

static void count_wrong_pool(struct nft_rule *rule, const char *set, enum ersym_kind kind,
			     const struct place *owner)
{
	uint32_t number = kind;

	expr_immediate(rule, &number, sizeof(number), ENGINE_AT_KIND);
	expr_immediate(rule, &owner->in, sizeof(owner->in), ENGINE_AT_EXPECTED);
	expr_meta(rule, kind == ERSYM_KIND_FOREIGN ? NFT_META_IIFNAME : NFT_META_OIFNAME,
		  ENGINE_AT_ACTUAL);
	expr_dynset(rule, set);
}

/*
 * The packet has an address of this circuit's pool and is on another circuit. It is
 * counted here, with its device, and flagged or dropped by the chain of that circuit.
 */
void engine_chain_owner(const struct engine_table *p, const struct circuit *circuit)
{
	struct nft_chain *chain = engine_chain(p, ENGINE_CHAIN_OWNER, circuit->name);
	struct place owner;

	place_init(p, circuit, &owner);
	count_wrong_pool(rule_foreign(chain), ENGINE_SET_WRONG_POOL, ERSYM_KIND_FOREIGN, &owner);
	expr_verdict(rule_foreign(chain), NFT_GOTO, ENGINE_CHAIN_FOREIGN);
	count_wrong_pool(engine_rule_first(chain), ENGINE_SET_WRONG_POOL_STRAYED, ERSYM_KIND_LEAK,
			 &owner);
	count_wrong_pool(nft_chain_add_rule(chain), ENGINE_SET_WRONG_POOL, ERSYM_KIND_LEAK, &owner);
	engine_rule_verdict(chain, NFT_GOTO, ENGINE_CHAIN_LEAK);
}

static void rules_policy(const struct engine_table *p, struct nft_chain *chain,
			 const struct place *place, enum ersym_kind kind, const char *otherwise)
{
	if (place_drops(place, kind))
		engine_drop(p, nft_chain_add_rule(chain));
	if (!place_drops(place, kind) || engine_enforces(p))
		engine_goto(nft_chain_add_rule(chain), otherwise, place->name);
}

void engine_chains_wrong_pool(const struct engine_table *p, const struct place *place)
{
	struct nft_chain *chain;

	chain = engine_chain(p, ENGINE_CHAIN_FOREIGN, place->name);
	if (p->site->n_inside_device)
		engine_mark_counted(nft_chain_add_rule(chain), p, place);
	rules_policy(p, chain, place, ERSYM_KIND_FOREIGN, ENGINE_CHAIN_ENTER);
	chain = engine_chain(p, ENGINE_CHAIN_LEAK, place->name);
	engine_write_mark(nft_chain_add_rule(chain), mark_field_mask(&p->layout, MARK_STRAY),
			  place->stray);
	rules_policy(p, chain, place, ERSYM_KIND_LEAK, ENGINE_CHAIN_EXIT);
}

/* A TCP segment that cannot begin a connection, picked up mid-stream by conntrack. */
static void match_mid_stream(struct nft_rule *rule)
{
	const uint8_t syn = TCP_SYN;

	expr_meta(rule, NFT_META_L4PROTO, 0);
	expr_cmp_u8(rule, IPPROTO_TCP);
	expr_payload(rule, NFT_PAYLOAD_TRANSPORT_HEADER, 13, 1, 0);
	expr_bitwise_u8(rule, TCP_BEGINNINGS);
	expr_cmp(rule, NFT_CMP_NEQ, &syn, sizeof(syn));
}

static void rules_orphan(const struct engine_table *p, struct nft_chain *chain,
			 const struct place *place)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	engine_match_state(rule, NF_CT_STATE_INVALID_BIT, true);
	engine_mark_counted(rule, p, place);
	engine_count_unexpected(rule, ENGINE_SET_VIOLATIONS, ERSYM_KIND_ORPHAN, place);
	rule = engine_rule_first(chain);
	match_mid_stream(rule);
	engine_mark_counted(rule, p, place);
	engine_count_unexpected(rule, ENGINE_SET_VIOLATIONS, ERSYM_KIND_ORPHAN, place);
	if (!place_drops(place, ERSYM_KIND_ORPHAN))
		return;
	rule = nft_chain_add_rule(chain);
	engine_match_state(rule, NF_CT_STATE_INVALID_BIT, true);
	engine_drop(p, rule);
	rule = engine_rule_first(chain);
	match_mid_stream(rule);
	engine_drop(p, rule);
}

/*
 * saddr @private, or saddr != @private daddr @private; the packet is not the host's.
 *
 * Packets of the host are recognised by their source address, because the input device
 * is no criterion: IPv6 sets it for packets of the host as well. A link-local source is
 * always the host's, possibly in another VRF, since no router forwards it.
 */
static void match_private(struct nft_rule *rule, const struct family *f, bool source)
{
	expr_family(rule, f);
	expr_address(rule, f, f->saddr, 0);
	expr_lookup(rule, ENGINE_SET_PRIVATE, f->suffix);
	if (!source) {
		rule->expression[rule->n_expression - 1].flags = NFT_LOOKUP_F_INV;
		expr_address(rule, f, f->daddr, 0);
		expr_lookup(rule, ENGINE_SET_PRIVATE, f->suffix);
	}
	if (f->nfproto == NFPROTO_IPV6) {
		expr_payload(rule, NFT_PAYLOAD_NETWORK_HEADER, f->saddr, sizeof(uint32_t), 0);
		expr_bitwise(rule, htonl(0xffc00000), 0, 0);
		expr_cmp_u32(rule, NFT_CMP_NEQ, htonl(0xfe800000), 0);
	}
	expr_not_the_hosts(rule);
}

static void rules_private(const struct engine_table *p, struct nft_chain *chain,
			  const struct place *place)
{
	const struct family *f;
	struct nft_rule *rule;
	int source;

	for_each_family(f) {
		for (source = 1; source >= 0; source--) {
			rule = nft_chain_add_rule(chain);
			match_private(rule, f, source);
			engine_match_stray_changes(rule, p, place);
			engine_count_unexpected(rule, ENGINE_SET_STRAYED, ERSYM_KIND_LEAK, place);
			rule = nft_chain_add_rule(chain);
			match_private(rule, f, source);
			engine_count_unexpected(rule, ENGINE_SET_VIOLATIONS, ERSYM_KIND_LEAK,
						place);
			if (!place_drops(place, ERSYM_KIND_LEAK))
				continue;
			rule = nft_chain_add_rule(chain);
			match_private(rule, f, source);
			engine_drop(p, rule);
		}
	}
}

/*
 * A child connection inherits the mark of its master, so all fields are written. If a
 * NAT helper has translated the source already, the packet has an address of the
 * master's circuit and is pinned to that circuit first.
 */
void engine_chain_enter(const struct engine_table *p, const struct place *place)
{
	struct nft_chain *chain = engine_chain(p, ENGINE_CHAIN_ENTER, place->name);

	if (!place->circuit) {
		expr_verdict(engine_rule_status(chain, IPS_SRC_NAT, true), NFT_JUMP,
			     ENGINE_CHAIN_PIN_IN);
		expr_verdict(engine_rule_status(chain, IPS_SRC_NAT, true), NFT_JUMP,
			     ENGINE_CHAIN_PIN_OUT);
	}
	engine_write_mark(nft_chain_add_rule(chain), p->layout.mask, place->in);
}

/* The first packet of a child connection is inside, and about to be pinned. */
void engine_chain_child(const struct engine_table *p)
{
	struct nft_chain *chain = nft_table_add_chain(p->table, ENGINE_CHAIN_CHILD);

	engine_write_mark(nft_chain_add_rule(chain), p->layout.mask & ~p->in, 0);
	expr_verdict(engine_rule_status(chain, IPS_SRC_NAT, false), NF_ACCEPT, "");
}

void engine_chain_exit(const struct engine_table *p, const struct place *place)
{
	struct nft_chain *chain = engine_chain(p, ENGINE_CHAIN_EXIT, place->name);

	/* An answer before the entry is confirmed is the reject of a rule. */
	expr_verdict(engine_rule_direction(chain, IP_CT_DIR_REPLY), NF_ACCEPT, "");
	engine_write_mark(nft_chain_add_rule(chain), p->out, place->out);
	engine_rule_verdict(chain, NFT_GOTO, ENGINE_CHAIN_BORN);
}

void engine_chains_first(const struct engine_table *p, const struct place *place)
{
	struct nft_chain *chain = engine_chain(p, ENGINE_CHAIN_FIRST_IN, place->name);
	struct nft_rule *rule;

	engine_rules_wrong_pool(p, chain, true);
	rules_orphan(p, chain, place);
	engine_goto(nft_chain_add_rule(chain), ENGINE_CHAIN_ENTER, place->name);

	chain = engine_chain(p, ENGINE_CHAIN_FIRST_OUT, place->name);
	/* A packet with an IPsec policy leaves encapsulated. */
	rule = nft_chain_add_rule(chain);
	expr_add(rule, NFT_EXPRESSION_RT)->key = NFT_RT_XFRM;
	rule->expression[0].dreg = nft_register(0);
	expr_cmp_u8(rule, 1);
	engine_goto(rule, ENGINE_CHAIN_EXIT, place->name);
	engine_rules_wrong_pool(p, chain, false);
	if (circuit_kind_is_public(place->circuit->kind))
		rules_private(p, chain, place);
	engine_goto(nft_chain_add_rule(chain), ENGINE_CHAIN_EXIT, place->name);
}
