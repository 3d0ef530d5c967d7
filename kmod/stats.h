/* SPDX-License-Identifier: GPL-2.0 */
/* Counters: the matrix of violations, and connections born per circuit. */
#ifndef _ERSYM_STATS_H
#define _ERSYM_STATS_H

#include <linux/atomic.h>
#include <linux/hashtable.h>
#include <linux/list.h>
#include <linux/percpu.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>

#include "classify.h"

struct ersym_config;

/**
 * struct ersym_cell - violations of one kind between a pair of circuits
 * @node: in &ersym_stats.hash
 * @list: in &ersym_stats.cells
 * @rcu: readers hold the RCU read lock
 * @kind: enum ersym_kind
 * @expected: circuit
 * @actual: circuit
 * @packets: seen
 * @bytes: of these packets, network header included
 * @connections: that strayed to @actual
 */
struct ersym_cell {
	struct hlist_node node;
	struct list_head list;
	struct rcu_head rcu;
	u8 kind;
	u16 expected;
	u16 actual;
	atomic64_t packets;
	atomic64_t bytes;
	atomic64_t connections;
};

#define ERSYM_STATS_BITS 8

/**
 * struct ersym_stats - the matrix
 * @lock: held to add and to remove cells; softirq safe
 * @sequence: changes when cells come and go; under @lock
 * @hash: cells by kind, expected and actual
 * @cells: in the order they came
 */
struct ersym_stats {
	spinlock_t lock; /* cells come and go */
	unsigned int sequence;
	DECLARE_HASHTABLE(hash, ERSYM_STATS_BITS);
	struct list_head cells;
};

void ersym_stats_init(struct ersym_stats *stats);
void ersym_stats_forget(struct ersym_stats *stats,
			const struct ersym_config *from,
			const struct ersym_config *to);
struct ersym_cell *ersym_stats_find(struct ersym_stats *stats, u8 kind,
				    u16 expected, u16 actual);
void ersym_stats_count(struct ersym_stats *stats,
		       const struct ersym_judgement *judgement, u16 actual,
		       unsigned int bytes, bool connection);

/**
 * struct ersym_births_cpu - what one CPU counted
 * @in: connections that came in on the circuit
 * @out: connections that left by it
 *
 * Words, so that a CPU counts each in one instruction, whoever interrupts it.
 */
struct ersym_births_cpu {
	unsigned long in;
	unsigned long out;
};

/**
 * struct ersym_births - connections born on a circuit
 * @refs: a circuit that stays shares its counters with the configuration
 *	before
 * @cpu: the counters
 */
struct ersym_births {
	refcount_t refs;
	struct ersym_births_cpu __percpu *cpu;
};

/**
 * ersym_births_count() - a connection was born
 * @births: of a circuit
 * @in: it came in on the circuit
 * @out: it left by the circuit
 */
static inline void ersym_births_count(struct ersym_births *births, bool in,
				      bool out)
{
	if (in)
		this_cpu_inc(births->cpu->in);
	if (out)
		this_cpu_inc(births->cpu->out);
}

struct ersym_births *ersym_births_alloc(void);
struct ersym_births *ersym_births_get(struct ersym_births *births);
void ersym_births_put(struct ersym_births *births);
void ersym_births_read(const struct ersym_births *births, u64 *in, u64 *out);

#endif /* _ERSYM_STATS_H */
