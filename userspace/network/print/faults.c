// SPDX-License-Identifier: GPL-2.0
#include "network/print/faults.h"

#include <stdio.h>
#include <stdlib.h>

#include "print/json.h"
#include "util/alloc.h"

char *verdict_text(const struct trip *trip, const struct faults *faults)
{
	char *text = xstrdup(trip_verdict_name(trip->verdict)), *longer;
	unsigned int i;

	for (i = 0; i < N_FAULT; i++) {
		if (!(faults->set & 1u << i))
			continue;
		longer = xasprintf("%s, %s", text, fault_name(1u << i));
		free(text);
		text = longer;
	}
	return text;
}

char *detour_text(const struct network *net, const struct detour *detour)
{
	const char *name;

	if (!detour->fault)
		return NULL;
	name = net->circuit[detour->circuit].name;
	if (detour->other == NONE)
		return xasprintf("%.1f ms by %s, to another region and back",
				 (double)detour->cost / 1000, name);
	return xasprintf("%.1f ms by %s, %.1f ms by %s", (double)detour->cost / 1000, name,
			 (double)detour->best / 1000, net->circuit[detour->other].name);
}

json_t *faults_json(const struct faults *faults)
{
	json_t *array = json_array();
	unsigned int i;

	for (i = 0; i < N_FAULT; i++) {
		if (faults->set & 1u << i)
			json_push(array, json_text(fault_name(1u << i)));
	}
	return array;
}

json_t *detour_json(const struct network *net, const struct faults *faults)
{
	const struct detour *d = &faults->detour;
	json_t *object;

	if (!d->fault)
		return json_null();
	object = json_object();
	json_add(object, "of", json_text(faults->answer ? "answer" : "request"));
	json_add(object, "circuit", json_text(net->circuit[d->circuit].name));
	json_add(object, "microseconds", json_integer((json_int_t)d->cost));
	json_add(object, "best_circuit",
		 json_text(d->other == NONE ? NULL : net->circuit[d->other].name));
	json_add(object, "best_microseconds", json_integer((json_int_t)d->best));
	return object;
}
