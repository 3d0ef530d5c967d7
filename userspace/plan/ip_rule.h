/* SPDX-License-Identifier: GPL-2.0 */
/* Routing rules, as rtnetlink carries them. */
#ifndef ERSYM_PLAN_IP_RULE_H
#define ERSYM_PLAN_IP_RULE_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "model/address.h"

/**
 * struct ip_rule - a routing rule
 * @family: AF_INET or AF_INET6
 * @priority: rules are looked at in ascending order of it
 * @mark: matches packets whose mark under @mask is this
 * @mask: 0: the rule does not match the mark
 * @inverted: the rule matches packets that do not fulfil its conditions
 * @from: matches packets whose source is in this prefix; of length 0: all
 * @to: matches packets whose destination is in this prefix; of length 0: all
 * @iif: matches packets that came in on this device; empty: all
 * @precedes: it is compared before the first rule of ours
 * @table: routing table of the lookup; 0: the action is no lookup
 * @target: priority of the rule that the action "goto" leads to; 0: it is no goto
 * @protocol: ROUTE_PROTOCOL if the rule is ours
 * @plain: it has no condition but the mark, and no other action
 * @known: it has no condition or action but those that are here
 * @vrf: the lookup is in the table of the packet's VRF
 */
struct ip_rule {
	uint8_t family;
	uint32_t priority;
	uint32_t mark;
	uint32_t mask;
	bool inverted;
	struct prefix from;
	struct prefix to;
	char iif[IFNAMSIZ];
	bool precedes;
	uint32_t table;
	uint32_t target;
	uint8_t protocol;
	bool plain;
	bool known;
	bool vrf;
};

/* Priority of the rule that leads packets with a routing mark to all others; see plan/rules.c. */
#define IP_RULE_ENTRY 0
/* First priority of the rules that lead to circuits. It follows the rules of the kernel. */
#define IP_RULE_FIRST 33000
/* Priority of a circuit's rule, to which its id is added; ids have up to ten bits. */
#define IP_RULE_CIRCUIT 34000
/* Priority of the rule for packets whose circuit has no route. */
#define IP_RULE_LAST (IP_RULE_CIRCUIT + 1024)

/**
 * ip_rule_compare() - order two rules by family, then by priority
 * @a: a rule
 * @b: another one
 *
 * Return: negative, zero or positive, as for qsort(); zero only if conditions
 * and action are the same as well.
 */
int ip_rule_compare(const struct ip_rule *a, const struct ip_rule *b);

/**
 * ip_rule_print_command() - write the arguments of ip(8) for a rule, but for its priority
 * @rule: the rule
 * @out: where to
 */
void ip_rule_print_command(const struct ip_rule *rule, FILE *out);

/**
 * ip_rule_print() - write a rule as ip(8) prints it, without a line end
 * @rule: the rule
 * @out: where to
 */
void ip_rule_print(const struct ip_rule *rule, FILE *out);

#endif
