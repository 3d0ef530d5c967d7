/* SPDX-License-Identifier: GPL-2.0 */
/* Connections that do not outlive their circuit. */
#ifndef ERSYM_LIVE_OWNERSHIP_H
#define ERSYM_LIVE_OWNERSHIP_H

#include "live/flow.h"
#include "model/site.h"

/**
 * circuit_owns_flow() - check whether a connection depends on a circuit
 * @circuit: the circuit
 * @flow: the connection
 *
 * It bears an address of the circuit's pool, that of the link with masquerade, or the address
 * that it was sent to was translated when it came in on the circuit.
 *
 * Return: true if it does.
 */
bool circuit_owns_flow(const struct circuit *circuit, const struct flow *flow);

#endif
