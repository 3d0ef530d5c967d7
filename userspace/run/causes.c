// SPDX-License-Identifier: GPL-2.0
#include "run/causes.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

static char *describe_ruleset(const struct change *change)
{
	if (!change->program[0])
		return xstrdup("the nft ruleset changed");
	return xasprintf("%s (process %u) changed the nft ruleset", change->program,
			 change->process);
}

static char *describe(const struct change *change)
{
	const char *device = change->device[0] ? change->device : "a device";

	switch (change->kind) {
	case CHANGE_LINK_UP:
		return xasprintf("%s is up", device);
	case CHANGE_LINK_NO_CARRIER:
		return xasprintf("%s has no carrier", device);
	case CHANGE_LINK_DOWN:
		return xasprintf("%s is down", device);
	case CHANGE_LINK_DELETED:
		return xasprintf("%s was deleted", device);
	case CHANGE_ADDRESS:
		return xasprintf("an address of %s changed", device);
	case CHANGE_ROUTE:
		return xstrdup("a route changed");
	case CHANGE_RULE:
		return xstrdup("a routing rule changed");
	case CHANGE_SYSCTL:
		return xasprintf("proxy_ndp of %s changed", device);
	case CHANGE_RULESET:
		return describe_ruleset(change);
	case CHANGE_MODULE:
		return xstrdup("a kernel module was loaded or unloaded");
	case CHANGE_LOST:
		break;
	}
	return xstrdup("notifications of the kernel were lost");
}

static bool has(const struct causes *causes, const char *text)
{
	size_t i;

	for (i = 0; i < causes->n; i++)
		if (!strcmp(causes->v[i].text, text))
			return true;
	return false;
}

/*
 * When a link is set down and up, its addresses and routes change, too. If there is no room
 * for all changes, that of the link is kept.
 */
static void add(struct causes *causes, const struct cause *cause)
{
	size_t i;

	if (has(causes, cause->text)) {
		free(cause->text);
		return;
	}
	if (causes->n == CAUSES_MAX) {
		causes->more++;
		if (cause->kind >= causes->v[CAUSES_MAX - 1].kind) {
			free(cause->text);
			return;
		}
		free(causes->v[--causes->n].text);
	}
	for (i = causes->n++; i && causes->v[i - 1].kind > cause->kind; i--)
		causes->v[i] = causes->v[i - 1];
	causes->v[i] = *cause;
}

void causes_add(struct causes *causes, const struct change *change)
{
	add(causes, &(struct cause){ .kind = change->kind, .text = describe(change) });
}

void causes_add_text(struct causes *causes, char *text)
{
	add(causes, &(struct cause){ .kind = CHANGE_LINK_UP, .text = text });
}

char *causes_text(const struct causes *causes)
{
	char *text = xstrdup(""), *longer;
	size_t i;

	for (i = 0; i < causes->n; i++) {
		longer = xasprintf("%s%s%s", text, i ? ", " : "", causes->v[i].text);
		free(text);
		text = longer;
	}
	if (!causes->more)
		return text;
	longer = xasprintf("%s, and %zu more change%s", text, causes->more,
			   causes->more == 1 ? "" : "s");
	free(text);
	return longer;
}

void causes_clear(struct causes *causes)
{
	while (causes->n)
		free(causes->v[--causes->n].text);
	causes->more = 0;
}
