// SPDX-License-Identifier: GPL-2.0
/* A VPN beside ExpressRoute: both sides have to prefer the same one. */
#include "network/lint/lint.h"

/* Whether something that has to be encrypted begins or ends in a prefix. */
static bool has_secret(const struct lint_input *in, const struct prefix *p)
{
	size_t i;

	for (i = 0; i < in->net->n_service; i++) {
		const struct net_service *s = &in->net->service[i];

		if (s->encrypt && (prefix_contains_address(p, &s->packet.source) ||
				   prefix_contains_address(p, &s->packet.destination)))
			return true;
	}
	return false;
}

/* Both announce the same prefix, and the cloud prefers ExpressRoute. */
static void check_same(const struct lint_input *in, unsigned int er, unsigned int vpn,
		       const struct prefix *p, struct location at, struct diagnostics *diags)
{
	const struct desc_circuit *e = &in->d->circuit[er], *v = &in->d->circuit[vpn];
	char buf[PREFIX_STRLEN];

	prefix_format(p, buf);
	if (has_secret(in, p))
		diagnostics_add(diags, SEVERITY_ERROR, at, "vpn-not-preferred",
				"%s is announced alike on %s and %s; the cloud prefers %s: nothing is encrypted",
				buf, e->name.text, v->name.text, e->name.text);
	else if (v->local_pref > e->local_pref)
		diagnostics_add(diags, SEVERITY_ERROR, at, "preference-one-sided",
				"the cloud prefers %s for %s, and we prefer %s: answers go another way; give %s the higher local-pref",
				e->name.text, buf, v->name.text, e->name.text);
	else if (v->local_pref == e->local_pref)
		diagnostics_add(diags, SEVERITY_ERROR, at, "preference-undetermined",
				"the cloud prefers %s for %s, and we prefer neither to %s; give %s the higher local-pref",
				e->name.text, buf, v->name.text, e->name.text);
}

/* Whether hosts within a prefix are where routes of a circuit are seen, so that they may use it. */
static bool has_viewer(const struct lint_input *in, unsigned int circuit, const struct prefix *p)
{
	size_t i;

	for (i = 0; i < in->net->n_segment; i++) {
		const struct net_segment *s = &in->net->segment[i];

		if (in->net->device[s->device].side == SIDE_OURS &&
		    (prefix_contains(p, &s->prefix) || prefix_contains(&s->prefix, p)) &&
		    lint_sees(in, s->device, circuit))
			return true;
	}
	return false;
}

static void check_backup(const struct lint_input *in, unsigned int er, unsigned int vpn,
			 struct diagnostics *diags)
{
	const struct desc_circuit *e = &in->d->circuit[er], *v = &in->d->circuit[vpn];
	char buf[PREFIX_STRLEN], longer[PREFIX_STRLEN];
	const struct prefix *p, *q;
	size_t i;

	for (i = 0; i < v->announce.list.n; i++) {
		q = &v->announce.list.v[i];
		p = lint_cover(&e->announce.list, q);
		if (!p)
			continue;
		if (p->length == q->length) {
			check_same(in, er, vpn, p, v->announce.at[i], diags);
			continue;
		}
		if (v->local_pref > e->local_pref || !has_viewer(in, er, q))
			continue;
		diagnostics_add(diags, SEVERITY_ERROR, v->announce.at[i],
				"vpn-preference-one-sided",
				"the cloud prefers %s for %s, which is longer than %s on %s, and we prefer %s or neither",
				v->name.text, prefix_format(q, longer), prefix_format(p, buf),
				e->name.text, e->name.text);
	}
}

/* Whether a prefix begins at a device of others. */
static bool is_others(const struct lint_input *in, const struct prefix *p)
{
	const struct prefix_table *table = in->routes->table;
	unsigned int entry = prefix_table_find(table, p), class;
	size_t i;

	class = entry == NONE ? NONE : table->v[entry].class;
	for (i = 0; class != NONE && i < table->class[class].n_origin; i++) {
		if (in->net->device[table->class[class].origin[i]].side != SIDE_OURS)
			return true;
	}
	return false;
}

/* Whether the edge of a circuit lets connections pass from there to others: transit is meant. */
static bool is_meant(const struct network *net, unsigned int circuit)
{
	size_t i;

	for (i = 0; i < net->n_transit; i++) {
		if (net->transit[i].from == circuit)
			return true;
	}
	return false;
}

/* A circuit announces what was learnt by another one. */
static void check_transit(const struct lint_input *in, unsigned int circuit,
			  struct diagnostics *diags)
{
	const struct desc_circuit *c = &in->d->circuit[circuit];
	char buf[PREFIX_STRLEN];
	size_t i;

	for (i = 0; !is_meant(in->net, circuit) && i < c->announce.list.n; i++) {
		if (is_others(in, &c->announce.list.v[i]))
			diagnostics_add(diags, SEVERITY_ERROR, c->announce.at[i],
					"customer-transit",
					"%s is announced on %s and is not ours: the network becomes transit; limit the session to our own prefixes",
					prefix_format(&c->announce.list.v[i], buf), c->name.text);
	}
}

void lint_backup(const struct lint_input *in, struct diagnostics *diags)
{
	unsigned int i, j;

	for (i = 0; i < in->net->n_circuit; i++) {
		check_transit(in, i, diags);
		for (j = 0; in->net->circuit[i].kind == KIND_VPN && j < in->net->n_circuit; j++) {
			if (in->net->circuit[j].kind == KIND_PRIVATE_PEERING)
				check_backup(in, j, i, diags);
		}
	}
}
