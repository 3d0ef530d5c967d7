// SPDX-License-Identifier: GPL-2.0
#include "network/lab/namespace.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/array.h"

#define DIRECTORY "/run/netns"

int namespace_enter(const char *name)
{
	char *path = xasprintf(DIRECTORY "/%s", name);
	int fd = open(path, O_RDONLY | O_CLOEXEC), err = 0;

	if (fd < 0 || setns(fd, CLONE_NEWNET))
		err = -errno;
	if (fd >= 0)
		close(fd);
	free(path);
	errno = -err;
	return err;
}

int namespace_own(void)
{
	int fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

void namespace_return(int fd)
{
	/* It was entered before: nothing can be against it. */
	if (setns(fd, CLONE_NEWNET))
		abort();
	close(fd);
}

void namespaces_list(const char *prefix, struct namespaces *list)
{
	DIR *directory = opendir(DIRECTORY);
	struct dirent *e;

	memset(list, 0, sizeof(*list));
	while (directory && (e = readdir(directory))) {
		if (strncmp(e->d_name, prefix, strlen(prefix)))
			continue;
		list->v = array_grow(list->v, list->n, sizeof(*list->v));
		list->v[list->n++] = xstrdup(e->d_name);
	}
	if (directory)
		closedir(directory);
}

void namespaces_free(struct namespaces *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		free(list->v[i]);
	free(list->v);
}
