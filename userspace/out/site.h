/* SPDX-License-Identifier: GPL-2.0 */
/* A configuration, in the structure of its file. */
#ifndef ERSYM_OUT_SITE_H
#define ERSYM_OUT_SITE_H

#include <stdio.h>

#include <jansson.h>

#include "model/site.h"

/* What has its default and is seldom said, or says nothing, is left out. */
json_t *site_json(const struct site *site);

/* The same as YAML that config_load() reads. */
void site_yaml(const struct site *site, FILE *out);

#endif
