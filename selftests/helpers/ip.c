// SPDX-License-Identifier: GPL-2.0
/*
 * ip: a wrapper that is faster in a network namespace
 *
 *   ip -n NS ...
 *   ip netns exec NS COMMAND...
 *
 * iproute2 makes a mount namespace for each of these, so that /sys shows the network
 * namespace. That is most of its work, and no selftest reads /sys. This program only
 * enters the network namespace; every other call is passed to iproute2. It is linked
 * statically, because a case starts it ten times, and under emulation the dynamic
 * linker is slow.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const real[] = { "/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip",
				    "/bin/ip" };

static void enter(const char *ns)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "/run/netns/%s", ns);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET)) {
		fprintf(stderr, "ip: network namespace %s: %s\n", ns, strerror(errno));
		exit(255);
	}
	close(fd);
}

int main(int argc, char **argv)
{
	unsigned int i;

	if (argc > 4 && !strcmp(argv[1], "netns") && !strcmp(argv[2], "exec")) {
		enter(argv[3]);
		execvp(argv[4], argv + 4);
		fprintf(stderr, "ip: %s: %s\n", argv[4], strerror(errno));
		return errno == ENOENT ? 127 : 126;
	}
	if (argc > 3 && !strcmp(argv[1], "-n")) {
		enter(argv[2]);
		argv[2] = argv[0];
		argv += 2;
	}
	for (i = 0; i < sizeof(real) / sizeof(*real); i++)
		execv(real[i], argv);
	perror("ip");
	return 127;
}
