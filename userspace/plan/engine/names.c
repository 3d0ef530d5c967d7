// SPDX-License-Identifier: GPL-2.0
#include "plan/engine/names.h"

const char *engine_known_set(enum mark_field field)
{
	return field == MARK_IN ? ENGINE_SET_KNOWN_IN : ENGINE_SET_KNOWN_OUT;
}

const char *engine_links_set(enum mark_field field)
{
	return field == MARK_IN ? ENGINE_SET_LINKS_IN : ENGINE_SET_LINKS_OUT;
}
