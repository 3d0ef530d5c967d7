// SPDX-License-Identifier: GPL-2.0
#include "run/causes.h"

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

void causes_add(struct causes *causes, const struct change *change)
{
	causes_add_text(causes, describe(change));
}

void causes_add_text(struct causes *causes, char *text)
{
	size_t i;

	for (i = 0; i < causes->n && strcmp(causes->text[i], text); i++)
		;
	if (i < causes->n || causes->n == CAUSES_MAX) {
		causes->more += i == causes->n;
		free(text);
		return;
	}
	causes->text[causes->n++] = text;
}

char *causes_text(const struct causes *causes)
{
	char *text = xstrdup(""), *longer;
	size_t i;

	for (i = 0; i < causes->n; i++) {
		longer = xasprintf("%s%s%s", text, i ? ", " : "", causes->text[i]);
		free(text);
		text = longer;
	}
	if (!causes->more)
		return text;
	longer = xasprintf("%s, and %zu more changes", text, causes->more);
	free(text);
	return longer;
}

void causes_clear(struct causes *causes)
{
	while (causes->n)
		free(causes->text[--causes->n]);
	causes->more = 0;
}
