// SPDX-License-Identifier: GPL-2.0
#include "config/document.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

static struct location location_of(yaml_mark_t mark)
{
	return (struct location){
		.line = (unsigned int)mark.line + 1,
		.column = (unsigned int)mark.column + 1,
	};
}

struct location node_location(const yaml_node_t *node)
{
	return location_of(node->start_mark);
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

static struct location location_next(struct location at, char byte)
{
	if (byte == '\n')
		return (struct location){ at.line + 1, 1 };
	if (!is_continuation(byte))
		at.column++;
	return at;
}

const char *quoted(const char *text, char buf[static QUOTED_STRLEN])
{
	/* Room for one escaped byte, the dots, the quote and the NUL. */
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
		/* Not within a character. */
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

/* Where the byte at @offset is, for errors that come without a mark. */
static struct location location_of_offset(const char *text, size_t length, size_t offset)
{
	struct location at = { 1, 1 };
	size_t i;

	for (i = 0; i < offset && i < length; i++)
		at = location_next(at, text[i]);
	return at;
}

/* The byte at @mark; libyaml counts characters. */
static char byte_at(const char *text, size_t length, yaml_mark_t mark)
{
	struct location end = location_of(mark), at = { 1, 1 };
	size_t i;

	for (i = 0; i < length && location_compare(at, end) < 0; i++)
		at = location_next(at, text[i]);
	while (i < length && is_continuation(text[i]))
		i++;
	return i < length ? text[i] : '\0';
}

static void report_syntax(const yaml_parser_t *parser, const char *text, size_t length,
			  struct diagnostics *diags)
{
	const char *problem = parser->problem ? parser->problem : "cannot be read";
	struct location at;

	if (parser->error == YAML_READER_ERROR) {
		at = location_of_offset(text, length, parser->problem_offset);
		diagnostics_add(diags, SEVERITY_ERROR, at, "syntax",
				"%s; the file must be UTF-8 text", problem);
		return;
	}
	at = location_of(parser->problem_mark);
	if (byte_at(text, length, parser->problem_mark) == '\t')
		diagnostics_add(diags, SEVERITY_ERROR, at, "syntax",
				"a tab cannot indent; use spaces");
	else if (parser->context && parser->context_mark.line + 1 != at.line)
		diagnostics_add(diags, SEVERITY_ERROR, at, "syntax", "%s %s that begins in line %zu",
				problem, parser->context, parser->context_mark.line + 1);
	else if (parser->context)
		diagnostics_add(diags, SEVERITY_ERROR, at, "syntax", "%s %s", problem,
				parser->context);
	else
		diagnostics_add(diags, SEVERITY_ERROR, at, "syntax", "%s", problem);
}

static void parser_open(yaml_parser_t *parser, const char *text, size_t length)
{
	if (!yaml_parser_initialize(parser))
		abort();
	yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(parser, (const unsigned char *)text, length);
}

static void refuse(struct diagnostics *diags, yaml_mark_t mark, const char *code,
		   const char *what)
{
	diagnostics_add(diags, SEVERITY_ERROR, location_of(mark), code, "%s", what);
}

/* What the loaded document does not show any more. */
static void scan_event(const yaml_event_t *event, unsigned int *documents, bool *aliased,
		       struct diagnostics *diags)
{
	const yaml_char_t *anchor = NULL, *tag = NULL;

	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (++*documents == 2)
			refuse(diags, event->start_mark, "several-documents",
			       "a second document begins; put everything in one");
		return;
	case YAML_ALIAS_EVENT:
		refuse(diags, event->start_mark, "alias",
		       "aliases are not supported; write the value out");
		*aliased = true;
		return;
	case YAML_SCALAR_EVENT:
		anchor = event->data.scalar.anchor;
		tag = event->data.scalar.tag;
		break;
	case YAML_SEQUENCE_START_EVENT:
		anchor = event->data.sequence_start.anchor;
		tag = event->data.sequence_start.tag;
		break;
	case YAML_MAPPING_START_EVENT:
		anchor = event->data.mapping_start.anchor;
		tag = event->data.mapping_start.tag;
		break;
	default:
		return;
	}
	if (anchor)
		refuse(diags, event->start_mark, "anchor",
		       "anchors are not supported; remove it");
	if (tag)
		refuse(diags, event->start_mark, "tag", "tags are not supported; remove it");
}

static int scan(const char *text, size_t length, struct diagnostics *diags)
{
	unsigned int documents = 0;
	yaml_event_type_t type;
	yaml_parser_t parser;
	yaml_event_t event;
	bool aliased = false;
	int err = 0;

	parser_open(&parser, text, length);
	do {
		if (!yaml_parser_parse(&parser, &event)) {
			report_syntax(&parser, text, length, diags);
			err = -EINVAL;
			break;
		}
		type = event.type;
		scan_event(&event, &documents, &aliased, diags);
		yaml_event_delete(&event);
	} while (type != YAML_STREAM_END_EVENT);
	yaml_parser_delete(&parser);
	/* What an alias stands for is not known, and might lead in circles. */
	return aliased ? -EINVAL : err;
}

int document_parse(struct document *doc, const char *text, size_t length,
		   struct diagnostics *diags)
{
	yaml_parser_t parser;
	size_t before = diags->n_error;
	int err;

	memset(doc, 0, sizeof(*doc));
	doc->diags = diags;
	err = scan(text, length, diags);
	if (err)
		return err;
	parser_open(&parser, text, length);
	if (!yaml_parser_load(&parser, &doc->yaml)) {
		/* An anchor that is there twice: it is refused already. */
		if (diags->n_error == before)
			report_syntax(&parser, text, length, diags);
		err = -EINVAL;
	}
	yaml_parser_delete(&parser);
	if (err)
		return err;
	doc->root = yaml_document_get_root_node(&doc->yaml);
	return 0;
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

/* Refuses all but the first entry of each key; they lose their value. */
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
