// SPDX-License-Identifier: GPL-2.0
#include "transaction/in_force.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend/state_directory.h"
#include "transaction/state_file.h"
#include "util/alloc.h"
#include "util/error.h"

void in_force_locate(struct in_force *kept, char *directory)
{
	memset(kept, 0, sizeof(*kept));
	kept->directory = directory;
	kept->path = xasprintf("%s/in-force.yaml", directory);
	kept->next = xasprintf("%s/next.yaml", directory);
	kept->unfinished = xasprintf("%s/unfinished", directory);
	kept->unconfirmed = xasprintf("%s/unconfirmed", directory);
	kept->history = xasprintf("%s/history", directory);
}

int in_force_open(struct in_force *kept)
{
	char *directory = state_directory_name();

	memset(kept, 0, sizeof(*kept));
	if (!directory)
		return -ENOENT;
	in_force_locate(kept, directory);
	return 0;
}

void in_force_close(struct in_force *kept)
{
	free(kept->directory);
	free(kept->path);
	free(kept->next);
	free(kept->unfinished);
	free(kept->unconfirmed);
	free(kept->history);
	memset(kept, 0, sizeof(*kept));
}

int in_force_read(const struct in_force *kept, char **text, size_t *length)
{
	int err = state_file_read(kept->path, text, length);

	if (err && err != -ENOENT)
		error("cannot read %s: %s", kept->path, strerror(-err));
	return err;
}

bool in_force_is(const struct in_force *kept, const char *text, size_t length)
{
	size_t n;
	char *old;
	int err = state_file_read(kept->path, &old, &n);
	bool same = text ? !err && n == length && !memcmp(old, text, n) : err == -ENOENT;

	free(old);
	return same;
}

int in_force_prepare(struct in_force *kept, const char *text, size_t length)
{
	int err;

	/* So that a full disk refuses changes only. */
	if (in_force_is(kept, text, length))
		return 0;
	err = state_file_write(kept->directory, kept->next, text, length);
	if (err == -EACCES || err == -EPERM) {
		warning("cannot keep the configuration in %s: %s: \"ersym run\" does not follow it",
			kept->directory, strerror(-err));
		return 0;
	}
	if (err)
		error("cannot keep the configuration in %s: %s: nothing was changed",
		      kept->directory, strerror(-err));
	kept->written = !err;
	return err;
}

int in_force_commit(struct in_force *kept)
{
	int err = 0;

	if (!kept->written)
		return 0;
	kept->written = false;
	if (rename(kept->next, kept->path) < 0)
		err = -errno;
	if (!err)
		err = state_file_sync(kept->directory);
	if (err)
		error("the configuration is in force, but cannot be kept as %s: %s: apply it again",
		      kept->path, strerror(-err));
	return err;
}

void in_force_abandon(struct in_force *kept)
{
	if (kept->written)
		unlink(kept->next);
	kept->written = false;
}

int in_force_remove(struct in_force *kept)
{
	int err = state_file_remove(kept->directory, kept->path);

	if (!err || err == -ENOENT)
		return 0;
	error("cannot remove %s: %s: \"ersym run\" puts it in force again", kept->path,
	      strerror(-err));
	return err;
}
