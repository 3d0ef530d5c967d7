/* SPDX-License-Identifier: GPL-2.0 */
/* Chains of other programs that translate addresses before the table of ersym does. */
#ifndef ERSYM_PLAN_FOREIGN_CHAIN_H
#define ERSYM_PLAN_FOREIGN_CHAIN_H

#include <stddef.h>
#include <stdint.h>

#include "nft/chain.h"

/**
 * struct foreign_rule - a rule of another program
 * @rule: its expressions; a target of iptables-nft is an NFT_EXPRESSION_OTHER with the name
 *        of the target
 * @where: the rule, as a phrase: "rule with handle 12 of chain POSTROUTING in table ip nat"
 * @removal: the command that deletes it, or NULL
 */
struct foreign_rule {
	struct nft_rule rule;
	char *where;
	char *removal;
};

/**
 * struct foreign_chain - a chain of another program
 * @family: of its table, as in enum nfproto
 * @table: name of its table
 * @name: its name
 * @hook: of a base chain for NAT, NF_INET_PRE_ROUTING or NF_INET_POST_ROUTING; else
 *        NF_INET_NUMHOOKS
 * @priority: of a base chain
 * @rule: its rules, in order
 * @n_rule: number of @rule
 */
struct foreign_chain {
	uint8_t family;
	char table[NFT_NAME_SIZE];
	char name[NFT_NAME_SIZE];
	uint32_t hook;
	int32_t priority;
	struct foreign_rule *rule;
	size_t n_rule;
};

/**
 * struct foreign_chains - chains of other programs
 * @v: the chains
 * @n: number of @v
 */
struct foreign_chains {
	struct foreign_chain *v;
	size_t n;
};

/**
 * foreign_chains_add() - add a chain, all zero but its names and its hook
 * @chains: the chains
 * @family: of its table
 * @table: name of its table
 * @name: its name
 *
 * Return: the chain, no base chain; the pointer is valid until the next one is added.
 */
struct foreign_chain *foreign_chains_add(struct foreign_chains *chains, uint8_t family,
					 const char *table, const char *name);

/**
 * foreign_chains_find() - find a chain
 * @chains: the chains
 * @family: of its table
 * @table: name of its table
 * @name: its name
 *
 * Return: the chain or NULL.
 */
struct foreign_chain *foreign_chains_find(const struct foreign_chains *chains, uint8_t family,
					  const char *table, const char *name);

/**
 * foreign_chain_precedes() - check whether a chain translates before ersym can
 * @chain: the chain
 *
 * Of chains with the same priority, the one that is loaded last is the first.
 *
 * Return: true if it is a base chain for NAT, at the priority of ersym's or before it.
 */
bool foreign_chain_precedes(const struct foreign_chain *chain);

/**
 * foreign_chain_add_rule() - append a rule to a chain
 * @chain: the chain
 * @where: the rule, as a phrase; copied
 *
 * Return: the rule, empty; the pointer is valid until the next one is added.
 */
struct foreign_rule *foreign_chain_add_rule(struct foreign_chain *chain, const char *where);

/**
 * foreign_chains_limit() - forget the tables that have no chain that precedes ersym's
 * @chains: the chains, without rules
 */
void foreign_chains_limit(struct foreign_chains *chains);

/**
 * foreign_chains_forget_rules() - free the rules of all chains
 * @chains: the chains, which stay
 */
void foreign_chains_forget_rules(struct foreign_chains *chains);

/**
 * foreign_chains_free() - free all chains
 * @chains: the chains; it is empty afterwards
 */
void foreign_chains_free(struct foreign_chains *chains);

#endif
