// SPDX-License-Identifier: GPL-2.0
#include "network/walk/trip.h"

#include <stdlib.h>
#include <string.h>

#include "network/walk/translate.h"
#include "util/array.h"

#define CIRCUITS_MAX 32

const char *trip_verdict_name(enum verdict verdict)
{
	static const char *const names[] = {
		[VERDICT_SYMMETRIC] = "symmetric",
		[VERDICT_ASYMMETRIC] = "asymmetric",
		[VERDICT_LOOP] = "loop",
		[VERDICT_BLACK_HOLE] = "black-hole",
		[VERDICT_UNREACHABLE] = "unreachable",
	};

	return names[verdict];
}

/* Whether an answer crosses the circuits of its request, the last one first. */
static bool is_symmetric(const struct network *net, const struct path *request,
			 const struct path *answer)
{
	unsigned int there[CIRCUITS_MAX], back[CIRCUITS_MAX];
	size_t n = path_circuits(net, request, there, CIRCUITS_MAX), i;

	if (n != path_circuits(net, answer, back, CIRCUITS_MAX))
		return false;
	for (i = 0; i < n; i++) {
		if (there[i] != back[n - 1 - i])
			return false;
	}
	return true;
}

static bool passed_unknown(const struct path *path)
{
	size_t i;

	for (i = 0; i < path->n_hop; i++) {
		if (path->hop[i].unknown)
			return true;
	}
	return false;
}

/* Of a packet that did not arrive. */
static enum verdict verdict_of(const struct path *path, bool answer)
{
	/* Nothing translated the answer where its request had been. */
	if (answer && passed_unknown(path))
		return VERDICT_ASYMMETRIC;
	switch (path->fate) {
	case FATE_LOOP:
		return VERDICT_LOOP;
	case FATE_NO_STATE:
		return answer ? VERDICT_ASYMMETRIC : VERDICT_BLACK_HOLE;
	case FATE_NO_ROUTE:
	case FATE_NO_LINK:
		return VERDICT_UNREACHABLE;
	default:
		return VERDICT_BLACK_HOLE;
	}
}

static void add_trip(struct trips *trips, struct trip trip)
{
	trips->v = array_grow(trips->v, trips->n, sizeof(*trips->v));
	trips->v[trips->n] = trip;
	if (trip.verdict > trips->v[trips->worst].verdict)
		trips->worst = trips->n;
	trips->n++;
}

static void judge(const struct network *net, struct trips *trips, unsigned int request,
		  unsigned int answer)
{
	const struct path *there = &trips->request.v[request];
	const struct path *back = answer == NONE ? NULL : &trips->answer[answer];
	const struct path *last = back ? back : there;
	struct trip trip = { .request = request, .answer = answer, .dies = NONE };

	if (last->fate != FATE_ARRIVED) {
		trip.dies = last->hop[last->n_hop - 1].device;
		trip.dies_in_answer = back;
		trip.verdict = verdict_of(last, back);
	} else {
		trip.verdict = is_symmetric(net, there, back) ? VERDICT_SYMMETRIC :
								VERDICT_ASYMMETRIC;
	}
	add_trip(trips, trip);
}

/* Lets who got a request answer. */
static void answer(const struct routes *routes, struct trips *trips, unsigned int request)
{
	const struct path *there = &trips->request.v[request];
	struct paths back;
	struct packet packet;
	size_t i;

	packet_reverse(&there->packet, &packet);
	path_follow(routes, &packet, there->hop[there->n_hop - 1].device, there->state,
		    there->n_state, true, &back);
	trips->cut |= back.cut;
	for (i = 0; i < back.n; i++) {
		struct path *path = &back.v[i];

		/* Not what the request was: nobody waits for it. */
		if (path->fate == FATE_ARRIVED &&
		    !packet_answers(&path->packet, &trips->packet))
			path->fate = FATE_NO_STATE;
		trips->answer = array_grow(trips->answer, trips->n_answer,
					   sizeof(*trips->answer));
		trips->answer[trips->n_answer++] = *path;
		judge(routes->net, trips, request, (unsigned int)trips->n_answer - 1);
	}
	free(back.v);
}

void trips_walk(const struct routes *routes, const struct packet *packet, unsigned int device,
		struct trips *trips)
{
	size_t i;

	memset(trips, 0, sizeof(*trips));
	trips->packet = *packet;
	trips->device = device;
	path_follow(routes, packet, device, NULL, 0, false, &trips->request);
	trips->cut = trips->request.cut;
	for (i = 0; i < trips->request.n; i++) {
		if (trips->request.v[i].fate == FATE_ARRIVED)
			answer(routes, trips, (unsigned int)i);
		else
			judge(routes->net, trips, (unsigned int)i, NONE);
	}
}

void trips_free(struct trips *trips)
{
	struct paths answers = { .v = trips->answer, .n = trips->n_answer };

	paths_free(&trips->request);
	paths_free(&answers);
	free(trips->v);
}
