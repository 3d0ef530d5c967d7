// SPDX-License-Identifier: GPL-2.0
#include "probe/verdict.h"

bool verdict_round(struct verdict *verdict, bool answered, uint32_t down_after, uint32_t up_after)
{
	if (answered != verdict->down) {
		verdict->contrary = 0;
		return false;
	}
	if (++verdict->contrary < (verdict->down ? up_after : down_after))
		return false;
	verdict->down = !verdict->down;
	verdict->contrary = 0;
	return true;
}
