/* SPDX-License-Identifier: GPL-2.0 */
/* Output of JSON. Members keep the order in which they were added. */
#ifndef ERSYM_PRINT_JSON_H
#define ERSYM_PRINT_JSON_H

#include <stdbool.h>
#include <stdio.h>

#include <jansson.h>

/**
 * json_text() - convert a text to JSON
 * @text: UTF-8; NULL and text of another encoding become null
 *
 * Return: a string or null, whose reference the caller owns
 */
json_t *json_text(const char *text);

/**
 * json_add() - add a member to an object; the program exits if memory runs out
 * @object: the object
 * @key: name of the member
 * @value: its value, whose reference is taken over
 */
void json_add(json_t *object, const char *key, json_t *value);

/**
 * json_push() - add an element to an array; the program exits if memory runs out
 * @array: the array
 * @value: the element, whose reference is taken over
 */
void json_push(json_t *array, json_t *value);

/**
 * json_print() - print a document, indented, and release it
 * @document: the document
 * @out: where to
 */
void json_print(json_t *document, FILE *out);

/**
 * json_print_line() - print a document as one line, flush the stream, and release it
 * @document: the document
 * @out: where to
 */
void json_print_line(json_t *document, FILE *out);

/**
 * struct json_stream - an array that is printed as it grows, one element a line
 * @out: where to
 * @some: an element has been printed
 */
struct json_stream {
	FILE *out;
	bool some;
};

/**
 * json_stream_begin() - begin the array
 * @stream: written
 * @out: where to
 */
void json_stream_begin(struct json_stream *stream, FILE *out);

/**
 * json_stream_push() - print an element and release it
 * @stream: the array
 * @value: the element
 */
void json_stream_push(struct json_stream *stream, json_t *value);

/**
 * json_stream_end() - end the array
 * @stream: the array
 */
void json_stream_end(struct json_stream *stream);

#endif
