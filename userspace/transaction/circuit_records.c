// SPDX-License-Identifier: GPL-2.0
#include "transaction/circuit_records.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/state_directory.h"
#include "transaction/state_file.h"
#include "util/alloc.h"
#include "util/error.h"

/**
 * struct place - where the records are kept
 * @directory: of this network namespace
 * @path: the file
 */
struct place {
	char *directory;
	char *path;
};

static int place_open(struct place *place)
{
	memset(place, 0, sizeof(*place));
	place->directory = state_directory_name();
	if (!place->directory)
		return -ENOENT;
	place->path = xasprintf("%s/circuits", place->directory);
	return 0;
}

static void place_close(struct place *place)
{
	free(place->directory);
	free(place->path);
}

static int read_records(const char *path, struct circuit_records *records)
{
	size_t length;
	char *bytes, *text;
	int err = state_file_read(path, &bytes, &length);

	if (!err) {
		text = xstrndup(bytes, length);
		circuit_records_parse(text, records);
		free(text);
	}
	free(bytes);
	return err == -ENOENT ? 0 : err;
}

int circuit_records_load(struct circuit_records *records)
{
	struct place place;
	int err = place_open(&place);

	memset(records, 0, sizeof(*records));
	if (err)
		return err;
	err = read_records(place.path, records);
	if (err)
		error("cannot read %s: %s", place.path, strerror(-err));
	place_close(&place);
	return err;
}

static int write_records(const struct place *place, const struct circuit_records *records)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	int err;

	if (!out)
		out_of_memory();
	circuit_records_print(records, out);
	if (fclose(out))
		out_of_memory();
	err = state_file_write(place->directory, place->path, text, length);
	free(text);
	return err;
}

int circuit_records_store(const struct circuit_records *records)
{
	struct place place;
	int err = place_open(&place);

	if (err)
		return err;
	err = write_records(&place, records);
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
	err = state_file_remove(place.directory, place.path);
	if (err == -ENOENT)
		err = 0;
	if (err)
		error("cannot remove %s: %s: circuits keep the states that were set",
		      place.path, strerror(-err));
	place_close(&place);
	return err;
}
