// SPDX-License-Identifier: GPL-2.0
#include "cmd/cmd.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "backend/lock.h"
#include "cmd/change.h"
#include "cmd/usage.h"
#include "restore/restore.h"
#include "transaction/history.h"
#include "transaction/unconfirmed.h"
#include "util/alloc.h"
#include "util/error.h"

/* struct choice - which entry; 0: the one before what is in force */
struct choice {
	unsigned long number;
	bool dry_run;
};

static bool read_number(const char *text, unsigned long *number)
{
	char *end;

	if (*text < '1' || *text > '9')
		return false;
	errno = 0;
	*number = strtoul(text, &end, 10);
	return !errno && !*end;
}

static int parse(int argc, char **argv, struct choice *choice)
{
	int i;

	for (i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--dry-run"))
			choice->dry_run = true;
		else if (argv[i][0] == '-')
			return usage_error("rollback does not take %s", argv[i]);
		else if (choice->number)
			return usage_error("rollback takes one entry of the history");
		else if (!read_number(argv[i], &choice->number))
			return usage_error("%s is no entry: \"ersym history\" lists them",
					   argv[i]);
	}
	return 0;
}

/* The newest one before what is in force that can be read. */
static int find_former(const struct in_force *kept, unsigned long *number)
{
	struct past past;
	size_t i;
	int err = history_read(kept, &past);

	for (i = past.n; i && past.v[i - 1].current; i--)
		;
	for (; i && past.v[i - 1].condition != PAST_READABLE; i--)
		;
	if (i)
		*number = past.v[i - 1].number;
	else if (!err)
		error("the history has nothing that was in force before");
	past_free(&past);
	return err ? err : i ? 0 : -ENOENT;
}

/* What was in force before a change that is not confirmed is kept with it. */
static int read_choice(const struct in_force *kept, const struct choice *choice,
		       struct record *record, char **name)
{
	unsigned long number = choice->number;
	int err = number ? -ENOENT : unconfirmed_read(kept, record);

	*name = xstrdup("the former configuration");
	if (!err)
		return 0;
	err = number ? 0 : find_former(kept, &number);
	if (!err) {
		free(*name);
		*name = xasprintf("entry %lu", number);
		err = history_entry(kept, number, record);
	}
	return err;
}

static int roll_back(const struct context *ctx, struct in_force *kept, const struct choice *choice)
{
	struct record record = { 0 };
	struct source source = { 0 };
	char *name = NULL;
	int ret = read_choice(kept, choice, &record, &name);

	if (!ret)
		ret = source_parse(&source, name, record.text, record.length);
	if (!ret && choice->dry_run)
		ret = change_show(ctx, &source);
	else if (!ret)
		ret = change_make(ctx, &source, kept, "rollback", 0);
	source_free(&source);
	record_free(&record);
	free(name);
	return ret;
}

int cmd_rollback(struct context *ctx, int argc, char **argv)
{
	struct choice choice = { 0 };
	enum recovered what;
	struct in_force kept;
	int ret, usage = parse(argc, argv, &choice);

	if (usage)
		return usage;
	if (!choice.dry_run && lock_take())
		return EXIT_FAILURE;
	ret = in_force_open(&kept);
	if (!ret && !choice.dry_run)
		ret = restore_unfinished(&kept, &what);
	if (!ret)
		ret = roll_back(ctx, &kept, &choice);
	in_force_close(&kept);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}
