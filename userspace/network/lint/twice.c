// SPDX-License-Identifier: GPL-2.0
/* One name for servers with different addresses. */
#include "network/lint/lint.h"

static bool differ(const struct net_nat *a, const struct net_nat *b)
{
	bool fixed = !a->link && !b->link;

	return prefix_compare(&a->to.v[0], &b->to.v[0]) ||
	       (fixed && !address_equal(&a->address, &b->address));
}

static void report(const struct lint_input *in, const struct net_nat *a, const struct net_nat *b,
		   struct diagnostics *diags)
{
	char address[2][PREFIX_STRLEN], to[2][PREFIX_STRLEN];

	diagnostics_add(diags, SEVERITY_ERROR, lint_server_place(in, b), "service-twice",
			"service %s is %s for %s at %s, and %s for %s at %s; correct one of them, or give it another name",
			a->service, address_format(&a->address, address[0]),
			address_format(&a->to.v[0].address, to[0]),
			in->net->device[a->device].name, address_format(&b->address, address[1]),
			address_format(&b->to.v[0].address, to[1]),
			in->net->device[b->device].name);
}

/* By the name of the service, wherever it is published. */
static void check_services(const struct lint_input *in, struct diagnostics *diags)
{
	struct name_index names = { 0 };
	const struct network *net = in->net;
	unsigned int first;
	size_t i;

	for (i = 0; i < net->n_nat; i++) {
		const struct net_nat *nat = &net->nat[i];

		if (nat->kind != NAT_PUBLISH)
			continue;
		first = name_index_find(&names, nat->service);
		if (first == NONE)
			name_index_add(&names, nat->service, (unsigned int)i);
		else if (net->nat[first].device != nat->device && differ(&net->nat[first], nat))
			report(in, &net->nat[first], nat, diags);
	}
	name_index_free(&names);
}

/* By the name in the public DNS, which leads to one address. */
static void check_names(const struct lint_input *in, struct diagnostics *diags)
{
	struct name_index names = { 0 };
	unsigned int first;
	size_t i, j;

	for (i = 0; i < in->d->n_published; i++) {
		const struct desc_published *p = &in->d->published[i], *q;

		for (j = 0; j < p->record.names.n; j++) {
			const struct desc_name *name = &p->record.names.v[j];
			char a[PREFIX_STRLEN], b[PREFIX_STRLEN];

			first = name_index_find(&names, name->text);
			if (first == NONE) {
				name_index_add(&names, name->text, (unsigned int)i);
				continue;
			}
			q = &in->d->published[first];
			if (address_equal(&q->address, &p->address))
				continue;
			diagnostics_add(diags, SEVERITY_ERROR, name->at, "service-twice",
					"%s is the name of %s, %s, and of %s, %s; a client cannot tell them apart",
					name->text, q->name.text, address_format(&q->address, a),
					p->name.text, address_format(&p->address, b));
		}
	}
	name_index_free(&names);
}

void lint_twice(const struct lint_input *in, struct diagnostics *diags)
{
	check_services(in, diags);
	check_names(in, diags);
}
