/* SPDX-License-Identifier: GPL-2.0 */
/* Key "probe" of a circuit. */
#ifndef ERSYM_CONFIG_PROBE_H
#define ERSYM_CONFIG_PROBE_H

#include "model/site.h"
#include "yaml/reader.h"

/**
 * read_probe() - read how a circuit is probed
 * @r: the reader
 * @e: the entry "probe"
 * @probe: written, with defaults for keys that the file does not have
 */
void read_probe(struct reader *r, const struct entry *e, struct probe *probe);

#endif
