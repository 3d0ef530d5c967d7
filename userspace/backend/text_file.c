// SPDX-License-Identifier: GPL-2.0
#include "backend/text_file.h"

#include <errno.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/array.h"
#include "util/error.h"

/* More than any such file has. */
#define SIZE_MAX_READ (1 << 20)

/* Where systemd looks for a file; the first that has it counts. */
static const char *const places[] = {
	"/etc/systemd", "/run/systemd", "/usr/local/lib/systemd", "/usr/lib/systemd",
};

int text_file_read(const char *path, char **text)
{
	FILE *in = fopen(path, "re");
	int err = in ? 0 : -errno;
	size_t n;

	*text = NULL;
	if (in) {
		*text = xmalloc(SIZE_MAX_READ + 1);
		n = fread(*text, 1, SIZE_MAX_READ, in);
		(*text)[n] = '\0';
		if (ferror(in))
			err = -EIO;
		fclose(in);
	}
	if (err && err != -ENOENT)
		error("cannot read %s: %s", path, strerror(-err));
	if (err) {
		free(*text);
		*text = NULL;
	}
	return err;
}

static int append(char **text, const char *path)
{
	char *more, *all;
	int err = text_file_read(path, &more);

	if (err)
		return err;
	all = xasprintf("%s%s\n", *text, more);
	free(more);
	free(*text);
	*text = all;
	return 0;
}

static int read_main(const char *name, char **text)
{
	int err = -ENOENT;
	char *path;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(places) && err == -ENOENT; i++) {
		path = xasprintf("%s/%s", places[i], name);
		err = append(text, path);
		free(path);
	}
	return err == -ENOENT ? 0 : err;
}

static const char *base(const char *path)
{
	return strrchr(path, '/') + 1;
}

/* By name without the directory; of one name, the place that is looked at first. */
static int compare(const void *pa, const void *pb)
{
	const char *a = *(char *const *)pa, *b = *(char *const *)pb;
	int order = strcmp(base(a), base(b));
	size_t i;

	for (i = 0; !order && i < ARRAY_SIZE(places); i++)
		order = !strncmp(b, places[i], strlen(places[i])) -
			!strncmp(a, places[i], strlen(places[i]));
	return order;
}

static int read_drop_ins(const char *name, char **text)
{
	glob_t paths = { 0 };
	char *pattern;
	size_t i;
	int err = 0;

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		pattern = xasprintf("%s/%s.d/*.conf", places[i], name);
		glob(pattern, GLOB_NOSORT | (i ? GLOB_APPEND : 0), NULL, &paths);
		free(pattern);
	}
	if (paths.gl_pathc)
		qsort(paths.gl_pathv, paths.gl_pathc, sizeof(*paths.gl_pathv), compare);
	for (i = 0; i < paths.gl_pathc && !err; i++)
		if (!i || strcmp(base(paths.gl_pathv[i - 1]), base(paths.gl_pathv[i])))
			err = append(text, paths.gl_pathv[i]);
	globfree(&paths);
	return err == -ENOENT ? 0 : err;
}

int text_file_read_systemd(const char *name, char **text)
{
	int err;

	*text = xstrdup("");
	err = read_main(name, text);
	if (!err)
		err = read_drop_ins(name, text);
	if (err) {
		free(*text);
		*text = NULL;
	}
	return err;
}
