/* SPDX-License-Identifier: GPL-2.0 */
/* Counters of violations by kind, expected and actual circuit. */
#ifndef _ERSYM_STATS_H
#define _ERSYM_STATS_H

#include <linux/atomic.h>
#include <linux/hashtable.h>
#include <linux/list.h>
#include <linux/spinlock.h>

#include "classify.h"

struct ersym_config;

/**
 * struct ersym_stats_cell - counters of one kind, expected and actual circuit
 * @node: in &ersym_stats.hash
 * @list: in &ersym_stats.cells
 * @rcu: for kfree_rcu(); readers hold the RCU read lock
 * @kind: enum ersym_kind
 * @expected: circuit that the packets should have been on
 * @actual: circuit that the packets were on
 * @packets: number of packets
 * @bytes: sum of their lengths, network header included
 * @connections: number of connections that strayed to @actual
 * @way_gone: number of packets that were pinned to @expected while no link of
 *	it was running
 */
struct ersym_stats_cell {
	struct hlist_node node;
	struct list_head list;
	struct rcu_head rcu;
	u8 kind;
	u16 expected;
	u16 actual;
	atomic64_t packets;
	atomic64_t bytes;
	atomic64_t connections;
	atomic64_t way_gone;
};

#define ERSYM_STATS_BITS 8

/**
 * struct ersym_stats - all counters of violations of a namespace
 * @lock: held to add and to remove cells; taken in softirq context, too
 * @sequence: changes when a cell is added or removed; written under @lock
 * @hash: cells by kind, expected and actual circuit
 * @cells: cells in the order in which they were added
 */
struct ersym_stats {
	spinlock_t lock; /* adds and removes cells */
	unsigned int sequence;
	DECLARE_HASHTABLE(hash, ERSYM_STATS_BITS);
	struct list_head cells;
};

void ersym_stats_init(struct ersym_stats *stats);
void ersym_stats_forget(struct ersym_stats *stats,
			const struct ersym_config *from,
			const struct ersym_config *to);
struct ersym_stats_cell *ersym_stats_find(struct ersym_stats *stats, u8 kind,
					  u16 expected, u16 actual);
void ersym_stats_count(struct ersym_stats *stats,
		       const struct ersym_judgement *judgement, u16 actual,
		       unsigned int bytes, bool connection);

#endif /* _ERSYM_STATS_H */
