// SPDX-License-Identifier: GPL-2.0
/* Routes that hosts are expected to see. */
#include "network/lint/lint.h"

static void check_segment(const struct lint_input *in, const struct desc_segment *s,
			  struct diagnostics *diags)
{
	unsigned int device = network_device(in->net, s->device.text);
	size_t i;

	for (i = 0; i < s->sees.n; i++) {
		unsigned int circuit = network_circuit(in->net, s->sees.v[i].text);

		if (!lint_sees(in, device, circuit))
			diagnostics_add(diags, SEVERITY_ERROR, s->sees.v[i].at,
					"scope-contradiction",
					"segment %s is expected to see routes of circuit %s, and none reach %s; let it see that circuit, or remove it here",
					s->name.text, s->sees.v[i].text, s->device.text);
	}
}

void lint_scopes(const struct lint_input *in, struct diagnostics *diags)
{
	size_t i, j;

	for (i = 0; i < in->d->n_site; i++) {
		for (j = 0; j < in->d->site[i].n_segment; j++)
			check_segment(in, &in->d->site[i].segment[j], diags);
	}
}
