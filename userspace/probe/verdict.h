/* SPDX-License-Identifier: GPL-2.0 */
/* The verdict of a circuit's probe: down, or not. */
#ifndef ERSYM_PROBE_VERDICT_H
#define ERSYM_PROBE_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct verdict - a conclusion from rounds of probes; all zero: not down
 * @down: the path is dead
 * @contrary: number of rounds, the latest ones, that speak against @down
 */
struct verdict {
	bool down;
	uint32_t contrary;
};

/**
 * verdict_round() - update the verdict by the result of a round
 * @verdict: the verdict
 * @answered: at least one probe was answered
 * @down_after: as many rounds without an answer, one after the other, make it down
 * @up_after: as many rounds with an answer, one after the other, end that
 *
 * Return: true if the verdict has changed.
 */
bool verdict_round(struct verdict *verdict, bool answered, uint32_t down_after, uint32_t up_after);

#endif
