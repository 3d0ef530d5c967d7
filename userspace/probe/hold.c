// SPDX-License-Identifier: GPL-2.0
#include "probe/hold.h"

bool hold_update(struct hold *hold, bool works, uint64_t now, uint32_t hold_down)
{
	bool before = hold->up || !hold->known;

	if (!works)
		hold->up = false;
	else if (!hold->known)
		hold->up = true;
	else if (!hold->works)
		hold->due = now + hold_down;
	hold->known = true;
	hold->works = works;
	if (works && !hold->up && now >= hold->due)
		hold->up = true;
	return hold->up != before;
}

int hold_wait(const struct hold *hold, uint64_t now)
{
	if (!hold->works || hold->up)
		return -1;
	return hold->due > now ? (int)(hold->due - now) : 0;
}
