// SPDX-License-Identifier: GPL-2.0
/* The chains of the nft table that a site asks for. */
#include "plan/desired.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <linux/netfilter/nf_tables.h>

#include "plan/family.h"
#include "plan/published.h"
#include "plan/range.h"
#include "util/alloc.h"

#define PRIORITY_DSTNAT -100
#define PRIORITY_FILTER 0
#define PRIORITY_SRCNAT 100

/* The number, as the kernel dumps it, of the register at a byte of a key. */
static uint32_t reg(unsigned int byte)
{
	return byte % 16 ? NFT_REG32_00 + byte / 4 : NFT_REG_1 + byte / 16;
}

static struct nft_expression *add(struct nft_rule *rule, enum nft_expression_type type)
{
	struct nft_expression *e;

	rule->expression = array_grow(rule->expression, rule->n_expression,
				      sizeof(*rule->expression));
	e = &rule->expression[rule->n_expression++];
	e->type = type;
	return e;
}

static void set_name(struct nft_expression *e, const char *name, const char *suffix)
{
	snprintf(e->name, sizeof(e->name), "%s%s", name, suffix);
}

static void load_meta(struct nft_rule *rule, uint32_t key, unsigned int at)
{
	struct nft_expression *e = add(rule, NFT_EXPRESSION_META);

	e->key = key;
	e->dreg = reg(at);
}

static void load_payload(struct nft_rule *rule, uint32_t base, uint32_t offset, uint32_t len,
			 unsigned int at)
{
	struct nft_expression *e = add(rule, NFT_EXPRESSION_PAYLOAD);

	e->key = base;
	e->offset = offset;
	e->len = len;
	e->dreg = reg(at);
}

static void load_ct(struct nft_rule *rule, uint32_t key, uint8_t direction, unsigned int at)
{
	struct nft_expression *e = add(rule, NFT_EXPRESSION_CT);

	e->key = key;
	e->direction = direction;
	e->dreg = reg(at);
}

static void compare(struct nft_rule *rule, uint32_t operation, const void *data, uint32_t len)
{
	struct nft_expression *e = add(rule, NFT_EXPRESSION_CMP);

	e->key = operation;
	e->sreg = reg(0);
	e->len = len;
	memcpy(e->data, data, len);
}

static void compare_u8(struct nft_rule *rule, uint8_t value)
{
	compare(rule, NFT_CMP_EQ, &value, sizeof(value));
}

static void lookup(struct nft_rule *rule, const char *set, const char *suffix)
{
	struct nft_expression *e = add(rule, NFT_EXPRESSION_LOOKUP);

	e->sreg = reg(0);
	e->dreg = NFT_NO_REGISTER;
	set_name(e, set, suffix);
}

static void map(struct nft_rule *rule, const char *name, const char *suffix, uint32_t dreg)
{
	lookup(rule, name, suffix);
	rule->expression[rule->n_expression - 1].dreg = dreg;
}

static void verdict(struct nft_rule *rule, int code, const char *chain)
{
	struct nft_expression *e = add(rule, NFT_EXPRESSION_VERDICT);

	e->key = code;
	set_name(e, chain, "");
}

static void count(struct nft_rule *rule, const char *counter)
{
	set_name(add(rule, NFT_EXPRESSION_COUNTER), counter, "");
}

/* "is an IPv4 packet", which a look at an IPv4 header needs in a table of both families. */
static void match_family(struct nft_rule *rule, const struct family *f)
{
	load_meta(rule, NFT_META_NFPROTO, 0);
	compare_u8(rule, f->nfproto);
}

static void load_address(struct nft_rule *rule, const struct family *f, uint8_t offset,
			 unsigned int at)
{
	load_payload(rule, NFT_PAYLOAD_NETWORK_HEADER, offset, f->len, at);
}

static bool has(const struct nft_table *table, const char *set, const char *suffix)
{
	char name[NFT_NAME_SIZE];

	snprintf(name, sizeof(name), "%s%s", set, suffix);
	return nft_table_set(table, name);
}

static bool has_either(const struct nft_table *table, const char *set)
{
	return has(table, set, "") || has(table, set, "6");
}

/* NAT to a range of addresses that are in the registers from @first on. */
static struct nft_expression *nat(struct nft_rule *rule, uint32_t type, const struct family *f)
{
	struct nft_expression *e = add(rule, NFT_EXPRESSION_NAT);

	e->key = type;
	e->family = f->nfproto;
	e->address[0] = reg(0);
	return e;
}

/* dnat ip to iifname . ip daddr [. meta l4proto . th dport] map @NAME */
static void rule_dnat(struct nft_chain *chain, const struct family *f, const char *name,
		      bool has_port, bool to_port)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);
	struct nft_expression *e;

	match_family(rule, f);
	load_meta(rule, NFT_META_IIFNAME, 0);
	load_address(rule, f, f->daddr, AT_ADDRESS);
	if (has_port) {
		load_meta(rule, NFT_META_L4PROTO, AT_ADDRESS + f->len);
		load_payload(rule, NFT_PAYLOAD_TRANSPORT_HEADER, 2, 2, AT_ADDRESS + f->len + 4);
	}
	map(rule, name, f->suffix, reg(0));
	e = nat(rule, NFT_NAT_DNAT, f);
	if (to_port)
		e->port[0] = reg(f->len);
}

static struct nft_chain *base_chain(struct nft_table *table, const char *name, const char *type,
				    uint32_t hook, int32_t priority)
{
	struct nft_chain *chain = nft_table_add_chain(table, name);

	snprintf(chain->type, sizeof(chain->type), "%s", type);
	chain->hook = hook;
	chain->priority = priority;
	chain->policy = NF_ACCEPT;
	return chain;
}

/* What a policy of IPsec carries gets none of the circuit's NAT. */
static void rule_ipsec(struct nft_chain *chain, enum nft_expression_type type, uint32_t key)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);
	struct nft_expression *e = add(rule, type);

	e->key = key;
	e->dreg = reg(0);
	compare_u8(rule, 1);
	verdict(rule, NF_ACCEPT, "");
}

static void chain_prerouting(struct nft_table *table)
{
	struct nft_chain *chain;
	const struct family *f;

	if (!has_either(table, "dnat-port") && !has_either(table, "dnat-range") &&
	    !has_either(table, "dnat-host"))
		return;
	chain = base_chain(table, "prerouting", "nat", NF_INET_PRE_ROUTING, PRIORITY_DSTNAT);
	rule_ipsec(chain, NFT_EXPRESSION_META, NFT_META_SECPATH);
	for_each_family(f) {
		if (has(table, "dnat-port", f->suffix))
			rule_dnat(chain, f, "dnat-port", true, true);
		if (has(table, "dnat-range", f->suffix))
			rule_dnat(chain, f, "dnat-range", true, false);
		if (has(table, "dnat-host", f->suffix))
			rule_dnat(chain, f, "dnat-host", false, false);
	}
}

static void rule_device(struct nft_chain *chain, uint32_t key, const char *set, int code,
			const char *target)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	load_meta(rule, key, 0);
	lookup(rule, set, "");
	verdict(rule, code, target);
}

/* fib saddr . oif type local accept */
static void rule_own_address(struct nft_chain *chain)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);
	struct nft_expression *e = add(rule, NFT_EXPRESSION_FIB);
	uint32_t local = 2; /* RTN_LOCAL */

	e->key = NFT_FIB_RESULT_ADDRTYPE;
	e->flags = NFTA_FIB_F_SADDR | NFTA_FIB_F_OIF;
	e->dreg = reg(0);
	compare(rule, NFT_CMP_EQ, &local, sizeof(local));
	verdict(rule, NF_ACCEPT, "");
}

/* ip saddr @inside oifname vmap @outbound */
static void rule_outbound(struct nft_chain *chain, const struct family *f)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	match_family(rule, f);
	load_address(rule, f, f->saddr, 0);
	lookup(rule, "inside", f->suffix);
	load_meta(rule, NFT_META_OIFNAME, 0);
	map(rule, "outbound", "", NFT_REG_VERDICT);
}

static void chain_postrouting(struct nft_table *table)
{
	bool outbound = has(table, "outbound", ""), inbound = has(table, "inbound", "");
	struct nft_chain *chain;
	const struct family *f;

	if (!outbound && !inbound)
		return;
	chain = base_chain(table, "postrouting", "nat", NF_INET_POST_ROUTING, PRIORITY_SRCNAT);
	rule_ipsec(chain, NFT_EXPRESSION_RT, NFT_RT_XFRM);
	if (inbound)
		rule_device(chain, NFT_META_IIFNAME, "links", NFT_GOTO, "incoming");
	else
		rule_device(chain, NFT_META_IIFNAME, "links", NF_ACCEPT, "");
	if (!outbound)
		return;
	rule_own_address(chain);
	for_each_family(f)
		if (has(table, "inside", f->suffix))
			rule_outbound(chain, f);
}

/* iifname . ip saddr @accepted accept */
static void rule_accepted(struct nft_chain *chain, const struct family *f)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	match_family(rule, f);
	load_meta(rule, NFT_META_IIFNAME, 0);
	load_address(rule, f, f->saddr, AT_ADDRESS);
	lookup(rule, "accepted", f->suffix);
	verdict(rule, NF_ACCEPT, "");
}

static void chain_incoming(struct nft_table *table)
{
	struct nft_chain *chain;
	const struct family *f;
	struct nft_rule *rule;

	if (!has(table, "inbound", ""))
		return;
	chain = nft_table_add_chain(table, "incoming");
	rule_device(chain, NFT_META_OIFNAME, "links", NF_ACCEPT, "");
	for_each_family(f)
		if (has(table, "accepted", f->suffix))
			rule_accepted(chain, f);
	rule = nft_chain_add_rule(chain);
	load_meta(rule, NFT_META_IIFNAME, 0);
	map(rule, "inbound", "", NFT_REG_VERDICT);
}

static void immediate(struct nft_rule *rule, unsigned int at, const struct family *f,
		      const struct address *address)
{
	struct nft_expression *e = add(rule, NFT_EXPRESSION_IMMEDIATE);

	e->dreg = at ? NFT_REG_2 : NFT_REG_1;
	e->len = f->len;
	memcpy(e->data, address->bytes, f->len);
}

/* snat ip to 192.0.2.0/29 */
static void rule_snat(struct nft_chain *chain, const struct family *f, const struct range *range)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);
	struct nft_expression *e;

	immediate(rule, 0, f, &range->first);
	if (address_equal(&range->first, &range->last)) {
		nat(rule, NFT_NAT_SNAT, f);
		return;
	}
	immediate(rule, 1, f, &range->last);
	e = nat(rule, NFT_NAT_SNAT, f);
	e->address[1] = NFT_REG_2;
}

static void add_choice(struct nft_set *set, const struct family *f, uint32_t number,
		       const struct range *range)
{
	struct nft_element *e = nft_set_add_element(set);

	memcpy(e->key, &number, sizeof(number));
	memcpy(e->data, range->first.bytes, f->len);
	memcpy(e->data + f->len, range->last.bytes, f->len);
}

/* snat ip to jhash ip saddr . ip daddr mod 2 map { 0 : ..., 1 : ... } */
static void rule_snat_choice(struct nft_chain *chain, const struct family *f,
			     const struct range *range, size_t n)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);
	struct nft_expression *e;
	size_t i;

	rule->anonymous = xcalloc(1, sizeof(*rule->anonymous));
	rule->anonymous->key[0] = NFT_FIELD_INTEGER;
	rule->anonymous->data[0] = f->field;
	rule->anonymous->data_interval = true;
	for (i = 0; i < n; i++)
		add_choice(rule->anonymous, f, i, &range[i]);
	match_family(rule, f);
	load_address(rule, f, f->saddr, AT_ADDRESS);
	load_address(rule, f, f->daddr, AT_ADDRESS + f->len);
	e = add(rule, NFT_EXPRESSION_HASH);
	e->sreg = reg(AT_ADDRESS);
	e->dreg = reg(0);
	e->len = 2 * f->len;
	e->modulus = n;
	map(rule, "", "", reg(0));
	e = nat(rule, NFT_NAT_SNAT, f);
	e->address[1] = reg(f->len);
}

static void chain_pool(struct nft_table *table, const char *what, const char *circuit,
		       const struct prefix_list *pool)
{
	struct nft_chain *chain;
	const struct family *f;
	char name[NFT_NAME_SIZE];
	struct range *range;
	size_t n;

	snprintf(name, sizeof(name), "%s-%s", what, circuit);
	chain = nft_table_add_chain(table, name);
	for_each_family(f) {
		n = range_collect(pool, f->af, &range);
		if (n == 1)
			rule_snat(chain, f, range);
		else if (n)
			rule_snat_choice(chain, f, range, n);
		free(range);
	}
	if (!pool->n)
		add(nft_chain_add_rule(chain), NFT_EXPRESSION_MASQUERADE);
}

static void chains_of_circuits(const struct site *site, struct nft_table *table)
{
	size_t i;

	for (i = 0; i < site->n_circuit; i++)
		if (circuit_translates(&site->circuit[i]))
			chain_pool(table, "snat", site->circuit[i].name, &site->circuit[i].snat);
	for (i = 0; i < site->n_circuit; i++)
		if (circuit_translates_incoming(&site->circuit[i]))
			chain_pool(table, "inbound", site->circuit[i].name,
				   &site->circuit[i].inbound_snat);
}

/* ct state STATES [counter name COUNTER] VERDICT */
static void rule_ct_state(struct nft_chain *chain, uint32_t states, const char *counter, int code)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);
	struct nft_expression *e;
	uint32_t none = 0;

	load_ct(rule, NFT_CT_STATE, NFT_NO_DIRECTION, 0);
	e = add(rule, NFT_EXPRESSION_BITWISE);
	e->sreg = reg(0);
	e->dreg = reg(0);
	e->len = sizeof(states);
	memcpy(e->data, &states, sizeof(states));
	compare(rule, NFT_CMP_NEQ, &none, sizeof(none));
	if (counter)
		count(rule, counter);
	verdict(rule, code, "");
}

/* iifname . ct original ip daddr [. meta l4proto . ct original proto-dst] @SET accept */
static void rule_service(struct nft_chain *chain, const struct family *f, const char *set,
			 uint8_t protocol)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	if (protocol) {
		/* Redundant, but nft reads "proto-dst" only behind it. */
		load_meta(rule, NFT_META_L4PROTO, 0);
		compare_u8(rule, protocol);
	}
	load_meta(rule, NFT_META_IIFNAME, 0);
	load_ct(rule, f->ct_daddr, IP_CT_DIR_ORIGINAL, AT_ADDRESS);
	if (protocol) {
		load_meta(rule, NFT_META_L4PROTO, AT_ADDRESS + f->len);
		load_ct(rule, NFT_CT_PROTO_DST, IP_CT_DIR_ORIGINAL, AT_ADDRESS + f->len + 4);
	}
	lookup(rule, set, f->suffix);
	verdict(rule, NF_ACCEPT, "");
}

static void rules_service_ports(struct nft_table *table, struct nft_chain *chain,
				const struct family *f, const char *name)
{
	static const uint8_t protocols[] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_SCTP };
	char set[NFT_NAME_SIZE];
	size_t i;

	snprintf(set, sizeof(set), "%s%s", name, f->suffix);
	for (i = 0; i < sizeof(protocols); i++)
		if (published_has_protocol(nft_table_set(table, set), protocols[i]))
			rule_service(chain, f, name, protocols[i]);
}

static void rule_transit(struct nft_chain *chain)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	load_meta(rule, NFT_META_IIFNAME, 0);
	load_meta(rule, NFT_META_OIFNAME, 16);
	lookup(rule, "transit", "");
	verdict(rule, NF_ACCEPT, "");
}

static void rule_refuse(struct nft_chain *chain, bool only_to_links)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	if (only_to_links) {
		load_meta(rule, NFT_META_OIFNAME, 0);
		lookup(rule, "links", "");
	}
	count(rule, "refused");
	verdict(rule, NF_DROP, "");
}

static void chains_forward(struct nft_table *table)
{
	struct nft_chain *chain;
	const struct family *f;

	chain = base_chain(table, "forward", "filter", NF_INET_FORWARD, PRIORITY_FILTER);
	rule_device(chain, NFT_META_IIFNAME, "links", NFT_GOTO, "from-links");
	chain = nft_table_add_chain(table, "from-links");
	rule_ct_state(chain, NF_CT_STATE_BIT(IP_CT_ESTABLISHED) | NF_CT_STATE_BIT(IP_CT_RELATED),
		      NULL, NF_ACCEPT);
	rule_ct_state(chain, NF_CT_STATE_INVALID_BIT, "invalid", NF_DROP);
	if (has(table, "transit", ""))
		rule_transit(chain);
	rule_refuse(chain, true);
	for_each_family(f) {
		rules_service_ports(table, chain, f, "service-port");
		rules_service_ports(table, chain, f, "service-range");
		if (has(table, "service-host", f->suffix))
			rule_service(chain, f, "service-host", 0);
		if (has(table, "accepted", f->suffix))
			rule_accepted(chain, f);
	}
	rule_refuse(chain, false);
}

static bool has_links(const struct site *site)
{
	size_t i;

	for (i = 0; i < site->n_circuit; i++)
		if (site->circuit[i].n_link)
			return true;
	return false;
}

void desired_nft(const struct site *site, struct nft_table *table)
{
	if (!has_links(site))
		return;
	table->present = true;
	nft_table_add_counter(table, "invalid");
	nft_table_add_counter(table, "refused");
	desired_sets(site, table);
	chain_prerouting(table);
	chain_postrouting(table);
	chain_incoming(table);
	chains_of_circuits(site, table);
	chains_forward(table);
}
