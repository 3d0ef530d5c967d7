/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The nft table without the module: chains that write the facts of connections
 * into their marks, judge packets by them, and pin packets to circuits.
 *
 *	circuit-in	prerouting: by device to in-CIRCUIT; the rest is inside
 *	circuit-out	postrouting: by device to out-CIRCUIT; the rest is inside
 *	output, input	packets that the host sends, and those delivered to it
 *	guard		before conntrack: TCP to the pools of other circuits, on circuits
 *			that drop it
 *	in-CIRCUIT	a packet that came in there: in order, first, or a violation
 *	out-CIRCUIT	a packet that is about to leave there, likewise
 *	first-in-CIRCUIT, enter-CIRCUIT		first packet of a connection: fact "in"
 *	first-out-CIRCUIT, exit-CIRCUIT		first packet of a connection: fact "out"
 *	of-CIRCUIT	a packet on another circuit with an address of this one's pool
 *	foreign-CIRCUIT, leak-CIRCUIT		flag or drop such a packet on that circuit
 *	leave-in, leave-out	by the fact of that name to pin-CIRCUIT
 *	pin-CIRCUIT	write the routing mark
 *
 * A packet of an established connection in order meets one look-up of its device
 * and a rule or two of constants at each hook, however many circuits there are.
 */
#ifndef ERSYM_PLAN_ENGINE_ENGINE_H
#define ERSYM_PLAN_ENGINE_ENGINE_H

#include "model/site.h"
#include "nft/table.h"

/**
 * engine_desired() - add the engine to a table that has the rest
 * @site: the site
 * @table: sets and chains are added
 */
void engine_desired(const struct site *site, struct nft_table *table);

#endif
