// SPDX-License-Identifier: GPL-2.0
#include "yaml/tree.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "util/alloc.h"

/**
 * struct builder - a tree while it is built
 * @parser: where the events come from
 * @tree: the tree
 * @text: the text without its byte order mark
 * @length: bytes of @text
 * @diags: receives errors
 * @open: the lists and mappings around the next value
 * @depth: number of @open
 * @n_value: values and keys so far
 * @aliased: the text has an alias, whose value is unknown
 */
struct builder {
	yaml_parser_t parser;
	yaml_document_t *tree;
	const char *text;
	size_t length;
	struct diagnostics *diags;
	struct level {
		int node;
		int key;
	} open[TREE_DEPTH_MAX];
	size_t depth;
	size_t n_value;
	bool aliased;
};

struct location mark_location(yaml_mark_t mark)
{
	return (struct location){
		.line = (unsigned int)mark.line + 1,
		.column = (unsigned int)mark.column + 1,
	};
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

/* Convert an offset to a location, for errors without a mark. */
static struct location location_of_offset(const char *text, size_t length, size_t offset)
{
	struct location at = { 1, 1 };
	size_t i;

	for (i = 0; i < offset && i < length; i++)
		at = location_next(at, text[i]);
	return at;
}

/* The byte at a mark, which counts characters. */
static char byte_at(const char *text, size_t length, yaml_mark_t mark)
{
	struct location end = mark_location(mark), at = { 1, 1 };
	size_t i;

	for (i = 0; i < length && location_compare(at, end) < 0; i++)
		at = location_next(at, text[i]);
	while (i < length && is_continuation(text[i]))
		i++;
	return i < length ? text[i] : '\0';
}

static void report_syntax(const struct builder *b)
{
	const yaml_parser_t *parser = &b->parser;
	const char *problem = parser->problem ? parser->problem : "cannot be read";
	struct location at;

	if (parser->error == YAML_READER_ERROR) {
		at = location_of_offset(b->text, b->length, parser->problem_offset);
		diagnostics_add(b->diags, SEVERITY_ERROR, at, "syntax",
				"%s; write the file as UTF-8 text", problem);
		return;
	}
	at = mark_location(parser->problem_mark);
	if (byte_at(b->text, b->length, parser->problem_mark) == '\t')
		diagnostics_add(b->diags, SEVERITY_ERROR, at, "syntax",
				"a tab cannot be used for indentation; use spaces");
	else if (parser->context && parser->context_mark.line + 1 != at.line)
		diagnostics_add(b->diags, SEVERITY_ERROR, at, "syntax",
				"%s %s that begins in line %zu", problem, parser->context,
				parser->context_mark.line + 1);
	else if (parser->context)
		diagnostics_add(b->diags, SEVERITY_ERROR, at, "syntax", "%s %s", problem,
				parser->context);
	else
		diagnostics_add(b->diags, SEVERITY_ERROR, at, "syntax", "%s", problem);
}

static void refuse(struct builder *b, yaml_mark_t mark, const char *code, const char *what)
{
	diagnostics_add(b->diags, SEVERITY_ERROR, mark_location(mark), code, "%s", what);
}

static void refuse_marked(struct builder *b, const yaml_event_t *event, const yaml_char_t *anchor,
			  const yaml_char_t *tag)
{
	if (anchor)
		refuse(b, event->start_mark, "anchor", "anchors are not supported; remove it");
	if (tag)
		refuse(b, event->start_mark, "tag", "tags are not supported; remove it");
}

/* Append a node to the list or mapping that is open. */
static int add_node(struct builder *b, int node, const yaml_event_t *event)
{
	struct level *level;
	yaml_node_t *n;
	int done = 1;

	if (!node)
		out_of_memory();
	n = yaml_document_get_node(b->tree, node);
	n->start_mark = event->start_mark;
	n->end_mark = event->end_mark;
	if (++b->n_value > TREE_VALUES_MAX) {
		diagnostics_add(b->diags, SEVERITY_ERROR, mark_location(event->start_mark),
				"limit", "the file has more than %d keys and values; divide it",
				TREE_VALUES_MAX);
		return -EINVAL;
	}
	if (!b->depth)
		return 0;
	level = &b->open[b->depth - 1];
	if (yaml_document_get_node(b->tree, level->node)->type == YAML_SEQUENCE_NODE) {
		done = yaml_document_append_sequence_item(b->tree, level->node, node);
	} else if (level->key) {
		done = yaml_document_append_mapping_pair(b->tree, level->node, level->key, node);
		level->key = 0;
	} else {
		level->key = node;
	}
	if (!done)
		out_of_memory();
	return 0;
}

static int open_node(struct builder *b, int node, const yaml_event_t *event)
{
	int err = add_node(b, node, event);

	if (err)
		return err;
	if (b->depth == TREE_DEPTH_MAX) {
		diagnostics_add(b->diags, SEVERITY_ERROR, mark_location(event->start_mark),
				"limit", "lists and mappings are nested more than %d deep; no key needs that",
				TREE_DEPTH_MAX);
		return -EINVAL;
	}
	b->open[b->depth++] = (struct level){ .node = node };
	return 0;
}

static int add_scalar(struct builder *b, const yaml_event_t *event)
{
	const yaml_char_t *value = event->data.scalar.value;

	refuse_marked(b, event, event->data.scalar.anchor, event->data.scalar.tag);
	return add_node(b, yaml_document_add_scalar(b->tree, NULL, value,
						    (int)event->data.scalar.length,
						    event->data.scalar.style), event);
}

static int add_list(struct builder *b, const yaml_event_t *event)
{
	refuse_marked(b, event, event->data.sequence_start.anchor, event->data.sequence_start.tag);
	return open_node(b, yaml_document_add_sequence(b->tree, NULL,
						       event->data.sequence_start.style), event);
}

static int add_mapping(struct builder *b, const yaml_event_t *event)
{
	refuse_marked(b, event, event->data.mapping_start.anchor, event->data.mapping_start.tag);
	return open_node(b, yaml_document_add_mapping(b->tree, NULL,
						      event->data.mapping_start.style), event);
}

/* An empty value is put in place of the alias, so that the rest can be read. */
static int add_alias(struct builder *b, const yaml_event_t *event)
{
	refuse(b, event->start_mark, "alias", "aliases are not supported; write the value out");
	b->aliased = true;
	return add_node(b, yaml_document_add_scalar(b->tree, NULL, (const yaml_char_t *)"", 0,
						    YAML_PLAIN_SCALAR_STYLE), event);
}

static int take_event(struct builder *b, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_ALIAS_EVENT:
		return add_alias(b, event);
	case YAML_SCALAR_EVENT:
		return add_scalar(b, event);
	case YAML_SEQUENCE_START_EVENT:
		return add_list(b, event);
	case YAML_MAPPING_START_EVENT:
		return add_mapping(b, event);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		b->depth--;
		return 0;
	default:
		return 0;
	}
}

/* Build the first document; what follows it is refused, and not read. */
static int build(struct builder *b)
{
	bool more = true, ended = false;
	yaml_event_t event;
	int err = 0;

	while (!err && more) {
		if (!yaml_parser_parse(&b->parser, &event)) {
			report_syntax(b);
			return -EINVAL;
		}
		if (event.type == YAML_DOCUMENT_START_EVENT && ended) {
			refuse(b, event.start_mark, "several-documents",
			       "a second document begins; put everything in one");
			more = false;
		} else {
			more = event.type != YAML_STREAM_END_EVENT;
			ended = ended || event.type == YAML_DOCUMENT_END_EVENT;
			err = take_event(b, &event);
		}
		yaml_event_delete(&event);
	}
	return b->aliased ? -EINVAL : err;
}

/* libyaml compares each of these directives with all that precede it. */
static int refuse_tag_directives(const struct builder *b)
{
	static const char directive[] = "%TAG";
	const char *line = b->text, *end = b->text + b->length;
	unsigned int n = 1;

	for (; line; n++) {
		if ((size_t)(end - line) >= strlen(directive) &&
		    !memcmp(line, directive, strlen(directive))) {
			diagnostics_add(b->diags, SEVERITY_ERROR, (struct location){ n, 1 }, "tag",
					"tags are not supported; remove it");
			return -EINVAL;
		}
		line = memchr(line, '\n', (size_t)(end - line));
		if (line)
			line++;
	}
	return 0;
}

int tree_build(yaml_document_t *tree, const char *text, size_t length, struct diagnostics *diags)
{
	static const char byte_order_mark[] = "\xef\xbb\xbf";
	const size_t skip = strlen(byte_order_mark);
	struct builder b = { .tree = tree, .text = text, .length = length, .diags = diags };
	int err;

	if (length >= skip && !memcmp(text, byte_order_mark, skip)) {
		b.text += skip;
		b.length -= skip;
	}
	err = refuse_tag_directives(&b);
	if (err)
		return err;
	if (!yaml_document_initialize(tree, NULL, NULL, NULL, 1, 1) ||
	    !yaml_parser_initialize(&b.parser))
		out_of_memory();
	yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&b.parser, (const unsigned char *)b.text, b.length);
	err = build(&b);
	yaml_parser_delete(&b.parser);
	if (err)
		yaml_document_delete(tree);
	return err;
}
