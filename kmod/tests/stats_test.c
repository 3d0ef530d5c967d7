// SPDX-License-Identifier: GPL-2.0
/* Counters of violations, also by several workers at once. */
#include <kunit/test.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "../births.h"
#include "../config.h"
#include "../stats.h"

#define WORKERS 4
#define ROUNDS	20000

static int ersym_stats_test_init(struct kunit *test)
{
	struct ersym_stats *stats;

	stats = kunit_kzalloc(test, sizeof(*stats), GFP_KERNEL);
	if (!stats)
		return -ENOMEM;
	ersym_stats_init(stats);
	test->priv = stats;
	return 0;
}

static void ersym_stats_test_exit(struct kunit *test)
{
	struct ersym_stats *stats = test->priv;

	if (!stats)
		return;
	ersym_stats_forget(stats, NULL, NULL);
	/* Neither the list nor the hash has a cell left */
	KUNIT_EXPECT_TRUE(test, list_empty(&stats->cells));
	KUNIT_EXPECT_TRUE(test, hash_empty(stats->hash));
}

static void ersym_test_count(struct ersym_stats *stats, int kind, u16 expected,
			     u16 actual, unsigned int bytes, bool connection)
{
	struct ersym_judgement judgement = {
		.kind = kind,
		.expected = expected,
	};

	rcu_read_lock();
	ersym_stats_count(stats, &judgement, actual, bytes, connection);
	rcu_read_unlock();
}

static void ersym_test_way_gone(struct ersym_stats *stats, int kind,
				u16 expected, u16 actual)
{
	struct ersym_judgement judgement = {
		.kind = kind,
		.expected = expected,
		.way_gone = true,
	};

	rcu_read_lock();
	ersym_stats_count(stats, &judgement, actual, 60, false);
	rcu_read_unlock();
}

static void ersym_test_cell(struct kunit *test, u8 kind, u16 expected,
			    u16 actual, s64 packets, s64 bytes,
			    s64 connections)
{
	struct ersym_stats *stats = test->priv;
	struct ersym_stats_cell *cell;

	rcu_read_lock();
	cell = ersym_stats_find(stats, kind, expected, actual);
	KUNIT_EXPECT_NOT_NULL(test, cell);
	if (cell) {
		KUNIT_EXPECT_EQ(test, cell->kind, kind);
		KUNIT_EXPECT_EQ(test, cell->expected, expected);
		KUNIT_EXPECT_EQ(test, cell->actual, actual);
		KUNIT_EXPECT_EQ(test, atomic64_read(&cell->packets), packets);
		KUNIT_EXPECT_EQ(test, atomic64_read(&cell->bytes), bytes);
		KUNIT_EXPECT_EQ(test, atomic64_read(&cell->connections),
				connections);
	}
	rcu_read_unlock();
}

static bool ersym_test_has(struct kunit *test, u8 kind, u16 expected,
			   u16 actual)
{
	bool has;

	rcu_read_lock();
	has = ersym_stats_find(test->priv, kind, expected, actual);
	rcu_read_unlock();
	return has;
}

static void ersym_stats_counts(struct kunit *test)
{
	struct ersym_stats *stats = test->priv;
	int i;

	KUNIT_EXPECT_FALSE(test, ersym_test_has(test, ERSYM_KIND_RETURN_IN, 1,
						2));
	for (i = 0; i < 10; i++)
		ersym_test_count(stats, ERSYM_KIND_RETURN_IN, 1, 2, 60, !i);
	ersym_test_cell(test, ERSYM_KIND_RETURN_IN, 1, 2, 10, 600, 1);
	KUNIT_EXPECT_EQ(test, stats->sequence, 1);

	/* Bytes do not wrap where a packet's length would */
	ersym_test_count(stats, ERSYM_KIND_LEAK, 0, 2, U32_MAX, false);
	ersym_test_count(stats, ERSYM_KIND_LEAK, 0, 2, U32_MAX, false);
	ersym_test_cell(test, ERSYM_KIND_LEAK, 0, 2, 2, 2LL * U32_MAX, 0);
	KUNIT_EXPECT_EQ(test, stats->sequence, 2);
}

/* The cause is counted beside the packets, of each pair apart. */
static void ersym_stats_causes(struct kunit *test)
{
	struct ersym_stats *stats = test->priv;
	struct ersym_stats_cell *cell;
	int i;

	for (i = 0; i < 3; i++)
		ersym_test_way_gone(stats, ERSYM_KIND_RETURN_OUT, 1, 2);
	for (i = 0; i < 4; i++)
		ersym_test_count(stats, ERSYM_KIND_RETURN_OUT, 1, 2, 60, false);
	ersym_test_count(stats, ERSYM_KIND_RETURN_OUT, 1, 3, 60, false);
	ersym_test_cell(test, ERSYM_KIND_RETURN_OUT, 1, 2, 7, 420, 0);

	rcu_read_lock();
	list_for_each_entry_rcu(cell, &stats->cells, list)
		KUNIT_EXPECT_EQ(test, atomic64_read(&cell->way_gone),
				cell->actual == 2 ? 3 : 0);
	rcu_read_unlock();
}

static const u16 ersym_stats_circuits[] = {
	ERSYM_CIRCUIT_UNKNOWN, 1, 2, 30, 31, 254, 256, ERSYM_CIRCUIT_MAX,
	ERSYM_CIRCUIT_INSIDE,
};

/* Every pair of circuits, in both orders, and every kind have cells of their
 * own.
 */
static void ersym_stats_apart(struct kunit *test)
{
	struct ersym_stats *stats = test->priv;
	unsigned int kind, i, j, cells = 0;
	const u16 *id = ersym_stats_circuits;
	struct ersym_stats_cell *cell;

	for (kind = 0; kind <= ERSYM_KIND_MAX; kind++)
		for (i = 0; i < ARRAY_SIZE(ersym_stats_circuits); i++)
			for (j = 0; j < ARRAY_SIZE(ersym_stats_circuits); j++) {
				cells++;
				ersym_test_count(stats, kind, id[i], id[j],
						 cells, cells % 2);
			}
	KUNIT_EXPECT_EQ(test, stats->sequence, cells);

	/* In the order in which they were added */
	rcu_read_lock();
	i = 0;
	list_for_each_entry_rcu(cell, &stats->cells, list)
		KUNIT_EXPECT_EQ(test, atomic64_read(&cell->bytes), ++i);
	rcu_read_unlock();
	KUNIT_EXPECT_EQ(test, i, cells);

	cells = 0;
	for (kind = 0; kind <= ERSYM_KIND_MAX; kind++)
		for (i = 0; i < ARRAY_SIZE(ersym_stats_circuits); i++)
			for (j = 0; j < ARRAY_SIZE(ersym_stats_circuits); j++) {
				cells++;
				ersym_test_cell(test, kind, id[i], id[j], 1,
						cells, cells % 2);
			}
}

/* Which circuits of configuration before and after have the same meaning:
 * 1 stays, 2 is removed, 3 gets another name, 4 is new.
 */
static void ersym_test_configs(struct kunit *test,
			       struct ersym_config **before,
			       struct ersym_config **after)
{
	static const char * const names[2][5] = {
		{ NULL, "us", "eu", "hk", NULL },
		{ NULL, "us", NULL, "jp", "vpn" },
	};
	struct ersym_config *config[2];
	struct ersym_mark mark;
	unsigned int i;
	u16 id;

	KUNIT_ASSERT_EQ(test, ersym_mark_init(&mark, 0xffff0000), 0);
	for (i = 0; i < 2; i++) {
		config[i] = ersym_config_alloc(&mark, 3, 0, 0);
		KUNIT_ASSERT_NOT_NULL(test, config[i]);
		for (id = 1; id <= 4; id++) {
			struct ersym_circuit *circuit;

			if (!names[i][id])
				continue;
			circuit = &config[i]->circuit[config[i]->circuits++];
			circuit->id = id;
			strscpy(circuit->name, names[i][id],
				sizeof(circuit->name));
			config[i]->by_id[id] = circuit;
		}
	}
	*before = config[0];
	*after = config[1];
}

static void ersym_stats_forgets(struct kunit *test)
{
	struct ersym_stats *stats = test->priv;
	struct ersym_config *before, *after;
	static const u16 id[] = {
		ERSYM_CIRCUIT_UNKNOWN, 1, 2, 3, 4, ERSYM_CIRCUIT_INSIDE,
	};
	unsigned int i, j, gone = 0, sequence;

	ersym_test_configs(test, &before, &after);
	for (i = 0; i < ARRAY_SIZE(id); i++)
		for (j = 0; j < ARRAY_SIZE(id); j++)
			ersym_test_count(stats, ERSYM_KIND_RETURN_IN, id[i],
					 id[j], 100, true);
	sequence = stats->sequence;

	ersym_stats_forget(stats, before, after);
	for (i = 0; i < ARRAY_SIZE(id); i++)
		for (j = 0; j < ARRAY_SIZE(id); j++) {
			/* Circuit 4 is new in "after", counted under it */
			bool removed = id[i] == 2 || id[i] == 3 || id[j] == 2 ||
				    id[j] == 3;

			gone += removed;
			KUNIT_EXPECT_NE(test, removed,
					ersym_test_has(test,
						       ERSYM_KIND_RETURN_IN,
						       id[i], id[j]));
			if (!removed)
				ersym_test_cell(test, ERSYM_KIND_RETURN_IN,
						id[i], id[j], 1, 100, 1);
		}
	KUNIT_EXPECT_EQ(test, stats->sequence, sequence + gone);

	/* A cell that is added again starts at zero */
	ersym_test_count(stats, ERSYM_KIND_RETURN_IN, 2, 1, 7, false);
	ersym_test_cell(test, ERSYM_KIND_RETURN_IN, 2, 1, 1, 7, 0);

	ersym_stats_forget(stats, after, NULL);
	KUNIT_EXPECT_TRUE(test, list_empty(&stats->cells));
	KUNIT_EXPECT_TRUE(test, hash_empty(stats->hash));

	ersym_config_free(after);
	ersym_config_free(before);
}

/**
 * struct ersym_worker - counts beside others
 * @work: of a workqueue
 * @stats: to count violations in
 * @births: to count connections in
 */
struct ersym_worker {
	struct work_struct work;
	struct ersym_stats *stats;
	struct ersym_births *births;
};

static void ersym_worker_run(struct work_struct *work)
{
	struct ersym_worker *worker =
		container_of(work, struct ersym_worker, work);
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		ersym_test_count(worker->stats, ERSYM_KIND_FORWARD_OUT,
				 i % 16, i % 7, 10, i % 2);
		ersym_births_count(worker->births, true, i % 2);
	}
}

/* No count is lost, and no cell is added twice. */
static void ersym_stats_together(struct kunit *test)
{
	u64 in, out, packets = 0, bytes = 0, connections = 0;
	struct ersym_stats *stats = test->priv;
	struct workqueue_struct *queue;
	struct ersym_births *births;
	struct ersym_worker *worker;
	struct ersym_stats_cell *cell;
	unsigned int i, cells = 0;

	worker = kunit_kcalloc(test, WORKERS, sizeof(*worker), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, worker);
	births = ersym_births_alloc();
	KUNIT_ASSERT_NOT_NULL(test, births);
	queue = alloc_workqueue("ersym_test", WQ_UNBOUND, WORKERS);
	KUNIT_ASSERT_NOT_NULL(test, queue);
	for (i = 0; i < WORKERS; i++) {
		INIT_WORK(&worker[i].work, ersym_worker_run);
		worker[i].stats = stats;
		worker[i].births = births;
		queue_work(queue, &worker[i].work);
	}
	destroy_workqueue(queue);

	rcu_read_lock();
	list_for_each_entry_rcu(cell, &stats->cells, list) {
		cells++;
		packets += atomic64_read(&cell->packets);
		bytes += atomic64_read(&cell->bytes);
		connections += atomic64_read(&cell->connections);
	}
	rcu_read_unlock();
	KUNIT_EXPECT_EQ(test, cells, 16 * 7);
	KUNIT_EXPECT_EQ(test, packets, (u64)WORKERS * ROUNDS);
	KUNIT_EXPECT_EQ(test, bytes, (u64)WORKERS * ROUNDS * 10);
	KUNIT_EXPECT_EQ(test, connections, (u64)WORKERS * ROUNDS / 2);
	ersym_births_read(births, &in, &out);
	KUNIT_EXPECT_EQ(test, in, (u64)WORKERS * ROUNDS);
	KUNIT_EXPECT_EQ(test, out, (u64)WORKERS * ROUNDS / 2);
	ersym_births_put(births);
}

static struct kunit_case ersym_stats_cases[] = {
	KUNIT_CASE(ersym_stats_counts),
	KUNIT_CASE(ersym_stats_causes),
	KUNIT_CASE(ersym_stats_apart),
	KUNIT_CASE(ersym_stats_forgets),
	KUNIT_CASE(ersym_stats_together),
	{}
};

static struct kunit_suite ersym_stats_suite = {
	.name = "ersym-stats",
	.init = ersym_stats_test_init,
	.exit = ersym_stats_test_exit,
	.test_cases = ersym_stats_cases,
};

kunit_test_suite(ersym_stats_suite);
