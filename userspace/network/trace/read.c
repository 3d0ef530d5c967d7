// SPDX-License-Identifier: GPL-2.0
#include "network/trace/read.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

void trace_read(const char *text, size_t length, const char *path, struct trace_results *results,
		struct diagnostics *diags)
{
	static const char mark[] = "\xef\xbb\xbf";
	const struct location at = { 1, 1 };
	size_t n = results->n, errors = diags->n_error, blank;
	char *copy;

	if (length >= 3 && !memcmp(text, mark, 3)) {
		text += 3;
		length -= 3;
	}
	if (memchr(text, '\0', length)) {
		diagnostics_add(diags, SEVERITY_ERROR, at, "no-text",
				"the file is no text; UTF-16 has to be converted to UTF-8 first");
		return;
	}
	copy = xstrndup(text, length);
	blank = strspn(copy, " \t\r\n");
	if (copy[blank] == '{' || copy[blank] == '[')
		trace_read_json(text, length, path, results, diags);
	else
		trace_read_lines(copy, path, results, diags);
	free(copy);
	if (results->n == n && diags->n_error == errors)
		diagnostics_add(diags, SEVERITY_ERROR, at, "no-trace",
				"the file has no trace; expected what traceroute, tracert, ping, mtr -j or Network Watcher print");
}
