// SPDX-License-Identifier: GPL-2.0
/* A line for each circuit: its id, since when it is down, and why. */
#include "backend/circuits_down.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend/lock.h"
#include "backend/state_directory.h"
#include "util/alloc.h"
#include "util/error.h"

static char *file_name(const char *end)
{
	char *directory = state_directory_name(), *path = NULL;

	if (directory)
		path = xasprintf("%s/circuits-down%s", directory, end);
	free(directory);
	return path;
}

static void take_line(char *line, struct circuits_down *list)
{
	int64_t since;
	uint32_t id;
	int why = 0;

	line[strcspn(line, "\n")] = '\0';
	if (sscanf(line, "%" SCNu32 " %" SCNd64 " %n", &id, &since, &why) == 2 && why)
		circuits_down_add(list, id, since, line + why);
}

static int read_file(const char *path, struct circuits_down *list)
{
	FILE *file = fopen(path, "re");
	size_t size = 0;
	char *line = NULL;
	int err = 0;

	if (!file)
		return errno == ENOENT ? 0 : -errno;
	while (getline(&line, &size, file) > 0)
		take_line(line, list);
	if (ferror(file))
		err = -EIO;
	free(line);
	fclose(file);
	return err;
}

int circuits_down_observe(struct circuits_down *list)
{
	char *path = file_name("");
	int err;

	memset(list, 0, sizeof(*list));
	if (!path)
		return -ENOENT;
	err = read_file(path, list);
	if (err)
		error("cannot read %s: %s", path, strerror(-err));
	/* That of a service that was killed. */
	else if (list->n && !lock_is_served())
		circuits_down_free(list);
	free(path);
	return err;
}

static int write_file(const char *path, const struct circuits_down *list)
{
	FILE *file = fopen(path, "we");
	size_t i;
	int err;

	if (!file)
		return -errno;
	for (i = 0; i < list->n; i++)
		fprintf(file, "%" PRIu32 " %" PRId64 " %s\n", list->v[i].id, list->v[i].since,
			list->v[i].why);
	err = ferror(file) ? -EIO : 0;
	if (fclose(file) && !err)
		err = -errno;
	return err;
}

static int replace_file(const char *path, const char *next, const struct circuits_down *list)
{
	int err;

	if (!list->n)
		return unlink(path) < 0 && errno != ENOENT ? -errno : 0;
	err = write_file(next, list);
	if (!err && rename(next, path) < 0)
		err = -errno;
	if (err)
		unlink(next);
	return err;
}

int circuits_down_keep(const struct circuits_down *list)
{
	char *path = file_name(""), *next = file_name(".new");
	int err = path && next ? replace_file(path, next, list) : -ENOENT;

	if (err && path && next)
		error("cannot write %s: %s: commands treat circuits that are down as up", path,
		      strerror(-err));
	free(path);
	free(next);
	return err;
}
