/* SPDX-License-Identifier: GPL-2.0 */
/* Output of a configuration in the form of its file. */
#ifndef ERSYM_PRINT_SITE_H
#define ERSYM_PRINT_SITE_H

#include <stdio.h>

#include <jansson.h>

#include "model/site.h"

/**
 * site_json() - convert a configuration to JSON
 * @site: the configuration; keys whose value is a default are left out
 *
 * Return: an object, whose reference the caller owns
 */
json_t *site_json(const struct site *site);

/**
 * site_yaml() - print a configuration as YAML that config_load() reads
 * @site: the configuration; keys whose value is a default are left out
 * @out: where to
 */
void site_yaml(const struct site *site, FILE *out);

#endif
