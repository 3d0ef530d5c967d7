/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The nft table without the module: chains that write the facts of connections
 * into their marks, judge packets by them, and pin packets to circuits.
 *
 *	circuit-in	prerouting: by device to in-CIRCUIT; the rest is inside
 *	circuit-out	postrouting: by device to out-CIRCUIT
 *	output, input	the host's own packets, and those for it
 *	guard		before conntrack: TCP to pools of others, where that is dropped
 *	in-CIRCUIT	a packet that came in there: in order, first, or a violation
 *	first-in-CIRCUIT, enter-CIRCUIT		what begins a connection; the fact "in"
 *	first-out-CIRCUIT, exit-CIRCUIT		likewise, the fact "out"
 *	of-CIRCUIT	an address in its pool, where that is foreign, or a leak
 *	foreign-CIRCUIT, leak-CIRCUIT		what becomes of such a packet there
 *	leave-in, leave-out, pin-CIRCUIT	the routing mark, by the fact of that name
 *
 * A packet of an established connection on its right path meets one look-up of its
 * device and a rule or two of constants at each hook, however many circuits there are.
 */
#ifndef ERSYM_PLAN_PATHS_H
#define ERSYM_PLAN_PATHS_H

#include "model/mark.h"
#include "model/site.h"
#include "plan/module.h"
#include "plan/nft.h"

#define PATHS_IN	 "circuit-in"
#define PATHS_OUT	 "circuit-out"
#define PATHS_KNOWN_IN	 "known-in"
#define PATHS_KNOWN_OUT	 "known-out"
#define PATHS_LINKS_IN	 "links-in"
#define PATHS_LINKS_OUT	 "links-out"
#define PATHS_POOLS	 "pools"
#define PATHS_OWN_POOLS	 "own-pools"
#define PATHS_PRIVATE	 "private"
#define PATHS_VIOLATIONS "violations"
#define PATHS_STRAYED	 "strayed"
#define PATHS_WRONG_POOL "wrong-pool"
#define PATHS_WRONG_POOL_STRAYED "wrong-pool-strayed"
#define PATHS_BORN	 "born"

/*
 * Where in a key of the sets of violations, of packets and of connections that
 * strayed, its three fields are, in bytes. Two are marks; the last is one too, or
 * where pools were wrong, a device.
 */
#define PATHS_AT_KIND	  0
#define PATHS_AT_EXPECTED 4
#define PATHS_AT_ACTUAL	  8

/* Adds all that a site needs to a table that has the rest. */
void desired_paths(const struct site *site, struct nft_table *table);

/* Whether a table keeps paths symmetric without the module. */
bool paths_in_force(const struct nft_table *table);

/**
 * paths_describe() - what the module would have been told
 * @table: one that paths_in_force() is true of
 * @config: written; to be freed with module_config_free()
 *
 * What cannot be read, because others have changed the table, is missing.
 */
void paths_describe(const struct nft_table *table, struct module_config *config);

/* The kind of circuit that the table has a word for; KIND_NONE if it has none. */
enum circuit_kind paths_circuit_kind(const struct nft_table *table, const char *circuit);

/**
 * struct paths_violation - an element of a set of violations
 * @expected: circuit id, ERSYM_CIRCUIT_UNKNOWN or ERSYM_CIRCUIT_INSIDE; @actual too
 */
struct paths_violation {
	uint32_t kind;
	uint32_t expected;
	uint32_t actual;
};

/* @circuits: as paths_describe() gave them. -EINVAL: it means nothing any more. */
int paths_violation_read(const struct module_config *circuits, const struct nft_set *set,
			 const struct nft_element *e, struct paths_violation *violation);

/**
 * paths_outdated() - whether an element of a set that packets fill means nothing any more
 * @old: circuits of the table that it is in
 * @new: those of the table that is to be: one that it names has another name there, or none
 */
bool paths_outdated(const struct module_config *old, const struct module_config *new,
		    const struct nft_set *set, const struct nft_element *e);

#endif
