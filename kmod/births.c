// SPDX-License-Identifier: GPL-2.0
#include "births.h"

#include <linux/slab.h>

#include "kunit.h"

/**
 * ersym_births_alloc() - allocate counters that are zero
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
 * ersym_births_get() - take a reference to counters
 * @births: counters to share
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
 * ersym_births_put() - drop a reference, and free the counters with the last
 * @births: counters, or NULL
 *
 * Context: no packet may be counted under this reference any more.
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
 * ersym_births_read() - add up the counters of all CPUs
 * @births: counters of a circuit
 * @in: set to the number of connections that came in on the circuit
 * @out: set to the number of connections that left by the circuit
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
