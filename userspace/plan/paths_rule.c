// SPDX-License-Identifier: GPL-2.0
/* What the rules of paths.h are made of. */
#include "plan/paths_parts.h"

#include <string.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <linux/netfilter/nf_tables.h>

#include "plan/program.h"
#include "util/alloc.h"

void place_init(const struct paths *p, const struct circuit *circuit, struct place *place)
{
	uint32_t id = circuit ? circuit->id : ERSYM_CIRCUIT_INSIDE;

	place->circuit = circuit;
	place->name = circuit ? circuit->name : "inside";
	place->in = mark_value(&p->layout, MARK_IN, id);
	place->out = mark_value(&p->layout, MARK_OUT, id);
	place->stray = mark_value(&p->layout, MARK_STRAY, id);
	place->drop = circuit ? circuit->drop : p->site->inside_drop;
}

uint32_t place_value(const struct place *place, enum mark_field field)
{
	return field == MARK_IN ? place->in : place->out;
}

const char *known_set(enum mark_field field)
{
	return field == MARK_IN ? PATHS_KNOWN_IN : PATHS_KNOWN_OUT;
}

const char *links_set(enum mark_field field)
{
	return field == MARK_IN ? PATHS_LINKS_IN : PATHS_LINKS_OUT;
}

struct nft_chain *paths_chain(const struct paths *p, const char *what, const char *circuit)
{
	char name[NFT_NAME_SIZE];

	snprintf(name, sizeof(name), "%s-%s", what, circuit);
	return nft_table_add_chain(p->table, name);
}

void go_to(struct nft_rule *rule, const char *what, const char *circuit)
{
	char name[NFT_NAME_SIZE];

	snprintf(name, sizeof(name), "%s-%s", what, circuit);
	expr_verdict(rule, NFT_GOTO, name);
}

/* ct mark & MASK */
void load_mark(struct nft_rule *rule, uint32_t mask, unsigned int at)
{
	expr_ct(rule, NFT_CT_MARK, NFT_NO_DIRECTION, at);
	expr_bitwise(rule, mask, 0, at);
}

/* ct mark set ct mark & ~FIELDS | VALUE */
void write_mark(struct nft_rule *rule, uint32_t fields, uint32_t value)
{
	expr_ct(rule, NFT_CT_MARK, NFT_NO_DIRECTION, 0);
	expr_bitwise(rule, ~fields, value, 0);
	expr_ct_set(rule, NFT_CT_MARK);
}

/* ct direction DIRECTION: true of no packet that has no connection. */
struct nft_rule *rule_direction(struct nft_chain *chain, uint8_t direction)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	expr_ct(rule, NFT_CT_DIRECTION, NFT_NO_DIRECTION, 0);
	expr_cmp_u8(rule, direction);
	return rule;
}

/* ct direction DIRECTION ct mark & MASK == VALUE */
struct nft_rule *rule_fact(struct nft_chain *chain, uint8_t direction, uint32_t mask,
			   uint32_t value)
{
	struct nft_rule *rule = rule_direction(chain, direction);

	load_mark(rule, mask, 0);
	expr_cmp_u32(rule, NFT_CMP_EQ, value, 0);
	return rule;
}

/* ct state STATES, or none of them */
void match_state(struct nft_rule *rule, uint32_t states, bool any)
{
	expr_ct(rule, NFT_CT_STATE, NFT_NO_DIRECTION, 0);
	expr_bitwise(rule, states, 0, 0);
	expr_cmp_u32(rule, any ? NFT_CMP_NEQ : NFT_CMP_EQ, 0, 0);
}

/* ct status STATUS, or not */
struct nft_rule *rule_status(struct nft_chain *chain, uint32_t status, bool set)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	expr_ct(rule, NFT_CT_STATUS, NFT_NO_DIRECTION, 0);
	expr_bitwise(rule, status, 0, 0);
	expr_cmp_u32(rule, set ? NFT_CMP_NEQ : NFT_CMP_EQ, 0, 0);
	return rule;
}

/* ct status ! confirmed: the first packet of a connection. */
struct nft_rule *rule_first(struct nft_chain *chain)
{
	return rule_status(chain, IPS_CONFIRMED, false);
}

void rule_go(struct nft_chain *chain, int code, const char *target)
{
	expr_verdict(nft_chain_add_rule(chain), code, target);
}

void match_known(struct nft_rule *rule, const struct paths *p, enum mark_field field,
		 uint32_t flags)
{
	load_mark(rule, mark_field_mask(&p->layout, field), 0);
	expr_lookup(rule, known_set(field), "");
	rule->expression[rule->n_expression - 1].flags = flags;
}

/* What is expected is at its place already. @set: of packets, or of connections. */
static void count_violation(struct nft_rule *rule, const char *set, enum ersym_kind kind,
			    const struct place *place)
{
	uint32_t number = kind;

	expr_immediate(rule, &number, sizeof(number), PATHS_AT_KIND);
	expr_immediate(rule, &place->in, sizeof(place->in), PATHS_AT_ACTUAL);
	expr_dynset(rule, set);
}

/* Likewise, of one that expects what the connection's fact says. */
void count_by_fact(struct nft_rule *rule, const struct paths *p, const char *set,
		   enum ersym_kind kind, enum mark_field expected,
		   const struct place *place)
{
	load_mark(rule, mark_field_mask(&p->layout, expected), PATHS_AT_EXPECTED);
	count_violation(rule, set, kind, place);
}

/* The last wrong circuit of a connection: written, and counted, when it changes. */
void match_stray_changes(struct nft_rule *rule, const struct paths *p,
			 const struct place *place)
{
	load_mark(rule, mark_field_mask(&p->layout, MARK_STRAY), 0);
	expr_cmp_u32(rule, NFT_CMP_NEQ, place->stray, 0);
	write_mark(rule, mark_field_mask(&p->layout, MARK_STRAY), place->stray);
}

void count_unexpected(struct nft_rule *rule, const char *set, enum ersym_kind kind,
		      const struct place *place)
{
	uint32_t nothing = 0;

	expr_immediate(rule, &nothing, sizeof(nothing), PATHS_AT_EXPECTED);
	count_violation(rule, set, kind, place);
}

bool place_drops(const struct place *place, enum ersym_kind kind)
{
	return place->drop & 1U << kind;
}

struct nft_set *add_vmap(struct nft_rule *rule, enum nft_field key)
{
	rule->anonymous = xcalloc(1, sizeof(*rule->anonymous));
	rule->anonymous->key[0] = key;
	rule->anonymous->data[0] = NFT_FIELD_VERDICT;
	return rule->anonymous;
}

void add_goto(struct nft_set *set, const void *key, size_t len, const char *what,
	      const char *circuit)
{
	struct nft_element *e = nft_set_add_element(set);

	memcpy(e->key, key, len);
	e->chain = xasprintf("%s-%s", what, circuit);
}

/* iifname vmap { LINK : goto WHAT-CIRCUIT, ... } */
void rule_by_link(const struct paths *p, struct nft_chain *chain, uint32_t device_key,
		  const char *what)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);
	struct nft_set *set = add_vmap(rule, NFT_FIELD_IFNAME);
	size_t i, j;

	expr_meta(rule, device_key, 0);
	expr_map(rule, "", "", NFT_REG_VERDICT);
	for (i = 0; i < p->site->n_circuit; i++)
		for (j = 0; j < p->site->circuit[i].n_link; j++)
			add_goto(set, p->site->circuit[i].link[j].name, IFNAMSIZ, what,
				 p->site->circuit[i].name);
}
