/* SPDX-License-Identifier: GPL-2.0 */
/* A rule of another program, as messages name it. */
#ifndef ERSYM_BACKEND_RULE_PHRASE_H
#define ERSYM_BACKEND_RULE_PHRASE_H

#include <libnftnl/rule.h>

/**
 * rule_phrase() - name a rule
 * @rule: as a dump has it
 *
 * Return: "rule with handle 12 of chain forward in table ip other", to be freed by the caller
 */
char *rule_phrase(const struct nftnl_rule *rule);

#endif
