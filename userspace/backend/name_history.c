// SPDX-License-Identifier: GPL-2.0
#include "backend/name_history.h"

#include <string.h>

#include "backend/module_names.h"

int name_history_init(struct name_history *history, struct module *m)
{
	memset(history, 0, sizeof(*history));
	return module_names(m, &history->now);
}

static int read_again(struct name_history *history, struct module *m)
{
	struct names fresh;
	int err = module_names(m, &fresh);

	if (err)
		return err;
	if (fresh.config.generation == history->now.config.generation) {
		names_free(&fresh);
		return 0;
	}
	names_free(&history->before);
	history->before = history->now;
	history->now = fresh;
	return 0;
}

int name_history_get(struct name_history *history, struct module *m, uint32_t generation,
		     const struct names **names)
{
	int err;

	*names = &history->none;
	if (!generation)
		return 0;
	if (generation != history->now.config.generation &&
	    generation != history->before.config.generation) {
		err = read_again(history, m);
		if (err)
			return err;
	}
	if (generation == history->now.config.generation)
		*names = &history->now;
	else if (generation == history->before.config.generation)
		*names = &history->before;
	return 0;
}

void name_history_free(struct name_history *history)
{
	names_free(&history->now);
	names_free(&history->before);
}
