/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A YAML document of the subset that a configuration may use: one document, no
 * anchors, aliases or tags, no key twice. Errors are reported to a list of
 * diagnostics, and reading continues with the rest.
 */
#ifndef ERSYM_YAML_DOCUMENT_H
#define ERSYM_YAML_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include <yaml.h>

#include "model/diagnostic.h"

/**
 * struct document - a document in memory
 * @yaml: the document of libyaml
 * @root: its root; NULL if the document is empty
 * @diags: where errors are reported
 */
struct document {
	yaml_document_t yaml;
	const yaml_node_t *root;
	struct diagnostics *diags;
};

/**
 * struct entry - a key of a mapping with its value
 * @key: text of the key
 * @at: where the key is
 * @value: the value
 */
struct entry {
	const char *key;
	struct location at;
	const yaml_node_t *value;
};

/**
 * document_parse() - parse a text
 * @doc: written; to be freed with document_free() on success
 * @text: the text, UTF-8
 * @length: bytes of it
 * @diags: where errors are reported, now and by the other functions
 *
 * Return: 0, although errors may have been reported; -EINVAL if the text is no
 * document that can be read, which is reported.
 */
int document_parse(struct document *doc, const char *text, size_t length,
		   struct diagnostics *diags);

/**
 * document_free() - free a document
 * @doc: the document
 */
void document_free(struct document *doc);

/**
 * node_location() - where a node begins
 * @node: the node
 *
 * Return: the location.
 */
struct location node_location(const yaml_node_t *node);

/**
 * document_error() - report an error
 * @doc: the document
 * @at: where the error is
 * @code: a stable word for programs, a constant
 * @format: what is wrong and what to do, as for printf()
 */
__attribute__((format(printf, 4, 5)))
void document_error(struct document *doc, struct location at, const char *code,
		    const char *format, ...);

/**
 * document_text() - the text of a scalar
 * @doc: the document
 * @node: the node
 * @expected: what belongs here, with its article, for the message
 *
 * Return: the text; NULL if @node is no scalar, which is reported.
 */
const char *document_text(struct document *doc, const yaml_node_t *node, const char *expected);

/**
 * document_entries() - the entries of a mapping, in the order of the file
 * @doc: the document
 * @node: the node
 * @expected: what belongs here, with its article, for the message
 * @n: the number of entries is written here
 *
 * Duplicate keys are reported and left out.
 *
 * Return: an array, to be freed by the caller; NULL if @node is no mapping, which
 * is reported.
 */
struct entry *document_entries(struct document *doc, const yaml_node_t *node,
			       const char *expected, size_t *n);

/**
 * document_items() - the items of a list; a node that is no list is its only item
 * @doc: the document
 * @node: the node
 * @n: the number of items is written here
 *
 * Return: an array, to be freed by the caller.
 */
const yaml_node_t **document_items(struct document *doc, const yaml_node_t *node, size_t *n);

/**
 * node_is() - check whether a node is a scalar of a certain text
 * @node: the node
 * @text: the text
 *
 * Return: true if it is.
 */
bool node_is(const yaml_node_t *node, const char *text);

/**
 * node_is_nothing() - check whether a value is missing, as in "key:" at the end of a line
 * @node: the value
 *
 * Return: true if it is a plain scalar without characters.
 */
bool node_is_nothing(const yaml_node_t *node);

#define QUOTED_STRLEN 60

/**
 * quoted() - quote a text from the file for a message
 * @text: the text
 * @buf: the quoted text is written here, shortened, without control characters
 *
 * Return: @buf.
 */
const char *quoted(const char *text, char buf[static QUOTED_STRLEN]);

#endif
