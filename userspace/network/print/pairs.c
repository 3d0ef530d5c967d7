// SPDX-License-Identifier: GPL-2.0
#include "network/print/pairs.h"

#include <stdlib.h>

#include "network/print/walk.h"
#include "print/json.h"
#include "print/words.h"
#include "util/alloc.h"

static const struct trip *worst(const struct trips *trips)
{
	return &trips->v[trips->worst];
}

/* To be freed. */
static char *packet_text(const struct packet *p)
{
	char protocol[PROTOCOL_STRLEN], from[PREFIX_STRLEN], to[ENDPOINT_STRLEN];

	return xasprintf("%s %s -> %s", protocol_name(p->protocol, protocol),
			 address_format(&p->source, from),
			 endpoint_format(&p->destination, p->destination_port, to));
}

/* Why it is not symmetric; to be freed. */
static char *reason_of(const struct routes *routes, const struct trips *trips)
{
	const struct trip *trip = worst(trips);
	const struct path *request = &trips->request.v[trip->request];
	char *there, *back, *text;

	if (trip->dies != NONE && trip->dies_in_answer)
		return death_text(routes, &trips->answer[trip->answer], request);
	if (trip->dies != NONE)
		return death_text(routes, request, NULL);
	there = path_circuits_text(routes->net, request);
	back = path_circuits_text(routes->net, &trips->answer[trip->answer]);
	text = xasprintf("request by %s, answer by %s", there, back);
	free(there);
	free(back);
	return text;
}

void pair_text(const struct routes *routes, const struct trips *trips, FILE *out)
{
	char *packet = packet_text(&trips->packet), *reason = reason_of(routes, trips);

	fprintf(out, "%s: %s: %s\n", packet, trip_verdict_name(worst(trips)->verdict), reason);
	free(packet);
	free(reason);
}

json_t *pair_json(const struct routes *routes, const struct trips *trips)
{
	char *packet = packet_text(&trips->packet), *reason = reason_of(routes, trips);
	unsigned int dies = worst(trips)->dies;
	json_t *object = json_object();

	json_add(object, "packet", json_text(packet));
	json_add(object, "verdict", json_text(trip_verdict_name(worst(trips)->verdict)));
	json_add(object, "dies", json_text(dies == NONE ? NULL : routes->net->device[dies].name));
	json_add(object, "reason", json_text(reason));
	free(packet);
	free(reason);
	return object;
}

void pair_totals_text(const struct pair_totals *totals, FILE *out)
{
	fprintf(out, "%zu pairs of address classes and ports: %zu symmetric, %zu refused, %zu faulty\n",
		totals->n, totals->symmetric, totals->refused, totals->faulty);
}

json_t *pair_totals_json(const struct pair_totals *totals)
{
	json_t *object = json_object();

	json_add(object, "walked", json_integer((json_int_t)totals->n));
	json_add(object, "symmetric", json_integer((json_int_t)totals->symmetric));
	json_add(object, "refused", json_integer((json_int_t)totals->refused));
	json_add(object, "faulty", json_integer((json_int_t)totals->faulty));
	return object;
}
