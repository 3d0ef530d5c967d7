/* SPDX-License-Identifier: GPL-2.0 */
/* A configuration that is to be put in force: its text, and the site that it describes. */
#ifndef ERSYM_RESTORE_SOURCE_H
#define ERSYM_RESTORE_SOURCE_H

#include <stddef.h>

#include "model/diagnostic.h"
#include "model/site.h"
#include "transaction/in_force.h"
#include "transaction/note.h"

/**
 * struct source - a configuration
 * @name: its file, or another name for messages
 * @text: its bytes; NULL: nothing is to be in force
 * @length: number of bytes
 * @site: the site, if there is a text
 */
struct source {
	const char *name;
	char *text;
	size_t length;
	struct site site;
};

/**
 * source_site() - look up the site of a configuration
 * @source: the configuration
 *
 * Return: the site; NULL: nothing is to be in force
 */
const struct site *source_site(const struct source *source);

/**
 * source_parse() - read and check a configuration that was in force
 * @source: written, to be freed with source_free() in every case
 * @name: a name for messages
 * @text: its bytes, which are copied; NULL: none
 * @length: number of bytes
 *
 * What is wrong with it is reported on stderr.
 *
 * Return: 0 or -EINVAL
 */
int source_parse(struct source *source, const char *name, const char *text, size_t length);

/**
 * source_free() - free the text and the site
 * @source: the configuration
 */
void source_free(struct source *source);

/**
 * source_report() - report findings on stderr, one message each
 * @diags: the findings
 * @name: name of what was read
 */
void source_report(const struct diagnostics *diags, const char *name);

/**
 * note_make() - describe a change for the history
 * @note: written, to be freed with note_free()
 * @action: as in struct past_change
 * @kept: where the configuration is kept that is in force
 * @site: what is put in force; NULL: nothing
 */
void note_make(struct note *note, const char *action, const struct in_force *kept,
	       const struct site *site);

/**
 * note_free() - free what note_make() allocated
 * @note: the description
 */
void note_free(struct note *note);

#endif
