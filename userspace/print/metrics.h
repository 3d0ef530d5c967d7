/* SPDX-License-Identifier: GPL-2.0 */
/* Output of what is in force and of its counters as OpenMetrics, for Prometheus. */
#ifndef ERSYM_PRINT_METRICS_H
#define ERSYM_PRINT_METRICS_H

#include <stdio.h>

#include "live/circuit.h"
#include "live/names.h"
#include "live/violation.h"
#include "model/site.h"

/* The media type of metrics_print(). */
#define METRICS_TYPE "application/openmetrics-text; version=1.0.0; charset=utf-8"

/**
 * struct metrics - what metrics are made of
 * @engine: the engine in force
 * @circuits: state of the circuits
 * @violations: counters of violations
 * @names: names of the circuits in force
 */
struct metrics {
	enum engine engine;
	const struct circuit_states *circuits;
	const struct violations *violations;
	const struct names *names;
};

/**
 * metrics_print() - print an exposition in the OpenMetrics text format
 * @metrics: what to print
 * @out: where to
 *
 * Names and units follow https://prometheus.io/docs/practices/naming/, the form follows
 * OpenMetrics 1.0.
 */
void metrics_print(const struct metrics *metrics, FILE *out);

#endif
