// SPDX-License-Identifier: GPL-2.0
/* transaction/record: the form of files of the state directory, whatever they contain. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "transaction/record.h"
#include "transaction/state_file.h"
#include "util/alloc.h"
#include "util/error.h"

static const char text[] = "circuits:\n\n  us: {}\n";

static char *encode(const char *configuration, size_t *length)
{
	struct record record = { 0 };
	char *bytes;

	record_add(&record, "number", "%d", 7);
	record_add(&record, "summary", "%s", "circuits: us added");
	record_set_text(&record, configuration, configuration ? strlen(configuration) : 0);
	bytes = record_encode(&record, length);
	record_free(&record);
	return bytes;
}

static void test_form(void **state)
{
	size_t length;
	char *bytes = encode(text, &length);
	static const char expected[] = "ersym-state 1\n"
				       "checksum e0c01f5a\n"
				       "number 7\n"
				       "summary circuits: us added\n"
				       "configuration 20\n"
				       "\n"
				       "circuits:\n\n  us: {}\n";

	assert_int_equal(length, strlen(expected));
	assert_memory_equal(bytes, expected, length);
	free(bytes);
}

static void read_back(const char *configuration)
{
	struct record record;
	size_t length;
	char *bytes = encode(configuration, &length);

	assert_int_equal(record_decode(&record, bytes, length), 0);
	assert_int_equal(record_number(&record, "number"), 7);
	assert_string_equal(record_get(&record, "summary"), "circuits: us added");
	assert_null(record_get(&record, "user"));
	assert_int_equal(record_number(&record, "user"), 0);
	assert_int_equal(record_number(&record, "summary"), 0);
	if (configuration) {
		assert_int_equal(record.length, strlen(configuration));
		assert_memory_equal(record.text, configuration, record.length);
	} else {
		assert_null(record.text);
	}
	record_free(&record);
	free(bytes);
}

/* No configuration is not an empty one, and one may look like a record itself. */
static void test_read_back(void **state)
{
	read_back(text);
	read_back("");
	read_back(NULL);
	read_back("ersym-state 2\nchecksum 0\nconfiguration 1\n\nx");
}

/* What a user has typed begins no other line. */
static void test_values(void **state)
{
	struct record record = { 0 }, copy;
	size_t length;
	char *bytes, *big = xmalloc(10001);

	memset(big, 'x', 10000);
	big[10000] = '\0';
	record_add(&record, "command", "%s", "ersym\n9 number\t\x7f ä");
	record_add(&record, "empty", "%s", "");
	record_add(&record, "big", "%s", big);
	bytes = record_encode(&record, &length);
	assert_int_equal(record_decode(&copy, bytes, length), 0);
	assert_string_equal(record_get(&copy, "command"), "ersym?9 number?? ä");
	assert_string_equal(record_get(&copy, "empty"), "");
	assert_int_equal(strlen(record_get(&copy, "big")), 4096);
	assert_null(record_get(&copy, "9"));
	record_free(&copy);
	record_free(&record);
	free(bytes);
	free(big);
}

static int decode(const char *bytes, size_t length)
{
	struct record record;
	/* A buffer of its own, so that the sanitizer sees what is read beyond it. */
	char *copy = xmemdup(bytes, length);
	int err = record_decode(&record, copy, length);

	record_free(&record);
	free(copy);
	return err;
}

/* Cut off anywhere, or with any byte changed. */
static void test_damaged(void **state)
{
	size_t length, i;
	char *bytes = encode(text, &length);

	for (i = 0; i < length; i++)
		assert_int_equal(decode(bytes, i), -EBADMSG);
	for (i = 0; i < length; i++) {
		bytes[i] ^= 0x10;
		assert_int_equal(decode(bytes, length), -EBADMSG);
		bytes[i] ^= 0x10;
	}
	assert_int_equal(decode(bytes, length), 0);
	free(bytes);
}

static uint32_t crc32(const char *bytes, size_t length)
{
	uint32_t sum = ~0u;
	size_t i;
	int bit;

	for (i = 0; i < length; i++)
		for (bit = 0; bit < 8; bit++) {
			bool low = (sum ^ (unsigned char)bytes[i] >> bit) & 1;

			sum = sum >> 1 ^ (low ? 0xedb88320 : 0);
		}
	return ~sum;
}

/* What follows a checksum that is right. */
static int decode_rest(const char *rest, size_t length)
{
	char *head = xasprintf("ersym-state 1\nchecksum %08x\n", crc32(rest, length));
	size_t n = strlen(head);
	int err;

	head = xrealloc(head, n + length);
	memcpy(head + n, rest, length);
	err = decode(head, n + length);
	free(head);
	return err;
}

/* Only programs other than ersym write these. */
static void test_hostile(void **state)
{
	static const struct {
		const char *rest;
		int err;
	} cases[] = {
		{ "", 0 },
		{ "a b\n", 0 },
		{ "configuration 0\n\n", 0 },
		{ "configuration 1\n\nx", 0 },
		{ "a b", -EBADMSG },
		{ "\n", -EBADMSG },
		{ "a\n", -EBADMSG },
		{ "configuration 1\nx", -EBADMSG },
		{ "configuration 1\n\n", -EBADMSG },
		{ "configuration 1\n\nxy", -EBADMSG },
		{ "configuration 0\n", -EBADMSG },
		{ "configuration -1\n\n", -EBADMSG },
		{ "configuration 0x0\n\n", -EBADMSG },
		{ "configuration 99999999999999999999\n\n", -EBADMSG },
		{ "configuration 18446744073709551615\n\n", -EBADMSG },
		{ "configuration x\n\n", -EBADMSG },
	};
	char *many = xmalloc(65 * 4 + 1), *big = xcalloc(1, 10000);
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(decode_rest(cases[i].rest, strlen(cases[i].rest)), cases[i].err);
	assert_int_equal(decode_rest("a\0b c\n", 6), -EBADMSG);
	for (i = 0; i < 65; i++)
		memcpy(many + 4 * i, "a b\n", 5);
	assert_int_equal(decode_rest(many, 64 * 4), 0);
	assert_int_equal(decode_rest(many, 65 * 4), -EBADMSG);
	assert_int_equal(decode_rest(big, 10000), -EBADMSG);
	memset(big, 'x', 9999);
	big[1] = ' ';
	big[9999] = '\n';
	assert_int_equal(decode_rest(big, 10000), -EBADMSG);
	free(many);
	free(big);
}

static void test_newer(void **state)
{
	static const char newer[] = "ersym-state 2\nwhatever follows\n";

	assert_int_equal(decode(newer, strlen(newer)), -EPROTONOSUPPORT);
	assert_int_equal(decode("ersym-state 18446744073709551615\n", 33), -EPROTONOSUPPORT);
	assert_int_equal(decode("ersym-state 18446744073709551616\n", 33), -EBADMSG);
	assert_int_equal(decode("ersym-state 0\n", 14), -EBADMSG);
	assert_int_equal(decode("ersym-state -1\n", 15), -EBADMSG);
	assert_int_equal(decode("ersym-state\n", 12), -EBADMSG);
	assert_int_equal(decode("ersym-state  2\n", 15), -EBADMSG);
}

/* Messages of errors go nowhere. */
static void take(bool is_error, const char *message, void *data)
{
	snprintf(data, 500, "%s", message);
}

static void write_bytes(const char *path, const char *bytes, size_t length)
{
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	fwrite(bytes, 1, length, out);
	fclose(out);
}

static int read_file(const char *path)
{
	struct record record;
	int err = record_read(&record, path);

	record_free(&record);
	return err;
}

/* Also what is no file, which must not be waited for. */
static void test_files(void **state)
{
	char directory[] = "/tmp/ersym-record.XXXXXX", said[500] = "", *path, *bytes;
	struct record record = { 0 };
	size_t length;

	assert_non_null(mkdtemp(directory));
	path = xasprintf("%s/record", directory);
	messages_redirect(take, said);
	assert_int_equal(read_file(path), -ENOENT);
	assert_string_equal(said, "");
	record_add(&record, "number", "1");
	assert_int_equal(record_write(&record, directory, path), 0);
	assert_int_equal(read_file(path), 0);
	record_free(&record);
	bytes = encode(text, &length);
	write_bytes(path, bytes, length / 2);
	assert_int_equal(read_file(path), -EBADMSG);
	assert_non_null(strstr(said, "record is damaged"));
	write_bytes(path, "", 0);
	assert_int_equal(read_file(path), -EBADMSG);
	write_bytes(path, "ersym-state 9\n", 14);
	assert_int_equal(read_file(path), -EPROTONOSUPPORT);
	assert_non_null(strstr(said, "by a newer version of ersym: install that version, or"));
	assert_int_equal(truncate(path, (off_t)STATE_FILE_MAX + 1), 0);
	assert_int_equal(read_file(path), -EBADMSG);
	unlink(path);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(read_file(path), -EBADMSG);
	unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(read_file(path), -EBADMSG);
	rmdir(path);
	messages_redirect(NULL, NULL);
	assert_int_equal(rmdir(directory), 0);
	free(bytes);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_form),
		cmocka_unit_test(test_read_back),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_newer),
		cmocka_unit_test(test_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
