// SPDX-License-Identifier: GPL-2.0
#include "check/behind.h"

#include <stdlib.h>

#include "util/array.h"

/* Bits of the longest prefix of a list that has an address; -1 if none has it. */
static int longest_match(const struct prefix_list *list, const struct address *a)
{
	int longest = -1;
	size_t i;

	for (i = 0; i < list->n; i++)
		if (prefix_contains_address(&list->v[i], a) && list->v[i].length > longest)
			longest = list->v[i].length;
	return longest;
}

/* struct accepted - a prefix that a circuit accepts, and the circuit */
struct accepted {
	struct prefix prefix;
	const struct circuit *circuit;
};

static int compare_accepted(const void *pa, const void *pb)
{
	const struct accepted *a = pa, *b = pb;

	return prefix_compare(&a->prefix, &b->prefix);
}

static struct accepted *collect_accepted(const struct site *site, size_t *n)
{
	struct accepted *list = NULL;
	size_t i, j;

	*n = 0;
	for (i = 0; i < site->n_circuit; i++) {
		const struct circuit *c = &site->circuit[i];

		for (j = 0; j < c->accept.n; j++) {
			list = array_grow(list, *n, sizeof(*list));
			list[(*n)++] = (struct accepted){ c->accept.v[j], c };
		}
	}
	if (*n)
		qsort(list, *n, sizeof(*list), compare_accepted);
	return list;
}

/*
 * A circuit accepts sources that it leads to, so a server among them is behind it. The time
 * for a service does not grow with the number of circuits, but for the search.
 */
static void warn_unnamed(struct check *check, const struct service *s,
			 const struct accepted *accepted, size_t n)
{
	int inside = longest_match(&check->site->inside, &s->to), length;
	const struct accepted *found;
	char text[PREFIX_STRLEN];
	struct accepted key;

	for (length = (int)address_bits(s->to.family); n && length > inside; length--) {
		key.prefix = prefix_around(&s->to, (uint8_t)length);
		found = bsearch(&key, accepted, n, sizeof(key), compare_accepted);
		if (!found)
			continue;
		check_warning(check, s->to_at, "service-behind",
			      "circuit %s accepts %s, so the server seems to be behind it, where packets from other circuits are refused; write behind: %s",
			      found->circuit->name, address_format(&s->to, text),
			      found->circuit->name);
		return;
	}
}

static void check_service_behind(struct check *check, const struct service *s)
{
	const struct circuit *c = &check->site->circuit[s->behind];
	size_t i;

	if (!s->to.family && !s->incomplete)
		check_error(check, s->behind_at, "behind-without-to",
			    "service %s has no \"to\"; name the server's address behind circuit %s",
			    s->name, c->name);
	if (c->remote)
		check_error(check, s->behind_at, "behind-remote",
			    "circuit %s is remote: it has no link on this host that leads to a server; name a circuit with links",
			    c->name);
	for (i = 0; i < s->n_via; i++)
		if (s->via[i] == s->behind)
			check_error(check, s->via_at[i], "behind-via",
				    "the server of %s is behind circuit %s, which it cannot be published on; remove it from via, or behind",
				    s->name, c->name);
}

void check_behind(struct check *check)
{
	const struct site *site = check->site;
	struct accepted *accepted;
	size_t n, i;

	accepted = collect_accepted(site, &n);
	for (i = 0; i < site->n_service; i++) {
		const struct service *s = &site->service[i];

		if (s->is_behind)
			check_service_behind(check, s);
		else if (s->to.family && !s->incomplete)
			warn_unnamed(check, s, accepted, n);
	}
	free(accepted);
}

/* struct leaver - a server that opens connections, on one circuit */
struct leaver {
	const struct service *service;
	size_t circuit;
};

static int compare_leavers(const void *pa, const void *pb)
{
	const struct leaver *a = pa, *b = pb;
	int order = address_compare(&a->service->to, &b->service->to);

	if (order)
		return order;
	if (a->circuit != b->circuit)
		return a->circuit < b->circuit ? -1 : 1;
	return location_compare(a->service->at, b->service->at);
}

static struct leaver *collect_leavers(struct check *check, size_t *n)
{
	const struct site *site = check->site;
	struct leaver *list = NULL;
	size_t i, j;

	*n = 0;
	for (i = 0; i < site->n_service; i++) {
		const struct service *s = &site->service[i];

		if (!s->outbound || s->incomplete)
			continue;
		if (!s->to.family)
			check_error(check, s->outbound_at, "outbound-without-to",
				    "service %s has no \"to\": its server has the published address itself and keeps it; remove outbound",
				    s->name);
		else if (s->address_link)
			check_error(check, s->outbound_at, "outbound-link",
				    "service %s is published by the address of the link, which connections of its server get by snat: masquerade; use that, or remove outbound",
				    s->name);
		for (j = 0; s->to.family && j < s->n_via; j++) {
			list = array_grow(list, *n, sizeof(*list));
			list[(*n)++] = (struct leaver){ s, s->via[j] };
		}
	}
	return list;
}

void check_outbound(struct check *check)
{
	char text[PREFIX_STRLEN], first[PREFIX_STRLEN];
	struct leaver *list;
	size_t n, i;

	list = collect_leavers(check, &n);
	if (n)
		qsort(list, n, sizeof(*list), compare_leavers);
	for (i = 1; i < n; i++) {
		const struct service *a = list[i - 1].service, *b = list[i].service;

		if (!address_equal(&a->to, &b->to) || list[i - 1].circuit != list[i].circuit ||
		    address_equal(&a->address, &b->address))
			continue;
		check_error(check, b->outbound_at, "outbound-twice",
			    "%s leaves circuit %s with %s, by service %s (line %u); one server has one address there: remove one outbound",
			    address_format(&b->to, text),
			    check->site->circuit[list[i].circuit].name,
			    address_format(&a->address, first), a->name, a->at.line);
	}
	free(list);
}
