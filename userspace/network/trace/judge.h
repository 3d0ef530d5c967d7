/* SPDX-License-Identifier: GPL-2.0 */
/* Traces compared with what was to be seen, and the views of both ends with one another. */
#ifndef ERSYM_NETWORK_TRACE_JUDGE_H
#define ERSYM_NETWORK_TRACE_JUDGE_H

#include "network/trace/match.h"
#include "network/trace/ways.h"

/**
 * struct judged - a trace and what is to be said of it
 * @result: in struct trace_results
 * @from, @to: hosts; device NONE: unknown, and then nothing else is valid
 * @match: of the trace and the best way
 * @circuit: that it crossed, @n_circuit of them; valid if @placed
 * @placed: the trace fits a way, perhaps one that is used only when @without is down
 * @without: circuit, or NONE
 * @late: the last hop took longer or shorter than was expected
 * @expected: hops that were to be seen, as text
 * @why: what is wrong, or NULL
 */
struct judged {
	unsigned int result;
	struct endpoint from;
	struct endpoint to;
	enum match match;
	unsigned int circuit[WAY_CIRCUITS_MAX];
	size_t n_circuit;
	bool placed;
	unsigned int without;
	bool late;
	char *expected;
	char *why;
};

/** enum merged - what the views of both ends say together */
enum merged {
	MERGED_SYMMETRIC,
	MERGED_ASYMMETRIC,
	MERGED_ONE_SIDED,	/* there is a trace from one end only */
	MERGED_UNKNOWN,		/* one of them could not be placed */
};

/**
 * struct pair - two traces between the same ends while the same is down
 * @there: index in struct judgement.trace; @back: likewise, or NONE
 */
struct pair {
	unsigned int there;
	unsigned int back;
	enum merged merged;
};

struct judgement {
	struct judged *trace;
	size_t n_trace;
	struct pair *pair;
	size_t n_pair;
};

/**
 * traces_judge() - compares traces
 * @routes: with nothing down
 * @d: its expectations come before what the model says
 * @judgement: written; judgement_free() is due
 */
void traces_judge(const struct routes *routes, const struct description *d,
		  const struct trace_results *results, struct judgement *judgement);
void judgement_free(struct judgement *judgement);

/* Whether every trace fits and no two views contradict one another. */
bool judgement_is_good(const struct judgement *judgement);

#endif
