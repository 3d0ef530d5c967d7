// SPDX-License-Identifier: GPL-2.0
#include "transaction/circuit_records.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend/state_directory.h"
#include "util/alloc.h"
#include "util/error.h"

/**
 * struct place - where the records are kept
 * @directory: of this network namespace
 * @path: the file
 * @next: the file that it is replaced with
 */
struct place {
	char *directory;
	char *path;
	char *next;
};

static int place_open(struct place *place)
{
	memset(place, 0, sizeof(*place));
	place->directory = state_directory_name();
	if (!place->directory)
		return -ENOENT;
	place->path = xasprintf("%s/circuits", place->directory);
	place->next = xasprintf("%s/circuits.next", place->directory);
	return 0;
}

static void place_close(struct place *place)
{
	free(place->directory);
	free(place->path);
	free(place->next);
}

static int read_text(FILE *in, struct circuit_records *records)
{
	char *text = NULL;
	size_t size = 0;
	int err = 0;

	errno = 0;
	if (getdelim(&text, &size, '\0', in) > 0)
		circuit_records_parse(text, records);
	else if (ferror(in))
		err = -errno;
	free(text);
	return err;
}

int circuit_records_load(struct circuit_records *records)
{
	struct place place;
	int err = place_open(&place);
	FILE *in;

	memset(records, 0, sizeof(*records));
	if (err)
		return err;
	in = fopen(place.path, "re");
	if (in) {
		err = read_text(in, records);
		fclose(in);
	} else if (errno != ENOENT) {
		err = -errno;
	}
	if (err)
		error("cannot read %s: %s", place.path, strerror(-err));
	place_close(&place);
	return err;
}

/* A rename is on disk when the directory is. */
static int sync_directory(const char *directory)
{
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC), err;

	if (fd < 0)
		return -errno;
	err = fsync(fd) < 0 ? -errno : 0;
	close(fd);
	return err;
}

static int write_next(const struct place *place, const struct circuit_records *records)
{
	FILE *out = fopen(place->next, "we");
	int err = 0;

	if (!out)
		return -errno;
	circuit_records_print(records, out);
	if (fflush(out) || fsync(fileno(out)) < 0)
		err = -errno;
	if (fclose(out) && !err)
		err = -errno;
	return err;
}

static int replace(const struct place *place, const struct circuit_records *records)
{
	int err = state_directory_make(place->directory);

	if (!err)
		err = write_next(place, records);
	if (!err && rename(place->next, place->path) < 0)
		err = -errno;
	if (err)
		unlink(place->next);
	return err ? err : sync_directory(place->directory);
}

int circuit_records_store(const struct circuit_records *records)
{
	struct place place;
	int err = place_open(&place);

	if (err)
		return err;
	err = replace(&place, records);
	if (err)
		error("cannot keep the state of circuits as %s: %s", place.path, strerror(-err));
	place_close(&place);
	return err;
}

int circuit_records_remove(void)
{
	struct place place;
	int err = place_open(&place);

	if (err)
		return err;
	if (unlink(place.path) < 0 && errno != ENOENT) {
		err = -errno;
		error("cannot remove %s: %s: circuits keep the states that were set",
		      place.path, strerror(-err));
	}
	/* That of a network namespace with a name is of no use any more. */
	rmdir(place.directory);
	place_close(&place);
	return err;
}
