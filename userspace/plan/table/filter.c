// SPDX-License-Identifier: GPL-2.0
#include "plan/table/filter.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <linux/netfilter/nf_tables.h>

#include "model/device_name.h"
#include "model/mark.h"
#include "nft/family.h"
#include "nft/expression.h"
#include "plan/table/link_services.h"
#include "plan/table/names.h"
#include "plan/table/netmap.h"
#include "plan/table/rule.h"
#include "plan/table/services.h"
#include "util/alloc.h"

#define PRIORITY_FILTER 0

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
		/* It is redundant, but nft(8) can list "proto-dst" only after it. */
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

/* iifname . ct original ip daddr . meta l4proto @service-protocol accept */
static void rule_service_protocol(struct nft_chain *chain, const struct family *f)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	expr_meta(rule, NFT_META_IIFNAME, 0);
	expr_ct(rule, f->ct_daddr, IP_CT_DIR_ORIGINAL, AT_ADDRESS);
	expr_meta(rule, NFT_META_L4PROTO, AT_ADDRESS + f->len);
	expr_lookup(rule, TABLE_SET_SERVICE_PROTOCOL, f->suffix);
	expr_verdict(rule, NF_ACCEPT, "");
}

static void rules_service_ports(struct nft_table *table, struct nft_chain *chain,
				const struct family *f, const char *name)
{
	static const uint8_t protocols[] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_SCTP };
	size_t i;

	for (i = 0; i < sizeof(protocols); i++)
		if (table_services_have_protocol(nft_family_set(table, name, f), protocols[i]))
			rule_service(chain, f, name, protocols[i]);
}

static void rule_transit(struct nft_chain *chain)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	expr_meta(rule, NFT_META_IIFNAME, 0);
	expr_meta(rule, NFT_META_OIFNAME, 16);
	expr_lookup(rule, TABLE_SET_TRANSIT, "");
	expr_verdict(rule, NF_ACCEPT, "");
}

/* oifname . ip daddr @behind goto services */
static void rule_behind(struct nft_chain *chain, const struct family *f)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	expr_family(rule, f);
	expr_meta(rule, NFT_META_OIFNAME, 0);
	expr_address(rule, f, f->daddr, AT_ADDRESS);
	expr_lookup(rule, TABLE_SET_BEHIND, f->suffix);
	expr_verdict(rule, NFT_GOTO, TABLE_CHAIN_SERVICES);
}

static void rule_drop(struct nft_chain *chain, const char *counter)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	expr_count(rule, counter);
	expr_verdict(rule, NF_DROP, "");
}

static void rule_refuse(struct nft_chain *chain, bool only_to_links)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	if (only_to_links) {
		expr_meta(rule, NFT_META_OIFNAME, 0);
		expr_lookup(rule, TABLE_SET_LINKS, "");
	}
	expr_count(rule, TABLE_COUNTER_REFUSED);
	expr_verdict(rule, NF_DROP, "");
}

static void rules_services(struct nft_table *table, struct nft_chain *chain)
{
	const struct family *f;

	for_each_family(f) {
		rules_service_ports(table, chain, f, TABLE_SET_SERVICE_PORT);
		rules_service_ports(table, chain, f, TABLE_SET_SERVICE_RANGE);
		if (nft_family_set(table, TABLE_SET_SERVICE_PROTOCOL, f))
			rule_service_protocol(chain, f);
		if (nft_family_set(table, TABLE_SET_SERVICE_HOST, f))
			rule_service(chain, f, TABLE_SET_SERVICE_HOST, 0);
		table_link_services_accept(table, chain, f);
	}
}

static void rules_netmaps(struct nft_table *table, struct nft_chain *chain, int code,
			  const char *target)
{
	const struct family *f;

	for_each_family(f)
		if (nft_family_set(table, TABLE_SET_SERVICE_NETMAP, f))
			expr_verdict(table_netmaps_match(chain, f), code, target);
}

/*
 * This host has one of the inside addresses, perhaps, and is not to be reached by the
 * outside one that becomes it, unless a service publishes that.
 */
static void chains_host(struct nft_table *table)
{
	struct nft_chain *chain;

	if (!nft_family_set(table, TABLE_SET_SERVICE_NETMAP, &families[0]) &&
	    !nft_family_set(table, TABLE_SET_SERVICE_NETMAP, &families[1]))
		return;
	chain = nft_table_add_base_chain(table, TABLE_CHAIN_TO_HOST, "filter", NF_INET_LOCAL_IN,
					 PRIORITY_FILTER);
	rules_netmaps(table, chain, NFT_GOTO, TABLE_CHAIN_HOST);
	chain = nft_table_add_chain(table, TABLE_CHAIN_HOST);
	rules_services(table, chain);
	rule_refuse(chain, false);
}

/* The server is behind a circuit: of what comes in by another, only services lead there. */
static void chain_services(struct nft_table *table)
{
	struct nft_chain *chain;

	if (!nft_family_set(table, TABLE_SET_BEHIND, &families[0]) &&
	    !nft_family_set(table, TABLE_SET_BEHIND, &families[1]))
		return;
	chain = nft_table_add_chain(table, TABLE_CHAIN_SERVICES);
	rules_services(table, chain);
	rule_refuse(chain, false);
}

/* KEY "NAME*" return: the beginning of the device's name is compared. */
static void rule_pattern(struct nft_chain *chain, uint32_t key, const char *pattern)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	expr_meta(rule, key, 0);
	expr_cmp(rule, NFT_CMP_EQ, pattern, (uint32_t)strlen(pattern) - 1);
	expr_verdict(rule, NFT_RETURN, "");
}

static int compare_names(const void *a, const void *b)
{
	const struct inside_device *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* Links and inside devices pass: patterns in the order of the set, which show config prints. */
static void rules_named(const struct site *site, struct nft_chain *chain, uint32_t key)
{
	struct inside_device *sorted = xmemdup(site->inside_device,
					       site->n_inside_device * sizeof(*sorted));
	size_t i;

	qsort(sorted, site->n_inside_device, sizeof(*sorted), compare_names);
	table_rule_device(chain, key, TABLE_SET_LINKS, NFT_RETURN, "");
	table_rule_device(chain, key, TABLE_SET_INSIDE_DEVICES, NFT_RETURN, "");
	for (i = 0; i < site->n_inside_device; i++)
		if (device_name_is_pattern(sorted[i].name))
			rule_pattern(chain, key, sorted[i].name);
	free(sorted);
}

/* meta mark & STRAY != 0 drop: the engine has counted the packet as a violation. */
static void rule_drop_counted(const struct site *site, struct nft_chain *chain)
{
	struct mark_layout layout;
	struct nft_rule *rule;

	if (mark_layout_init(&layout, site->mark_mask))
		return;
	rule = nft_chain_add_rule(chain);
	expr_meta(rule, NFT_META_MARK, 0);
	expr_bitwise(rule, mark_field_mask(&layout, MARK_STRAY), 0, 0);
	expr_cmp_u32(rule, NFT_CMP_NEQ, 0, 0);
	expr_verdict(rule, NF_DROP, "");
}

/*
 * Whatever is forwarded between devices that are links or named. With a VRF as its input
 * device, a packet has the device that it came in on as well; without, that name is empty.
 */
static void chains_devices(const struct site *site, struct nft_table *table)
{
	struct nft_chain *chain;

	chain = nft_table_add_chain(table, TABLE_CHAIN_FROM_DEVICE);
	rules_named(site, chain, NFT_META_IIFNAME);
	rules_named(site, chain, NFT_META_SDIFNAME);
	rule_drop_counted(site, chain);
	rule_drop(chain, TABLE_COUNTER_UNNAMED);
	chain = nft_table_add_chain(table, TABLE_CHAIN_TO_DEVICE);
	rules_named(site, chain, NFT_META_OIFNAME);
	rule_drop_counted(site, chain);
	rule_drop(chain, TABLE_COUNTER_UNNAMED);
}

static void rule_jump(struct nft_chain *chain, const char *target)
{
	expr_verdict(nft_chain_add_rule(chain), NFT_JUMP, target);
}

void table_filter(const struct site *site, struct nft_table *table)
{
	struct nft_chain *chain;
	const struct family *f;

	chain = nft_table_add_base_chain(table, TABLE_CHAIN_FORWARD, "filter", NF_INET_FORWARD,
					 PRIORITY_FILTER);
	if (site->n_inside_device) {
		rule_jump(chain, TABLE_CHAIN_FROM_DEVICE);
		rule_jump(chain, TABLE_CHAIN_TO_DEVICE);
	}
	table_rule_device(chain, NFT_META_IIFNAME, TABLE_SET_LINKS, NFT_GOTO,
			  TABLE_CHAIN_FROM_LINKS);
	chain = nft_table_add_chain(table, TABLE_CHAIN_FROM_LINKS);
	rule_ct_state(chain, NF_CT_STATE_BIT(IP_CT_ESTABLISHED) | NF_CT_STATE_BIT(IP_CT_RELATED),
		      NULL, NF_ACCEPT);
	rule_ct_state(chain, NF_CT_STATE_INVALID_BIT, TABLE_COUNTER_INVALID, NF_DROP);
	if (nft_table_set(table, TABLE_SET_TRANSIT))
		rule_transit(chain);
	for_each_family(f)
		if (nft_family_set(table, TABLE_SET_BEHIND, f))
			rule_behind(chain, f);
	rule_refuse(chain, true);
	rules_services(table, chain);
	rules_netmaps(table, chain, NF_ACCEPT, "");
	for_each_family(f)
		if (nft_family_set(table, TABLE_SET_ACCEPTED, f))
			table_rule_accepted(chain, f);
	rule_refuse(chain, false);
	chain_services(table);
	if (site->n_inside_device)
		chains_devices(site, table);
	chains_host(table);
}
