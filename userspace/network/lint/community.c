// SPDX-License-Identifier: GPL-2.0
/* Communities, which distinguish the regions of a cloud. */
#include "network/lint/lint.h"

static bool has_community(const struct desc_cloud *cloud)
{
	size_t i;

	for (i = 0; i < cloud->n_region; i++) {
		if (cloud->region[i].community)
			return true;
	}
	return false;
}

/* Whether routes of a cloud get a local-pref by their region on some circuit. */
static bool is_preferred(const struct lint_input *in, const struct desc_cloud *cloud)
{
	unsigned int i;

	for (i = 0; i < in->net->n_circuit; i++) {
		unsigned int far = in->net->circuit[i].far;

		if (in->d->circuit[i].n_preference && far != NONE &&
		    in->net->device[far].as == cloud->as)
			return true;
	}
	return false;
}

static void check_region(const struct desc_region *region, struct diagnostics *diags)
{
	char buf[PREFIX_STRLEN];
	size_t i;

	for (i = 0; !region->community && i < region->prefixes.list.n; i++)
		diagnostics_add(diags, SEVERITY_ERROR, region->prefixes.at[i], "community-missing",
				"cold potato cannot place %s, whose region %s has no community",
				prefix_format(&region->prefixes.list.v[i], buf), region->name.text);
}

void lint_communities(const struct lint_input *in, struct diagnostics *diags)
{
	size_t i, j;

	for (i = 0; i < in->d->n_cloud; i++) {
		const struct desc_cloud *cloud = &in->d->cloud[i];

		if (!has_community(cloud) || !is_preferred(in, cloud))
			continue;
		for (j = 0; j < cloud->n_region; j++)
			check_region(&cloud->region[j], diags);
	}
	for (i = 0; i < in->d->n_circuit; i++) {
		const struct desc_circuit *c = &in->d->circuit[i];

		if (c->community && lint_is_er(in, (unsigned int)i))
			diagnostics_add(diags, SEVERITY_WARNING, c->community_at,
					"community-ignored",
					"circuit %s gives its announcements a community, which a Microsoft peering ignores; remove it",
					c->name.text);
	}
}
