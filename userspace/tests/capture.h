/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Captures what a test prints. To be included once in a test.
 */
#ifndef ERSYM_TESTS_CAPTURE_H
#define ERSYM_TESTS_CAPTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* struct capture - a stream that writes to a file for a while */
struct capture {
	FILE *stream;
	FILE *file;
	int saved;
};

__attribute__((unused))
static void capture_begin(struct capture *capture, FILE *stream)
{
	fflush(stream);
	capture->stream = stream;
	capture->file = tmpfile();
	capture->saved = dup(fileno(stream));
	if (!capture->file || capture->saved < 0 ||
	    dup2(fileno(capture->file), fileno(stream)) < 0)
		abort();
}

/* What was written since, in @buf. */
__attribute__((unused))
static const char *capture_end(struct capture *capture, char *buf, size_t size)
{
	size_t n;

	fflush(capture->stream);
	dup2(capture->saved, fileno(capture->stream));
	close(capture->saved);
	rewind(capture->file);
	n = fread(buf, 1, size - 1, capture->file);
	buf[n] = '\0';
	fclose(capture->file);
	return buf;
}

#endif
