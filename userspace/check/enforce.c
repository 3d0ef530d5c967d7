// SPDX-License-Identifier: GPL-2.0
#include "check/enforce.h"

#include "check/prefix.h"

void check_enforce(struct check *check)
{
	const struct site *site = check->site;
	char text[PREFIX_STRLEN];
	size_t i;

	check_prefixes(check, &site->enforce, site->enforce_at, false);
	for (i = 0; check->n_inside && i < site->enforce.n; i++) {
		if (ranges_contain(check->inside, check->n_inside, &site->enforce.v[i]))
			continue;
		check_error(check, site->enforce_at[i], "enforce-inside",
			    "%s is not inside: dropping is limited to connections of inside addresses; name one, or add it to inside",
			    prefix_format(&site->enforce.v[i], text));
	}
}
