/* SPDX-License-Identifier: GPL-2.0 */
/* The parts of expand_circuits(). Policies are added with each call; their index is returned. */
#ifndef ERSYM_NETWORK_EXPAND_CIRCUIT_H
#define ERSYM_NETWORK_EXPAND_CIRCUIT_H

#include "network/expand/parts.h"

/* Whether a circuit leads to networks that a cloud keeps for us, not to its regions. */
bool circuit_is_private(const struct expansion *x, const struct desc_circuit *c,
			unsigned int cloud);

unsigned int circuit_our_export(struct expansion *x, const struct desc_circuit *c);
/* @cloud: whose regions may be preferred differently, or NONE */
unsigned int circuit_our_import(struct expansion *x, const struct desc_circuit *c,
				unsigned int circuit, unsigned int cloud);
/* @cloud: index, or NONE: the Internet or a gateway. Return: NONE: everything is given. */
unsigned int circuit_their_export(struct expansion *x, const struct desc_circuit *c,
				  unsigned int cloud);
unsigned int circuit_their_import(struct expansion *x, const struct desc_circuit *c);
/* What a gateway takes by a circuit, marked so that it goes to no other circuit. */
unsigned int circuit_gateway_import(struct expansion *x, const struct desc_circuit *c,
				    unsigned int circuit);
/* What a gateway gives to a circuit: nothing that it has of circuits. */
unsigned int circuit_gateway_export(struct expansion *x, const struct desc_circuit *c);

#endif
