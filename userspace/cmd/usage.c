// SPDX-License-Identifier: GPL-2.0
#include "cmd/usage.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "util/alloc.h"
#include "util/error.h"

int usage_error(const char *format, ...)
{
	char *what;
	va_list ap;

	va_start(ap, format);
	what = xvasprintf(format, ap);
	va_end(ap);
	error("%s", what);
	free(what);
	fputs("Try \"ersym --help\".\n", stderr);
	return EXIT_USAGE;
}
