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
#include "plan/paths.h"
#include "plan/program.h"
#include "plan/published.h"
#include "plan/range.h"
#include "util/alloc.h"

#define PRIORITY_DSTNAT -100
#define PRIORITY_FILTER 0
#define PRIORITY_SRCNAT 100

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
	struct nft_expression *e = expr_add(rule, NFT_EXPRESSION_NAT);

	e->key = type;
	e->family = f->nfproto;
	e->address[0] = nft_register(0);
	return e;
}

/* dnat ip to iifname . ip daddr [. meta l4proto . th dport] map @NAME */
static void rule_dnat(struct nft_chain *chain, const struct family *f, const char *name,
		      bool has_port, bool to_port)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);
	struct nft_expression *e;

	expr_family(rule, f);
	expr_meta(rule, NFT_META_IIFNAME, 0);
	expr_address(rule, f, f->daddr, AT_ADDRESS);
	if (has_port) {
		expr_meta(rule, NFT_META_L4PROTO, AT_ADDRESS + f->len);
		expr_payload(rule, NFT_PAYLOAD_TRANSPORT_HEADER, 2, 2, AT_ADDRESS + f->len + 4);
	}
	expr_map(rule, name, f->suffix, nft_register(0));
	e = nat(rule, NFT_NAT_DNAT, f);
	if (to_port)
		e->port[0] = nft_register(f->len);
}

/* What a policy of IPsec carries gets none of the circuit's NAT. */
static void rule_ipsec(struct nft_chain *chain, enum nft_expression_type type, uint32_t key)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);
	struct nft_expression *e = expr_add(rule, type);

	e->key = key;
	e->dreg = nft_register(0);
	expr_cmp_u8(rule, 1);
	expr_verdict(rule, NF_ACCEPT, "");
}

static void chain_prerouting(struct nft_table *table)
{
	struct nft_chain *chain;
	const struct family *f;

	if (!has_either(table, "dnat-port") && !has_either(table, "dnat-range") &&
	    !has_either(table, "dnat-host"))
		return;
	chain = nft_base_chain(table, "prerouting", "nat", NF_INET_PRE_ROUTING, PRIORITY_DSTNAT);
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

	expr_meta(rule, key, 0);
	expr_lookup(rule, set, "");
	expr_verdict(rule, code, target);
}

/* fib saddr . oif type local accept */
static void rule_own_address(struct nft_chain *chain)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	expr_own_address(rule, NFT_CMP_EQ);
	expr_verdict(rule, NF_ACCEPT, "");
}

/* ip saddr @inside oifname vmap @outbound */
static void rule_outbound(struct nft_chain *chain, const struct family *f)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	expr_family(rule, f);
	expr_address(rule, f, f->saddr, 0);
	expr_lookup(rule, "inside", f->suffix);
	expr_meta(rule, NFT_META_OIFNAME, 0);
	expr_map(rule, "outbound", "", NFT_REG_VERDICT);
}

static void chain_postrouting(struct nft_table *table)
{
	bool outbound = has(table, "outbound", ""), inbound = has(table, "inbound", "");
	struct nft_chain *chain;
	const struct family *f;

	if (!outbound && !inbound)
		return;
	chain = nft_base_chain(table, "postrouting", "nat", NF_INET_POST_ROUTING, PRIORITY_SRCNAT);
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

	expr_family(rule, f);
	expr_meta(rule, NFT_META_IIFNAME, 0);
	expr_address(rule, f, f->saddr, AT_ADDRESS);
	expr_lookup(rule, "accepted", f->suffix);
	expr_verdict(rule, NF_ACCEPT, "");
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
	expr_meta(rule, NFT_META_IIFNAME, 0);
	expr_map(rule, "inbound", "", NFT_REG_VERDICT);
}

/* snat ip to 192.0.2.0/29 */
static void rule_snat(struct nft_chain *chain, const struct family *f, const struct range *range)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);
	struct nft_expression *e;

	expr_immediate(rule, range->first.bytes, f->len, 0);
	if (address_equal(&range->first, &range->last)) {
		nat(rule, NFT_NAT_SNAT, f);
		return;
	}
	expr_immediate(rule, range->last.bytes, f->len, 16);
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
	expr_family(rule, f);
	expr_address(rule, f, f->saddr, AT_ADDRESS);
	expr_address(rule, f, f->daddr, AT_ADDRESS + f->len);
	e = expr_add(rule, NFT_EXPRESSION_HASH);
	e->sreg = nft_register(AT_ADDRESS);
	e->dreg = nft_register(0);
	e->len = 2 * f->len;
	e->modulus = n;
	expr_map(rule, "", "", nft_register(0));
	e = nat(rule, NFT_NAT_SNAT, f);
	e->address[1] = nft_register(f->len);
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
		expr_add(nft_chain_add_rule(chain), NFT_EXPRESSION_MASQUERADE);
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

	expr_ct(rule, NFT_CT_STATE, NFT_NO_DIRECTION, 0);
	expr_bitwise(rule, states, 0, 0);
	expr_cmp_u32(rule, NFT_CMP_NEQ, 0, 0);
	if (counter)
		expr_count(rule, counter);
	expr_verdict(rule, code, "");
}

/* iifname . ct original ip daddr [. meta l4proto . ct original proto-dst] @SET accept */
static void rule_service(struct nft_chain *chain, const struct family *f, const char *set,
			 uint8_t protocol)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	if (protocol) {
		/* Redundant, but nft reads "proto-dst" only behind it. */
		expr_meta(rule, NFT_META_L4PROTO, 0);
		expr_cmp_u8(rule, protocol);
	}
	expr_meta(rule, NFT_META_IIFNAME, 0);
	expr_ct(rule, f->ct_daddr, IP_CT_DIR_ORIGINAL, AT_ADDRESS);
	if (protocol) {
		expr_meta(rule, NFT_META_L4PROTO, AT_ADDRESS + f->len);
		expr_ct(rule, NFT_CT_PROTO_DST, IP_CT_DIR_ORIGINAL, AT_ADDRESS + f->len + 4);
	}
	expr_lookup(rule, set, f->suffix);
	expr_verdict(rule, NF_ACCEPT, "");
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

	expr_meta(rule, NFT_META_IIFNAME, 0);
	expr_meta(rule, NFT_META_OIFNAME, 16);
	expr_lookup(rule, "transit", "");
	expr_verdict(rule, NF_ACCEPT, "");
}

static void rule_refuse(struct nft_chain *chain, bool only_to_links)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	if (only_to_links) {
		expr_meta(rule, NFT_META_OIFNAME, 0);
		expr_lookup(rule, "links", "");
	}
	expr_count(rule, "refused");
	expr_verdict(rule, NF_DROP, "");
}

static void chains_forward(struct nft_table *table)
{
	struct nft_chain *chain;
	const struct family *f;

	chain = nft_base_chain(table, "forward", "filter", NF_INET_FORWARD, PRIORITY_FILTER);
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
	if (site->engine == ENGINE_NFTABLES)
		desired_paths(site, table);
}
