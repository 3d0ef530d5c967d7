// SPDX-License-Identifier: GPL-2.0
#include "transaction/state_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backend/state_directory.h"
#include "util/alloc.h"

static int read_whole(int fd, char **text, size_t *length)
{
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	if (st.st_size > STATE_FILE_MAX)
		return -EFBIG;
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

int state_file_read(const char *path, char **text, size_t *length)
{
	/* What is no regular file must not be waited for. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), err;

	*text = NULL;
	*length = 0;
	if (fd < 0)
		return -errno;
	err = read_whole(fd, text, length);
	close(fd);
	return err;
}

/* A rename, or a new name, is on disk when the directory is. */
int state_file_sync(const char *directory)
{
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC), err;

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

static int create(const char *path, const char *text, size_t length)
{
	int err, fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0)
		return -errno;
	err = write_whole(fd, text, length);
	if (close(fd) < 0 && !err)
		err = -errno;
	return err;
}

int state_file_write(const char *directory, const char *path, const char *text, size_t length)
{
	char *whole = xasprintf("%s.new", path);
	int err = state_directory_make(directory);

	if (!err)
		err = create(whole, text, length);
	if (!err && rename(whole, path) < 0)
		err = -errno;
	if (!err)
		err = state_file_sync(directory);
	if (err)
		unlink(whole);
	free(whole);
	return err;
}

int state_file_remove(const char *directory, const char *path)
{
	/* A file system that is read-only says so even if there is no file. */
	if (access(path, F_OK) < 0 || unlink(path) < 0)
		return -errno;
	return state_file_sync(directory);
}
