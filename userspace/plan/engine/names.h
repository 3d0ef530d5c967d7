/* SPDX-License-Identifier: GPL-2.0 */
/* Names in the nft table of the nftables engine, and the keys of its sets. */
#ifndef ERSYM_PLAN_ENGINE_NAMES_H
#define ERSYM_PLAN_ENGINE_NAMES_H

#include "model/mark.h"

/* Base chains. */
#define ENGINE_CHAIN_PREROUTING	 "circuit-in"
#define ENGINE_CHAIN_POSTROUTING "circuit-out"
#define ENGINE_CHAIN_OUTPUT	 "output"
#define ENGINE_CHAIN_INPUT	 "input"
#define ENGINE_CHAIN_GUARD	 "guard"
#define ENGINE_CHAIN_UNMARK	 "unmark"

/* Chains for all circuits. */
#define ENGINE_CHAIN_GUARD_POOLS ENGINE_CHAIN_GUARD "-" ENGINE_SET_POOLS
#define ENGINE_CHAIN_PIN_IN	 "leave-in"
#define ENGINE_CHAIN_PIN_OUT	 "leave-out"
#define ENGINE_CHAIN_MULTICAST	 "left-alone"
#define ENGINE_CHAIN_CHILD	 "child"
#define ENGINE_CHAIN_BORN	 "born"
/* Drops packets of connections that are enforced. */
#define ENGINE_CHAIN_ENFORCE	 "enforce"

/* Chains of each circuit; see table_chain_name(). Foreign and leak are chains for all, too. */
#define ENGINE_CHAIN_IN		 "in"
#define ENGINE_CHAIN_OUT	 "out"
#define ENGINE_CHAIN_FIRST_IN	 "first-in"
#define ENGINE_CHAIN_FIRST_OUT	 "first-out"
#define ENGINE_CHAIN_ENTER	 "enter"
#define ENGINE_CHAIN_EXIT	 "exit"
#define ENGINE_CHAIN_OWNER	 "of"
#define ENGINE_CHAIN_FOREIGN	 "foreign"
#define ENGINE_CHAIN_LEAK	 "leak"
#define ENGINE_CHAIN_PIN	 "pin"

#define ENGINE_SET_KNOWN_IN	 "known-in"
#define ENGINE_SET_KNOWN_OUT	 "known-out"
#define ENGINE_SET_LINKS_IN	 "links-in"
#define ENGINE_SET_LINKS_OUT	 "links-out"
#define ENGINE_SET_POOLS	 "pools"
#define ENGINE_SET_OWN_POOLS	 "own-pools"
#define ENGINE_SET_PRIVATE	 "private"
#define ENGINE_SET_FORMER	 "former"
/* Values of both facts that name a circuit without a running link to send by. */
#define ENGINE_SET_WITHOUT_WAY	 "without-way"
#define ENGINE_SET_ENFORCE	 "enforce"

/* Sets that packets fill. */
#define ENGINE_SET_VIOLATIONS	 "violations"
#define ENGINE_SET_STRAYED	 "strayed"
#define ENGINE_SET_WAY_GONE	 "way-gone"
#define ENGINE_SET_WRONG_POOL	 "wrong-pool"
#define ENGINE_SET_WRONG_POOL_STRAYED "wrong-pool-strayed"
#define ENGINE_SET_BORN		 "born"

/*
 * Offsets, in bytes, of the three fields in a key of the sets that packets fill,
 * but for born. Two are marks; the last is a mark as well or, in the sets of wrong
 * pools, the name of a device.
 */
#define ENGINE_AT_KIND		 0
#define ENGINE_AT_EXPECTED	 4
#define ENGINE_AT_ACTUAL	 8

/**
 * engine_known_set() - name of the set of the values that a fact can have
 * @field: MARK_IN or MARK_OUT
 *
 * Return: the name.
 */
const char *engine_known_set(enum mark_field field);

/**
 * engine_links_set() - name of the set of the links of each value of a fact
 * @field: MARK_IN or MARK_OUT
 *
 * Return: the name.
 */
const char *engine_links_set(enum mark_field field);

#endif
