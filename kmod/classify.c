// SPDX-License-Identifier: GPL-2.0
#include "classify.h"

#include "kunit.h"

static struct ersym_judgement
ersym_classify_later(const struct ersym_facts *facts)
{
	static const u8 kinds[2][2] = {
		[ERSYM_POINT_PRE] = {
			ERSYM_KIND_FORWARD_IN, ERSYM_KIND_RETURN_IN,
		},
		[ERSYM_POINT_POST] = {
			ERSYM_KIND_FORWARD_OUT, ERSYM_KIND_RETURN_OUT,
		},
	};
	struct ersym_judgement judgement = { .kind = ERSYM_KIND_NONE };

	/* Requests come in on "in" and leave by "out", answers the opposite */
	judgement.expected = (facts->point == ERSYM_POINT_PRE) != facts->reply ?
			     facts->in : facts->out;
	if (judgement.expected != ERSYM_CIRCUIT_UNKNOWN &&
	    judgement.expected != facts->actual)
		judgement.kind = facts->icmp_error ? ERSYM_KIND_RELATED :
				 kinds[facts->point][facts->reply];
	return judgement;
}

static struct ersym_judgement
ersym_classify_first(const struct ersym_facts *facts)
{
	struct ersym_judgement judgement = {
		.kind = ERSYM_KIND_NONE,
		.expected = ERSYM_CIRCUIT_UNKNOWN,
	};
	bool elsewhere = facts->owner != ERSYM_CIRCUIT_UNKNOWN &&
			 facts->owner != facts->actual;

	if (facts->actual == ERSYM_CIRCUIT_INSIDE)
		return judgement;

	if (facts->point == ERSYM_POINT_PRE) {
		if (elsewhere) {
			judgement.kind = ERSYM_KIND_FOREIGN;
			judgement.expected = facts->owner;
		} else if (facts->tracking == ERSYM_TRACKING_NONE ||
			   (facts->tracking == ERSYM_TRACKING_FIRST &&
			    !facts->begins)) {
			judgement.kind = ERSYM_KIND_ORPHAN;
		}
		return judgement;
	}

	if (facts->encrypted_later)
		return judgement;
	if (elsewhere) {
		judgement.kind = ERSYM_KIND_LEAK;
		judgement.expected = facts->owner;
	} else if (facts->public_only && facts->private) {
		judgement.kind = ERSYM_KIND_LEAK;
	}
	return judgement;
}

/**
 * ersym_classify() - judge a packet by the rule
 * @facts: what is known about the packet
 *
 * Return: the kind of violation and the expected circuit, or ERSYM_KIND_NONE.
 */
struct ersym_judgement ersym_classify(const struct ersym_facts *facts)
{
	return facts->tracking == ERSYM_TRACKING_LATER ?
	       ersym_classify_later(facts) : ersym_classify_first(facts);
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_classify);
