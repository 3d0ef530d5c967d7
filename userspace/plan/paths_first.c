// SPDX-License-Identifier: GPL-2.0
/* Packets that begin a connection, or have none: facts, foreign, orphan, leak. */
#include "plan/paths_parts.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <linux/netfilter/nf_tables.h>

#include "plan/program.h"

#define TCP_SYN	       0x02
#define TCP_BEGINNINGS 0x17 /* FIN, SYN, RST and ACK */

/* An address in another circuit's pool: DEVICE . ADDRESS != @own-pools ADDRESS vmap @pools */
void rules_elsewhere(const struct paths *p, struct nft_chain *chain, bool foreign)
{
	const struct family *f;
	struct nft_rule *rule;
	char name[NFT_NAME_SIZE];

	for_each_family(f) {
		uint8_t offset = foreign ? f->daddr : f->saddr;

		snprintf(name, sizeof(name), PATHS_POOLS "%s", f->suffix);
		if (!nft_table_set(p->table, name))
			continue;
		rule = nft_chain_add_rule(chain);
		expr_family(rule, f);
		expr_meta(rule, foreign ? NFT_META_IIFNAME : NFT_META_OIFNAME, 0);
		expr_address(rule, f, offset, AT_ADDRESS);
		expr_lookup(rule, PATHS_OWN_POOLS, f->suffix);
		rule->expression[rule->n_expression - 1].flags = NFT_LOOKUP_F_INV;
		expr_address(rule, f, offset, 0);
		expr_map(rule, PATHS_POOLS, f->suffix, NFT_REG_VERDICT);
	}
}

/* Nothing has left by a device yet. */
static struct nft_rule *rule_foreign(struct nft_chain *chain)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	expr_meta(rule, NFT_META_OIF, 0);
	expr_cmp_u32(rule, NFT_CMP_EQ, 0, 0);
	return rule;
}

static void count_elsewhere(struct nft_rule *rule, const char *set, enum ersym_kind kind,
			    const struct place *owner)
{
	uint32_t number = kind;

	expr_immediate(rule, &number, sizeof(number), PATHS_AT_KIND);
	expr_immediate(rule, &owner->in, sizeof(owner->in), PATHS_AT_EXPECTED);
	expr_meta(rule, kind == ERSYM_KIND_FOREIGN ? NFT_META_IIFNAME : NFT_META_OIFNAME,
		  PATHS_AT_ACTUAL);
	expr_dynset(rule, set);
}

/*
 * A packet in the pool of a circuit, on another one, which is told by its device: it
 * is counted here, and its fate decided there.
 */
void chain_owner(const struct paths *p, const struct circuit *circuit)
{
	struct nft_chain *chain = paths_chain(p, "of", circuit->name);
	struct place owner;

	place_init(p, circuit, &owner);
	count_elsewhere(rule_foreign(chain), PATHS_WRONG_POOL, ERSYM_KIND_FOREIGN, &owner);
	expr_verdict(rule_foreign(chain), NFT_GOTO, "foreign");
	count_elsewhere(rule_first(chain), PATHS_WRONG_POOL_STRAYED, ERSYM_KIND_LEAK, &owner);
	count_elsewhere(nft_chain_add_rule(chain), PATHS_WRONG_POOL, ERSYM_KIND_LEAK, &owner);
	rule_go(chain, NFT_GOTO, "leak");
}

static void rule_fate(struct nft_chain *chain, const struct place *place, enum ersym_kind kind,
		      const char *otherwise)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	if (place_drops(place, kind))
		expr_verdict(rule, NF_DROP, "");
	else
		go_to(rule, otherwise, place->name);
}

void chains_elsewhere(const struct paths *p, const struct place *place)
{
	struct nft_chain *chain;

	rule_fate(paths_chain(p, "foreign", place->name), place, ERSYM_KIND_FOREIGN, "enter");
	chain = paths_chain(p, "leak", place->name);
	write_mark(nft_chain_add_rule(chain), mark_field_mask(&p->layout, MARK_STRAY),
		   place->stray);
	rule_fate(chain, place, ERSYM_KIND_LEAK, "exit");
}

/* A TCP segment that begins nothing, on no connection but the one that it now makes. */
static void match_late(struct nft_rule *rule)
{
	const uint8_t syn = TCP_SYN;

	expr_meta(rule, NFT_META_L4PROTO, 0);
	expr_cmp_u8(rule, IPPROTO_TCP);
	expr_payload(rule, NFT_PAYLOAD_TRANSPORT_HEADER, 13, 1, 0);
	expr_bitwise_u8(rule, TCP_BEGINNINGS);
	expr_cmp(rule, NFT_CMP_NEQ, &syn, sizeof(syn));
}

static void rules_orphan(struct nft_chain *chain, const struct place *place)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	match_state(rule, NF_CT_STATE_INVALID_BIT, true);
	count_unexpected(rule, PATHS_VIOLATIONS, ERSYM_KIND_ORPHAN, place);
	rule = rule_first(chain);
	match_late(rule);
	count_unexpected(rule, PATHS_VIOLATIONS, ERSYM_KIND_ORPHAN, place);
	if (!place_drops(place, ERSYM_KIND_ORPHAN))
		return;
	rule = nft_chain_add_rule(chain);
	match_state(rule, NF_CT_STATE_INVALID_BIT, true);
	expr_verdict(rule, NF_DROP, "");
	rule = rule_first(chain);
	match_late(rule);
	expr_verdict(rule, NF_DROP, "");
}

/*
 * NFPROTO saddr @private, not the host's, or daddr @private and saddr not. What the
 * host itself sends has its addresses: that tells, for the device that a packet came in
 * on does not. IPv6 gives its own packets one. A link-local source is the host's, be it
 * of another VRF: no router forwards it.
 */
static void match_private(struct nft_rule *rule, const struct family *f, bool source)
{
	expr_family(rule, f);
	expr_address(rule, f, f->saddr, 0);
	expr_lookup(rule, PATHS_PRIVATE, f->suffix);
	if (!source) {
		rule->expression[rule->n_expression - 1].flags = NFT_LOOKUP_F_INV;
		expr_address(rule, f, f->daddr, 0);
		expr_lookup(rule, PATHS_PRIVATE, f->suffix);
	}
	if (f->nfproto == NFPROTO_IPV6) {
		expr_payload(rule, NFT_PAYLOAD_NETWORK_HEADER, f->saddr, sizeof(uint32_t), 0);
		expr_bitwise(rule, htonl(0xffc00000), 0, 0);
		expr_cmp_u32(rule, NFT_CMP_NEQ, htonl(0xfe800000), 0);
	}
	expr_not_the_hosts(rule);
}

static void rules_private(const struct paths *p, struct nft_chain *chain,
			  const struct place *place)
{
	const struct family *f;
	struct nft_rule *rule;
	int source;

	for_each_family(f) {
		for (source = 1; source >= 0; source--) {
			rule = nft_chain_add_rule(chain);
			match_private(rule, f, source);
			match_stray_changes(rule, p, place);
			count_unexpected(rule, PATHS_STRAYED, ERSYM_KIND_LEAK, place);
			rule = nft_chain_add_rule(chain);
			match_private(rule, f, source);
			count_unexpected(rule, PATHS_VIOLATIONS, ERSYM_KIND_LEAK, place);
			if (!place_drops(place, ERSYM_KIND_LEAK))
				continue;
			rule = nft_chain_add_rule(chain);
			match_private(rule, f, source);
			expr_verdict(rule, NF_DROP, "");
		}
	}
}

/*
 * A child connection begins with the mark of its master. All fields are written;
 * but what a helper of NAT has translated, before anything else, has the address
 * of its master's packets and must go where they go.
 */
void chain_enter(const struct paths *p, const struct place *place)
{
	struct nft_chain *chain = paths_chain(p, "enter", place->name);

	if (!place->circuit) {
		expr_verdict(rule_status(chain, IPS_SRC_NAT, true), NFT_JUMP, "leave-in");
		expr_verdict(rule_status(chain, IPS_SRC_NAT, true), NFT_JUMP, "leave-out");
	}
	write_mark(nft_chain_add_rule(chain), p->layout.mask, place->in);
}

/* A child whose first packet is where its master's are, and is about to be pinned. */
void chain_child(const struct paths *p)
{
	struct nft_chain *chain = nft_table_add_chain(p->table, "child");

	write_mark(nft_chain_add_rule(chain), p->layout.mask & ~p->in, 0);
	expr_verdict(rule_status(chain, IPS_SRC_NAT, false), NF_ACCEPT, "");
}

void chain_exit(const struct paths *p, const struct place *place)
{
	struct nft_chain *chain = paths_chain(p, "exit", place->name);

	/* An answer to what has no entry yet is somebody's REJECT. */
	expr_verdict(rule_direction(chain, IP_CT_DIR_REPLY), NF_ACCEPT, "");
	write_mark(nft_chain_add_rule(chain), p->out, place->out);
	rule_go(chain, NFT_GOTO, PATHS_BORN);
}

void chains_first(const struct paths *p, const struct place *place)
{
	struct nft_chain *chain = paths_chain(p, "first-in", place->name);
	struct nft_rule *rule;

	rules_elsewhere(p, chain, true);
	rules_orphan(chain, place);
	go_to(nft_chain_add_rule(chain), "enter", place->name);

	chain = paths_chain(p, "first-out", place->name);
	/* By a policy of IPsec it will not leave as it is. */
	rule = nft_chain_add_rule(chain);
	expr_add(rule, NFT_EXPRESSION_RT)->key = NFT_RT_XFRM;
	rule->expression[0].dreg = nft_register(0);
	expr_cmp_u8(rule, 1);
	go_to(rule, "exit", place->name);
	rules_elsewhere(p, chain, false);
	if (circuit_kind_is_public(place->circuit->kind))
		rules_private(p, chain, place);
	go_to(nft_chain_add_rule(chain), "exit", place->name);
}
