/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The form of the files that say what was done: a line with the version of the form, one
 * with a checksum of what follows, a line "KEY VALUE" for each field, one with the length of
 * a configuration, an empty line, and that configuration. What is changed to without a
 * configuration (clear) has neither of the last three.
 */
#ifndef ERSYM_TRANSACTION_RECORD_H
#define ERSYM_TRANSACTION_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct record_field {
	char *key;
	char *value;
};

/**
 * struct record - such a file; all zero is an empty one
 * @field: the fields
 * @n_field: number of fields
 * @text: a configuration, without a NUL at the end; NULL: none
 * @length: bytes of it
 */
struct record {
	struct record_field *field;
	size_t n_field;
	char *text;
	size_t length;
};

/**
 * record_add() - add a field
 * @record: the record
 * @key: its name, lower-case letters and "-"
 * @format: its value, as for printf; what is no printable text becomes "?"
 */
__attribute__((format(printf, 3, 4)))
void record_add(struct record *record, const char *key, const char *format, ...);

/**
 * record_set_text() - set the configuration
 * @record: the record
 * @text: a configuration, which is copied; NULL: none
 * @length: bytes of it
 */
void record_set_text(struct record *record, const char *text, size_t length);

/**
 * record_get() - look up a field
 * @record: the record
 * @key: its name
 *
 * Return: its value; NULL if there is none
 */
const char *record_get(const struct record *record, const char *key);

/**
 * record_number() - look up a field that is a number
 * @record: the record
 * @key: its name
 *
 * Return: the number; 0 if there is none
 */
uint64_t record_number(const struct record *record, const char *key);

/**
 * record_encode() - write a record as the bytes of a file
 * @record: the record
 * @length: written: number of bytes
 *
 * Return: the bytes, to be freed by the caller
 */
char *record_encode(const struct record *record, size_t *length);

/**
 * record_decode() - read the bytes of a file
 * @record: written, to be freed with record_free() in every case
 * @bytes: the bytes, whatever they are
 * @length: number of bytes
 *
 * Return: 0; -EPROTONOSUPPORT if a newer version of ersym wrote it; -EBADMSG if it is damaged
 */
int record_decode(struct record *record, const char *bytes, size_t length);

/**
 * record_read() - read a file
 * @record: as for record_decode()
 * @path: the file
 *
 * An error is reported on stderr, with what to do, but for -ENOENT.
 *
 * Return: as record_decode(), or another -errno
 */
int record_read(struct record *record, const char *path);

/**
 * record_write() - replace a file at once, and sync it
 * @record: the record
 * @directory: the state directory
 * @path: a file in it
 *
 * Return: 0 or -errno
 */
int record_write(const struct record *record, const char *directory, const char *path);

/**
 * record_free() - free the fields and the configuration
 * @record: the record; empty afterwards
 */
void record_free(struct record *record);

#endif
