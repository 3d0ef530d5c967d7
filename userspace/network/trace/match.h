/* SPDX-License-Identifier: GPL-2.0 */
/* Hops that were seen, beside hops that were expected. */
#ifndef ERSYM_NETWORK_TRACE_MATCH_H
#define ERSYM_NETWORK_TRACE_MATCH_H

#include "network/trace/result.h"

/** enum match - how well they fit; the best has the highest value */
enum match {
	MATCH_NO,
	MATCH_UNKNOWN,		/* they may, but a hop that was to answer is silent */
	MATCH_YES,
};

/**
 * hops_match() - compares a trace with a way
 * @expected: what was to be seen; a silent hop stands for any, or for none that answers
 * @seen: what was seen
 * @partial: @seen may lack any hops but the last
 */
enum match hops_match(const struct net_view *expected, const struct seen_hop *seen, size_t n_seen,
		      bool partial);

#endif
