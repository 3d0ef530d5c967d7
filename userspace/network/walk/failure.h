/* SPDX-License-Identifier: GPL-2.0 */
/* What fails, and what becomes of the services then and afterwards. */
#ifndef ERSYM_NETWORK_WALK_FAILURE_H
#define ERSYM_NETWORK_WALK_FAILURE_H

#include "network/walk/verify.h"

enum failure_kind {
	FAILURE_LINK,
	FAILURE_CIRCUIT,	/* all links of it */
	FAILURE_DEVICE,
	FAILURE_ZONE,		/* all devices that are in no other one */
};

/** struct failure - something that is described and may fail; @index of its kind */
struct failure {
	enum failure_kind kind;
	unsigned int index;
};

struct failures {
	struct failure *v;
	size_t n;
};

/*
 * Each link, circuit, device of ours, gateway and zone of a cloud; a circuit's only link is not
 * there beside it.
 */
void failures_list(const struct network *net, struct failures *list);
void failures_free(struct failures *list);

/** enum effect - of a failure on a service; the worst has the highest value */
enum effect {
	EFFECT_MOVED,		/* it works by another circuit */
	EFFECT_WORSE,		/* it works, with a fault that it had not */
	EFFECT_MENDED,		/* it works, as it did not before */
	EFFECT_GONE,		/* the client or the server is down itself */
	EFFECT_LOST,
};

/**
 * struct affected - a service that a failure changes
 * @before: what it was
 * @after: what it is
 */
struct affected {
	const struct verified *before;
	struct verified after;
	enum effect effect;
};

/**
 * struct aftermath - of one failure or of two at once
 * @failure: @n_failure of them
 * @routes: while it lasts
 * @site: by site: affected clients are there
 * @returns: afterwards all routes are as they were
 */
struct aftermath {
	const struct failure *failure;
	size_t n_failure;
	const struct routes *routes;
	const struct affected *affected;
	size_t n_affected;
	const bool *site;
	bool returns;
};

/**
 * failures_try() - lets things fail, each from the state in which nothing is down
 * @base: that state, and @result of it
 * @pairs: every two at once, too
 * @report: called for each
 *
 * A service is walked again only if it uses something that failed, or a device that
 * BGP gave other routes. Other losses cannot change the way of a packet: routes that
 * lost their choice do not win it by getting longer.
 */
void failures_try(const struct routes *base, const struct verification *result, bool pairs,
		  void (*report)(const struct aftermath *aftermath, void *context),
		  void *context);

#endif
