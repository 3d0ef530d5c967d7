// SPDX-License-Identifier: GPL-2.0
#include "plan/table/link_services.h"

#include <string.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_tables.h>

#include "nft/expression.h"
#include "plan/table/names.h"
#include "util/alloc.h"

#define AT_PORT (IFNAMSIZ + 4) /* in DEVICE . PROTOCOL . PORT */

static void put_port(uint8_t *bytes, unsigned int port)
{
	bytes[0] = port >> 8;
	bytes[1] = port;
}

static struct nft_set *find_or_add(struct nft_table *table, const char *name,
				   const struct family *f)
{
	const struct nft_set *set = nft_family_set(table, name, f);

	return set ? (struct nft_set *)set : nft_family_add_set(table, name, f);
}

/* DEVICE . PROTOCOL . PORTS : SERVER [. PORT] */
static void add_translation(struct nft_table *table, const struct family *f, const char *link,
			    const struct service *service, const struct port_range *range)
{
	bool one = range->first == range->last;
	struct nft_set *map = find_or_add(table, one ? TABLE_MAP_DNAT_LINK_PORT :
						       TABLE_MAP_DNAT_LINK_RANGE, f);
	struct nft_element *e;

	map->key[0] = NFT_FIELD_IFNAME;
	map->key[1] = NFT_FIELD_PROTOCOL;
	map->key[2] = NFT_FIELD_PORT;
	map->data[0] = f->field;
	map->data[1] = one ? NFT_FIELD_PORT : NFT_FIELD_NONE;
	map->interval = !one;
	e = nft_set_add_element(map);
	memcpy(e->key, link, IFNAMSIZ);
	e->key[IFNAMSIZ] = range->protocol;
	put_port(e->key + AT_PORT, range->first);
	memcpy(e->data, service->to.bytes, f->len);
	e->comment = xstrndup(service->name, NFT_COMMENT_MAX);
	if (one) {
		put_port(e->data + f->len, range->inside);
	} else {
		memcpy(e->end, e->key, sizeof(e->end));
		put_port(e->end + AT_PORT, range->last);
	}
}

/* DEVICE . SERVER . PROTOCOL . PORTS: where a translated packet may go */
static void add_server(struct nft_table *table, const struct family *f, const char *link,
		       const struct service *service, const struct port_range *range)
{
	size_t at = AT_ADDRESS + f->len;
	bool one = range->first == range->last;
	struct nft_set *set = find_or_add(table, one ? TABLE_SET_LINK_PORT : TABLE_SET_LINK_RANGE,
					  f);
	struct nft_element *e;

	set->key[0] = NFT_FIELD_IFNAME;
	set->key[1] = f->field;
	set->key[2] = NFT_FIELD_PROTOCOL;
	set->key[3] = NFT_FIELD_PORT;
	set->interval = !one;
	e = nft_set_add_element(set);
	memcpy(e->key, link, IFNAMSIZ);
	memcpy(e->key + AT_ADDRESS, service->to.bytes, f->len);
	e->key[at] = range->protocol;
	put_port(e->key + at + 4, range->inside);
	if (one)
		return;
	memcpy(e->end, e->key, sizeof(e->end));
	put_port(e->end + at + 4, range->inside + range->last - range->first);
}

static void publish(struct nft_table *table, const struct family *f, const char *link,
		    const struct service *service, const struct port_range *range)
{
	struct port_range one = *range;
	unsigned int i, last = range->last - range->first;

	add_server(table, f, link, service, range);
	if (!port_range_is_shifted(range)) {
		add_translation(table, f, link, service, range);
		return;
	}
	for (i = 0; i <= last; i++) {
		one.first = range->first + i;
		one.last = one.first;
		one.inside = range->inside + i;
		add_translation(table, f, link, service, &one);
	}
}

static void publish_service(struct nft_table *table, const struct family *f,
			    const struct circuit *circuit, const struct service *service)
{
	size_t i, j;

	for (i = 0; i < circuit->n_link; i++)
		for (j = 0; j < service->n_port; j++)
			publish(table, f, circuit->link[i].name, service, &service->port[j]);
}

void table_link_services(const struct site *site, struct nft_table *table)
{
	static const char *const names[] = { TABLE_SET_LINK_PORT, TABLE_SET_LINK_RANGE };
	const struct family *f;
	struct nft_set *set;
	size_t i, j;

	for_each_family(f) {
		for (i = 0; i < site->n_service; i++) {
			const struct service *s = &site->service[i];

			if (!s->address_link || s->to.family != f->af)
				continue;
			for (j = 0; j < s->n_via; j++)
				publish_service(table, f, &site->circuit[s->via[j]], s);
		}
		/* Two services may lead to one port of a server. */
		for (i = 0; i < 2; i++) {
			set = (struct nft_set *)nft_family_set(table, names[i], f);
			if (set)
				nft_set_unite(set);
		}
	}
}

/* fib daddr . iif type local dnat ip to iifname . meta l4proto . th dport map @NAME */
static void rule_dnat(struct nft_chain *chain, const struct family *f, const char *name,
		      bool to_port)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);
	struct nft_expression *e;

	expr_family(rule, f);
	expr_to_own_address(rule);
	expr_meta(rule, NFT_META_IIFNAME, 0);
	expr_meta(rule, NFT_META_L4PROTO, IFNAMSIZ);
	expr_payload(rule, NFT_PAYLOAD_TRANSPORT_HEADER, 2, 2, AT_PORT);
	expr_map(rule, name, f->suffix, nft_register(0));
	e = expr_nat(rule, NFT_NAT_DNAT, f);
	if (to_port)
		e->port[0] = nft_register(f->len);
}

void table_link_services_dnat(const struct nft_table *table, struct nft_chain *chain)
{
	const struct family *f;

	for_each_family(f) {
		if (nft_family_set(table, TABLE_MAP_DNAT_LINK_PORT, f))
			rule_dnat(chain, f, TABLE_MAP_DNAT_LINK_PORT, true);
		if (nft_family_set(table, TABLE_MAP_DNAT_LINK_RANGE, f))
			rule_dnat(chain, f, TABLE_MAP_DNAT_LINK_RANGE, false);
	}
}

/* ct status dnat iifname . ip daddr . meta l4proto . th dport @NAME accept */
static void rule_accept(struct nft_chain *chain, const struct family *f, const char *name)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);
	size_t at = AT_ADDRESS + f->len;

	expr_ct(rule, NFT_CT_STATUS, NFT_NO_DIRECTION, 0);
	expr_bitwise(rule, IPS_DST_NAT, 0, 0);
	expr_cmp_u32(rule, NFT_CMP_NEQ, 0, 0);
	expr_family(rule, f);
	expr_meta(rule, NFT_META_IIFNAME, 0);
	expr_address(rule, f, f->daddr, AT_ADDRESS);
	expr_meta(rule, NFT_META_L4PROTO, at);
	expr_payload(rule, NFT_PAYLOAD_TRANSPORT_HEADER, 2, 2, at + 4);
	expr_lookup(rule, name, f->suffix);
	expr_verdict(rule, NF_ACCEPT, "");
}

void table_link_services_accept(const struct nft_table *table, struct nft_chain *chain,
				const struct family *f)
{
	if (nft_family_set(table, TABLE_SET_LINK_PORT, f))
		rule_accept(chain, f, TABLE_SET_LINK_PORT);
	if (nft_family_set(table, TABLE_SET_LINK_RANGE, f))
		rule_accept(chain, f, TABLE_SET_LINK_RANGE);
}
