// SPDX-License-Identifier: GPL-2.0
#include "transaction/history.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backend/state_directory.h"
#include "transaction/state_file.h"
#include "transaction/unconfirmed.h"
#include "transaction/unfinished.h"
#include "util/alloc.h"
#include "util/array.h"
#include "util/error.h"

/* struct numbers - the numbers of all entries, sorted */
struct numbers {
	unsigned long *v;
	size_t n;
};

static int compare(const void *a, const void *b)
{
	const unsigned long x = *(const unsigned long *)a, y = *(const unsigned long *)b;

	return (x > y) - (x < y);
}

/* Files of other names are not those of ersym. */
static bool read_name(const char *name, unsigned long *number)
{
	char *end;

	if (name[0] < '1' || name[0] > '9')
		return false;
	errno = 0;
	*number = strtoul(name, &end, 10);
	return !errno && !*end && *number < ULONG_MAX;
}

static int list(const struct in_force *kept, struct numbers *numbers)
{
	DIR *directory = opendir(kept->history);
	const struct dirent *entry;
	unsigned long number;

	memset(numbers, 0, sizeof(*numbers));
	if (!directory)
		return -errno;
	while ((entry = readdir(directory))) {
		if (!read_name(entry->d_name, &number))
			continue;
		numbers->v = array_grow(numbers->v, numbers->n, sizeof(*numbers->v));
		numbers->v[numbers->n++] = number;
	}
	closedir(directory);
	if (numbers->n)
		qsort(numbers->v, numbers->n, sizeof(*numbers->v), compare);
	return 0;
}

static char *path_of(const struct in_force *kept, unsigned long number)
{
	return xasprintf("%s/%lu", kept->history, number);
}

static char *copy(const struct record *record, const char *key)
{
	const char *value = record_get(record, key);

	return value ? xstrdup(value) : NULL;
}

static void read_change(const struct in_force *kept, struct past_change *change, bool last)
{
	char *path = path_of(kept, change->number);
	struct record record;
	int err = record_read(&record, path);

	if (err) {
		change->condition = err == -EPROTONOSUPPORT ? PAST_NEWER : PAST_DAMAGED;
	} else {
		change->current = last && in_force_is(kept, record.text, record.length);
		change->empty = !record.text;
		change->time = (int64_t)record_number(&record, "time");
		change->action = copy(&record, "action");
		change->user = copy(&record, "user");
		change->login = copy(&record, "login");
		change->terminal = copy(&record, "terminal");
		change->command = copy(&record, "command");
		change->changes = record_number(&record, "changes");
		change->summary = copy(&record, "summary");
	}
	record_free(&record);
	free(path);
}

static void read_confirmation(const struct in_force *kept, struct past *past)
{
	struct record record;

	past->unconfirmed = !unconfirmed_read(kept, &record);
	past->left = past->unconfirmed ? unconfirmed_left(&record) : 0;
	record_free(&record);
}

int history_read(const struct in_force *kept, struct past *past)
{
	struct numbers numbers;
	size_t i;
	int err = list(kept, &numbers);

	memset(past, 0, sizeof(*past));
	if (err && err != -ENOENT) {
		error("cannot read %s: %s", kept->history, strerror(-err));
		return err;
	}
	past->v = xcalloc(numbers.n, sizeof(*past->v));
	past->n = numbers.n;
	for (i = 0; i < numbers.n; i++) {
		past->v[i].number = numbers.v[i];
		read_change(kept, &past->v[i], i + 1 == numbers.n);
	}
	free(numbers.v);
	read_confirmation(kept, past);
	past->unfinished = unfinished_exists(kept);
	return 0;
}

int history_entry(const struct in_force *kept, unsigned long number, struct record *record)
{
	char *path = path_of(kept, number);
	int err = record_read(record, path);

	free(path);
	if (err == -ENOENT)
		error("the history has no entry %lu: \"ersym history\" lists them", number);
	return err;
}

unsigned long history_next(const struct in_force *kept)
{
	struct numbers numbers;
	unsigned long next;

	list(kept, &numbers);
	next = numbers.n ? numbers.v[numbers.n - 1] + 1 : 1;
	free(numbers.v);
	return next;
}

static void forget_oldest(const struct in_force *kept)
{
	struct numbers numbers;
	size_t i;
	char *path;

	list(kept, &numbers);
	for (i = 0; i + HISTORY_MAX < numbers.n; i++) {
		path = path_of(kept, numbers.v[i]);
		unlink(path);
		free(path);
	}
	free(numbers.v);
}

int history_add(const struct in_force *kept, const char *path, unsigned long number)
{
	char *entry = path_of(kept, number);
	int err = state_directory_make(kept->history);

	if (!err && rename(path, entry) < 0)
		err = -errno;
	if (!err)
		err = state_file_sync(kept->history);
	if (!err)
		err = state_file_sync(kept->directory);
	free(entry);
	if (!err)
		forget_oldest(kept);
	return err;
}

/* Whether the last entry is what is in force; a damaged one is not. */
static bool ends_with(const struct in_force *kept, const struct numbers *numbers)
{
	char *path, *bytes;
	struct record record;
	size_t length;
	bool same;

	if (!numbers->n)
		return false;
	path = path_of(kept, numbers->v[numbers->n - 1]);
	same = !state_file_read(path, &bytes, &length) &&
	       !record_decode(&record, bytes, length);
	if (same) {
		same = in_force_is(kept, record.text, record.length);
		record_free(&record);
	}
	free(bytes);
	free(path);
	return same;
}

static void add_found(const struct in_force *kept, const char *text, size_t length)
{
	unsigned long number = history_next(kept);
	struct record record = { 0 };
	char *path;
	struct stat st;

	if (stat(kept->path, &st) < 0)
		return;
	record_add(&record, "time", "%" PRId64, (int64_t)st.st_mtime);
	record_add(&record, "action", "found");
	record_set_text(&record, text, length);
	path = path_of(kept, number);
	if (!record_write(&record, kept->history, path))
		forget_oldest(kept);
	free(path);
	record_free(&record);
}

void history_find(const struct in_force *kept)
{
	struct numbers numbers;
	size_t length;
	char *text;

	if (access(kept->path, R_OK) < 0)
		return;
	list(kept, &numbers);
	if (!ends_with(kept, &numbers) && !in_force_read(kept, &text, &length)) {
		add_found(kept, text, length);
		free(text);
	}
	free(numbers.v);
}
