// SPDX-License-Identifier: GPL-2.0
#include "yaml/document.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "yaml/tree.h"

struct location node_location(const yaml_node_t *node)
{
	return mark_location(node->start_mark);
}

void document_error(struct document *doc, struct location at, const char *code,
		    const char *format, ...)
{
	va_list ap;
	char *message;

	va_start(ap, format);
	message = xvasprintf(format, ap);
	va_end(ap);
	diagnostics_add(doc->diags, SEVERITY_ERROR, at, code, "%s", message);
	free(message);
}

static bool is_continuation(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

const char *quoted(const char *text, char buf[static QUOTED_STRLEN])
{
	/* This leaves room for one escaped byte, the dots, the quote and the NUL. */
	const size_t limit = QUOTED_STRLEN - sizeof("\\x00...\"");
	const unsigned char *p = (const unsigned char *)text;
	size_t n = 0;

	buf[n++] = '"';
	for (; *p && n < limit; p++) {
		if (*p == 0xc2 && p[1] < 0xa0) /* a C1 control character */
			p++;
		else if (*p >= ' ' && *p != 0x7f) {
			buf[n++] = (char)*p;
			continue;
		}
		n += (size_t)sprintf(buf + n, "\\x%02x", *p);
	}
	if (*p) {
		/* Do not end within a character. */
		while (is_continuation((char)*p)) {
			p--;
			n--;
		}
		n += (size_t)sprintf(buf + n, "...");
	}
	buf[n++] = '"';
	buf[n] = '\0';
	return buf;
}

int document_parse(struct document *doc, const char *text, size_t length,
		   struct diagnostics *diags)
{
	int err;

	memset(doc, 0, sizeof(*doc));
	doc->diags = diags;
	err = tree_build(&doc->yaml, text, length, diags);
	if (!err)
		doc->root = yaml_document_get_root_node(&doc->yaml);
	return err;
}

void document_free(struct document *doc)
{
	yaml_document_delete(&doc->yaml);
}

bool node_is(const yaml_node_t *node, const char *text)
{
	return node->type == YAML_SCALAR_NODE && node->data.scalar.length == strlen(text) &&
	       !strcmp((const char *)node->data.scalar.value, text);
}

bool node_is_nothing(const yaml_node_t *node)
{
	return node_is(node, "") && node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

static const char *node_kind(const yaml_node_t *node)
{
	if (node->type == YAML_SEQUENCE_NODE)
		return "a list";
	if (node->type == YAML_MAPPING_NODE)
		return "a mapping";
	return node_is_nothing(node) ? "nothing" : "a single value";
}

static void report_type(struct document *doc, const yaml_node_t *node, const char *expected)
{
	document_error(doc, node_location(node), "type", "expected %s, found %s", expected,
		       node_kind(node));
}

const char *document_text(struct document *doc, const yaml_node_t *node, const char *expected)
{
	const char *text;

	if (node->type != YAML_SCALAR_NODE || node_is_nothing(node)) {
		report_type(doc, node, expected);
		return NULL;
	}
	text = (const char *)node->data.scalar.value;
	if (strlen(text) != node->data.scalar.length) {
		document_error(doc, node_location(node), "type", "expected %s, found a NUL byte",
			       expected);
		return NULL;
	}
	return text;
}

static int compare_entries(const void *pa, const void *pb)
{
	const struct entry *a = *(const struct entry *const *)pa;
	const struct entry *b = *(const struct entry *const *)pb;
	int order = strcmp(a->key, b->key);

	return order ? order : location_compare(a->at, b->at);
}

/* Report all but the first entry of each key, and set their values to NULL. */
static void refuse_duplicates(struct document *doc, struct entry *entries, size_t n)
{
	const struct entry *first;
	struct entry **sorted;
	char buf[QUOTED_STRLEN];
	size_t i;

	if (n < 2)
		return;
	sorted = xcalloc(n, sizeof(*sorted));
	for (i = 0; i < n; i++)
		sorted[i] = &entries[i];
	qsort(sorted, n, sizeof(*sorted), compare_entries);
	for (i = 1, first = sorted[0]; i < n; i++) {
		if (strcmp(sorted[i]->key, first->key)) {
			first = sorted[i];
			continue;
		}
		document_error(doc, sorted[i]->at, "duplicate-key",
			       "%s is already in line %u; merge the two or remove one",
			       quoted(first->key, buf), first->at.line);
		sorted[i]->value = NULL;
	}
	free(sorted);
}

struct entry *document_entries(struct document *doc, const yaml_node_t *node,
			       const char *expected, size_t *n)
{
	const yaml_node_pair_t *pair;
	struct entry *entries;
	size_t count = 0, i;

	*n = 0;
	if (node->type != YAML_MAPPING_NODE) {
		report_type(doc, node, expected);
		return NULL;
	}
	entries = xcalloc((size_t)(node->data.mapping.pairs.top -
				   node->data.mapping.pairs.start), sizeof(*entries));
	for (pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top; pair++) {
		const yaml_node_t *key = yaml_document_get_node(&doc->yaml, pair->key);
		struct entry *e = &entries[count];

		e->key = document_text(doc, key, "a word as the key");
		if (!e->key)
			continue;
		e->at = node_location(key);
		e->value = yaml_document_get_node(&doc->yaml, pair->value);
		count++;
	}
	refuse_duplicates(doc, entries, count);
	for (i = 0; i < count; i++) {
		if (entries[i].value)
			entries[(*n)++] = entries[i];
	}
	return entries;
}

const yaml_node_t **document_items(struct document *doc, const yaml_node_t *node, size_t *n)
{
	const yaml_node_t **items;
	const yaml_node_item_t *item;

	if (node->type != YAML_SEQUENCE_NODE) {
		items = xcalloc(1, sizeof(*items));
		items[0] = node;
		*n = 1;
		return items;
	}
	items = xcalloc((size_t)(node->data.sequence.items.top -
				 node->data.sequence.items.start), sizeof(*items));
	*n = 0;
	for (item = node->data.sequence.items.start; item < node->data.sequence.items.top; item++)
		items[(*n)++] = yaml_document_get_node(&doc->yaml, *item);
	return items;
}
