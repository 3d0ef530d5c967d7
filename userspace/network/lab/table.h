/* SPDX-License-Identifier: GPL-2.0 */
/* The routes that devices have, in the model and in the lab, as lines that can be compared. */
#ifndef ERSYM_NETWORK_LAB_TABLE_H
#define ERSYM_NETWORK_LAB_TABLE_H

#include "network/lab/lab.h"
#include "network/lab/lines.h"
#include "network/route/routes.h"

/**
 * table_expected() - write a device's routes as the model has them
 * @lines: written, sorted: "10.1.0.0/24 link0 100.64.0.1, link1 100.64.0.3"
 */
void table_expected(const struct routes *routes, unsigned int device, struct lines *lines);

/**
 * table_observed() - read the routes that all devices of a lab have
 * @lines: written, an element for each device, as table_expected() writes them
 *
 * Return: 0, or a negative errno; a message has been printed then.
 */
int table_observed(const struct lab *lab, struct lines *lines);

#endif
