// SPDX-License-Identifier: GPL-2.0
#include "model/location.h"

int location_compare(struct location a, struct location b)
{
	if (a.line != b.line)
		return a.line < b.line ? -1 : 1;
	if (a.column != b.column)
		return a.column < b.column ? -1 : 1;
	return 0;
}
