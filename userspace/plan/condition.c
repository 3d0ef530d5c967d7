// SPDX-License-Identifier: GPL-2.0
#include "plan/condition.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/site.h"
#include "plan/device.h"
#include "util/alloc.h"
#include "util/array.h"

struct condition condition_of(bool running, enum word word, bool probe_failed)
{
	if (word == WORD_DOWN)
		return (struct condition){ true, REASON_WORD };
	if (!running)
		return (struct condition){ true, REASON_LINK };
	if (word == WORD_UP)
		return (struct condition){ false, REASON_WORD };
	if (probe_failed)
		return (struct condition){ true, REASON_PROBE };
	return (struct condition){ false, REASON_NONE };
}

/* What only receives is no way out. */
static bool add_links(const struct circuit *circuit, const struct devices *devices,
		      struct conditions *conditions)
{
	const struct device *device;
	struct link_condition *link;
	bool running = false;
	size_t i;

	for (i = 0; i < circuit->n_link; i++) {
		device = devices_find(devices, circuit->link[i].name);
		conditions->link = array_grow(conditions->link, conditions->n_link,
					      sizeof(*conditions->link));
		link = &conditions->link[conditions->n_link++];
		strcpy(link->circuit, circuit->name);
		strcpy(link->link, circuit->link[i].name);
		link->running = device && device->running;
		running |= link->running && !circuit->link[i].receive;
	}
	return running;
}

static enum word word_for(const struct circuit_records *records, const char *circuit)
{
	const struct circuit_record *record = circuit_records_find(records, circuit);

	return record ? record->word : WORD_AUTO;
}

void conditions_find(const struct site *site, const struct devices *devices,
		     const struct circuit_records *records, struct conditions *conditions)
{
	size_t i;

	memset(conditions, 0, sizeof(*conditions));
	conditions->n = site->n_circuit;
	conditions->v = xcalloc(site->n_circuit, sizeof(*conditions->v));
	for (i = 0; i < site->n_circuit; i++) {
		const struct circuit *circuit = &site->circuit[i];
		bool running = add_links(circuit, devices, conditions);
		const struct circuit_down *found = circuits_down_find(&devices->down,
								      circuit->id);
		struct condition *condition = &conditions->v[i];

		if (!circuit->n_link)
			continue;
		*condition = condition_of(running, word_for(records, circuit->name), found);
		if (condition->reason == REASON_PROBE)
			snprintf(condition->why, sizeof(condition->why), "%s", found->why);
	}
}

void conditions_free(struct conditions *conditions)
{
	free(conditions->v);
	free(conditions->link);
	memset(conditions, 0, sizeof(*conditions));
}

const char *reason_name(unsigned int reason)
{
	static const char *const names[] = {
		[REASON_LINK] = "link",
		[REASON_WORD] = "word",
		[REASON_PROBE] = "probe",
	};

	return reason < ARRAY_SIZE(names) ? names[reason] : NULL;
}

char *reason_text(unsigned int reason, const char *why)
{
	switch (reason) {
	case REASON_LINK:
		return xstrdup("no link is running");
	case REASON_WORD:
		return why[0] ? xasprintf("set by command: %s", why) : xstrdup("set by command");
	case REASON_PROBE:
		return xstrdup(why[0] ? why : "its probe has failed");
	}
	return NULL;
}
