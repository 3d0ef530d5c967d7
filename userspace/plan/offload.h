/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The fast path: connections whose circuits are known go to a flowtable, which
 * forwards their packets at the ingress of links and inside devices.
 *
 *	fastpath	forward: each direction is on the circuit that it was born on
 *	fastpath-take	gives the connection to the flowtable
 *	fastpath-received	the routing mark of the circuit that the packet came in on
 *	fastpath-sent	likewise, that it leaves by
 *	mark-CIRCUIT	that mark
 *
 * The flowtable knows a direction by the device that its packets come in on: what
 * comes in anywhere else is no match, and is judged as ever. It keeps the way of the
 * packet that a connection is taken with. The other way it looks up by itself, out by
 * the device that this packet came in on, and with the packet's mark: hence the marks.
 * Where one end is a circuit, the packet is one that came from there, so that both
 * directions take the link that the far side has chosen.
 */
#ifndef ERSYM_PLAN_OFFLOAD_H
#define ERSYM_PLAN_OFFLOAD_H

#include "model/diagnostic.h"
#include "model/site.h"
#include "plan/device.h"
#include "plan/nft.h"

/**
 * desired_offload() - add the fast path to a table that has the rest
 * @devices: as observed: links and inside devices; without any, nothing is added
 * @diags: gets an error if these are more than a flowtable takes
 */
void desired_offload(const struct site *site, const struct devices *devices,
		     struct nft_table *table, struct diagnostics *diags);

#endif
