/* SPDX-License-Identifier: GPL-2.0 */
/* What is kept of each circuit beside its configuration: as values, and as text. */
#ifndef ERSYM_PLAN_RECORD_H
#define ERSYM_PLAN_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <linux/ersym.h>

/* Room for the reason that is given with a word. */
#define WHY_SIZE 257

/**
 * enum word - what a circuit was told to be
 * @WORD_AUTO: what its links and its probe say
 * @WORD_DOWN: down
 * @WORD_UP: up, whatever its probe says
 */
enum word {
	WORD_AUTO,
	WORD_DOWN,
	WORD_UP,
};

/**
 * struct record - what is kept of a circuit; times are nanoseconds since the epoch
 * @circuit: its name
 * @word: what it was told to be
 * @told: when
 * @why: why; may be empty
 * @probe_failed: the latest verdict of its probe
 * @known: a condition was acted on
 * @down: that condition
 * @since: since when it holds
 */
struct record {
	char circuit[ERSYM_NAME_MAX + 1];
	enum word word;
	uint64_t told;
	char why[WHY_SIZE];
	bool probe_failed;
	bool known;
	bool down;
	uint64_t since;
};

/* struct records - what is kept of some circuits */
struct records {
	struct record *v;
	size_t n;
};

/**
 * records_find() - find the record of a circuit
 * @records: the records
 * @circuit: name of the circuit
 *
 * Return: the record or NULL.
 */
struct record *records_find(const struct records *records, const char *circuit);

/**
 * records_get() - find the record of a circuit, or add an empty one
 * @records: the records
 * @circuit: name of the circuit
 *
 * Return: the record; the pointer is valid until the next one is added.
 */
struct record *records_get(struct records *records, const char *circuit);

/**
 * records_copy() - copy records
 * @from: the records
 * @to: written, to be freed with records_free()
 */
void records_copy(const struct records *from, struct records *to);

/**
 * records_parse() - read records from their text
 * @text: lines of records_print(); ended by a NUL, and overwritten
 * @records: written, to be freed with records_free()
 *
 * A line that has another form is passed over: another version may have written it.
 */
void records_parse(char *text, struct records *records);

/**
 * records_print() - write records as text
 * @records: the records
 * @out: where to
 */
void records_print(const struct records *records, FILE *out);

/**
 * records_free() - free all records
 * @records: the records; empty afterwards
 */
void records_free(struct records *records);

/**
 * why_is_valid() - check whether a text can be given with a word
 * @text: the text
 *
 * Return: true if it fits, and is one line.
 */
bool why_is_valid(const char *text);

#endif
