// SPDX-License-Identifier: GPL-2.0
#include "transaction/override.h"

#include <stdlib.h>
#include <string.h>

#include "transaction/circuit_records.h"
#include "transaction/settle.h"
#include "transaction/signals.h"
#include "util/wall_clock.h"

/* Return: false if this state and reason are set already. */
static bool set_word(struct circuit_record *record, const struct override *override)
{
	if (record->word == override->word && !strcmp(record->why, override->why))
		return false;
	record->word = override->word;
	record->set_at = wall_clock_nsec();
	strcpy(record->why, override->why);
	return true;
}

/* Even if nothing changes in the kernel's tables, connections may have to be ended. */
static int carry_out(struct override *override, struct kernel *kernel, const struct site *site)
{
	struct transaction *t = &override->transaction;
	struct circuit_records unsaved = { 0 };
	int err, ret = transaction_plan(t, kernel, site);

	if (!ret)
		ret = transaction_run(t, kernel, site);
	if (!t->complete)
		return ret;
	err = circuits_settle(site, &t->conditions, &unsaved, &override->transitions);
	circuit_records_free(&unsaved);
	return ret ? ret : err;
}

static int set_state(struct override *override, struct kernel *kernel, const struct site *site)
{
	struct circuit_records before, records;
	bool news;
	int ret = circuit_records_load(&before);

	if (ret)
		return ret;
	circuit_records_copy(&before, &records);
	news = set_word(circuit_records_get(&records, override->circuit->name), override);
	if (news)
		ret = circuit_records_store(&records);
	if (!ret) {
		ret = carry_out(override, kernel, site);
		if (news && !override->transaction.complete)
			circuit_records_store(&before);
	}
	circuit_records_free(&records);
	circuit_records_free(&before);
	return ret;
}

int circuit_override(struct override *override, struct kernel *kernel, const struct site *site)
{
	sigset_t before;
	int ret;

	signals_hold(&before);
	ret = set_state(override, kernel, site);
	signals_release(&before);
	return ret;
}
