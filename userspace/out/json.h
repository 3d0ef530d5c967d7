/* SPDX-License-Identifier: GPL-2.0 */
/* JSON for programs. Members keep the order in which they were added. */
#ifndef ERSYM_OUT_JSON_H
#define ERSYM_OUT_JSON_H

#include <stdbool.h>
#include <stdio.h>

#include <jansson.h>

/* A string, or null for NULL. Text that is not UTF-8 becomes null as well. */
json_t *json_text(const char *text);

/* Adds a member and takes @value. Ends the program if memory runs out. */
void json_add(json_t *object, const char *key, json_t *value);

/* Adds an element and takes @value. Ends the program if memory runs out. */
void json_push(json_t *array, json_t *value);

/* Prints a whole document, indented, and frees it. */
void json_print(json_t *document, FILE *out);

/* Prints one object as one line, flushes, and frees it. */
void json_print_line(json_t *document, FILE *out);

/**
 * struct json_stream - an array that is printed while it grows, one element a line
 * @some: an element was printed
 */
struct json_stream {
	FILE *out;
	bool some;
};

void json_stream_begin(struct json_stream *stream, FILE *out);
/* Prints @value and frees it. */
void json_stream_push(struct json_stream *stream, json_t *value);
void json_stream_end(struct json_stream *stream);

#endif
