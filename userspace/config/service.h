/* SPDX-License-Identifier: GPL-2.0 */
/* The key services. */
#ifndef ERSYM_CONFIG_SERVICE_H
#define ERSYM_CONFIG_SERVICE_H

#include "model/site.h"
#include "yaml/reader.h"

/**
 * read_services() - read the services of a site
 * @r: the reader; its context is a struct circuit_names
 * @e: the key and its value
 * @object: the struct site
 */
void read_services(struct reader *r, const struct entry *e, void *object);

#endif
