/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tree of a YAML text, built from the events of libyaml. Work and memory grow with the
 * length of the text and not faster: depth and number of values are limited.
 */
#ifndef ERSYM_YAML_TREE_H
#define ERSYM_YAML_TREE_H

#include <stddef.h>

#include <yaml.h>

#include "model/diagnostic.h"

/* How deep lists and mappings may be nested, and how many values and keys a text may have. */
#define TREE_DEPTH_MAX 64
#define TREE_VALUES_MAX 1000000

/**
 * mark_location() - the location of a mark
 * @mark: the mark of libyaml, which counts from 0
 *
 * Return: the location.
 */
struct location mark_location(yaml_mark_t mark);

/**
 * tree_build() - build the tree of a text
 * @tree: written; to be freed with yaml_document_delete() on success
 * @text: the text, UTF-8; a byte order mark at its beginning is skipped
 * @length: bytes of it
 * @diags: receives errors: syntax, anchors, aliases, tags, a second document, a limit
 *
 * Return: 0, although errors may have been reported; -EINVAL if the text is no
 * document that can be read, which is reported.
 */
int tree_build(yaml_document_t *tree, const char *text, size_t length,
	       struct diagnostics *diags);

#endif
