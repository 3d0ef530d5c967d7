// SPDX-License-Identifier: GPL-2.0
#include "plan/table/pool.h"

#include <stdlib.h>
#include <string.h>

#include <linux/netfilter/nf_nat.h>
#include <linux/netfilter/nf_tables.h>

#include "model/range.h"
#include "nft/expression.h"
#include "nft/family.h"
#include "plan/table/names.h"
#include "plan/table/netmap.h"
#include "util/alloc.h"

/* Any but zero, for which the kernel would choose another one with each new rule. */
#define HASH_SEED 0x65727379
/* Where in the registers the address is that is hashed: where nft(8) loads it. */
#define HASH_AT	  16
/* The most elements of a map of ranges. */
#define SHARES_MAX 256

/*
 * A client keeps one address for all destinations (RFC 4787, REQ-2): neither the range nor,
 * because it is persistent, the address within it depends on the destination.
 */
static void snat(struct nft_rule *rule, const struct family *f, uint32_t last)
{
	struct nft_expression *e = expr_nat(rule, NFT_NAT_SNAT, f);

	e->address[1] = last;
	if (last)
		e->flags = NF_NAT_RANGE_PERSISTENT;
}

/* snat ip to 192.0.2.0/29 persistent */
static void rule_snat(struct nft_chain *chain, const struct family *f, const struct range *range)
{
	bool one = address_equal(&range->first, &range->last);
	struct nft_rule *rule = nft_chain_add_rule(chain);

	expr_immediate(rule, range->first.bytes, f->len, 0);
	if (!one)
		expr_immediate(rule, range->last.bytes, f->len, 16);
	snat(rule, f, one ? 0 : NFT_REG_2);
}

/* The number of addresses in a range, or UINT32_MAX if there are more. */
static uint64_t size_of(const struct range *range)
{
	size_t len = address_bits(range->first.family) / 8, i;
	uint64_t size = 0;

	for (i = 0; i < len; i++) {
		size = size * 256 + range->last.bytes[i] - range->first.bytes[i];
		if (size > UINT32_MAX)
			return UINT32_MAX;
	}
	return size + 1;
}

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/*
 * Divide clients among ranges: a range gets a share for each of its addresses, or, if that
 * were too many, in proportion and at least one.
 */
static uint64_t *shares_of(const struct range *range, size_t n)
{
	uint64_t *share = xcalloc(n, sizeof(*share)), sum = 0, divisor = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		share[i] = size_of(&range[i]);
		divisor = common_divisor(share[i], divisor);
	}
	for (i = 0; i < n; i++) {
		share[i] /= divisor;
		sum += share[i];
	}
	for (i = 0; sum > SHARES_MAX && i < n; i++) {
		share[i] = share[i] * SHARES_MAX / sum;
		if (!share[i])
			share[i] = 1;
	}
	return share;
}

static void add_choice(struct nft_set *set, const struct family *f, uint32_t number,
		       const struct range *range)
{
	struct nft_element *e = nft_set_add_element(set);

	memcpy(e->key, &number, sizeof(number));
	memcpy(e->data, range->first.bytes, f->len);
	memcpy(e->data + f->len, range->last.bytes, f->len);
}

/* snat ip to jhash ip saddr mod 2 seed SEED map { 0 : ..., 1 : ... } persistent */
static void rule_snat_choice(struct nft_chain *chain, const struct family *f,
			     const struct range *range, size_t n)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);
	uint64_t *share = shares_of(range, n), left;
	struct nft_expression *e;
	uint32_t number = 0;
	size_t i;

	rule->anonymous = xcalloc(1, sizeof(*rule->anonymous));
	rule->anonymous->key[0] = NFT_FIELD_INTEGER;
	rule->anonymous->data[0] = f->field;
	rule->anonymous->data_interval = true;
	for (i = 0; i < n; i++)
		for (left = share[i]; left; left--)
			add_choice(rule->anonymous, f, number++, &range[i]);
	free(share);
	expr_family(rule, f);
	expr_address(rule, f, f->saddr, HASH_AT);
	e = expr_add(rule, NFT_EXPRESSION_HASH);
	e->sreg = nft_register(HASH_AT);
	e->dreg = nft_register(0);
	e->len = f->len;
	e->modulus = number;
	e->seed = HASH_SEED;
	expr_map(rule, "", "", nft_register(0));
	snat(rule, f, nft_register(f->len));
}

static struct nft_chain *chain_of(struct nft_table *table, const char *what,
				  const struct circuit *circuit)
{
	char name[NFT_NAME_SIZE];

	return nft_table_add_chain(table, table_chain_name(name, what, circuit->name));
}

static void rules_pool(struct nft_chain *chain, const struct prefix_list *pool,
		       const struct wires *wires)
{
	const struct family *f;
	struct range *range;
	size_t n;

	for_each_family(f) {
		n = range_collect(pool, f->af, &range);
		n = wires_leave_out(wires, &range, n);
		if (n == 1)
			rule_snat(chain, f, range);
		else if (n)
			rule_snat_choice(chain, f, range, n);
		free(range);
	}
}

static void chain_outbound(struct nft_table *table, const struct circuit *circuit,
			   const struct wires *wires)
{
	struct nft_chain *chain = chain_of(table, TABLE_CHAIN_SNAT, circuit);

	table_netmaps_snat(circuit, chain);
	rules_pool(chain, &circuit->snat, wires);
	if (circuit->masquerade)
		expr_add(nft_chain_add_rule(chain), NFT_EXPRESSION_MASQUERADE);
}

void table_pools(const struct site *site, const struct wires *wires, struct nft_table *table)
{
	size_t i;

	for (i = 0; i < site->n_circuit; i++)
		if (circuit_translates(&site->circuit[i]))
			chain_outbound(table, &site->circuit[i], wires);
	for (i = 0; i < site->n_circuit; i++)
		if (circuit_translates_incoming(&site->circuit[i]))
			rules_pool(chain_of(table, TABLE_CHAIN_INBOUND, &site->circuit[i]),
				   &site->circuit[i].inbound_snat, wires);
}
