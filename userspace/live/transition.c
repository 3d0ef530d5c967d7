// SPDX-License-Identifier: GPL-2.0
#include "live/transition.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/array.h"

struct transition *transitions_add(struct transitions *transitions, enum transition_kind kind,
				   const char *circuit)
{
	struct transition *t;

	transitions->v = array_grow(transitions->v, transitions->n, sizeof(*transitions->v));
	t = &transitions->v[transitions->n++];
	t->kind = kind;
	snprintf(t->circuit, sizeof(t->circuit), "%s", circuit);
	return t;
}

static const struct link_condition *find_link(const struct conditions *conditions,
					      const struct link_condition *link)
{
	size_t i;

	for (i = 0; i < conditions->n_link; i++)
		if (!strcmp(conditions->link[i].link, link->link))
			return &conditions->link[i];
	return NULL;
}

void transitions_of_links(const struct conditions *before, const struct conditions *now,
			  struct transitions *transitions)
{
	const struct link_condition *link, *former;
	size_t i;

	for (i = 0; i < now->n_link; i++) {
		link = &now->link[i];
		former = find_link(before, link);
		if (former && former->running != link->running)
			strcpy(transitions_add(transitions,
					       link->running ? TRANSITION_LINK_UP :
							       TRANSITION_LINK_DOWN,
					       link->circuit)->link, link->link);
	}
}

void transitions_free(struct transitions *transitions)
{
	free(transitions->v);
	memset(transitions, 0, sizeof(*transitions));
}

const char *transition_name(const struct transition *t)
{
	static const char *const names[] = {
		[TRANSITION_CIRCUIT_DOWN] = "circuit-down",
		[TRANSITION_CIRCUIT_UP] = "circuit-up",
		[TRANSITION_LINK_DOWN] = "link-down",
		[TRANSITION_LINK_UP] = "link-up",
	};

	return t->kind < ARRAY_SIZE(names) ? names[t->kind] : NULL;
}

static char *link_text(const struct transition *t)
{
	return xasprintf("circuit %s: link %s is %s", t->circuit, t->link,
			 t->kind == TRANSITION_LINK_UP ? "running" : "not running");
}

char *transition_text(const struct transition *t)
{
	char *reason, *text, *longer;

	if (t->link[0])
		return link_text(t);
	reason = reason_text(t->reason, t->why);
	text = xasprintf("circuit %s is %s%s%s%s", t->circuit,
			 t->kind == TRANSITION_CIRCUIT_UP ? "up" : "down", reason ? " (" : "",
			 reason ? reason : "", reason ? ")" : "");
	free(reason);
	if (!t->ended)
		return text;
	longer = xasprintf("%s: %" PRIu32 " connection%s ended", text, t->ended,
			   t->ended == 1 ? "" : "s");
	free(text);
	return longer;
}
