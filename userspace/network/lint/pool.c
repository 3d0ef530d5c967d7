// SPDX-License-Identifier: GPL-2.0
/* Pools: what a circuit translates to has to come back by it. */
#include "network/lint/lint.h"

/* Another circuit that announces a prefix, or NONE. */
static unsigned int announced_by_other(const struct lint_input *in, unsigned int circuit,
				       const struct prefix *p)
{
	size_t i;

	for (i = 0; i < in->d->n_circuit; i++) {
		if (i != circuit && lint_cover(&in->d->circuit[i].announce.list, p))
			return (unsigned int)i;
	}
	return NONE;
}

static void check_announced(const struct lint_input *in, unsigned int circuit,
			    const struct prefix *p, struct diagnostics *diags)
{
	const struct desc_circuit *d = &in->d->circuit[circuit];
	const struct net_circuit *c = &in->net->circuit[circuit];
	unsigned int other = announced_by_other(in, circuit, p);
	char buf[PREFIX_STRLEN];

	prefix_format(p, buf);
	if (lint_cover(&d->announce.list, p)) {
		if (d->accepted.list.n && !lint_cover(&d->accepted.list, p))
			diagnostics_add(diags, SEVERITY_ERROR, d->accepted.at[0],
					"prefix-not-accepted",
					"circuit %s announces %s, which the other side does not accept",
					c->name, buf);
		return;
	}
	if (other != NONE)
		diagnostics_add(diags, SEVERITY_ERROR, c->at, "pool-not-advertised",
				"circuit %s uses %s but does not announce it; answers return by %s",
				c->name, buf, in->net->circuit[other].name);
	else
		diagnostics_add(diags, SEVERITY_ERROR, c->at, "pool-not-advertised",
				"circuit %s uses %s but does not announce it; no answer finds the way back",
				c->name, buf);
}

/* Whether a circuit has a pool of its own that overlaps: that is said elsewhere. */
static bool shares(const struct lint_input *in, unsigned int circuit, const struct prefix *p)
{
	size_t i, j;

	for (i = 0; i < in->net->n_nat; i++) {
		const struct net_nat *nat = &in->net->nat[i];

		for (j = 0; nat->circuit == circuit && j < nat->to.n; j++) {
			if (net_nat_is_outbound(nat) && prefix_overlaps(&nat->to.v[j], p))
				return true;
		}
	}
	return false;
}

/*
 * What is announced of a pool on the Internet: the longer prefix wins, wherever it was learnt. @q
 * overlaps the pool @p, of which the circuit itself announces @own, or NULL.
 */
static void check_internet(const struct lint_input *in, unsigned int circuit, unsigned int other,
			   const struct prefix *p, const struct prefix *own, size_t index,
			   struct diagnostics *diags)
{
	const struct desc_prefixes *announce = &in->d->circuit[other].announce;
	const struct prefix *q = &announce->list.v[index];
	const char *name = in->net->circuit[circuit].name;
	const char *other_name = in->net->circuit[other].name;
	char pool[PREFIX_STRLEN], buf[PREFIX_STRLEN], shorter[PREFIX_STRLEN];

	prefix_format(p, pool);
	prefix_format(q, buf);
	if (!prefix_compare(p, q) && (!own || !prefix_compare(own, p)))
		diagnostics_add(diags, SEVERITY_ERROR, announce->at[index], "equal-on-internet",
				"%s announces %s, the pool of circuit %s, alike; announce a larger prefix there, or none",
				other_name, buf, name);
	else if (own && !prefix_compare(own, q))
		diagnostics_add(diags, SEVERITY_ERROR, announce->at[index], "equal-on-internet",
				"%s and circuit %s announce %s alike, which has the pool %s; announce the pool itself on circuit %s",
				other_name, name, buf, pool, name);
	else if (own && q->length > own->length && q->length <= p->length)
		diagnostics_add(diags, SEVERITY_ERROR, announce->at[index], "better-on-internet",
				"%s announces %s, longer than %s, by which circuit %s announces its pool %s: answers return by %s; announce the pool itself on circuit %s",
				other_name, buf, prefix_format(own, shorter), name, pool,
				other_name, name);
	else if (prefix_contains(p, q))
		diagnostics_add(diags, SEVERITY_ERROR, announce->at[index], "better-on-internet",
				"%s announces %s, longer than the pool %s of circuit %s: its answers return by %s",
				other_name, buf, pool, name, other_name);
}

/* What another circuit announces of a pool. */
static void check_other(const struct lint_input *in, unsigned int circuit, unsigned int other,
			const struct prefix *p, struct diagnostics *diags)
{
	const struct desc_prefixes *announce = &in->d->circuit[other].announce;
	const struct prefix *own = lint_cover(&in->d->circuit[circuit].announce.list, p);
	char pool[PREFIX_STRLEN], buf[PREFIX_STRLEN];
	size_t i;

	prefix_format(p, pool);
	for (i = 0; i < announce->list.n; i++) {
		const struct prefix *q = &announce->list.v[i];

		if (!prefix_overlaps(p, q))
			continue;
		prefix_format(q, buf);
		if (!lint_is_internet(in, other))
			diagnostics_add(diags, SEVERITY_ERROR, announce->at[i],
					"pool-on-two-circuits",
					"%s announces %s too, of which circuit %s has the pool %s: answers may return by either",
					in->net->circuit[other].name, buf,
					in->net->circuit[circuit].name, pool);
		else
			check_internet(in, circuit, other, p, own, i, diags);
	}
}

/* Hosts of ours may have the addresses that a pool translates to. */
static void check_inside(const struct lint_input *in, unsigned int circuit,
			 const struct prefix *p, struct diagnostics *diags)
{
	char pool[PREFIX_STRLEN], buf[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < in->net->n_segment; i++) {
		const struct net_segment *s = &in->net->segment[i];

		if (in->net->device[s->device].side != SIDE_OURS ||
		    !prefix_overlaps(&s->prefix, p))
			continue;
		diagnostics_add(diags, SEVERITY_ERROR,
				lint_place(in, circuit, &in->d->circuit[circuit].snat, p),
				"pool-inside-segment",
				"pool %s of circuit %s overlaps %s of segment %s, whose hosts may have its addresses",
				prefix_format(p, pool), in->net->circuit[circuit].name,
				prefix_format(&s->prefix, buf), s->name);
	}
}

static void check_pool(const struct lint_input *in, unsigned int circuit, const struct prefix *p,
		       struct diagnostics *diags)
{
	unsigned int i;

	check_announced(in, circuit, p, diags);
	check_inside(in, circuit, p, diags);
	for (i = 0; i < in->net->n_circuit; i++) {
		if (i == circuit || !network_is_public(in->net, i) ||
		    shares(in, i, p))
			continue;
		/* What the Internet has of the Internet is for its providers to sort out. */
		if (lint_is_er(in, circuit) || lint_is_er(in, i))
			check_other(in, circuit, i, p, diags);
	}
}

void lint_pools(const struct lint_input *in, struct diagnostics *diags)
{
	size_t i, j;

	for (i = 0; i < in->net->n_nat; i++) {
		const struct net_nat *nat = &in->net->nat[i];

		if (!net_nat_is_outbound(nat) ||
		    !network_is_public(in->net, nat->circuit))
			continue;
		for (j = 0; j < nat->to.n; j++)
			check_pool(in, nat->circuit, &nat->to.v[j], diags);
	}
}
