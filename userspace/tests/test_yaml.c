// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "config/config.h"
#include "tests/work.h"
#include "tests/wrapped_fread.h"
#include "util/alloc.h"
#include "yaml/document.h"
#include "yaml/file.h"
#include "yaml/tree.h"

/*
 * Another program that writes the file while it is read: after each of the next @writes
 * reads of a part of the file.
 */
static struct {
	const char *path;
	unsigned int writes;
} writer;

static void write_file(const char *path, const char *text, size_t length)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, length), length);
	close(fd);
}

size_t __wrap_fread(void *buf, size_t size, size_t n, FILE *file)
{
	size_t done = __real_fread(buf, size, n, file);

	if (writer.writes) {
		char text[20];

		writer.writes--;
		write_file(writer.path, text,
			   (size_t)sprintf(text, "whole: %u%*s", writer.writes,
					   (int)writer.writes % 2 + 1, "\n"));
	}
	return done;
}

/* What is found first, "line:column code", or "" if nothing is. */
static char *first_finding(const char *text, size_t length)
{
	struct diagnostics diags = { 0 };
	struct document doc;
	char *found;

	if (!document_parse(&doc, text, length, &diags))
		document_free(&doc);
	found = diags.n ? xasprintf("%u:%u %s", diags.v[0].at.line, diags.v[0].at.column,
				    diags.v[0].code) : xstrdup("");
	diagnostics_free(&diags);
	return found;
}

static void assert_finding(const char *text, size_t length, const char *expected)
{
	char *found = first_finding(text, length);

	assert_string_equal(found, expected);
	free(found);
}

/* @n times @part. */
static char *repeated(const char *part, size_t n)
{
	size_t length = strlen(part), i;
	char *text = xmalloc(n * length + 1);

	for (i = 0; i < n; i++)
		memcpy(text + i * length, part, length);
	text[n * length] = '\0';
	return text;
}

static void test_depth(void **state)
{
	char *open = repeated("[", 100000), *close = repeated("]", TREE_DEPTH_MAX), *text;

	text = xasprintf("%.*s%s", TREE_DEPTH_MAX, open, close);
	assert_finding(text, strlen(text), "");
	free(text);
	text = xasprintf("%.*s%s]", TREE_DEPTH_MAX + 1, open, close);
	assert_finding(text, strlen(text), "1:65 limit");
	free(text);
	assert_finding(open, strlen(open), "1:65 limit");
	free(open);
	free(close);
}

static void test_number_of_values(void **state)
{
	char *text = repeated("-\n", TREE_VALUES_MAX);

	/* The list itself is one value. */
	assert_finding(text, strlen(text), "1000000:2 limit");
	assert_finding(text, strlen(text) - strlen("-\n"), "");
	free(text);
}

/* libyaml compares every directive and every anchor with those before it. */
static void test_directives(void **state)
{
	static const char late[] = "a: b\n...\n%TAG !a! b\n---\nc: d\n";

	assert_finding("%TAG !a! b\n---\na: b\n", strlen("%TAG !a! b\n---\na: b\n"), "1:1 tag");
	assert_finding(late, strlen(late), "3:1 tag");
}

static unsigned long work_of(const char *text)
{
	unsigned long before = work_done;
	struct diagnostics diags = { 0 };
	struct site site;

	config_parse(text, strlen(text), &site, &diags);
	site_free(&site);
	diagnostics_free(&diags);
	return work_done - before;
}

/* A text of @n entries after @head, each made by @format and its number. */
static char *numbered(const char *head, const char *format, unsigned int n)
{
	size_t size = strlen(head) + n * (strlen(format) + 10) + 1, length;
	char *text = xmalloc(size);
	unsigned int i;

	length = (size_t)sprintf(text, "%s", head);
	for (i = 0; i < n; i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		length += (size_t)sprintf(text + length, format, i);
#pragma GCC diagnostic pop
	}
	return text;
}

static void assert_linear(const char *head, const char *format)
{
	char *some = numbered(head, format, 4000), *many = numbered(head, format, 16000);
	unsigned long work = work_of(some);

	/* Four times as many entries; sorting adds a logarithm. */
	assert_in_range(work_of(many), 0, 6 * work);
	free(some);
	free(many);
}

static void test_linear(void **state)
{
	assert_linear("", "k%u: 1\n");
	assert_linear("services:\n", " s%u: {address: 20.2.2.9, via: us}\n");
	assert_linear("circuits:\n", " c%u: {id: 1}\n");
	assert_linear("circuits: {us: {id: 1, links:\n", "  {l%u: {}},\n");
	assert_linear("inside:\n", "- 10.%u\n");
	assert_linear("a:\n", "- &a%u x\n");
	assert_linear("a:\n", "- *a%u\n");
}

static void test_byte_order_mark(void **state)
{
	struct diagnostics diags = { 0 };
	static const char text[] = "\xef\xbb\xbfx: b\n";
	struct document doc;

	assert_int_equal(document_parse(&doc, text, strlen(text), &diags), 0);
	assert_int_equal(diags.n, 0);
	assert_int_equal(node_location(doc.root).column, 1);
	document_free(&doc);
}

static void read_while_written(unsigned int writes, int error, const char *expected)
{
	struct diagnostics diags = { 0 };
	char path[] = "/tmp/ersym-test-XXXXXX", *text;
	size_t length;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	close(fd);
	write_file(path, "half", strlen("half"));
	writer.path = path;
	writer.writes = writes;
	assert_int_equal(file_read(path, &text, &length, &diags), error);
	writer.writes = 0;
	if (error) {
		assert_int_equal(diags.n, 1);
		assert_string_equal(diags.v[0].message, expected);
	} else {
		assert_int_equal(length, strlen(expected));
		assert_memory_equal(text, expected, length);
	}
	unlink(path);
	free(text);
	diagnostics_free(&diags);
}

static void test_written_meanwhile(void **state)
{
	read_while_written(0, 0, "half");
	read_while_written(1, 0, "whole: 0\n");
	read_while_written(3, 0, "whole: 0\n");
	read_while_written(1000, -EAGAIN,
			   "cannot read the file: it was written each time it was read: try again when it is complete");
}

static void test_too_large(void **state)
{
	struct diagnostics diags = { 0 };
	size_t length;
	char *text;

	assert_int_equal(file_read("/dev/zero", &text, &length, &diags), -EFBIG);
	assert_string_equal(diags.v[0].message, "cannot read the file: it has more than 16 MiB");
	free(text);
	diagnostics_free(&diags);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_number_of_values),
		cmocka_unit_test(test_directives),
		cmocka_unit_test(test_linear),
		cmocka_unit_test(test_byte_order_mark),
		cmocka_unit_test(test_written_meanwhile),
		cmocka_unit_test(test_too_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
