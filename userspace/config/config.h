/* SPDX-License-Identifier: GPL-2.0 */
/* The configuration file. */
#ifndef ERSYM_CONFIG_CONFIG_H
#define ERSYM_CONFIG_CONFIG_H

#include <stddef.h>

#include "model/diagnostic.h"
#include "model/site.h"

/**
 * config_load() - read and check a configuration file
 * @path: path of the file
 * @site: written; to be freed with site_free() in every case
 * @diags: findings are added, sorted by location
 *
 * Return: 0 if there is no error (there may be warnings); -EINVAL if there is
 * one; another negative errno if the file cannot be read, which is a finding, too.
 */
int config_load(const char *path, struct site *site, struct diagnostics *diags);

/**
 * config_read() - read and check a configuration file, and keep its text
 * @path: path of the file
 * @text: its bytes, without a NUL at the end; to be freed by the caller in every case
 * @length: number of bytes
 * @site: as for config_load()
 * @diags: as for config_load()
 *
 * Return: as config_load()
 */
int config_read(const char *path, char **text, size_t *length, struct site *site,
		struct diagnostics *diags);

/**
 * config_parse() - read and check a configuration that is in memory
 * @text: the configuration
 * @length: bytes of it
 * @site: written; to be freed with site_free() in every case
 * @diags: findings are added, sorted by location
 *
 * Return: 0 if there is no error (there may be warnings), else -EINVAL.
 */
int config_parse(const char *text, size_t length, struct site *site, struct diagnostics *diags);

#endif
