// SPDX-License-Identifier: GPL-2.0
#include "backend/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "util/error.h"

#define PATH "/run/ersym.lock"
/* Inode numbers of namespaces have 32 bits: the locks of services follow. */
#define SERVICES (1ll << 40)
#define WAIT_SECONDS 5

static int lock_fd = -1;
static bool warned, serving;

static void set_place(struct flock *lock, short type, off_t start)
{
	memset(lock, 0, sizeof(*lock));
	lock->l_type = type;
	lock->l_whence = SEEK_SET;
	lock->l_start = start;
	lock->l_len = 1;
}

/*
 * All network namespaces share the file: the byte at the inode number of a namespace is its
 * lock. The kernel reports the holder, and releases the lock when the process ends. The file
 * stays open, because closing any descriptor of it would release all locks of the process.
 */
static int prepare(struct flock *lock, off_t base)
{
	struct stat namespace;

	if (stat("/proc/self/ns/net", &namespace) < 0) {
		error("cannot identify the network namespace: %s", strerror(errno));
		return -errno;
	}
	set_place(lock, F_WRLCK, base + (off_t)namespace.st_ino);
	if (lock_fd < 0)
		lock_fd = open(PATH, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	return 0;
}

/* In a user namespace /run may not be writable. The nft table is protected by its generation. */
static int no_lock(void)
{
	if (!warned)
		warning("cannot open " PATH ": %s: another ersym may run at the same time",
			strerror(errno));
	warned = true;
	return 0;
}

static void on_alarm(int signal)
{
}

/* The alarm is repeated, in case that it arrives before the process waits. */
static int wait_for_lock(struct flock *lock)
{
	const struct itimerval off = { 0 }, on = { { 1, 0 }, { WAIT_SECONDS, 0 } };
	struct sigaction action = { .sa_handler = on_alarm }, before;
	int err;

	sigaction(SIGALRM, &action, &before);
	setitimer(ITIMER_REAL, &on, NULL);
	err = fcntl(lock_fd, F_SETLKW, lock) < 0 ? -errno : 0;
	setitimer(ITIMER_REAL, &off, NULL);
	sigaction(SIGALRM, &before, NULL);
	return err == -EINTR ? -EAGAIN : err;
}

static int set_lock(struct flock *lock)
{
	if (!fcntl(lock_fd, F_SETLK, lock))
		return 0;
	return errno == EACCES ? -EAGAIN : -errno;
}

static int fail(int err)
{
	error("cannot lock " PATH ": %s", strerror(-err));
	return err;
}

/* Return: 0, -EAGAIN if another process has the lock, or an error that was reported. */
static int attempt(struct flock *lock)
{
	int err = prepare(lock, 0);

	if (err)
		return err;
	if (lock_fd < 0)
		return no_lock();
	err = set_lock(lock);
	return err && err != -EAGAIN ? fail(err) : err;
}

int lock_take(void)
{
	struct flock lock;
	int err = attempt(&lock);

	if (err != -EAGAIN)
		return err;
	err = wait_for_lock(&lock);
	if (err != -EAGAIN)
		return err ? fail(err) : 0;
	if (fcntl(lock_fd, F_GETLK, &lock) < 0 || lock.l_type == F_UNLCK)
		error("another ersym was running: try again");
	else
		error("another ersym, process %d, is running: try again when it has finished",
		      (int)lock.l_pid);
	return err;
}

int lock_try(void)
{
	struct flock lock;

	return attempt(&lock);
}

void lock_release(void)
{
	struct flock lock;

	if (lock_fd < 0 || prepare(&lock, 0))
		return;
	lock.l_type = F_UNLCK;
	fcntl(lock_fd, F_SETLK, &lock);
}

int lock_serve(void)
{
	struct flock lock;
	int err = prepare(&lock, SERVICES);

	if (err)
		return err;
	if (lock_fd < 0) {
		err = -errno;
		error("cannot open " PATH ": %s", strerror(-err));
		return err;
	}
	err = set_lock(&lock);
	serving = !err;
	if (err != -EAGAIN)
		return err ? fail(err) : 0;
	if (fcntl(lock_fd, F_GETLK, &lock) < 0 || lock.l_type == F_UNLCK)
		error("another \"ersym run\" of this network namespace has just ended: try again");
	else
		error("\"ersym run\", process %d, serves this network namespace already",
		      (int)lock.l_pid);
	return err;
}

/* A process does not see its own locks. */
bool lock_is_served(void)
{
	struct flock lock;

	if (serving || prepare(&lock, SERVICES) || lock_fd < 0)
		return true;
	return fcntl(lock_fd, F_GETLK, &lock) < 0 || lock.l_type != F_UNLCK;
}

/* A process whose lock is asked about needs no privilege to write. */
int lock_server(void)
{
	struct flock lock;
	struct stat namespace;
	int fd, err = 0;

	if (stat("/proc/self/ns/net", &namespace) < 0) {
		err = -errno;
		error("cannot identify the network namespace: %s", strerror(-err));
		return err;
	}
	fd = open(PATH, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return 0;
	set_place(&lock, F_WRLCK, SERVICES + (off_t)namespace.st_ino);
	/* The command has none of these locks, which this would release. */
	if (fd < 0 || fcntl(fd, F_GETLK, &lock) < 0) {
		err = -errno;
		error("cannot look for locks in " PATH ": %s", strerror(-err));
	}
	if (fd >= 0)
		close(fd);
	return err ? err : lock.l_type != F_UNLCK;
}
