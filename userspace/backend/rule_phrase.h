/* SPDX-License-Identifier: GPL-2.0 */
/* A rule of another program, as messages name it. */
#ifndef ERSYM_BACKEND_RULE_PHRASE_H
#define ERSYM_BACKEND_RULE_PHRASE_H

#include <stdint.h>

#include <libnftnl/rule.h>

/**
 * rule_phrase() - name a rule
 * @rule: as a dump has it
 *
 * Return: "rule with handle 12 of chain forward in table ip other", to be freed by the caller
 */
char *rule_phrase(const struct nftnl_rule *rule);

/**
 * rule_deletion() - build the command that deletes a rule
 * @rule: as a dump has it
 *
 * Return: "nft delete rule ip other forward handle 12", to be freed by the caller
 */
char *rule_deletion(const struct nftnl_rule *rule);

/**
 * nft_family_name() - return the name of the family of a table, as nft(8) writes it
 * @family: as in enum nfproto
 *
 * Return: the name.
 */
const char *nft_family_name(uint32_t family);

#endif
