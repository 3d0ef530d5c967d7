// SPDX-License-Identifier: GPL-2.0
#include "run/notices.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

bool notices_add(struct notices *notices, const char *text)
{
	struct notice *notice;
	size_t i;

	for (i = 0; i < notices->n; i++) {
		notice = &notices->v[i];
		if (!strcmp(notice->text, text)) {
			notice->current = true;
			return false;
		}
	}
	notices->v = xreallocarray(notices->v, notices->n + 1, sizeof(*notices->v));
	notice = &notices->v[notices->n++];
	notice->text = xstrdup(text);
	notice->current = true;
	return true;
}

void notices_end(struct notices *notices)
{
	size_t i, kept = 0;

	for (i = 0; i < notices->n; i++) {
		if (notices->v[i].current) {
			notices->v[kept] = notices->v[i];
			notices->v[kept++].current = false;
		} else {
			free(notices->v[i].text);
		}
	}
	notices->n = kept;
}

void notices_free(struct notices *notices)
{
	size_t i;

	for (i = 0; i < notices->n; i++)
		free(notices->v[i].text);
	free(notices->v);
	memset(notices, 0, sizeof(*notices));
}
