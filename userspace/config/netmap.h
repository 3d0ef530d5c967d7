/* SPDX-License-Identifier: GPL-2.0 */
/* The key "netmap" of a circuit. */
#ifndef ERSYM_CONFIG_NETMAP_H
#define ERSYM_CONFIG_NETMAP_H

#include "model/site.h"
#include "yaml/reader.h"

/**
 * read_netmaps() - read translations one to one
 * @r: the reader
 * @e: the key and its value
 * @netmap: array of array_grow(), to which they are appended
 * @n: number of @netmap
 */
void read_netmaps(struct reader *r, const struct entry *e, struct netmap **netmap, size_t *n);

#endif
