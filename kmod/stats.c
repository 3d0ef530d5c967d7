// SPDX-License-Identifier: GPL-2.0
#include "stats.h"

#include <linux/jhash.h>
#include <linux/net.h>
#include <linux/rculist.h>
#include <linux/slab.h>

#include "circuit.h"
#include "kunit.h"

/**
 * ersym_stats_init() - an empty matrix
 * @stats: to fill
 */
void ersym_stats_init(struct ersym_stats *stats)
{
	spin_lock_init(&stats->lock);
	stats->sequence = 0;
	hash_init(stats->hash);
	INIT_LIST_HEAD(&stats->cells);
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_stats_init);

/* Cells of circuits that came with @to are counted under it already. */
static bool ersym_stats_goes(const struct ersym_config *from,
			     const struct ersym_config *to, u16 id)
{
	return ersym_config_circuit(from, id) &&
	       !ersym_config_keeps(from, to, id);
}

/**
 * ersym_stats_forget() - remove the cells of circuits that are gone
 * @stats: to clean up
 * @from: the configuration that they were counted under
 * @to: the next one, whose circuits stay; NULL: nothing stays
 *
 * Context: may run beside ersym_stats_count().
 */
void ersym_stats_forget(struct ersym_stats *stats,
			const struct ersym_config *from,
			const struct ersym_config *to)
{
	struct ersym_cell *cell, *next;

	spin_lock_bh(&stats->lock);
	list_for_each_entry_safe(cell, next, &stats->cells, list) {
		if (to && !ersym_stats_goes(from, to, cell->expected) &&
		    !ersym_stats_goes(from, to, cell->actual))
			continue;
		hash_del_rcu(&cell->node);
		list_del_rcu(&cell->list);
		kfree_rcu(cell, rcu);
		stats->sequence++;
	}
	spin_unlock_bh(&stats->lock);
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_stats_forget);

static u32 ersym_stats_key(u8 kind, u16 expected, u16 actual)
{
	return jhash_2words(expected << 16 | actual, kind, 0);
}

/**
 * ersym_stats_find() - look a cell up
 * @stats: where
 * @kind: enum ersym_kind
 * @expected: circuit
 * @actual: circuit
 *
 * Context: under the RCU read lock, or &ersym_stats.lock.
 * Return: the cell, or NULL if there is none.
 */
struct ersym_cell *ersym_stats_find(struct ersym_stats *stats, u8 kind,
				    u16 expected, u16 actual)
{
	struct ersym_cell *cell;

	hash_for_each_possible_rcu(stats->hash, cell, node,
				   ersym_stats_key(kind, expected, actual),
				   lockdep_is_held(&stats->lock)) {
		if (cell->kind == kind && cell->expected == expected &&
		    cell->actual == actual)
			return cell;
	}
	return NULL;
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_stats_find);

static struct ersym_cell *ersym_stats_add(struct ersym_stats *stats, u8 kind,
					  u16 expected, u16 actual)
{
	struct ersym_cell *cell;

	spin_lock_bh(&stats->lock);
	cell = ersym_stats_find(stats, kind, expected, actual);
	if (cell)
		goto out;

	cell = kzalloc_obj(*cell, GFP_ATOMIC | __GFP_NOWARN);
	if (!cell)
		goto out;
	cell->kind = kind;
	cell->expected = expected;
	cell->actual = actual;
	hash_add_rcu(stats->hash, &cell->node,
		     ersym_stats_key(kind, expected, actual));
	list_add_tail_rcu(&cell->list, &stats->cells);
	stats->sequence++;
out:
	spin_unlock_bh(&stats->lock);
	return cell;
}

/**
 * ersym_stats_count() - count a packet that left its path
 * @stats: where
 * @judgement: what it did
 * @actual: the circuit that it was on
 * @bytes: of the packet
 * @connection: whether its connection strayed with it
 *
 * Context: softirq or process context, under the RCU read lock.
 */
void ersym_stats_count(struct ersym_stats *stats,
		       const struct ersym_judgement *judgement, u16 actual,
		       unsigned int bytes, bool connection)
{
	struct ersym_cell *cell;

	cell = ersym_stats_find(stats, judgement->kind, judgement->expected,
				actual);
	if (!cell)
		cell = ersym_stats_add(stats, judgement->kind,
				       judgement->expected, actual);
	if (!cell) {
		net_warn_ratelimited("ersym: no memory to count a violation\n");
		return;
	}
	atomic64_inc(&cell->packets);
	atomic64_add(bytes, &cell->bytes);
	if (connection)
		atomic64_inc(&cell->connections);
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_stats_count);

/**
 * ersym_births_alloc() - counters that start at nought
 *
 * Context: may sleep.
 * Return: the counters with one reference, or NULL if there is no memory.
 */
struct ersym_births *ersym_births_alloc(void)
{
	struct ersym_births *births;

	births = kzalloc_obj(*births, GFP_KERNEL_ACCOUNT);
	if (!births)
		return NULL;
	births->cpu = alloc_percpu_gfp(struct ersym_births_cpu,
				       GFP_KERNEL_ACCOUNT);
	if (!births->cpu) {
		kfree(births);
		return NULL;
	}
	refcount_set(&births->refs, 1);
	return births;
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_births_alloc);

/**
 * ersym_births_get() - take a reference
 * @births: to share
 *
 * Return: @births.
 */
struct ersym_births *ersym_births_get(struct ersym_births *births)
{
	refcount_inc(&births->refs);
	return births;
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_births_get);

/**
 * ersym_births_put() - drop a reference
 * @births: may be NULL
 */
void ersym_births_put(struct ersym_births *births)
{
	if (!births || !refcount_dec_and_test(&births->refs))
		return;
	free_percpu(births->cpu);
	kfree(births);
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_births_put);

/**
 * ersym_births_read() - sum over all CPUs
 * @births: of a circuit
 * @in: connections that came in on it
 * @out: connections that left by it
 */
void ersym_births_read(const struct ersym_births *births, u64 *in, u64 *out)
{
	int cpu;

	*in = 0;
	*out = 0;
	for_each_possible_cpu(cpu) {
		const struct ersym_births_cpu *c =
			per_cpu_ptr(births->cpu, cpu);

		*in += READ_ONCE(c->in);
		*out += READ_ONCE(c->out);
	}
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_births_read);
