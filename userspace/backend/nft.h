/* SPDX-License-Identifier: GPL-2.0 */
/* The nft table of this network namespace. Nobody else's table is looked at. */
#ifndef ERSYM_BACKEND_NFT_H
#define ERSYM_BACKEND_NFT_H

#include <libnftnl/rule.h>

#include "nl/socket.h"
#include "plan/nft.h"
#include "plan/operation.h"

/**
 * nft_observe() - reads the table
 * @generation: of the ruleset that was read; nothing changed meanwhile
 *
 * Says on stderr what went wrong. Return: 0 or -errno
 */
int nft_observe(struct nl_socket *nl, struct nft_table *table, uint32_t *generation);

/* Whether this process may read the ruleset. Says nothing. */
bool nft_may_observe(struct nl_socket *nl);

/**
 * nft_carry_out() - makes all changes of the nft table in one transaction
 * @generation: as nft_observe() gave it
 *
 * Says on stderr what was refused and why.
 *
 * Return: 0; -ERESTART if the ruleset has changed since it was observed, -ENOBUFS
 * if the outcome is not known: nothing is said, observe and plan again; another
 * -errno
 */
int nft_carry_out(struct nl_socket *nl, const struct operations *operations,
		  uint32_t generation);

/* Between the plan's expressions and those of libnftnl. */
void nft_expression_read(const struct nftnl_expr *from, struct nft_expression *to);
/* @set_id: of the anonymous map of the rule */
struct nftnl_expr *nft_expression_write(const struct nft_expression *from, uint32_t set_id);

/* nft's own numbers of data types, which it prints sets by. */
uint32_t nft_type_write(const enum nft_field field[static NFT_FIELDS_MAX]);
/* A type that is not ours becomes NFT_FIELD_OTHER. */
void nft_type_read(uint32_t type, enum nft_field field[static NFT_FIELDS_MAX]);

#endif
