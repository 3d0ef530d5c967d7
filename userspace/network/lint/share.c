// SPDX-License-Identifier: GPL-2.0
/* Addresses that two circuits translate to. */
#include "network/lint/lint.h"

/**
 * struct share - two pools that overlap
 * @p: the earlier one, of circuit @a
 * @q: the later one, of circuit @b
 */
struct share {
	const struct net_nat *a, *b;
	const struct prefix *p, *q;
};

static void report(const struct lint_input *in, const struct share *s, struct diagnostics *diags)
{
	const struct net_circuit *a = &in->net->circuit[s->a->circuit];
	const struct net_circuit *b = &in->net->circuit[s->b->circuit];
	const struct desc_circuit *d = &in->d->circuit[s->b->circuit];
	const struct net_device *device = in->net->device;
	bool together = device[s->a->device].state == device[s->b->device].state;
	char p[PREFIX_STRLEN], q[PREFIX_STRLEN];
	struct location at;

	at = lint_place(in, s->b->circuit,
			net_nat_is_outbound(s->b) ? &d->snat : &d->inbound_snat, s->q);
	prefix_format(s->p, p);
	prefix_format(s->q, q);
	if (net_nat_is_outbound(s->a) && net_nat_is_outbound(s->b) &&
	    !prefix_compare(s->p, s->q) && lint_is_er(in, s->a->circuit) &&
	    lint_is_er(in, s->b->circuit))
		diagnostics_add(diags, together ? SEVERITY_WARNING : SEVERITY_ERROR, at,
				"shared-pool-local-state",
				"circuits %s and %s share the pool %s, and %s; give each its own",
				a->name, b->name, p,
				together ? "answers return by either of them" :
					   "their devices do not share their state");
	else
		diagnostics_add(diags, SEVERITY_ERROR, at, "pool-overlap",
				"pool %s of circuit %s overlaps pool %s of circuit %s", q, b->name,
				p, a->name);
}

static void compare(const struct lint_input *in, const struct net_nat *a, const struct net_nat *b,
		    struct diagnostics *diags)
{
	size_t i, j;

	for (i = 0; i < a->to.n; i++) {
		for (j = 0; j < b->to.n; j++) {
			if (prefix_overlaps(&a->to.v[i], &b->to.v[j]))
				report(in, &(struct share){ a, b, &a->to.v[i], &b->to.v[j] },
				       diags);
		}
	}
}

/* Whether a translation has addresses of the circuit, which are a pool. */
static bool has_pool(const struct net_nat *nat)
{
	return net_nat_is_outbound(nat) || nat->kind == NAT_INBOUND;
}

void lint_shared_pools(const struct lint_input *in, struct diagnostics *diags)
{
	const struct network *net = in->net;
	size_t i, j;

	for (i = 0; i < net->n_nat; i++) {
		for (j = i + 1; j < net->n_nat; j++) {
			const struct net_nat *a = &net->nat[i], *b = &net->nat[j];

			if (!has_pool(a) || !has_pool(b) || a->circuit == b->circuit)
				continue;
			/* Both are in one ersym.yaml, whose own check says so. */
			if (a->device == b->device && net->device[a->device].ersym)
				continue;
			compare(in, a, b, diags);
		}
	}
}
