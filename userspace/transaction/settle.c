// SPDX-License-Identifier: GPL-2.0
#include "transaction/settle.h"

#include <string.h>

#include "backend/flow_change.h"
#include "backend/service_event.h"
#include "live/ownership.h"
#include "transaction/circuit_records.h"
#include "util/wall_clock.h"

/* A connection may be born while the table is read, from a packet that already had its route. */
#define PASSES 3

static bool is_owned(const struct flow *flow, const void *circuit)
{
	return circuit_owns_flow(circuit, flow);
}

static int end_flows(const struct site *site, const struct circuit *circuit, uint32_t *ended)
{
	uint32_t n = 1;
	int i, err = 0;

	for (i = 0; !err && n && i < PASSES; i++) {
		err = flow_end(site->mark_mask, is_owned, circuit, &n);
		*ended += n;
	}
	return err;
}

static void add_transition(const struct condition *condition, const struct circuit_record *record,
			   uint32_t ended, struct transitions *transitions)
{
	struct transition *t;

	t = transitions_add(transitions, condition->down ? TRANSITION_CIRCUIT_DOWN :
							   TRANSITION_CIRCUIT_UP,
			    record->circuit);
	t->reason = condition->reason;
	if (condition->reason == REASON_WORD)
		strcpy(t->why, record->why);
	else
		strcpy(t->why, condition->why);
	t->ended = ended;
	service_event_send_transition(t);
}

static int act(const struct site *site, const struct circuit *circuit,
	       const struct condition *condition, struct circuit_record *record,
	       struct transitions *transitions)
{
	bool news = record->down != condition->down;
	uint32_t ended = 0;
	int err = 0;

	if (news && condition->down && circuit_ends_flows(circuit))
		err = end_flows(site, circuit, &ended);
	if (err)
		return err;
	if (news)
		add_transition(condition, record, ended, transitions);
	record->known = true;
	record->down = condition->down;
	record->since = wall_clock_nsec();
	return 0;
}

/* Deletes the records of circuits that are not in force any more. */
static bool forget_others(const struct site *site, struct circuit_records *records)
{
	size_t i, kept = 0;
	bool forgot;

	for (i = 0; i < records->n; i++)
		if (site_circuit(site, records->v[i].circuit))
			records->v[kept++] = records->v[i];
	forgot = kept < records->n;
	records->n = kept;
	return forgot;
}

/* A command may have acted, and written, since. */
static void take_states(const struct circuit_records *from, struct circuit_records *to)
{
	struct circuit_record *record;
	size_t i;

	for (i = 0; i < from->n; i++) {
		record = circuit_records_get(to, from->v[i].circuit);
		if (record->known && record->since > from->v[i].since)
			continue;
		record->known = from->v[i].known;
		record->down = from->v[i].down;
		record->since = from->v[i].since;
	}
}

static int act_on_all(const struct site *site, const struct conditions *conditions,
		      struct circuit_records *records, bool *changed,
		      struct transitions *transitions)
{
	struct circuit_record *record;
	int ret = 0, err;
	size_t i;

	for (i = 0; i < conditions->n; i++) {
		if (!site->circuit[i].n_link)
			continue;
		record = circuit_records_get(records, site->circuit[i].name);
		if (record->known && record->down == conditions->v[i].down)
			continue;
		err = act(site, &site->circuit[i], &conditions->v[i], record, transitions);
		if (err)
			ret = err;
		else
			*changed = true;
	}
	return ret;
}

static int store(struct circuit_records *records, struct circuit_records *unsaved)
{
	int err = circuit_records_store(records);

	circuit_records_free(unsaved);
	if (err) {
		*unsaved = *records;
		memset(records, 0, sizeof(*records));
	}
	return err;
}

int circuits_settle(const struct site *site, const struct conditions *conditions,
		    struct circuit_records *unsaved, struct transitions *transitions)
{
	struct circuit_records records;
	bool changed;
	int err, ret = circuit_records_load(&records);

	if (ret)
		return ret;
	take_states(unsaved, &records);
	changed = forget_others(site, &records);
	ret = act_on_all(site, conditions, &records, &changed, transitions);
	if (changed) {
		err = store(&records, unsaved);
		ret = ret ? ret : err;
	}
	circuit_records_free(&records);
	return ret;
}
