// SPDX-License-Identifier: GPL-2.0
#include "plan/nat_order.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "plan/rule_match.h"
#include "plan/table/names.h"
#include "util/alloc.h"
#include "util/array.h"

/* As in the kernel. */
#define DEPTH_MAX 16
/* Rules that are looked at for one link, in case that chains are entered again and again. */
#define STEPS_MAX 100000

/* enum purpose - what ersym would translate, and does not if another program does */
enum purpose {
	PURPOSE_POOL,
	PURPOSE_INBOUND,
	PURPOSE_SERVICE,
};

static const struct {
	uint32_t hook;
	int priority;
	const char *connections;
	const char *result;
} purposes[] = {
	[PURPOSE_POOL] = {
		NF_INET_POST_ROUTING, TABLE_PRIORITY_SRCNAT, "that leave by",
		"they get its address, not one of the pool",
	},
	[PURPOSE_INBOUND] = {
		NF_INET_POST_ROUTING, TABLE_PRIORITY_SRCNAT, "that came in by",
		"they get its address, not one of inbound-snat",
	},
	[PURPOSE_SERVICE] = {
		NF_INET_PRE_ROUTING, TABLE_PRIORITY_DSTNAT, "to services that come in by",
		"they are led to its address, not to the server",
	},
};

/**
 * struct finding - a rule that precedes
 * @rule: the rule
 * @base: the base chain that leads to it
 * @purpose: what it translates
 * @links: names of the links, with commas
 * @at: where the first one is in the file
 * @last: the last one
 */
struct finding {
	const struct foreign_rule *rule;
	const struct foreign_chain *base;
	enum purpose purpose;
	char *links;
	struct location at;
	const struct link *last;
};

/**
 * struct walk - a base chain, while it is followed for connections of a link
 * @chains: all chains
 * @base: the base chain
 * @crossing: the connections
 * @link: the link
 * @purpose: what ersym would translate
 * @steps: rules that were looked at
 * @finding: what was found, for all links
 * @n_finding: number of @finding
 */
struct walk {
	const struct foreign_chains *chains;
	const struct foreign_chain *base;
	struct crossing crossing;
	const struct link *link;
	enum purpose purpose;
	unsigned int steps;
	struct finding *finding;
	size_t n_finding;
};

static bool translates_source(const struct nft_expression *e)
{
	if (e->type == NFT_EXPRESSION_NAT)
		return e->key == NFT_NAT_SNAT;
	if (e->type == NFT_EXPRESSION_OTHER)
		return !strcmp(e->name, "masq") || !strcmp(e->name, "MASQUERADE") ||
		       !strcmp(e->name, "SNAT") || !strcmp(e->name, "NETMAP");
	return e->type == NFT_EXPRESSION_MASQUERADE;
}

static bool translates_destination(const struct nft_expression *e)
{
	if (e->type == NFT_EXPRESSION_NAT)
		return e->key == NFT_NAT_DNAT;
	return e->type == NFT_EXPRESSION_OTHER &&
	       (!strcmp(e->name, "redir") || !strcmp(e->name, "REDIRECT") ||
		!strcmp(e->name, "DNAT") || !strcmp(e->name, "NETMAP"));
}

static void add_finding(struct walk *w, const struct foreign_rule *rule)
{
	struct finding *f;
	char *links;

	for (f = w->finding; f < w->finding + w->n_finding; f++) {
		if (f->rule != rule || f->base != w->base)
			continue;
		if (f->purpose == w->purpose)
			break;
		/* Once is enough. */
		if (w->purpose == PURPOSE_INBOUND)
			return;
	}
	if (f == w->finding + w->n_finding) {
		w->finding = array_grow(w->finding, w->n_finding, sizeof(*w->finding));
		w->finding[w->n_finding++] = (struct finding){
			.rule = rule, .base = w->base, .purpose = w->purpose,
			.links = xstrdup(w->link->name), .at = w->link->at, .last = w->link,
		};
		return;
	}
	/* The other family of the same link. */
	if (f->last == w->link)
		return;
	links = xasprintf("%s, %s", f->links, w->link->name);
	free(f->links);
	f->links = links;
	f->last = w->link;
}

static const struct nft_expression *find_verdict(const struct nft_rule *rule)
{
	size_t i;

	for (i = 0; i < rule->n_expression; i++)
		if (rule->expression[i].type == NFT_EXPRESSION_VERDICT)
			return &rule->expression[i];
	return NULL;
}

static bool translates(const struct nft_rule *rule, enum purpose purpose)
{
	size_t i;

	for (i = 0; i < rule->n_expression; i++)
		if (purpose == PURPOSE_SERVICE ? translates_destination(&rule->expression[i]) :
						 translates_source(&rule->expression[i]))
			return true;
	return false;
}

/* enum ending - where all connections go on that have entered a chain */
enum ending {
	ENDING_NONE,		/* in the chain that led to it, some of them */
	ENDING_BASE,		/* in the next base chain */
};

/*
 * Follows a chain. It calls itself for jumps, which the kernel does not let go in circles.
 * Only a rule that matches all connections ends the walk.
 */
static enum ending follow(struct walk *w, const struct foreign_chain *chain, unsigned int depth)
{
	const struct foreign_chain *target;
	const struct foreign_rule *rule;
	const struct nft_expression *verdict;
	enum ending ending;
	enum match match;

	for (rule = chain->rule; rule < chain->rule + chain->n_rule; rule++) {
		if (w->steps++ == STEPS_MAX)
			return ENDING_BASE;
		match = rule_match(&rule->rule, &w->crossing);
		if (match == MATCH_NEVER)
			continue;
		verdict = find_verdict(&rule->rule);
		ending = ENDING_BASE;
		if (translates(&rule->rule, w->purpose)) {
			add_finding(w, rule);
		} else if (!verdict || verdict->key == (uint32_t)NFT_CONTINUE) {
			continue;
		} else if (verdict->key == (uint32_t)NFT_JUMP ||
			   verdict->key == (uint32_t)NFT_GOTO) {
			target = foreign_chains_find(w->chains, chain->family, chain->table,
						     verdict->name);
			ending = target && depth < DEPTH_MAX ? follow(w, target, depth + 1) :
							       ENDING_NONE;
			if (ending == ENDING_NONE && verdict->key == (uint32_t)NFT_JUMP)
				continue;
		} else if (verdict->key == (uint32_t)NFT_RETURN) {
			ending = ENDING_NONE;
		}
		if (match == MATCH_ALWAYS)
			return ending;
	}
	return ENDING_NONE;
}

static bool has_family(const struct foreign_chain *chain, uint8_t family)
{
	return chain->family == NFPROTO_INET ||
	       chain->family == (family == AF_INET ? NFPROTO_IPV4 : NFPROTO_IPV6);
}

static void follow_bases(struct walk *w)
{
	const struct foreign_chain *base;

	for (base = w->chains->v; base < w->chains->v + w->chains->n; base++) {
		if (base->hook != purposes[w->purpose].hook || !foreign_chain_precedes(base) ||
		    !has_family(base, w->crossing.family))
			continue;
		w->base = base;
		w->steps = 0;
		follow(w, base, 0);
	}
}

static bool has_prefix(const struct prefix_list *list, uint8_t family)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (list->v[i].address.family == family)
			return true;
	return false;
}

static bool has_netmap(const struct circuit *circuit, uint8_t family)
{
	size_t i;

	for (i = 0; i < circuit->n_netmap; i++)
		if (circuit->netmap[i].outside.address.family == family)
			return true;
	return false;
}

/* Public addresses of servers of a circuit that are translated. */
static void add_services(const struct site *site, const struct circuit *circuit, uint8_t family,
			 struct prefix_list *list)
{
	const struct service *service;
	struct prefix prefix;
	size_t i, j;

	for (i = 0; i < circuit->n_netmap; i++)
		if (circuit->netmap[i].inbound &&
		    circuit->netmap[i].outside.address.family == family)
			prefix_list_add(list, &circuit->netmap[i].outside);
	for (i = 0; i < site->n_service; i++) {
		service = &site->service[i];
		for (j = 0; j < service->n_via; j++) {
			if (&site->circuit[service->via[j]] != circuit ||
			    service->address.family != family || !service->to.family)
				continue;
			prefix = prefix_of_address(&service->address);
			prefix_list_add(list, &prefix);
		}
	}
}

static struct way way_of(const struct link *link, const struct devices *devices)
{
	const struct device *device = devices_find(devices, link->name);
	struct way way = { .index = device ? device->index : 0 };

	memcpy(way.name, link->name, sizeof(way.name));
	return way;
}

static void follow_link(struct walk *w, const struct circuit *circuit, const struct way *link,
			uint8_t family)
{
	const struct site *site = w->crossing.site;
	struct prefix_list services = { 0 };

	w->crossing.family = family;
	if (circuit->masquerade || has_prefix(&circuit->snat, family) ||
	    has_netmap(circuit, family)) {
		w->purpose = PURPOSE_POOL;
		w->crossing.in = (struct way){ 0 };
		w->crossing.out = *link;
		w->crossing.source = &site->inside;
		w->crossing.destination = NULL;
		follow_bases(w);
	}
	w->crossing.in = *link;
	w->crossing.out = (struct way){ 0 };
	w->crossing.source = NULL;
	if (has_prefix(&circuit->inbound_snat, family)) {
		w->purpose = PURPOSE_INBOUND;
		w->crossing.destination = NULL;
		follow_bases(w);
	}
	add_services(site, circuit, family, &services);
	if (services.n) {
		w->purpose = PURPOSE_SERVICE;
		w->crossing.destination = &services;
		follow_bases(w);
	}
	free(services.v);
}

static void report(const struct finding *f, struct diagnostics *diags)
{
	diagnostics_add(diags, SEVERITY_WARNING, f->at, "nat-before",
			"%s precedes the NAT of ersym: it may translate connections %s %s, and %s; give chain %s, which has priority %d, one above %d, or except these connections",
			f->rule->where, purposes[f->purpose].connections, f->links,
			purposes[f->purpose].result, f->base->name, f->base->priority,
			purposes[f->purpose].priority);
	diagnostics_subject(diags, "%s", f->rule->where);
	if (f->rule->removal)
		diagnostics_command(diags, "%s", f->rule->removal);
}

void plan_nat_order(const struct site *site, const struct devices *devices,
		    const struct foreign_chains *chains, struct diagnostics *diags)
{
	struct walk w = { .chains = chains, .crossing.site = site };
	const struct circuit *circuit;
	struct way link;
	size_t i, j;

	for (i = 0; i < site->n_circuit; i++) {
		circuit = &site->circuit[i];
		for (j = 0; j < circuit->n_link; j++) {
			w.link = &circuit->link[j];
			link = way_of(w.link, devices);
			follow_link(&w, circuit, &link, AF_INET);
			follow_link(&w, circuit, &link, AF_INET6);
		}
	}
	for (i = 0; i < w.n_finding; i++) {
		report(&w.finding[i], diags);
		free(w.finding[i].links);
	}
	free(w.finding);
}
