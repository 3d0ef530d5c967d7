// SPDX-License-Identifier: GPL-2.0
/*
 * notified: what a service reports to its manager by the protocol of sd_notify(3)
 *
 *   notified SOCKET
 *
 * Binds SOCKET, prints "ready", and then each line that it receives, but for WATCHDOG=1,
 * of which it prints the first.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

int main(int argc, char **argv)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0), alive = 0;
	char text[4096];
	ssize_t len;

	if (argc != 2 || strlen(argv[1]) >= sizeof(address.sun_path)) {
		fputs("usage: notified SOCKET\n", stderr);
		return 2;
	}
	strcpy(address.sun_path, argv[1]);
	if (fd < 0 || bind(fd, (const void *)&address, sizeof(address)) < 0) {
		perror(argv[1]);
		return 1;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	puts("ready");
	while ((len = recv(fd, text, sizeof(text) - 1, 0)) >= 0 || errno == EINTR) {
		if (len < 0)
			continue;
		text[len] = '\0';
		if (!strcmp(text, "WATCHDOG=1") && alive++)
			continue;
		puts(text);
	}
	perror("recv");
	return 1;
}
