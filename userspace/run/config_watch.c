// SPDX-License-Identifier: GPL-2.0
#include "run/config_watch.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "util/error.h"

int config_watch_open(void)
{
	int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

	if (fd >= 0)
		return fd;
	error("cannot watch the configuration in force: %s", strerror(errno));
	return -errno;
}

/* Without the directory, nothing is in force. */
void config_watch_add(int fd, const char *directory)
{
	inotify_add_watch(fd, directory, IN_MOVED_TO | IN_DELETE | IN_ONLYDIR);
}

static bool is_of_file(const struct inotify_event *event, const char *name)
{
	if (event->mask & IN_Q_OVERFLOW)
		return true;
	return event->len && !strcmp(event->name, name);
}

bool config_watch_read(int fd, const char *file)
{
	_Alignas(struct inotify_event) char buf[8 * (sizeof(struct inotify_event) + NAME_MAX + 1)];
	const char *name = strrchr(file, '/') ? strrchr(file, '/') + 1 : file;
	const struct inotify_event *event;
	bool changed = false;
	ssize_t n, at;

	while ((n = read(fd, buf, sizeof(buf))) > 0) {
		for (at = 0; at < n; at += (ssize_t)(sizeof(*event) + event->len)) {
			event = (const struct inotify_event *)(buf + at);
			changed |= is_of_file(event, name);
		}
	}
	return changed;
}
