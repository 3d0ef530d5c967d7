/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A YAML document of the subset that a configuration may use: one document, no
 * anchors, aliases or tags, no key twice. What is wrong goes to a list of
 * diagnostics, and reading goes on with the rest.
 */
#ifndef ERSYM_CONFIG_DOCUMENT_H
#define ERSYM_CONFIG_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include <yaml.h>

#include "model/diagnostic.h"

/**
 * struct document - a parsed file
 * @root: NULL if there is nothing to read
 */
struct document {
	yaml_document_t yaml;
	const yaml_node_t *root;
	struct diagnostics *diags;
};

/**
 * struct entry - a key of a mapping with its value
 * @at: of the key
 */
struct entry {
	const char *key;
	struct location at;
	const yaml_node_t *value;
};

/* -EINVAL: it cannot be read, which is said in @diags; else document_free() is due. */
int document_parse(struct document *doc, const char *text, size_t length,
		   struct diagnostics *diags);
void document_free(struct document *doc);

struct location node_location(const yaml_node_t *node);

__attribute__((format(printf, 4, 5)))
void document_error(struct document *doc, struct location at, const char *code,
		    const char *format, ...);

/**
 * document_text() - the text of a scalar
 * @expected: what belongs here, with its article, for the message
 *
 * Return: NULL if @node is something else, which is said.
 */
const char *document_text(struct document *doc, const yaml_node_t *node, const char *expected);

/**
 * document_entries() - the entries of a mapping, in the order of the file
 * @expected: as above
 * @n: how many
 *
 * Return: an array to free, without the entries that were refused; NULL if
 * @node is no mapping, which is said.
 */
struct entry *document_entries(struct document *doc, const yaml_node_t *node,
			       const char *expected, size_t *n);

/**
 * document_items() - the items of a list; something that is no list is its only item
 * @n: how many
 *
 * Return: an array to free.
 */
const yaml_node_t **document_items(struct document *doc, const yaml_node_t *node, size_t *n);

/* A scalar of this text. */
bool node_is(const yaml_node_t *node, const char *text);
/* A plain scalar of no characters: what stands after "key:" in an empty line. */
bool node_is_nothing(const yaml_node_t *node);

#define QUOTED_STRLEN 60

/* @text for a message: in quotes, short, and without control characters. */
const char *quoted(const char *text, char buf[static QUOTED_STRLEN]);

#endif
