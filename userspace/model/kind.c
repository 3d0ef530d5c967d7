// SPDX-License-Identifier: GPL-2.0
#include "model/kind.h"

#include <stddef.h>

static const char *const names[] = {
	[ERSYM_KIND_RETURN_IN] = "return-in",
	[ERSYM_KIND_RETURN_OUT] = "return-out",
	[ERSYM_KIND_FORWARD_IN] = "forward-in",
	[ERSYM_KIND_FORWARD_OUT] = "forward-out",
	[ERSYM_KIND_FOREIGN] = "foreign",
	[ERSYM_KIND_ORPHAN] = "orphan",
	[ERSYM_KIND_LEAK] = "leak",
	[ERSYM_KIND_RELATED] = "related",
};

const char *violation_kind_name(uint32_t kind)
{
	if (kind == KIND_UNNAMED)
		return "unnamed";
	return kind < sizeof(names) / sizeof(names[0]) ? names[kind] : NULL;
}
