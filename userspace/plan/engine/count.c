// SPDX-License-Identifier: GPL-2.0
#include "plan/engine/count.h"

#include <linux/netfilter/nf_tables.h>

#include "nft/expression.h"
#include "plan/engine/names.h"
#include "plan/engine/rule.h"

/* The parts of a key are loaded in the order in which nft(8) loads those of a rule. */
static void load_kind(struct nft_rule *rule, enum ersym_kind kind)
{
	uint32_t number = kind;

	expr_immediate(rule, &number, sizeof(number), ENGINE_AT_KIND);
}

static void count_violation(struct nft_rule *rule, const char *set, const struct place *place)
{
	expr_immediate(rule, &place->in, sizeof(place->in), ENGINE_AT_ACTUAL);
	expr_dynset(rule, set);
}

void engine_count_by_fact(struct nft_rule *rule, const struct engine_table *p, const char *set,
			  enum ersym_kind kind, enum mark_field expected, const struct place *place)
{
	load_kind(rule, kind);
	engine_load_mark(rule, mark_field_mask(&p->layout, expected), ENGINE_AT_EXPECTED);
	count_violation(rule, set, place);
}

void engine_count_way_gone(struct nft_rule *rule, const struct engine_table *p,
			   enum ersym_kind kind, enum mark_field expected,
			   const struct place *place)
{
	engine_load_mark(rule, mark_field_mask(&p->layout, expected), 0);
	expr_lookup(rule, ENGINE_SET_WITHOUT_WAY, "");
	engine_count_by_fact(rule, p, ENGINE_SET_WAY_GONE, kind, expected, place);
}

void engine_mark_counted(struct nft_rule *rule, const struct engine_table *p,
			 const struct place *place)
{
	if (!p->site->n_inside_device)
		return;
	expr_meta(rule, NFT_META_MARK, 0);
	expr_bitwise(rule, ~mark_field_mask(&p->layout, MARK_STRAY), place->stray, 0);
	expr_meta_set(rule, NFT_META_MARK);
}

void engine_count_unexpected(struct nft_rule *rule, const char *set, enum ersym_kind kind,
			     const struct place *place)
{
	uint32_t nothing = 0;

	load_kind(rule, kind);
	expr_immediate(rule, &nothing, sizeof(nothing), ENGINE_AT_EXPECTED);
	count_violation(rule, set, place);
}

void engine_match_stray_changes(struct nft_rule *rule, const struct engine_table *p,
				const struct place *place)
{
	engine_load_mark(rule, mark_field_mask(&p->layout, MARK_STRAY), 0);
	expr_cmp_u32(rule, NFT_CMP_NEQ, place->stray, 0);
	engine_write_mark(rule, mark_field_mask(&p->layout, MARK_STRAY), place->stray);
}
