// SPDX-License-Identifier: GPL-2.0
/* Public addresses of servers: where they are announced, and how long. */
#include <string.h>

#include "network/lint/lint.h"

/* Whether the address was looked at with an earlier rule of the circuit. */
static bool is_repeated(const struct lint_input *in, size_t index)
{
	const struct net_nat *nat = &in->net->nat[index];
	size_t i;

	for (i = 0; i < index; i++) {
		const struct net_nat *earlier = &in->net->nat[i];

		if (earlier->kind == NAT_PUBLISH && earlier->circuit == nat->circuit &&
		    address_equal(&earlier->address, &nat->address))
			return true;
	}
	return false;
}

/* The same address on the Internet: the prefix on ExpressRoute has to be the longer one. */
static void check_longer(const struct lint_input *in, const struct net_nat *nat,
			 const struct prefix *on_er, unsigned int internet,
			 struct diagnostics *diags)
{
	struct prefix own = prefix_of_address(&nat->address);
	const struct prefix *p = lint_cover(&in->d->circuit[internet].announce.list, &own);
	const char *er = in->net->circuit[nat->circuit].name;
	const char *name = in->net->circuit[internet].name;
	char buf[PREFIX_STRLEN], longer[PREFIX_STRLEN];

	if (!p || p->length < on_er->length)
		return;
	prefix_format(p, buf);
	if (p->length == on_er->length)
		diagnostics_add(diags, SEVERITY_WARNING, lint_server_place(in, nat), "not-more-specific",
				"%s is announced alike on %s and %s; announce %s on %s", buf, name,
				er, prefix_format(&own, longer), er);
	else
		diagnostics_add(diags, SEVERITY_ERROR, lint_server_place(in, nat), "better-on-internet",
				"%s announces %s, longer than %s on %s: %s is reached by %s", name,
				buf, prefix_format(on_er, longer), er, nat->service, name);
}

static void check_address(const struct lint_input *in, const struct net_nat *nat,
			  struct diagnostics *diags)
{
	const char *name = in->net->circuit[nat->circuit].name;
	struct prefix own = prefix_of_address(&nat->address);
	const struct prefix *announced =
		lint_cover(&in->d->circuit[nat->circuit].announce.list, &own);
	char buf[PREFIX_STRLEN];
	bool other = false;
	unsigned int i;

	address_format(&nat->address, buf);
	if (!prefix_is_public(&own))
		diagnostics_add(diags, SEVERITY_ERROR, lint_server_place(in, nat), "private-on-public",
				"service %s is published with %s on circuit %s, which carries only public addresses",
				nat->service, buf, name);
	else if (!announced)
		diagnostics_add(diags, SEVERITY_ERROR, lint_server_place(in, nat), "dnat-not-advertised",
				"%s of service %s is in no prefix that circuit %s announces", buf,
				nat->service, name);
	if (!announced || !lint_is_er(in, nat->circuit))
		return;
	for (i = 0; i < in->net->n_circuit; i++) {
		if (i == nat->circuit || !network_is_public(in->net, i))
			continue;
		other |= !!lint_cover(&in->d->circuit[i].announce.list, &own);
		if (lint_is_internet(in, i))
			check_longer(in, nat, announced, i, diags);
	}
	if (!other)
		diagnostics_add(diags, SEVERITY_ERROR, lint_server_place(in, nat), "no-alternate-path",
				"%s is unreachable when %s is down; announce it by another circuit, too",
				buf, name);
}

/* A service that a circuit must not announce. */
static void check_forbidden(const struct lint_input *in, const struct desc_service *s,
			    struct diagnostics *diags)
{
	const struct prefix *p;
	struct address address;
	struct prefix own;
	char buf[PREFIX_STRLEN];
	size_t i;

	if (!s->not_on.n || !s->to.text || address_parse(s->to.text, &address))
		return;
	own = prefix_of_address(&address);
	for (i = 0; i < s->not_on.n; i++) {
		unsigned int circuit = network_circuit(in->net, s->not_on.v[i].text);

		p = lint_cover(&in->d->circuit[circuit].announce.list, &own);
		if (p)
			diagnostics_add(diags, SEVERITY_ERROR,
					lint_place(in, circuit, &in->d->circuit[circuit].announce,
						   p),
					"service-on-forbidden-circuit",
					"%s of service %s is announced on circuit %s, which the service excludes; withdraw it",
					prefix_format(p, buf), s->name.text,
					s->not_on.v[i].text);
	}
}

/* Whether something of ours has an address: a host, a translation, or a link. */
static bool is_used(const struct lint_input *in, const struct prefix *p)
{
	const struct network *net = in->net;
	size_t i, j;

	for (i = 0; i < net->n_segment; i++) {
		if (net->device[net->segment[i].device].side == SIDE_OURS &&
		    prefix_contains(&net->segment[i].prefix, p))
			return true;
	}
	for (i = 0; i < net->n_nat; i++) {
		if (net->nat[i].kind == NAT_PUBLISH &&
		    prefix_contains_address(p, &net->nat[i].address))
			return true;
		for (j = 0; j < net->nat[i].to.n; j++) {
			if (prefix_contains(&net->nat[i].to.v[j], p))
				return true;
		}
	}
	for (i = 0; i < net->n_accept; i++) {
		if (net->accept[i].to.address.family && prefix_contains(&net->accept[i].to, p))
			return true;
	}
	for (i = 0; i < net->n_link; i++) {
		if (net->link[i].circuit != NONE && prefix_contains(&net->link[i].subnet, p))
			return true;
	}
	return false;
}

/* A host route on ExpressRoute that leads to nothing: a mistyped one, as a rule. */
static void check_vacant(const struct lint_input *in, unsigned int circuit,
			 struct diagnostics *diags)
{
	const struct desc_prefixes *announce = &in->d->circuit[circuit].announce;
	char buf[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < announce->list.n; i++) {
		const struct prefix *p = &announce->list.v[i];

		if (p->length == address_bits(p->address.family) && !is_used(in, p))
			diagnostics_add(diags, SEVERITY_WARNING, announce->at[i],
					"advertised-without-service",
					"%s is announced on %s and nothing has that address; is it another one that is meant?",
					prefix_format(p, buf), in->net->circuit[circuit].name);
	}
}

/* What was set aside for a server is what it has. */
static void check_reserved(const struct desc_published *p, struct diagnostics *diags)
{
	const struct prefix *first;
	char reserved[PREFIX_STRLEN], buf[PREFIX_STRLEN];
	struct prefix own = prefix_of_address(&p->address);

	if (!p->reserved.list.n || lint_cover(&p->reserved.list, &own))
		return;
	first = &p->reserved.list.v[0];
	if (first->length == address_bits(first->address.family))
		address_format(&first->address, reserved);
	else
		prefix_format(first, reserved);
	diagnostics_add(diags, SEVERITY_ERROR, p->reserved.at[0], "reserved-mismatch",
			"%s is reserved for %s, but its rule translates %s; correct one of them",
			reserved, p->name.text, address_format(&p->address, buf));
}

void lint_published(const struct lint_input *in, struct diagnostics *diags)
{
	size_t i;

	for (i = 0; i < in->net->n_nat; i++) {
		const struct net_nat *nat = &in->net->nat[i];

		if (nat->kind == NAT_PUBLISH && !is_repeated(in, i) &&
		    network_is_public(in->net, nat->circuit))
			check_address(in, nat, diags);
	}
	for (i = 0; i < in->net->n_circuit; i++) {
		if (lint_is_er(in, (unsigned int)i))
			check_vacant(in, (unsigned int)i, diags);
	}
	for (i = 0; i < in->d->n_published; i++)
		check_reserved(&in->d->published[i], diags);
	for (i = 0; i < in->d->n_service; i++)
		check_forbidden(in, &in->d->service[i], diags);
}
