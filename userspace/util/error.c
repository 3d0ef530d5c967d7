// SPDX-License-Identifier: GPL-2.0
#include "util/error.h"

#include <stdarg.h>
#include <stdio.h>

static void message(const char *head, const char *format, va_list ap)
{
	/* What was printed before belongs before it. */
	fflush(stdout);
	flockfile(stderr);
	fputs(head, stderr);
	vfprintf(stderr, format, ap);
	fputc('\n', stderr);
	funlockfile(stderr);
}

void error(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	message("ersym: ", format, ap);
	va_end(ap);
}

void warning(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	message("ersym: warning: ", format, ap);
	va_end(ap);
}
