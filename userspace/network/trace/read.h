/* SPDX-License-Identifier: GPL-2.0 */
/* Readers of what tools print. */
#ifndef ERSYM_NETWORK_TRACE_READ_H
#define ERSYM_NETWORK_TRACE_READ_H

#include "network/trace/result.h"

/**
 * trace_read() - reads what traceroute, tracert, ping, mtr -j or Network Watcher printed
 * @text: of @length bytes, whatever is in it
 * @path: for messages
 * @results: those of the text are appended
 * @diags: what cannot be read is added
 *
 * A text may hold several traces of the line-based tools. A line
 * "# from NAME [to NAME] [down NAME ...]" in front of one says what the tool does not.
 */
void trace_read(const char *text, size_t length, const char *path, struct trace_results *results,
		struct diagnostics *diags);

/* The same for one sort of text, which is whole and has a NUL at its end. */
void trace_read_lines(char *text, const char *path, struct trace_results *results,
		      struct diagnostics *diags);
void trace_read_json(const char *text, size_t length, const char *path,
		     struct trace_results *results, struct diagnostics *diags);

#endif
