// SPDX-License-Identifier: GPL-2.0
#include "restore/watcher.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#include "backend/lock.h"
#include "restore/restore.h"
#include "transaction/unconfirmed.h"
#include "util/error.h"

/* How often it looks whether the change was confirmed. */
#define LOOK_MSEC 1000
/* Between two attempts to undo a change. */
#define PAUSE_MSEC 5000

static void take_message(bool is_error, const char *text, void *data)
{
	syslog(is_error ? LOG_ERR : LOG_WARNING, "%s", text);
}

/* Whoever waits for the end of a pipe, or a lock, does not wait for the watcher. */
static int keep_only(int fd)
{
	int kept = dup2(fd, STDERR_FILENO + 1);

	if (kept >= 0)
		close_range(kept + 1, ~0u, 0);
	return kept;
}

/* Nothing of the command's terminal, pipes and signals reaches it. */
static void detach(void)
{
	int null = open("/dev/null", O_RDWR);

	setsid();
	signal(SIGHUP, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	if (chdir("/"))
		warning("cannot leave the working directory: %s", strerror(errno));
	if (null >= 0) {
		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		if (null > STDERR_FILENO)
			close(null);
	}
	openlog("ersym", LOG_PID, LOG_DAEMON);
	messages_redirect(take_message, NULL);
}

/* The first of this process, the service and a command undoes the change. */
static int undo(struct in_force *kept)
{
	int ret = lock_take();

	if (!ret) {
		ret = restore_unconfirmed(kept);
		lock_release();
	}
	return ret;
}

/* Milliseconds until the next look; 0: it is done. */
static int look(struct in_force *kept)
{
	struct record record;
	uint64_t left;
	int ret = unconfirmed_read(kept, &record);

	left = ret ? 0 : unconfirmed_left(&record);
	record_free(&record);
	if (ret)
		return 0;
	if (left)
		return left < LOOK_MSEC ? (int)left : LOOK_MSEC;
	ret = undo(kept);
	return !ret || ret == -ENOENT ? 0 : PAUSE_MSEC;
}

static void watch(int fd)
{
	struct in_force kept;
	int pause;
	char end;

	if (in_force_open(&kept))
		return;
	/* The command is at work until it closes its end. */
	while (read(fd, &end, 1) < 0 && errno == EINTR)
		;
	close(fd);
	while ((pause = look(&kept)))
		poll(NULL, 0, pause);
	in_force_close(&kept);
}

static void run(int fd)
{
	fd = keep_only(fd);
	detach();
	if (write(fd, "", 1) == 1)
		watch(fd);
}

/* The command's child is done at once; the watcher is a child of process 1. */
static int split(int fd)
{
	pid_t pid = fork();

	if (pid < 0)
		return -errno;
	if (!pid)
		run(fd);
	return 0;
}

int watcher_start(void)
{
	int fds[2], err = 0;
	pid_t pid;
	char up;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0) {
		err = -errno;
		error("cannot start the process that undoes the change: %s", strerror(-err));
		return err;
	}
	pid = fork();
	if (pid < 0)
		err = -errno;
	if (!pid) {
		close(fds[0]);
		_exit(split(fds[1]) ? EXIT_FAILURE : EXIT_SUCCESS);
	}
	close(fds[1]);
	if (!err)
		waitpid(pid, NULL, 0);
	if (!err && read(fds[0], &up, 1) != 1)
		err = -ECHILD;
	if (!err)
		return fds[0];
	close(fds[0]);
	error("cannot start the process that undoes the change: %s", strerror(-err));
	return err;
}

void watcher_go(int fd)
{
	if (fd >= 0)
		close(fd);
}
