// SPDX-License-Identifier: GPL-2.0
#include "print/json.h"

#include <stdlib.h>

#include "util/error.h"

static void check(int failed)
{
	if (failed) {
		error("out of memory");
		exit(EXIT_FAILURE);
	}
}

json_t *json_text(const char *text)
{
	json_t *value = text ? json_string(text) : NULL;

	return value ? value : json_null();
}

void json_add(json_t *object, const char *key, json_t *value)
{
	check(json_object_set_new(object, key, value));
}

void json_push(json_t *array, json_t *value)
{
	check(json_array_append_new(array, value));
}

/* main() checks the stream for failed writes. */
static void print(json_t *document, FILE *out, size_t flags)
{
	json_dumpf(document, out, flags);
	json_decref(document);
}

void json_print(json_t *document, FILE *out)
{
	print(document, out, JSON_INDENT(2));
	fputc('\n', out);
}

void json_print_line(json_t *document, FILE *out)
{
	print(document, out, 0);
	fputc('\n', out);
	fflush(out);
}

void json_stream_begin(struct json_stream *stream, FILE *out)
{
	stream->out = out;
	stream->some = false;
	fputc('[', out);
}

void json_stream_push(struct json_stream *stream, json_t *value)
{
	fputs(stream->some ? ",\n  " : "\n  ", stream->out);
	stream->some = true;
	print(value, stream->out, 0);
}

void json_stream_end(struct json_stream *stream)
{
	fputs(stream->some ? "\n]\n" : "]\n", stream->out);
}
