// SPDX-License-Identifier: GPL-2.0
#include "network/lab/vty.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "util/alloc.h"

/* What ends an answer: three bytes of zero, and one that is zero as well if all is well. */
#define END 4

static int open_socket(const char *path)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return fd;
	snprintf(name.sun_path, sizeof(name.sun_path), "%s", path);
	if (!connect(fd, (const struct sockaddr *)&name, sizeof(name)))
		return fd;
	close(fd);
	return -1;
}

static bool is_whole(const char *text, size_t n)
{
	return n >= END && !memcmp(text + n - END, "\0\0", END - 1);
}

/* Return: the answer and its end, or NULL with errno. */
static char *read_answer(int fd, size_t *n)
{
	char *text = NULL, part[4096];
	ssize_t got;

	*n = 0;
	do {
		got = read(fd, part, sizeof(part));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			errno = got ? errno : ECONNRESET;
			free(text);
			return NULL;
		}
		text = xrealloc(text, *n + (size_t)got);
		memcpy(text + *n, part, (size_t)got);
		*n += (size_t)got;
	} while (!is_whole(text, *n));
	return text;
}

char *vty_ask(const char *path, const char *command)
{
	size_t length = strlen(command) + 1, n;
	int fd = open_socket(path), err = 0;
	char *text = NULL;

	if (fd < 0)
		return NULL;
	if (send(fd, command, length, MSG_NOSIGNAL) == (ssize_t)length)
		text = read_answer(fd, &n);
	err = errno;
	if (text && text[n - 1]) {
		free(text);
		text = NULL;
		err = EINVAL;
	}
	close(fd);
	errno = err;
	return text;
}
