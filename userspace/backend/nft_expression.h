/* SPDX-License-Identifier: GPL-2.0 */
/* Expressions of nft rules, between the plan's form and that of libnftnl. */
#ifndef ERSYM_BACKEND_NFT_EXPRESSION_H
#define ERSYM_BACKEND_NFT_EXPRESSION_H

#include <stdbool.h>

#include <libnftnl/rule.h>

#include "nft/table.h"

/**
 * nft_expression_does_nothing() - check whether an expression leaves everything as it is
 * @e: the expression
 *
 * Return: true if a rule is the same without it.
 */
bool nft_expression_does_nothing(const struct nftnl_expr *e);

/**
 * nft_expression_read() - convert an expression from the form of libnftnl
 * @from: the expression
 * @to: written; of type NFT_EXPRESSION_OTHER if no plan has such an expression
 */
void nft_expression_read(const struct nftnl_expr *from, struct nft_expression *to);

/**
 * nft_expression_write() - convert an expression to the form of libnftnl
 * @from: the expression, of a type other than NFT_EXPRESSION_OTHER
 * @set_id: of the anonymous map of the rule, for a look-up without a name
 *
 * Return: the expression, which a rule takes over
 */
struct nftnl_expr *nft_expression_write(const struct nft_expression *from, uint32_t set_id);

#endif
