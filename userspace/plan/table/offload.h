/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The fast path: connections whose circuits are known are added to a flowtable, which
 * forwards their packets at the ingress of links and inside devices.
 *
 *	fastpath	forward: matches packets whose connection is on its circuits
 *	fastpath-take	adds the connection to the flowtable
 *	fastpath-received	writes the routing mark of the circuit the packet came in on
 *	fastpath-sent	writes the routing mark of the circuit the packet leaves by
 *	mark-CIRCUIT	writes the routing mark of a circuit
 *
 * The flowtable recognises a direction by the input device: a packet that comes in by
 * another device does not match and takes the normal path, where it is judged. For the
 * direction of the packet that the connection is added with, the flowtable keeps the
 * route of this packet. For the other direction it looks a route up, to leave by the
 * device that this packet came in by, with the packet's mark: so the mark is written
 * before. Where one end of the connection is a circuit, it is added with a packet that
 * came in there, so that both directions use the link that the far side has chosen.
 */
#ifndef ERSYM_PLAN_TABLE_OFFLOAD_H
#define ERSYM_PLAN_TABLE_OFFLOAD_H

#include "model/diagnostic.h"
#include "model/site.h"
#include "nft/table.h"
#include "plan/device.h"

/**
 * table_offload() - add the fast path to a table that has the rest
 * @site: the site
 * @devices: as observed; without one that can be in a flowtable nothing is added
 * @table: sets, chains and the flowtable are added
 * @diags: gets an error if a flowtable has no room for the devices
 */
void table_offload(const struct site *site, const struct devices *devices,
		   struct nft_table *table, struct diagnostics *diags);

#endif
