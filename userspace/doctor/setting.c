// SPDX-License-Identifier: GPL-2.0
#include "doctor/setting.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "util/array.h"

#define BLANKS " \t\r"

/**
 * struct line - a line of a text, without the blanks around it
 * @text: its first character
 * @n: its length
 */
struct line {
	const char *text;
	size_t n;
};

/* Returns the next line of *@text, which moves on; false: there is none. */
static bool next_line(const char **text, struct line *line)
{
	size_t length = strcspn(*text, "\n");

	if (!**text)
		return false;
	line->text = *text + strspn(*text, BLANKS);
	line->n = line->text < *text + length ? *text + length - line->text : 0;
	while (line->n && strchr(BLANKS, line->text[line->n - 1]))
		line->n--;
	*text += length + ((*text)[length] == '\n');
	return true;
}

static bool is(const struct line *line, const char *word)
{
	return line->n == strlen(word) && !strncasecmp(line->text, word, line->n);
}

static bool is_section(const struct line *line, const char *section)
{
	size_t n = strlen(section);

	return line->n == n + 2 && !strncmp(line->text + 1, section, n) &&
	       line->text[n + 1] == ']';
}

/* Returns whether the line assigns to the key; @value is what it assigns. */
static bool is_assignment(const struct line *line, const char *key, struct line *value)
{
	size_t n = strlen(key), i = n;

	if (line->n <= n || strncmp(line->text, key, n))
		return false;
	while (i < line->n && strchr(BLANKS, line->text[i]))
		i++;
	if (i == line->n || line->text[i++] != '=')
		return false;
	while (i < line->n && strchr(BLANKS, line->text[i]))
		i++;
	value->text = line->text + i;
	value->n = line->n - i;
	return true;
}

static bool truth(const struct line *value, bool otherwise)
{
	static const char *const words[][2] = {
		{ "yes", "no" }, { "true", "false" }, { "on", "off" }, { "1", "0" },
		{ "y", "n" }, { "t", "f" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (is(value, words[i][0]) || is(value, words[i][1]))
			return is(value, words[i][0]);
	return otherwise;
}

bool setting_is_on(const char *text, const char *section, const char *key, bool otherwise)
{
	bool inside = false, on = otherwise;
	struct line line, value;

	while (next_line(&text, &line)) {
		if (line.n && line.text[0] == '[')
			inside = is_section(&line, section);
		else if (inside && is_assignment(&line, key, &value))
			on = truth(&value, otherwise);
	}
	return on;
}

bool setting_has_line(const char *text, const char *wanted)
{
	size_t n = strlen(wanted);
	struct line line;

	while (next_line(&text, &line))
		if (line.n >= n && !strncmp(line.text, wanted, n) &&
		    (line.n == n || strchr(BLANKS ";#", line.text[n])))
			return true;
	return false;
}
