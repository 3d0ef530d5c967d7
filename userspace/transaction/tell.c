// SPDX-License-Identifier: GPL-2.0
#include "transaction/tell.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "transaction/records.h"
#include "transaction/settle.h"
#include "transaction/signals.h"

/* Return: false if it has been said already. */
static bool set_word(struct record *record, const struct told *told)
{
	struct timespec ts;

	if (record->word == told->word && !strcmp(record->why, told->why))
		return false;
	clock_gettime(CLOCK_REALTIME, &ts);
	record->word = told->word;
	record->told = (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
	strcpy(record->why, told->why);
	return true;
}

/* Also if nothing has to be changed in the kernel, connections may have to be ended. */
static int carry_out(struct told *told, struct kernel *kernel, const struct site *site)
{
	struct transaction *t = &told->transaction;
	struct records unsaved = { 0 };
	int err, ret = transaction_plan(t, kernel, site);

	if (!ret)
		ret = transaction_run(t, kernel, site);
	if (!t->complete)
		return ret;
	err = circuits_settle(site, &t->conditions, &unsaved, &told->transitions);
	records_free(&unsaved);
	return ret ? ret : err;
}

static int tell(struct told *told, struct kernel *kernel, const struct site *site)
{
	struct records before, records;
	bool news;
	int ret = records_load(&before);

	if (ret)
		return ret;
	records_copy(&before, &records);
	news = set_word(records_get(&records, told->circuit->name), told);
	if (news)
		ret = records_store(&records);
	if (!ret) {
		ret = carry_out(told, kernel, site);
		if (news && !told->transaction.complete)
			records_store(&before);
	}
	records_free(&records);
	records_free(&before);
	return ret;
}

int circuit_tell(struct told *told, struct kernel *kernel, const struct site *site)
{
	sigset_t before;
	int ret;

	signals_hold(&before);
	ret = tell(told, kernel, site);
	signals_release(&before);
	return ret;
}
