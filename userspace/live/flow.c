// SPDX-License-Identifier: GPL-2.0
#include "live/flow.h"

#include <linux/ersym.h>

bool flow_matches(const struct flow *flow, const struct flow_filter *filter)
{
	if (filter->in != ERSYM_CIRCUIT_UNKNOWN && flow->in != filter->in)
		return false;
	if (filter->out != ERSYM_CIRCUIT_UNKNOWN && flow->out != filter->out)
		return false;
	return !filter->strayed || flow->stray != ERSYM_CIRCUIT_UNKNOWN;
}
