// SPDX-License-Identifier: GPL-2.0
#include "transaction/in_force.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backend/state_directory.h"
#include "util/alloc.h"
#include "util/error.h"

int in_force_open(struct in_force *kept)
{
	memset(kept, 0, sizeof(*kept));
	kept->directory = state_directory_name();
	if (!kept->directory)
		return -ENOENT;
	kept->path = xasprintf("%s/in-force.yaml", kept->directory);
	kept->next = xasprintf("%s/next.yaml", kept->directory);
	return 0;
}

void in_force_close(struct in_force *kept)
{
	free(kept->directory);
	free(kept->path);
	free(kept->next);
	memset(kept, 0, sizeof(*kept));
}

static int read_whole(int fd, char **text, size_t *length)
{
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) < 0)
		return -errno;
	*text = xmalloc(st.st_size);
	while (*length < (size_t)st.st_size) {
		n = read(fd, *text + *length, st.st_size - *length);
		if (n < 0 && errno != EINTR)
			return -errno;
		/* Nobody writes to a file that has this name. */
		if (!n)
			return -EIO;
		*length += n > 0 ? n : 0;
	}
	return 0;
}

int in_force_read(const struct in_force *kept, char **text, size_t *length)
{
	int fd = open(kept->path, O_RDONLY | O_CLOEXEC), err;

	*text = NULL;
	*length = 0;
	if (fd >= 0) {
		err = read_whole(fd, text, length);
		close(fd);
	} else {
		err = -errno;
	}
	if (err && err != -ENOENT)
		error("cannot read %s: %s", kept->path, strerror(-err));
	return err;
}

static bool is_kept(const struct in_force *kept, const char *text, size_t length)
{
	size_t n;
	char *old;
	bool same;

	if (access(kept->path, R_OK) < 0)
		return false;
	same = !in_force_read(kept, &old, &n) && old && n == length && !memcmp(old, text, n);
	free(old);
	return same;
}

/* A rename, or a new name, is on disk when the directory is. */
static int sync_directory(const struct in_force *kept)
{
	int fd = open(kept->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC), err;

	if (fd < 0)
		return -errno;
	err = fsync(fd) < 0 ? -errno : 0;
	close(fd);
	return err;
}

static int write_whole(int fd, const char *text, size_t length)
{
	ssize_t n;

	while (length) {
		n = write(fd, text, length);
		if (n < 0 && errno != EINTR)
			return -errno;
		text += n > 0 ? n : 0;
		length -= n > 0 ? n : 0;
	}
	return fsync(fd) < 0 ? -errno : 0;
}

static int write_next(const struct in_force *kept, const char *text, size_t length)
{
	int fd, err = state_directory_make(kept->directory);

	if (err)
		return err;
	fd = open(kept->next, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0)
		return -errno;
	err = write_whole(fd, text, length);
	if (close(fd) < 0 && !err)
		err = -errno;
	if (!err)
		err = sync_directory(kept);
	if (err)
		unlink(kept->next);
	return err;
}

int in_force_prepare(struct in_force *kept, const char *text, size_t length)
{
	int err;

	/* So that a full disk refuses changes only. */
	if (is_kept(kept, text, length))
		return 0;
	err = write_next(kept, text, length);
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
		err = sync_directory(kept);
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
	int err = 0;

	if (unlink(kept->path) < 0) {
		err = -errno;
	} else {
		err = sync_directory(kept);
		/* That of a network namespace with a name is of no use any more. */
		rmdir(kept->directory);
	}
	if (!err || err == -ENOENT)
		return 0;
	error("cannot remove %s: %s: \"ersym run\" puts it in force again", kept->path,
	      strerror(-err));
	return err;
}
