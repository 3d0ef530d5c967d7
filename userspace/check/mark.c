// SPDX-License-Identifier: GPL-2.0
#include "check/mark.h"

#include <errno.h>

#include <linux/ersym.h>

#include "model/mark.h"

uint32_t check_mark(struct check *check)
{
	const struct site *site = check->site;
	struct mark_layout layout;

	if (!site->mark_mask && !site->mark_mask_at.line)
		return ERSYM_CIRCUIT_MAX;
	switch (site->mark_mask ? mark_layout_init(&layout, site->mark_mask) : -ERANGE) {
	case 0:
		return mark_id_max(&layout);
	case -ERANGE:
		check_error(check, site->mark_mask_at, "mask-narrow",
			    "0x%08x has fewer than six bits, two for each of three fields; sixteen have room for 30 circuits",
			    site->mark_mask);
		break;
	default:
		check_error(check, site->mark_mask_at, "mask-gaps",
			    "the bits of 0x%08x are not next to each other; use one block like 0xffff0000",
			    site->mark_mask);
	}
	return ERSYM_CIRCUIT_MAX;
}
