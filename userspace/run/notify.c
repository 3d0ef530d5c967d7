// SPDX-License-Identifier: GPL-2.0
#include "run/notify.h"

#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "util/alloc.h"

static void send_text(const char *path, const char *text)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t length = strlen(path);
	int fd;

	if ((path[0] != '/' && path[0] != '@') || length >= sizeof(address.sun_path))
		return;
	memcpy(address.sun_path, path, length);
	/* A name in the abstract namespace. */
	if (path[0] == '@')
		address.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	/* The manager may have gone, which is no concern of a service. */
	sendto(fd, text, strlen(text), MSG_NOSIGNAL, (const void *)&address,
	       offsetof(struct sockaddr_un, sun_path) + length);
	close(fd);
}

void notify_send(const char *format, ...)
{
	const char *path = getenv("NOTIFY_SOCKET");
	char *text;
	va_list ap;

	if (!path)
		return;
	va_start(ap, format);
	text = xvasprintf(format, ap);
	va_end(ap);
	send_text(path, text);
	free(text);
}

int notify_watchdog(void)
{
	const char *pid = getenv("WATCHDOG_PID"), *usec = getenv("WATCHDOG_USEC");
	unsigned long long msec;

	if (!usec || (pid && strtoll(pid, NULL, 10) != getpid()))
		return -1;
	msec = strtoull(usec, NULL, 10) / 2000;
	return msec && msec < INT_MAX ? (int)msec : -1;
}
