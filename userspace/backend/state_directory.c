// SPDX-License-Identifier: GPL-2.0
#include "backend/state_directory.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/error.h"

#define DIRECTORY "/var/lib/ersym"
#define VOLATILE "/run/ersym"
/* Where ip-netns(8) keeps names. */
#define NAMES "/run/netns"

static bool same_file(const struct stat *a, const char *path)
{
	struct stat b;

	return !stat(path, &b) && a->st_dev == b.st_dev && a->st_ino == b.st_ino;
}

/*
 * Each network namespace has files of its own below /proc/PID/net. Unlike /proc/PID/ns, they
 * need no privilege over process 1, which the service does not have.
 */
bool state_directory_is_of_host(void)
{
	struct stat own;

	return !stat("/proc/self/net/dev", &own) && same_file(&own, "/proc/1/net/dev");
}

static char *find_name(void)
{
	struct dirent *entry;
	struct stat own;
	char *path, *name = NULL;
	DIR *names = opendir(NAMES);

	if (!names)
		return NULL;
	if (stat("/proc/self/ns/net", &own) < 0)
		memset(&own, 0, sizeof(own));
	while (!name && (entry = readdir(names))) {
		path = xasprintf(NAMES "/%s", entry->d_name);
		if (entry->d_name[0] != '.' && same_file(&own, path))
			name = xstrdup(entry->d_name);
		free(path);
	}
	closedir(names);
	return name;
}

/* Unlike an inode number, the kernel gives a cookie to one namespace only. */
static char *name_by_cookie(void)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	uint64_t cookie;
	socklen_t size = sizeof(cookie);
	char *path = NULL;

	if (fd >= 0 && !getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &size))
		path = xasprintf(VOLATILE "/netns-%" PRIu64, cookie);
	else
		error("cannot identify the network namespace: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
	return path;
}

char *state_directory_name(void)
{
	char *name, *path;

	if (state_directory_is_of_host())
		return xstrdup(DIRECTORY);
	name = find_name();
	path = name ? xasprintf(DIRECTORY "/netns/%s", name) : name_by_cookie();
	free(name);
	return path;
}

int state_directory_make(const char *path)
{
	char *part = xstrdup(path), *end = part;
	int err = 0;

	while (!err && *end) {
		end += 1 + strcspn(end + 1, "/");
		*end = '\0';
		if (mkdir(part, 0755) < 0 && errno != EEXIST)
			err = -errno;
		*end = path[end - part];
	}
	free(part);
	return err;
}
