/* SPDX-License-Identifier: GPL-2.0 */
/* What other programs do with the marks of packets and connections. */
#ifndef ERSYM_PLAN_MARK_USE_H
#define ERSYM_PLAN_MARK_USE_H

#include <stddef.h>
#include <stdint.h>

#include "nft/chain.h"

enum mark_action {
	MARK_ACTION_MATCH,
	MARK_ACTION_WRITE_PACKET,
	MARK_ACTION_WRITE_CONNECTION,
};

/**
 * struct mark_use - a use of a mark by another program
 * @action: what is done
 * @mask: bits that are looked at or written
 * @value: what they are compared with, or what is written if that is known
 * @where: the rule or policy, as a phrase: "rule 12 of chain forward in table ip other"
 * @removal: the command that removes the rule or policy; NULL: it is not known
 */
struct mark_use {
	enum mark_action action;
	uint32_t mask;
	uint32_t value;
	char *where;
	char *removal;
};

/**
 * struct mark_uses - uses of marks by other programs
 * @v: the uses
 * @n: number of @v
 */
struct mark_uses {
	struct mark_use *v;
	size_t n;
};

/**
 * mark_uses_add() - add a use
 * @uses: the uses
 * @action: what is done
 * @mask: bits that are looked at or written
 * @value: what they are compared with, or what is written
 * @where: copied
 */
void mark_uses_add(struct mark_uses *uses, enum mark_action action, uint32_t mask,
		   uint32_t value, const char *where);

/**
 * mark_uses_removal() - set the command that removes the uses that were added last
 * @uses: the uses
 * @first: index of the first of them
 * @command: copied
 */
void mark_uses_removal(struct mark_uses *uses, size_t first, const char *command);

/**
 * mark_uses_add_rule() - add what a rule does with marks
 * @uses: the uses
 * @rule: a rule of another program
 * @where: the rule, as a phrase
 */
void mark_uses_add_rule(struct mark_uses *uses, const struct nft_rule *rule, const char *where);

/**
 * mark_uses_free() - free all uses
 * @uses: the uses; it is empty afterwards
 */
void mark_uses_free(struct mark_uses *uses);

#endif
