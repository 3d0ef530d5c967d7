// SPDX-License-Identifier: GPL-2.0
/*
 * rows: members of JSON objects, for the shell
 *
 *   rows KEY...
 *
 * Reads an array of objects and prints a line for each: its members with these
 * names, "-" for one that is null or absent. jq could do this, but jq 1.6 compiles
 * its own library whenever it starts, which under emulation takes longer than the
 * rest of a case.
 */
#include <jansson.h>
#include <stdio.h>

static int print_member(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_STRING:
		printf("%s", json_string_value(value));
		return 0;
	case JSON_INTEGER:
		printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
		return 0;
	case JSON_TRUE:
	case JSON_FALSE:
		printf(json_is_true(value) ? "true" : "false");
		return 0;
	case JSON_NULL:
		putchar('-');
		return 0;
	default:
		return -1;
	}
}

int main(int argc, char **argv)
{
	json_t *array, *object, *value;
	json_error_t error;
	size_t i;
	int k;

	array = json_loadf(stdin, 0, &error);
	if (!array) {
		fprintf(stderr, "rows: line %d: %s\n", error.line, error.text);
		return 1;
	}
	if (!json_is_array(array)) {
		fprintf(stderr, "rows: not an array\n");
		return 1;
	}
	json_array_foreach(array, i, object) {
		for (k = 1; k < argc; k++) {
			if (k > 1)
				putchar(' ');
			value = json_object_get(object, argv[k]);
			if (print_member(value ? value : json_null())) {
				fprintf(stderr, "rows: %s of object %zu is no scalar\n",
					argv[k], i);
				return 1;
			}
		}
		putchar('\n');
	}
	json_decref(array);
	return 0;
}
