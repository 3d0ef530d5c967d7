// SPDX-License-Identifier: GPL-2.0
#include "cmd/cmd.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "backend/lock.h"
#include "cmd/change.h"
#include "cmd/unconfirmed.h"
#include "cmd/usage.h"
#include "restore/restore.h"
#include "restore/watcher.h"
#include "transaction/unconfirmed.h"
#include "util/error.h"

/* "60", "60s", "10m", "1h" */
static bool read_seconds(const char *text, unsigned int *seconds)
{
	unsigned long n, unit = 1;
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	n = strtoul(text, &end, 10);
	if (!strcmp(end, "m"))
		unit = 60;
	else if (!strcmp(end, "h"))
		unit = 3600;
	else if (*end && strcmp(end, "s"))
		return false;
	if (!n || n > UNCONFIRMED_SECONDS_MAX / unit)
		return false;
	*seconds = n * unit;
	return true;
}

static int parse(int argc, char **argv, unsigned int *seconds)
{
	static const char option[] = "--confirm";
	const char *value = NULL;
	int i;

	for (i = 1; i < argc; i++) {
		if (!strcmp(argv[i], option) && i + 1 < argc)
			value = argv[++i];
		else if (!strncmp(argv[i], "--confirm=", sizeof(option)))
			value = argv[i] + sizeof(option);
		else if (!strcmp(argv[i], option))
			return usage_error("%s needs a time like 60s or 10m", option);
		else
			return usage_error("apply does not take %s", argv[i]);
	}
	if (value && !read_seconds(value, seconds))
		return usage_error("%s takes a time like 60s or 10m, of up to 24h, not %s", option,
				   value);
	return 0;
}

static int apply(const struct context *ctx, const struct source *source, unsigned int seconds)
{
	struct in_force kept;
	int ret = lock_take();

	if (ret)
		return ret;
	ret = in_force_open(&kept);
	if (!ret)
		ret = restore_all(&kept);
	if (!ret)
		ret = change_make(ctx, source, &kept, "apply", seconds);
	in_force_close(&kept);
	if (!ret && seconds)
		unconfirmed_report();
	return ret;
}

int cmd_apply(struct context *ctx, int argc, char **argv)
{
	int ret, watcher = -1, usage;
	unsigned int seconds = 0;
	struct source source;

	usage = parse(argc, argv, &seconds);
	if (usage)
		return usage;
	ret = change_load(ctx, &source);
	if (!ret && seconds) {
		watcher = watcher_start();
		ret = watcher < 0 ? watcher : 0;
	}
	if (!ret)
		ret = apply(ctx, &source, seconds);
	watcher_go(watcher);
	source_free(&source);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}
