// SPDX-License-Identifier: GPL-2.0
#include "backend/boot.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "util/alloc.h"

#define BOOT_ID "/proc/sys/kernel/random/boot_id"

/* The kernel gives it to one namespace only, until the next boot. */
static uint64_t namespace_cookie(void)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	uint64_t cookie = 0;
	socklen_t size = sizeof(cookie);

	if (fd < 0)
		return 0;
	if (getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &size) < 0)
		cookie = 0;
	close(fd);
	return cookie;
}

char *boot_identity(void)
{
	char id[64] = "";
	FILE *in = fopen(BOOT_ID, "re");

	if (in && !fgets(id, sizeof(id), in))
		id[0] = '\0';
	if (in)
		fclose(in);
	id[strcspn(id, "\n")] = '\0';
	return xasprintf("%s:%" PRIu64, id, namespace_cookie());
}

uint64_t boot_msec(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_BOOTTIME, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}
