// SPDX-License-Identifier: GPL-2.0
#include "cmd/scrape.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/clock.h"
#include "util/error.h"

#define REQUEST_MAX 8192
#define PATIENCE_MSEC 5000

static bool is_complete(const char *request)
{
	return strstr(request, "\r\n\r\n") || strstr(request, "\n\n");
}

/* Returns 0, -ETIMEDOUT, -EMSGSIZE, -ENODATA if it ended early, or another -errno. */
static int read_request(char request[static REQUEST_MAX + 1])
{
	struct pollfd fd = { .fd = STDIN_FILENO, .events = POLLIN };
	uint64_t end = now_msec() + PATIENCE_MSEC, now;
	size_t n = 0;
	ssize_t got;
	int ready;

	request[0] = '\0';
	while (!is_complete(request)) {
		if (n == REQUEST_MAX)
			return -EMSGSIZE;
		now = now_msec();
		ready = now < end ? poll(&fd, 1, (int)(end - now)) : 0;
		if (!ready)
			return -ETIMEDOUT;
		got = ready < 0 ? -1 : read(fd.fd, request + n, REQUEST_MAX - n);
		if (!got)
			return -ENODATA;
		if (got < 0 && errno != EINTR)
			return -errno;
		if (got > 0)
			n += (size_t)got;
		request[n] = '\0';
	}
	return 0;
}

static void answer(const char *status, const char *type, const char *text, size_t length,
		   bool body)
{
	printf("HTTP/1.1 %s\r\n"
	       "Content-Type: %s\r\n"
	       "Content-Length: %zu\r\n"
	       "Connection: close\r\n"
	       "\r\n", status, type, length);
	if (body)
		fwrite(text, 1, length, stdout);
}

static void refuse(const char *status, const char *text)
{
	answer(status, "text/plain; charset=utf-8", text, strlen(text), true);
}

static bool takes_metrics(const char *target)
{
	size_t n = strlen("/metrics");

	return !strncmp(target, "/metrics", n) && (!target[n] || target[n] == '?');
}

static void answer_metrics(const char *type, bool body, int (*print)(FILE *out, void *data),
			   void *data)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	int err = out ? print(out, data) : -ENOMEM;

	if (out && fclose(out))
		err = -ENOMEM;
	if (err)
		refuse("500 Internal Server Error",
		       "The metrics cannot be read: see the journal.\n");
	else
		answer("200 OK", type, text, length, body);
	free(text);
}

int scrape_answer(const char *type, int (*print)(FILE *out, void *data), void *data)
{
	char request[REQUEST_MAX + 1], method[8], target[256];
	int err = read_request(request);

	if (err == -ETIMEDOUT) {
		refuse("408 Request Timeout", "The request is incomplete.\n");
	} else if (err == -EMSGSIZE) {
		refuse("431 Request Header Fields Too Large", "The request is too long.\n");
	} else if (err) {
		error("cannot read the request: %s", strerror(-err));
		return err;
	} else if (sscanf(request, "%7[A-Z] %255[^ \r\n] HTTP/1.", method, target) != 2) {
		refuse("400 Bad Request", "This is no request of HTTP/1.1.\n");
	} else if (!takes_metrics(target)) {
		refuse("404 Not Found", "There is nothing but /metrics.\n");
	} else if (strcmp(method, "GET") && strcmp(method, "HEAD")) {
		refuse("405 Method Not Allowed", "Use GET.\n");
	} else {
		answer_metrics(type, !strcmp(method, "GET"), print, data);
	}
	return 0;
}
