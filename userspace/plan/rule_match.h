/* SPDX-License-Identifier: GPL-2.0 */
/* Whether a rule of another program matches connections, as far as that can be known. */
#ifndef ERSYM_PLAN_RULE_MATCH_H
#define ERSYM_PLAN_RULE_MATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "model/address.h"
#include "model/site.h"
#include "nft/chain.h"
#include "plan/device.h"

enum match {
	MATCH_NEVER,
	MATCH_MAYBE,
	MATCH_ALWAYS,
};

/**
 * struct way - a device that connections come in by or leave by
 * @name: its name; empty if it is any device that is no link
 * @index: its index; 0 if it is not known
 */
struct way {
	char name[IFNAMSIZ];
	int index;
};

/**
 * struct crossing - connections that cross this host
 * @site: for the names of links
 * @family: AF_INET or AF_INET6
 * @in: where they come in
 * @out: where they leave
 * @source: their sources; NULL: any
 * @destination: their destinations; NULL: any
 */
struct crossing {
	const struct site *site;
	uint8_t family;
	struct way in;
	struct way out;
	const struct prefix_list *source;
	const struct prefix_list *destination;
};

/**
 * rule_match() - compare what a rule matches with connections
 * @rule: the rule
 * @c: the connections
 *
 * It looks at devices, the family and addresses. Whatever else a rule looks at, it may match.
 *
 * Return: whether it matches all of them, perhaps some, or none.
 */
enum match rule_match(const struct nft_rule *rule, const struct crossing *c);

#endif
