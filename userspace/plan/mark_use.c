// SPDX-License-Identifier: GPL-2.0
#include "plan/mark_use.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <linux/netfilter/nf_tables.h>

#include "util/alloc.h"
#include "util/array.h"

/* More than the registers of the kernel have numbers. */
#define N_REGISTER 32

enum origin {
	ORIGIN_OTHER,
	ORIGIN_PACKET,
	ORIGIN_CONNECTION,
	ORIGIN_IMMEDIATE,
};

/**
 * struct content - what a register has while a rule is followed
 * @origin: where it was loaded from
 * @keep: bits that are as they were loaded
 * @value: the other bits, or all of an immediate
 */
struct content {
	enum origin origin;
	uint32_t keep;
	uint32_t value;
};

void mark_uses_add(struct mark_uses *uses, enum mark_action action, uint32_t mask,
		   uint32_t value, const char *where)
{
	struct mark_use *use;

	if (!mask)
		return;
	uses->v = array_grow(uses->v, uses->n, sizeof(*uses->v));
	use = &uses->v[uses->n++];
	use->action = action;
	use->mask = mask;
	use->value = value & mask;
	use->where = xstrdup(where);
}

void mark_uses_removal(struct mark_uses *uses, size_t first, const char *command)
{
	size_t i;

	for (i = first; i < uses->n; i++)
		uses->v[i].removal = xstrdup(command);
}

static uint32_t word(const uint8_t *bytes)
{
	uint32_t value;

	memcpy(&value, bytes, sizeof(value));
	return value;
}

static struct content *content_of(struct content *content, uint32_t number)
{
	return number < N_REGISTER ? &content[number] : &content[0];
}

static void load(struct content *to, enum origin origin)
{
	to->origin = origin;
	to->keep = UINT32_MAX;
	to->value = 0;
}

static void write_mark(struct mark_uses *uses, const struct content *from, bool connection,
		       const char *where)
{
	enum origin same = connection ? ORIGIN_CONNECTION : ORIGIN_PACKET;

	mark_uses_add(uses, connection ? MARK_ACTION_WRITE_CONNECTION : MARK_ACTION_WRITE_PACKET,
		      from->origin == same ? ~from->keep | from->value : UINT32_MAX, from->value,
		      where);
}

static void follow(struct mark_uses *uses, struct content *content, const struct nft_expression *e,
		   const char *where)
{
	bool connection = e->type == NFT_EXPRESSION_CT;
	struct content *to = content_of(content, e->dreg);
	const struct content *from = content_of(content, e->sreg);

	switch (e->type) {
	case NFT_EXPRESSION_META:
	case NFT_EXPRESSION_CT:
		if (e->key != (uint32_t)(connection ? NFT_CT_MARK : NFT_META_MARK)) {
			if (!e->sreg)
				load(to, ORIGIN_OTHER);
		} else if (e->sreg) {
			write_mark(uses, from, connection, where);
		} else {
			load(to, connection ? ORIGIN_CONNECTION : ORIGIN_PACKET);
		}
		break;
	case NFT_EXPRESSION_IMMEDIATE:
		to->origin = ORIGIN_IMMEDIATE;
		to->keep = 0;
		to->value = word(e->data);
		break;
	case NFT_EXPRESSION_BITWISE:
		if (e->len != sizeof(uint32_t)) {
			load(to, ORIGIN_OTHER);
			break;
		}
		*to = *from;
		to->keep &= word(e->data);
		to->value = (to->value & word(e->data)) ^ word(e->data + e->len);
		break;
	case NFT_EXPRESSION_CMP:
		if (from->origin == ORIGIN_PACKET || from->origin == ORIGIN_CONNECTION)
			mark_uses_add(uses, MARK_ACTION_MATCH, from->keep, word(e->data), where);
		break;
	case NFT_EXPRESSION_LOOKUP:
		if (from->origin == ORIGIN_PACKET || from->origin == ORIGIN_CONNECTION)
			mark_uses_add(uses, MARK_ACTION_MATCH, from->keep, UINT32_MAX, where);
		load(to, ORIGIN_OTHER);
		break;
	default:
		load(to, ORIGIN_OTHER);
		break;
	}
}

void mark_uses_add_rule(struct mark_uses *uses, const struct nft_rule *rule, const char *where)
{
	struct content content[N_REGISTER] = { 0 };
	size_t i;

	for (i = 0; i < rule->n_expression; i++)
		follow(uses, content, &rule->expression[i], where);
}

void mark_uses_free(struct mark_uses *uses)
{
	size_t i;

	for (i = 0; i < uses->n; i++) {
		free(uses->v[i].where);
		free(uses->v[i].removal);
	}
	free(uses->v);
	memset(uses, 0, sizeof(*uses));
}
