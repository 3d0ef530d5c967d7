// SPDX-License-Identifier: GPL-2.0
#include "transaction/record.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "transaction/state_file.h"
#include "util/alloc.h"
#include "util/array.h"
#include "util/error.h"

#define MAGIC "ersym-state"
#define VERSION 1
#define VALUE_MAX 4096
#define FIELDS_MAX 64

void record_add(struct record *record, const char *key, const char *format, ...)
{
	struct record_field *field;
	char *value, *c;
	va_list ap;

	va_start(ap, format);
	value = xvasprintf(format, ap);
	va_end(ap);
	if (strlen(value) > VALUE_MAX)
		value[VALUE_MAX] = '\0';
	for (c = value; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
	record->field = array_grow(record->field, record->n_field, sizeof(*record->field));
	field = &record->field[record->n_field++];
	field->key = xstrdup(key);
	field->value = value;
}

void record_set_text(struct record *record, const char *text, size_t length)
{
	free(record->text);
	record->text = text ? xmemdup(text, length) : NULL;
	record->length = text ? length : 0;
}

const char *record_get(const struct record *record, const char *key)
{
	size_t i;

	for (i = 0; i < record->n_field; i++)
		if (!strcmp(record->field[i].key, key))
			return record->field[i].value;
	return NULL;
}

static bool read_number(const char *text, uint64_t *n)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*n = strtoull(text, &end, 10);
	return !errno && !*end;
}

uint64_t record_number(const struct record *record, const char *key)
{
	const char *value = record_get(record, key);
	uint64_t n;

	return value && read_number(value, &n) ? n : 0;
}

/* CRC-32 as of IEEE 802.3. */
static uint32_t checksum(const char *bytes, size_t length)
{
	uint32_t sum = ~0u;
	int bit;

	for (; length; length--) {
		sum ^= (unsigned char)*bytes++;
		for (bit = 0; bit < 8; bit++)
			sum = sum >> 1 ^ (sum & 1 ? 0xedb88320 : 0);
	}
	return ~sum;
}

static char *encode_rest(const struct record *record, size_t *length)
{
	char *rest = NULL;
	FILE *out = open_memstream(&rest, length);
	size_t i;

	if (!out)
		out_of_memory();
	for (i = 0; i < record->n_field; i++)
		fprintf(out, "%s %s\n", record->field[i].key, record->field[i].value);
	if (record->text) {
		fprintf(out, "configuration %zu\n\n", record->length);
		fwrite(record->text, 1, record->length, out);
	}
	if (fclose(out))
		out_of_memory();
	return rest;
}

char *record_encode(const struct record *record, size_t *length)
{
	char *rest, *head, *bytes;
	size_t n_rest, n_head;

	rest = encode_rest(record, &n_rest);
	head = xasprintf(MAGIC " %d\nchecksum %08" PRIx32 "\n", VERSION, checksum(rest, n_rest));
	n_head = strlen(head);
	*length = n_head + n_rest;
	bytes = xmalloc(*length);
	memcpy(bytes, head, n_head);
	memcpy(bytes + n_head, rest, n_rest);
	free(head);
	free(rest);
	return bytes;
}

/* struct cursor - what has not been read yet */
struct cursor {
	const char *at;
	size_t left;
};

/* Takes a line "KEY VALUE", or an empty one, for which key is NULL. */
static bool take_line(struct cursor *c, char **key, char **value)
{
	const char *end = memchr(c->at, '\n', c->left), *blank;
	size_t length = end ? (size_t)(end - c->at) : 0;

	*key = NULL;
	*value = NULL;
	if (!end || length > VALUE_MAX + 100 || memchr(c->at, '\0', length))
		return false;
	blank = memchr(c->at, ' ', length);
	if (length && !blank)
		return false;
	if (length) {
		*key = xstrndup(c->at, blank - c->at);
		*value = xstrndup(blank + 1, end - blank - 1);
	}
	c->at += length + 1;
	c->left -= length + 1;
	return true;
}

/* Takes a line with a given key: its value. NULL: it is another one. */
static char *take_value(struct cursor *c, const char *expected)
{
	char *key, *value;

	if (!take_line(c, &key, &value))
		return NULL;
	if (!key || strcmp(key, expected)) {
		free(value);
		value = NULL;
	}
	free(key);
	return value;
}

static int decode_version(struct cursor *c)
{
	char *value = take_value(c, MAGIC);
	uint64_t version;
	int err = -EBADMSG;

	if (value && read_number(value, &version) && version)
		err = version > VERSION ? -EPROTONOSUPPORT : 0;
	free(value);
	return err;
}

static int decode_checksum(struct cursor *c)
{
	char *value = take_value(c, "checksum"), *expected;
	int err = -EBADMSG;

	expected = xasprintf("%08" PRIx32, checksum(c->at, c->left));
	if (value && !strcmp(value, expected))
		err = 0;
	free(expected);
	free(value);
	return err;
}

static int decode_text(struct record *record, const struct cursor *c, const char *length)
{
	uint64_t n;

	if (!read_number(length, &n) || !c->left || c->at[0] != '\n' || n != c->left - 1)
		return -EBADMSG;
	record_set_text(record, c->at + 1, n);
	return 0;
}

static int decode_fields(struct record *record, struct cursor *c)
{
	char *key, *value;
	int err = 0;

	while (!err && c->left && !record->text) {
		if (record->n_field == FIELDS_MAX || !take_line(c, &key, &value))
			return -EBADMSG;
		if (!key)
			err = -EBADMSG;
		else if (!strcmp(key, "configuration"))
			err = decode_text(record, c, value);
		else
			record_add(record, key, "%s", value);
		free(key);
		free(value);
	}
	return err;
}

int record_decode(struct record *record, const char *bytes, size_t length)
{
	struct cursor c = { bytes, length };
	int err;

	memset(record, 0, sizeof(*record));
	err = decode_version(&c);
	if (!err)
		err = decode_checksum(&c);
	if (!err)
		err = decode_fields(record, &c);
	return err;
}

int record_read(struct record *record, const char *path)
{
	size_t length;
	char *bytes;
	int err = state_file_read(path, &bytes, &length);

	memset(record, 0, sizeof(*record));
	if (!err)
		err = record_decode(record, bytes, length);
	free(bytes);
	if (err == -EPROTONOSUPPORT)
		error("%s was written by a newer version of ersym: install that version, or delete the file to forget what it says",
		      path);
	else if (err == -EBADMSG || err == -EFBIG || err == -EINVAL)
		error("%s is damaged", path);
	else if (err && err != -ENOENT)
		error("cannot read %s: %s", path, strerror(-err));
	return err == -EFBIG || err == -EINVAL ? -EBADMSG : err;
}

int record_write(const struct record *record, const char *directory, const char *path)
{
	size_t length;
	char *bytes = record_encode(record, &length);
	int err = state_file_write(directory, path, bytes, length);

	free(bytes);
	return err;
}

void record_free(struct record *record)
{
	size_t i;

	for (i = 0; i < record->n_field; i++) {
		free(record->field[i].key);
		free(record->field[i].value);
	}
	free(record->field);
	free(record->text);
	memset(record, 0, sizeof(*record));
}
