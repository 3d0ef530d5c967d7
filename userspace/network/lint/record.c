// SPDX-License-Identifier: GPL-2.0
/* What is recorded of servers that ExpressRoute leads to. */
#include "network/lint/lint.h"

/* A circuit of ExpressRoute by which a server is published, or NONE. */
static unsigned int er_of(const struct lint_input *in, const struct desc_published *p)
{
	size_t i;

	for (i = 0; i < p->via.n; i++) {
		unsigned int circuit = network_circuit(in->net, p->via.v[i].text);

		if (lint_is_er(in, circuit))
			return circuit;
	}
	return NONE;
}

/* Another server that other services use, in the prefix that a circuit announces of one. */
static const struct desc_published *neighbour(const struct lint_input *in,
					      const struct desc_published *p,
					      unsigned int circuit)
{
	struct prefix own = prefix_of_address(&p->address);
	const struct prefix *announced =
		lint_cover(&in->d->circuit[circuit].announce.list, &own);
	size_t i;

	for (i = 0; announced && i < in->d->n_published; i++) {
		const struct desc_published *other = &in->d->published[i];

		if (other != p && other->record.initiators & INITIATOR_OTHER &&
		    prefix_contains_address(announced, &other->address))
			return other;
	}
	return NULL;
}

static void check_initiators(const struct lint_input *in, const struct desc_published *p,
			     unsigned int circuit, struct diagnostics *diags)
{
	const char *name = in->net->circuit[circuit].name;
	const struct desc_published *other = neighbour(in, p, circuit);
	unsigned int mixed = INITIATOR_OFFICE | INITIATOR_INTERNET;

	if (p->record.initiators & INITIATOR_OTHER)
		diagnostics_add(diags, SEVERITY_ERROR, p->name.at, "other-microsoft-service",
				"services of Microsoft that %s does not lead to use %s, whose answers leave another way; publish it to them by an address that %s does not announce",
				name, p->name.text, name);
	else if (other)
		diagnostics_add(diags, SEVERITY_ERROR, p->name.at, "other-microsoft-service",
				"%s is in a prefix that %s announces with %s, which services use that %s does not lead to; announce a longer one",
				p->name.text, name, other->name.text, name);
	if ((p->record.initiators & mixed) == mixed)
		diagnostics_add(diags, SEVERITY_WARNING, p->name.at, "mixed-initiators",
				"Office 365 and users on the Internet reach %s by one name; give each its own",
				p->name.text);
}

static void check_record(const struct lint_input *in, const struct desc_published *p,
			 unsigned int circuit, struct diagnostics *diags)
{
	const char *name = in->net->circuit[circuit].name;

	if (!p->record.names.n)
		diagnostics_add(diags, SEVERITY_ERROR, p->name.at, "dns-missing",
				"%s is published on %s and has no name in the public DNS; add the key names",
				p->name.text, name);
	if (!p->record.reviewed.text)
		diagnostics_add(diags, SEVERITY_WARNING, p->name.at, "security-review-missing",
				"the security of %s on %s is not reviewed; add the key reviewed when it is",
				p->name.text, name);
	if (!p->record.tested.text)
		diagnostics_add(diags, SEVERITY_WARNING, p->name.at, "inbound-untested",
				"%s is published on %s and was not tested in a test segment; add the key tested when it was",
				p->name.text, name);
	check_initiators(in, p, circuit, diags);
}

void lint_records(const struct lint_input *in, struct diagnostics *diags)
{
	size_t i;

	for (i = 0; i < in->d->n_published; i++) {
		const struct desc_published *p = &in->d->published[i];
		unsigned int circuit = er_of(in, p);

		if (p->record.kept && circuit != NONE)
			check_record(in, p, circuit, diags);
	}
}
