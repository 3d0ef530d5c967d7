// SPDX-License-Identifier: GPL-2.0
/* What may be announced on a Microsoft peering, and by which AS. */
#include "network/lint/lint.h"

static void check_prefix(const struct lint_input *in, const struct prefix *p, struct location at,
			 const char *circuit, struct diagnostics *diags)
{
	char buf[PREFIX_STRLEN];

	prefix_format(p, buf);
	if (!prefix_is_public(p))
		diagnostics_add(diags, SEVERITY_ERROR, at, "private-on-public",
				"circuit %s carries only public addresses, and %s is not; remove it",
				circuit, buf);
	else if (in->d->owns.list.n && !lint_cover(&in->d->owns.list, p))
		diagnostics_add(diags, SEVERITY_ERROR, at, "prefix-not-owned",
				"%s is not in the declared ownership list; add it under owns, or do not announce it",
				buf);
}

/* RFC 6996. */
static bool is_private_as(uint32_t as)
{
	return (as >= 64512 && as <= 65534) || (as >= 4200000000u && as <= 4294967294u);
}

/* AS numbers that Microsoft keeps for itself. */
static bool is_reserved_as(uint32_t as)
{
	return as == 12076 || (as >= 65515 && as <= 65520);
}

/* The AS that speaks on our side of a circuit. */
static uint32_t our_as(const struct lint_input *in, unsigned int circuit)
{
	unsigned int device = in->net->circuit[circuit].device;

	return device < in->d->n_device ? in->net->device[device].as : in->d->as;
}

static void check_as(const struct lint_input *in, unsigned int circuit, struct diagnostics *diags)
{
	const struct desc_circuit *c = &in->d->circuit[circuit];
	uint32_t as = our_as(in, circuit);

	if (is_reserved_as(as))
		diagnostics_add(diags, SEVERITY_ERROR, c->name.at, "asn-reserved",
				"AS %u is one that Microsoft keeps for itself; circuit %s needs another",
				as, c->name.text);
	else if (is_private_as(as))
		diagnostics_add(diags, SEVERITY_ERROR, c->name.at, "asn-private",
				"AS %u is private; the Microsoft peering %s needs a public AS",
				as, c->name.text);
}

void lint_ownership(const struct lint_input *in, struct diagnostics *diags)
{
	bool some = false;
	size_t i, j;

	for (i = 0; i < in->d->n_circuit; i++) {
		const struct desc_circuit *c = &in->d->circuit[i];

		if (!lint_is_er(in, (unsigned int)i))
			continue;
		some = true;
		check_as(in, (unsigned int)i, diags);
		for (j = 0; j < c->announce.list.n; j++)
			check_prefix(in, &c->announce.list.v[j], c->announce.at[j], c->name.text,
				     diags);
	}
	if (some && !in->d->owns.list.n)
		diagnostics_add(diags, SEVERITY_WARNING, in->d->at, "ownership-unknown",
				"a Microsoft peering takes only prefixes that are registered; list them under owns");
}
