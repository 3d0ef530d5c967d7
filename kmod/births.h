/* SPDX-License-Identifier: GPL-2.0 */
/* Per-CPU counters of the connections born on a circuit. */
#ifndef _ERSYM_BIRTHS_H
#define _ERSYM_BIRTHS_H

#include <linux/irqflags.h> /* for this_cpu_inc() on UML, Linux 6.1 */
#include <linux/percpu.h>
#include <linux/refcount.h>
#include <linux/types.h>

/**
 * struct ersym_births_cpu - counters of one CPU
 * @in: connections that came in on the circuit
 * @out: connections that left by the circuit
 *
 * The counters have the size of a word, so that a CPU increments one in a
 * single instruction, which needs no protection from interrupts.
 */
struct ersym_births_cpu {
	unsigned long in;
	unsigned long out;
};

/**
 * struct ersym_births - counters of the connections born on a circuit
 * @refs: references; a circuit that stays shares its counters with the
 *	previous configuration
 * @cpu: the counters of each CPU
 */
struct ersym_births {
	refcount_t refs;
	struct ersym_births_cpu __percpu *cpu;
};

/**
 * ersym_births_count() - count a connection that was born
 * @births: counters of a circuit
 * @in: the connection came in on the circuit
 * @out: the connection left by the circuit
 *
 * Context: any.
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

#endif /* _ERSYM_BIRTHS_H */
