// SPDX-License-Identifier: GPL-2.0
#include "plan/circuit_record.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "util/array.h"

static const char *const words[] = {
	[WORD_AUTO] = "auto",
	[WORD_DOWN] = "down",
	[WORD_UP] = "up",
};

struct circuit_record *circuit_records_find(const struct circuit_records *records,
					    const char *circuit)
{
	size_t i;

	for (i = 0; i < records->n; i++)
		if (!strcmp(records->v[i].circuit, circuit))
			return &records->v[i];
	return NULL;
}

struct circuit_record *circuit_records_get(struct circuit_records *records, const char *circuit)
{
	struct circuit_record *record = circuit_records_find(records, circuit);

	if (record)
		return record;
	records->v = array_grow(records->v, records->n, sizeof(*records->v));
	record = &records->v[records->n++];
	snprintf(record->circuit, sizeof(record->circuit), "%s", circuit);
	return record;
}

void circuit_records_copy(const struct circuit_records *from, struct circuit_records *to)
{
	size_t i;

	memset(to, 0, sizeof(*to));
	for (i = 0; i < from->n; i++)
		*circuit_records_get(to, from->v[i].circuit) = from->v[i];
}

static bool is_word(const char *text, enum word word)
{
	return !strcmp(text, words[word]);
}

/*
 * The lines of a circuit, with times in nanoseconds:
 *
 *   us word down 1795230245123456789 maintenance
 *   us state down 1795230245123456789
 */
static void parse_line(const char *line, struct circuit_records *records)
{
	char circuit[ERSYM_NAME_MAX + 1], what[8], value[8];
	struct circuit_record *record;
	uint64_t time = 0;
	int end = 0, n;

	n = sscanf(line, "%31s %7s %7s%n %" SCNu64 "%n", circuit, what, value, &end, &time, &end);
	if (n < 3)
		return;
	record = circuit_records_get(records, circuit);
	if (!strcmp(what, "word") && n == 4 && !is_word(value, WORD_AUTO)) {
		record->word = is_word(value, WORD_DOWN) ? WORD_DOWN : WORD_UP;
		record->set_at = time;
		strncpy(record->why, line + end + strspn(line + end, " "), WHY_SIZE - 1);
	} else if (!strcmp(what, "state") && n == 4) {
		record->known = true;
		record->down = is_word(value, WORD_DOWN);
		record->since = time;
	}
}

void circuit_records_parse(char *text, struct circuit_records *records)
{
	char *line, *rest = text;

	memset(records, 0, sizeof(*records));
	while ((line = strsep(&rest, "\n")))
		parse_line(line, records);
}

void circuit_records_print(const struct circuit_records *records, FILE *out)
{
	size_t i;

	for (i = 0; i < records->n; i++) {
		const struct circuit_record *r = &records->v[i];

		if (r->word != WORD_AUTO)
			fprintf(out, "%s word %s %" PRIu64 "%s%s\n", r->circuit, words[r->word],
				r->set_at, r->why[0] ? " " : "", r->why);
		if (r->known)
			fprintf(out, "%s state %s %" PRIu64 "\n", r->circuit,
				words[r->down ? WORD_DOWN : WORD_UP], r->since);
	}
}

void circuit_records_free(struct circuit_records *records)
{
	free(records->v);
	memset(records, 0, sizeof(*records));
}

bool why_is_valid(const char *text)
{
	size_t i;

	for (i = 0; text[i]; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			return false;
	return i < WHY_SIZE;
}
