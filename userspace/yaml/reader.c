// SPDX-License-Identifier: GPL-2.0
#include "yaml/reader.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/ersym.h>

#include "model/duration.h"
#include "model/range.h"
#include "util/alloc.h"
#include "util/array.h"

static void report_unknown_key(struct reader *r, const struct entry *e, const char *what,
			       const struct key *keys, size_t n)
{
	char buf[QUOTED_STRLEN], *known = xstrdup(keys[0].name), *longer;
	size_t i;

	for (i = 1; i < n; i++) {
		longer = xasprintf("%s, %s", known, keys[i].name);
		free(known);
		known = longer;
	}
	document_error(&r->doc, e->at, "unknown-key", "unknown key %s in %s; known are: %s",
		       quoted(e->key, buf), what, known);
	free(known);
}

static const struct entry *find_entry(const struct entry *entries, size_t n, const char *key)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (!strcmp(entries[i].key, key))
			return &entries[i];
	}
	return NULL;
}

static bool is_key(const struct key *keys, size_t n, const char *name)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (!strcmp(keys[i].name, name))
			return true;
	}
	return false;
}

void read_record(struct reader *r, const yaml_node_t *node, struct location at,
		 const char *what, const struct key *keys, size_t n, void *object,
		 struct location *found)
{
	struct entry *entries;
	size_t n_entry, i;
	char *expected;

	expected = xasprintf("a mapping for %s", what);
	entries = document_entries(&r->doc, node, expected, &n_entry);
	free(expected);
	if (!entries)
		return;
	for (i = 0; i < n_entry; i++) {
		if (!is_key(keys, n, entries[i].key))
			report_unknown_key(r, &entries[i], what, keys, n);
	}
	for (i = 0; i < n; i++) {
		const struct entry *e = find_entry(entries, n_entry, keys[i].name);

		if (e && found)
			found[i] = e->at;
		if (e)
			keys[i].read(r, e, object);
		else if (keys[i].required)
			document_error(&r->doc, at, "missing-key", "%s needs the key %s", what,
				       keys[i].name);
	}
	free(entries);
}

int read_word(struct reader *r, const yaml_node_t *node, const char *const *words,
	      size_t n, const char *expected)
{
	const char *text = document_text(&r->doc, node, expected);
	char buf[QUOTED_STRLEN];
	size_t i;

	if (!text)
		return -1;
	for (i = 0; i < n; i++) {
		if (!strcmp(text, words[i]))
			return (int)i;
	}
	document_error(&r->doc, node_location(node), "word", "expected %s, found %s", expected,
		       quoted(text, buf));
	return -1;
}

bool read_flag(struct reader *r, const yaml_node_t *node)
{
	static const char *const words[] = { "false", "true" };

	return read_word(r, node, words, ARRAY_SIZE(words), "true or false") == 1;
}

/* Decimal or, with 0x, hexadecimal; without a sign or leading zeroes. */
static int parse_number(const char *text, uint32_t *out)
{
	bool hex = text[0] == '0' && text[1] == 'x';
	const char *p = hex ? text + 2 : text;
	uint64_t n = 0;

	if (!*p || (!hex && p[0] == '0' && p[1]))
		return -EINVAL;
	for (; *p; p++) {
		if (!(hex ? isxdigit((unsigned char)*p) : isdigit((unsigned char)*p)))
			return -EINVAL;
		n = n * (hex ? 16 : 10);
		n += isdigit((unsigned char)*p) ? (uint64_t)(*p - '0') :
						  (uint64_t)(tolower((unsigned char)*p) - 'a') + 10;
		if (n > UINT32_MAX)
			return -ERANGE;
	}
	*out = (uint32_t)n;
	return 0;
}

bool read_number(struct reader *r, const yaml_node_t *node, const char *expected,
		 uint32_t min, uint32_t max, uint32_t *out)
{
	const char *text = document_text(&r->doc, node, expected);
	char buf[QUOTED_STRLEN];
	uint32_t n;

	if (!text)
		return false;
	if (!parse_number(text, &n) && n >= min && n <= max) {
		*out = n;
		return true;
	}
	document_error(&r->doc, node_location(node), "number", "expected %s, found %s", expected,
		       quoted(text, buf));
	return false;
}

bool read_duration(struct reader *r, const yaml_node_t *node, const char *expected,
		   uint32_t min, uint32_t max, uint32_t *msec)
{
	const char *text = document_text(&r->doc, node, expected);
	char buf[QUOTED_STRLEN];
	uint32_t n;

	if (!text)
		return false;
	if (!duration_parse(text, &n) && n >= min && n <= max) {
		*msec = n;
		return true;
	}
	document_error(&r->doc, node_location(node), "duration", "expected %s, found %s",
		       expected, quoted(text, buf));
	return false;
}

bool read_address(struct reader *r, const yaml_node_t *node, struct address *out)
{
	static const char expected[] = "an IPv4 or IPv6 address";
	const char *text = document_text(&r->doc, node, expected);
	char buf[QUOTED_STRLEN];

	if (!text)
		return false;
	if (!address_parse(text, out))
		return true;
	document_error(&r->doc, node_location(node), "address", "expected %s, found %s", expected,
		       quoted(text, buf));
	return false;
}

bool read_prefix(struct reader *r, const yaml_node_t *node, struct prefix *out)
{
	static const char expected[] = "a prefix like 192.0.2.0/24";
	const char *text = document_text(&r->doc, node, expected);
	char buf[QUOTED_STRLEN], meant[PREFIX_STRLEN];

	if (!text)
		return false;
	switch (prefix_parse(text, out)) {
	case 0:
		return true;
	case -ERANGE:
		document_error(&r->doc, node_location(node), "prefix-bits",
			       "%s has bits set beyond its length; did you mean %s?",
			       quoted(text, buf), prefix_format(out, meant));
		return false;
	default:
		document_error(&r->doc, node_location(node), "prefix", "expected %s, found %s",
			       expected, quoted(text, buf));
		return false;
	}
}

static bool is_range(const yaml_node_t *node)
{
	return node->type == YAML_SCALAR_NODE &&
	       memchr(node->data.scalar.value, '-', node->data.scalar.length);
}

/* Append the prefixes that make up a range. */
static void read_range(struct reader *r, const yaml_node_t *node, struct prefix_list *list)
{
	const char *text = document_text(&r->doc, node, "a range like 192.0.2.3-192.0.2.6");
	char buf[QUOTED_STRLEN];
	struct range range;

	if (!text)
		return;
	switch (range_parse(text, &range)) {
	case 0:
		range_split(&range, list);
		break;
	case -ERANGE:
		document_error(&r->doc, node_location(node), "prefix",
			       "bad range %s: write it from the lower address to the higher one of the same family",
			       quoted(text, buf));
		break;
	default:
		document_error(&r->doc, node_location(node), "prefix",
			       "expected a prefix like 192.0.2.0/24 or a range like 192.0.2.3-192.0.2.6, found %s",
			       quoted(text, buf));
	}
}

void read_prefixes(struct reader *r, const yaml_node_t *node, struct prefix_list *list,
		   struct location **at)
{
	const yaml_node_t **items;
	size_t n, i, before;
	struct prefix p;

	items = document_items(&r->doc, node, &n);
	for (i = 0; i < n; i++) {
		before = list->n;
		if (is_range(items[i]))
			read_range(r, items[i], list);
		else if (read_prefix(r, items[i], &p))
			prefix_list_add(list, &p);
		for (; before < list->n; before++) {
			*at = array_grow(*at, before, sizeof(**at));
			(*at)[before] = node_location(items[i]);
		}
	}
	free(items);
}

static bool is_name(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				"0123456789_.-");

	return n > 0 && n <= ERSYM_NAME_MAX && !name[n] && !strchr("_.-", name[0]);
}

bool read_name(struct reader *r, const struct entry *e, const char *what)
{
	char buf[QUOTED_STRLEN];

	if (is_name(e->key))
		return true;
	document_error(&r->doc, e->at, "name",
		       "%s cannot name a %s; use up to %d letters, digits, \"_\", \".\" and \"-\", and begin with a letter or a digit",
		       quoted(e->key, buf), what, ERSYM_NAME_MAX);
	return false;
}
