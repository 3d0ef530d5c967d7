// SPDX-License-Identifier: GPL-2.0
#include "config/config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

/* A hundred times what 10,000 services need; it stops at /dev/zero. */
#define SIZE_LIMIT (128u << 20)
#define CHUNK (64u << 10)

static int read_all(const char *path, char **text, size_t *length)
{
	FILE *file = fopen(path, "re");
	size_t size = CHUNK, n;
	int err = 0;

	*text = NULL;
	*length = 0;
	if (!file)
		return -errno;
	do {
		if (size > SIZE_LIMIT) {
			err = -EFBIG;
			break;
		}
		*text = xrealloc(*text, size);
		errno = 0;
		n = fread(*text + *length, 1, size - *length, file);
		*length += n;
		size *= 2;
		if (ferror(file))
			err = errno ? -errno : -EIO;
	} while (!err && n && !feof(file));
	fclose(file);
	return err;
}

int config_load(const char *path, struct site *site, struct diagnostics *diags)
{
	size_t length;
	char *text;
	int err;

	err = read_all(path, &text, &length);
	if (err) {
		memset(site, 0, sizeof(*site));
		diagnostics_add(diags, SEVERITY_ERROR, (struct location){ 0, 0 }, "unreadable",
				"cannot read the file: %s", strerror(-err));
	} else {
		err = config_parse(text, length, site, diags);
	}
	free(text);
	return err;
}
