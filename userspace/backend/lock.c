// SPDX-License-Identifier: GPL-2.0
#include "backend/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "util/error.h"

#define PATH "/run/ersym.lock"

/*
 * All network namespaces share the file: each locks the byte that has the
 * number of its namespace. The kernel knows the holder, and lets go when it dies.
 */
int lock_take(void)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1 };
	struct stat namespace;
	int fd;

	if (stat("/proc/self/ns/net", &namespace) < 0) {
		error("cannot tell the network namespace: %s", strerror(errno));
		return -errno;
	}
	fd = open(PATH, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0) {
		/* In a user namespace there may be no place for it. The nft table is safe. */
		warning("cannot open " PATH ": %s: another ersym is not kept out",
			strerror(errno));
		return 0;
	}
	lock.l_start = namespace.st_ino;
	if (!fcntl(fd, F_SETLK, &lock))
		return 0;
	if (errno != EAGAIN && errno != EACCES) {
		error("cannot lock " PATH ": %s", strerror(errno));
		return -errno;
	}
	if (fcntl(fd, F_GETLK, &lock) < 0 || lock.l_type == F_UNLCK)
		error("another ersym was at work: try again");
	else
		error("another ersym, process %d, is at work: try again when it is done",
		      (int)lock.l_pid);
	return -EAGAIN;
}
