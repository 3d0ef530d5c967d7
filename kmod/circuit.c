// SPDX-License-Identifier: GPL-2.0
#include "circuit.h"

#include <linux/minmax.h>

#include "kunit.h"

/**
 * ersym_circuit_pass_range() - get the destinations that the guard passes
 * @circuit: circuit that packets come in on
 *
 * The guard need not look up the owner of these destinations: the circuit
 * drops nothing before conntrack, or they are in its own first pool.
 *
 * Return: the range, as in &ersym_linkmap.pass.
 */
struct ersym_range ersym_circuit_pass_range(const struct ersym_circuit *circuit)
{
	struct ersym_range pool;

	if (!(circuit->drop & ERSYM_GUARDED))
		return ERSYM_RANGE_ALL;
	if (!circuit->pool)
		return ERSYM_RANGE_NONE;
	pool = ersym_pool_range(circuit->pool);
	/* A full span would let IPv6 pass as well, see ERSYM_RANGE_ALL */
	pool.span = min(pool.span, U32_MAX - 1);
	return pool;
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_circuit_pass_range);
