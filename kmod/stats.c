// SPDX-License-Identifier: GPL-2.0
#include "stats.h"

#include <linux/jhash.h>
#include <linux/net.h>
#include <linux/rculist.h>
#include <linux/slab.h>

#include "config.h"
#include "kunit.h"

/**
 * ersym_stats_init() - initialise counters without cells
 * @stats: counters to initialise
 */
void ersym_stats_init(struct ersym_stats *stats)
{
	spin_lock_init(&stats->lock);
	stats->sequence = 0;
	hash_init(stats->hash);
	INIT_LIST_HEAD(&stats->cells);
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_stats_init);

/* A cell of a circuit that is new in @to was counted under @to already. */
static bool ersym_stats_is_removed(const struct ersym_config *from,
				   const struct ersym_config *to, u16 id)
{
	return ersym_config_circuit(from, id) &&
	       !ersym_config_keeps(from, to, id);
}

/**
 * ersym_stats_forget() - remove the cells of circuits that were removed
 * @stats: counters to clean up
 * @from: configuration that the cells were counted under
 * @to: next configuration, or NULL to remove all cells
 *
 * Context: may run concurrently with ersym_stats_count().
 */
void ersym_stats_forget(struct ersym_stats *stats,
			const struct ersym_config *from,
			const struct ersym_config *to)
{
	struct ersym_stats_cell *cell, *next;

	spin_lock_bh(&stats->lock);
	list_for_each_entry_safe(cell, next, &stats->cells, list) {
		if (to && !ersym_stats_is_removed(from, to, cell->expected) &&
		    !ersym_stats_is_removed(from, to, cell->actual))
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
 * ersym_stats_find() - look up a cell
 * @stats: the counters
 * @kind: enum ersym_kind
 * @expected: circuit that the packets should have been on
 * @actual: circuit that the packets were on
 *
 * Context: under the RCU read lock, or &ersym_stats.lock.
 * Return: the cell, or NULL if there is none.
 */
struct ersym_stats_cell *ersym_stats_find(struct ersym_stats *stats, u8 kind,
					  u16 expected, u16 actual)
{
	struct ersym_stats_cell *cell;

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

static struct ersym_stats_cell *
ersym_stats_add(struct ersym_stats *stats, u8 kind, u16 expected, u16 actual)
{
	struct ersym_stats_cell *cell;

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
 * ersym_stats_count() - count a violation
 * @stats: the counters
 * @judgement: kind, expected circuit and cause
 * @actual: circuit that the packet is on
 * @bytes: length of the packet
 * @connection: the connection strayed with this packet
 *
 * Context: softirq or process context, under the RCU read lock.
 */
void ersym_stats_count(struct ersym_stats *stats,
		       const struct ersym_judgement *judgement, u16 actual,
		       unsigned int bytes, bool connection)
{
	struct ersym_stats_cell *cell;

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
	if (judgement->way_gone)
		atomic64_inc(&cell->way_gone);
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_stats_count);
