// SPDX-License-Identifier: GPL-2.0
#include "live/mended.h"

#include <string.h>

#include "util/alloc.h"
#include "util/array.h"

static void copy(char *to, size_t size, const char *from)
{
	if (from)
		strncpy(to, from, size - 1);
}

void mended_init(struct mended *m, enum verb what, const char *circuit, const char *link,
		 const char *object, const char *cause)
{
	memset(m, 0, sizeof(*m));
	m->verb = what;
	copy(m->circuit, sizeof(m->circuit), circuit);
	copy(m->link, sizeof(m->link), link);
	copy(m->object, sizeof(m->object), object);
	copy(m->cause, sizeof(m->cause), cause);
}

char *mended_text(const struct mended *m)
{
	static const char *const verbs[] = {
		[VERB_ADD] = "added",
		[VERB_DELETE] = "deleted",
		[VERB_CHANGE] = "changed",
	};

	return xasprintf("%s%s%s%s %s, because %s", m->circuit[0] ? "circuit " : "", m->circuit,
			 m->circuit[0] ? ": " : "",
			 m->verb < ARRAY_SIZE(verbs) ? verbs[m->verb] : "changed", m->object,
			 m->cause);
}
