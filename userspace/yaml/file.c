// SPDX-License-Identifier: GPL-2.0
#include "yaml/file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "util/alloc.h"

/* Ten times what 10,000 services need; reading /dev/zero ends here. */
#define SIZE_LIMIT (16u << 20)
#define CHUNK (64u << 10)
/* How often a file is read that is written at the same time. */
#define ATTEMPTS 10

static bool same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

/* A pipe is read once, to its end; only a regular file can be written meanwhile. */
static bool has_changed(const struct stat *before, const struct stat *after)
{
	if (!S_ISREG(before->st_mode))
		return false;
	return before->st_size != after->st_size || !same_time(before->st_mtim, after->st_mtim) ||
	       !same_time(before->st_ctim, after->st_ctim);
}

static int read_stream(FILE *file, char **text, size_t *length)
{
	size_t size = CHUNK, n;

	*length = 0;
	do {
		/* One byte beyond the limit shows that the file exceeds it. */
		if (size > SIZE_LIMIT)
			size = SIZE_LIMIT + 1;
		*text = xrealloc(*text, size);
		errno = 0;
		n = fread(*text + *length, 1, size - *length, file);
		*length += n;
		size *= 2;
		if (ferror(file))
			return errno ? -errno : -EIO;
		if (*length > SIZE_LIMIT)
			return -EFBIG;
	} while (n && !feof(file));
	return 0;
}

/* Returns -EAGAIN if the file was written meanwhile. */
static int read_once(const char *path, char **text, size_t *length)
{
	struct stat before, after;
	FILE *file = fopen(path, "re");
	int err;

	if (!file)
		return -errno;
	err = fstat(fileno(file), &before) < 0 ? -errno : 0;
	if (!err)
		err = read_stream(file, text, length);
	if (!err && fstat(fileno(file), &after) < 0)
		err = -errno;
	if (!err && has_changed(&before, &after))
		err = -EAGAIN;
	fclose(file);
	return err;
}

static const char *describe(int err)
{
	switch (err) {
	case -EFBIG:
		return "it has more than 16 MiB";
	case -EAGAIN:
		return "it was written each time it was read: try again when it is complete";
	default:
		return strerror(-err);
	}
}

int file_read(const char *path, char **text, size_t *length, struct diagnostics *diags)
{
	int attempt, err = -EAGAIN;

	*text = NULL;
	*length = 0;
	for (attempt = 0; err == -EAGAIN && attempt < ATTEMPTS; attempt++)
		err = read_once(path, text, length);
	if (err)
		diagnostics_add(diags, SEVERITY_ERROR, (struct location){ 0, 0 }, "unreadable",
				"cannot read the file: %s", describe(err));
	return err;
}
