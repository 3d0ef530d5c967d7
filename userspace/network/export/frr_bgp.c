// SPDX-License-Identifier: GPL-2.0
#include "network/export/frr_bgp.h"

#include <stdlib.h>

#include "util/alloc.h"

static void print_prefix_list(const char *name, size_t number, const struct policy_term *term,
			      FILE *out)
{
	char buf[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < term->n_prefix; i++) {
		const struct prefix_match *m = &term->prefix[i];

		fprintf(out, "ip prefix-list %s-%zu permit %s", name, number,
			prefix_format(&m->prefix, buf));
		if (m->min > m->prefix.length)
			fprintf(out, " ge %u", m->min);
		if (m->max > m->prefix.length)
			fprintf(out, " le %u", m->max);
		fputc('\n', out);
	}
}

static void print_community_list(const char *name, size_t number, const struct policy_term *term,
				 FILE *out)
{
	char buf[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < term->n_community; i++)
		fprintf(out, "bgp community-list standard %s-%zu permit %s\n", name, number,
			community_format(term->community[i], buf));
}

/*
 * The path that a term matches, as a regular expression over AS numbers with spaces between
 * them.
 */
static void print_path_list(const char *name, size_t number, const struct policy_term *term,
			    FILE *out)
{
	bool first = true;
	size_t i;

	if (!term->n_path)
		return;
	fprintf(out, "bgp as-path access-list %s-%zu permit ^", name, number);
	for (i = 0; i < term->n_path; i++) {
		if (term->path[i] == PATH_ANY) {
			fputs(first ? "([0-9]+ )*" : "( [0-9]+)*", out);
			continue;
		}
		fprintf(out, "%s%u", first ? "" : " ", term->path[i]);
		first = false;
	}
	fputs("$\n", out);
}

static void print_term(const char *name, size_t number, const struct policy_term *term,
		       uint32_t as, FILE *out)
{
	char buf[PREFIX_STRLEN];
	size_t i;

	fprintf(out, "route-map %s %s %zu\n", name, term->deny ? "deny" : "permit", number);
	if (term->n_prefix)
		fprintf(out, " match ip address prefix-list %s-%zu\n", name, number);
	if (term->n_community)
		fprintf(out, " match community %s-%zu\n", name, number);
	if (term->n_path)
		fprintf(out, " match as-path %s-%zu\n", name, number);
	if (term->set_local_pref)
		fprintf(out, " set local-preference %u\n", term->local_pref);
	if (term->set_med)
		fprintf(out, " set metric %u\n", term->med);
	if (term->prepend)
		fputs(" set as-path prepend", out);
	for (i = 0; i < term->prepend; i++)
		fprintf(out, " %u", as);
	if (term->prepend)
		fputc('\n', out);
	if (term->n_add)
		fputs(" set community", out);
	for (i = 0; i < term->n_add; i++)
		fprintf(out, " %s", community_format(term->add[i], buf));
	if (term->n_add)
		fputs(" additive\n", out);
}

static void print_policy(const struct policy *policy, uint32_t as, FILE *out)
{
	size_t i;

	for (i = 0; i < policy->n_term; i++) {
		size_t number = 10 * (i + 1);

		print_prefix_list(policy->name, number, &policy->term[i], out);
		print_community_list(policy->name, number, &policy->term[i], out);
		print_path_list(policy->name, number, &policy->term[i], out);
		print_term(policy->name, number, &policy->term[i], as, out);
	}
	if (!policy->n_term)
		fprintf(out, "route-map %s deny 10\n", policy->name);
}

/* Each policy that one of the device's sessions has, once. */
static void print_policies(const struct network *net, unsigned int device, FILE *out)
{
	const struct index_list *peers = &net->peers_of[device];
	bool *done = xcalloc(net->n_policy + 1, sizeof(*done));
	size_t i, j;

	for (i = 0; i < peers->n; i++) {
		const struct net_peer *p = &net->session[peers->v[i] / 2].peer[peers->v[i] % 2];
		const unsigned int policy[] = { p->import, p->export };

		for (j = 0; j < 2; j++) {
			if (policy[j] == NONE || done[policy[j]])
				continue;
			done[policy[j]] = true;
			print_policy(&net->policy[policy[j]], net->device[device].as, out);
		}
	}
	free(done);
}

static const struct address *far_address(const struct network *net, unsigned int peer)
{
	const struct net_session *s = &net->session[peer / 2];
	unsigned int far = s->peer[!(peer % 2)].device;

	if (s->link == NONE)
		return &net->device[far].loopback;
	return &link_near(&net->link[s->link], far)->address;
}

static void print_neighbour(const struct network *net, unsigned int peer, FILE *out)
{
	const struct net_session *s = &net->session[peer / 2];
	char buf[PREFIX_STRLEN];

	address_format(far_address(net, peer), buf);
	fprintf(out, " neighbor %s remote-as %u\n", buf,
		net->device[s->peer[!(peer % 2)].device].as);
	fprintf(out, " neighbor %s timers 5 30\n neighbor %s timers connect 1\n", buf, buf);
	fprintf(out, " neighbor %s advertisement-interval 0\n", buf);
	if (s->link == NONE)
		fprintf(out, " neighbor %s update-source lo\n", buf);
}

static void print_unicast(const struct network *net, unsigned int peer, FILE *out)
{
	const struct net_peer *p = &net->session[peer / 2].peer[peer % 2];
	char buf[PREFIX_STRLEN];

	address_format(far_address(net, peer), buf);
	if (p->next_hop_self)
		fprintf(out, "  neighbor %s next-hop-self\n", buf);
	if (p->client)
		fprintf(out, "  neighbor %s route-reflector-client\n", buf);
	if (p->allow_own_as)
		fprintf(out, "  neighbor %s allowas-in %u\n", buf, p->allow_own_as);
	if (p->import != NONE)
		fprintf(out, "  neighbor %s route-map %s in\n", buf, net->policy[p->import].name);
	if (p->export != NONE)
		fprintf(out, "  neighbor %s route-map %s out\n", buf,
			net->policy[p->export].name);
}

void frr_print_bgpd(const struct network *net, unsigned int device, FILE *out)
{
	const struct index_list *peers = &net->peers_of[device];
	const struct net_device *d = &net->device[device];
	char buf[PREFIX_STRLEN];
	size_t i;

	if (!d->as)
		return;
	print_policies(net, device, out);
	fprintf(out, "router bgp %u\n bgp router-id %s\n", d->as,
		address_format(&d->loopback, buf));
	fputs(" no bgp ebgp-requires-policy\n no bgp network import-check\n"
	      " bgp deterministic-med\n bgp bestpath compare-routerid\n"
	      " bgp bestpath as-path multipath-relax\n coalesce-time 50\n", out);
	for (i = 0; i < peers->n; i++)
		print_neighbour(net, peers->v[i], out);
	fputs(" address-family ipv4 unicast\n  maximum-paths 64\n  maximum-paths ibgp 64\n", out);
	for (i = 0; i < net->n_origin; i++) {
		if (net->origin[i].device == device)
			fprintf(out, "  network %s\n",
				prefix_format(&net->origin[i].prefix, buf));
	}
	for (i = 0; i < peers->n; i++)
		print_unicast(net, peers->v[i], out);
	fputs(" exit-address-family\n", out);
}
