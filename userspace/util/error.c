// SPDX-License-Identifier: GPL-2.0
#include "util/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static message_fn redirected;
static void *redirected_data;

void messages_redirect(message_fn take, void *data)
{
	redirected = take;
	redirected_data = data;
}

static void print(const char *head, const char *format, va_list ap)
{
	/* Output that was printed earlier must precede the message. */
	fflush(stdout);
	flockfile(stderr);
	fputs(head, stderr);
	vfprintf(stderr, format, ap);
	fputc('\n', stderr);
	funlockfile(stderr);
}

static void message(bool is_error, const char *format, va_list ap)
{
	char *text;

	/* The allocators of util/alloc.h would report that memory ran out, and so come here. */
	if (redirected && vasprintf(&text, format, ap) >= 0) {
		redirected(is_error, text, redirected_data);
		free(text);
	} else if (!redirected) {
		print(is_error ? "ersym: " : "ersym: warning: ", format, ap);
	}
}

void error(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	message(true, format, ap);
	va_end(ap);
}

void warning(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	message(false, format, ap);
	va_end(ap);
}
