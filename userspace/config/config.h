/* SPDX-License-Identifier: GPL-2.0 */
/* The configuration file. */
#ifndef ERSYM_CONFIG_CONFIG_H
#define ERSYM_CONFIG_CONFIG_H

#include <stddef.h>

#include "model/diagnostic.h"
#include "model/site.h"

/**
 * config_load() - reads a file and judges form and meaning
 * @path: of the file
 * @site: written; site_free() is due in every case
 * @diags: what was found is added, sorted by location
 *
 * Return: 0 if there is no error (there may be warnings); -EINVAL if there is;
 * another errno if the file cannot be read, which is said in @diags as well.
 */
int config_load(const char *path, struct site *site, struct diagnostics *diags);

/** config_parse() - the same for text in memory */
int config_parse(const char *text, size_t length, struct site *site, struct diagnostics *diags);

#endif
