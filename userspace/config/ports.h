/* SPDX-License-Identifier: GPL-2.0 */
/* The key ports of a service. */
#ifndef ERSYM_CONFIG_PORTS_H
#define ERSYM_CONFIG_PORTS_H

#include "model/port.h"
#include "yaml/reader.h"

/**
 * read_port_ranges() - read a list of ports like tcp/443 and protocols, or one alone
 * @r: the reader
 * @e: the key and its value
 * @port: valid ports are appended
 * @n_port: number of @port
 */
void read_port_ranges(struct reader *r, const struct entry *e, struct port_range **port,
		      size_t *n_port);

#endif
