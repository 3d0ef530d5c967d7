/* SPDX-License-Identifier: GPL-2.0 */
/* What is kept of each circuit beside its configuration: as values, and as text. */
#ifndef ERSYM_PLAN_CIRCUIT_RECORD_H
#define ERSYM_PLAN_CIRCUIT_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <linux/ersym.h>

/* Room for the reason that is given when a state is set. */
#define WHY_SIZE 257

/**
 * enum word - the state that "ersym circuit" has set
 * @WORD_AUTO: none, so that links and probe decide
 * @WORD_DOWN: down
 * @WORD_UP: up, whatever the result of the probe
 */
enum word {
	WORD_AUTO,
	WORD_DOWN,
	WORD_UP,
};

/**
 * struct circuit_record - what is kept of a circuit; times are nanoseconds since the epoch
 * @circuit: its name
 * @word: the state that was set
 * @set_at: when it was set
 * @why: the reason that was given; may be empty
 * @known: a condition was acted on
 * @down: that condition
 * @since: since when it holds
 */
struct circuit_record {
	char circuit[ERSYM_NAME_MAX + 1];
	enum word word;
	uint64_t set_at;
	char why[WHY_SIZE];
	bool known;
	bool down;
	uint64_t since;
};

/* struct circuit_records - what is kept of some circuits */
struct circuit_records {
	struct circuit_record *v;
	size_t n;
};

/**
 * circuit_records_find() - find the record of a circuit
 * @records: the records
 * @circuit: name of the circuit
 *
 * Return: the record or NULL.
 */
struct circuit_record *circuit_records_find(const struct circuit_records *records,
					    const char *circuit);

/**
 * circuit_records_get() - find the record of a circuit, or add an empty one
 * @records: the records
 * @circuit: name of the circuit
 *
 * Return: the record; the pointer is valid until the next one is added.
 */
struct circuit_record *circuit_records_get(struct circuit_records *records, const char *circuit);

/**
 * circuit_records_copy() - copy records
 * @from: the records
 * @to: written, to be freed with circuit_records_free()
 */
void circuit_records_copy(const struct circuit_records *from, struct circuit_records *to);

/**
 * circuit_records_parse() - read records from their text
 * @text: lines of circuit_records_print(); ended by a NUL, and overwritten
 * @records: written, to be freed with circuit_records_free()
 *
 * A line that has another form is ignored: another version may have written it.
 */
void circuit_records_parse(char *text, struct circuit_records *records);

/**
 * circuit_records_print() - write records as text
 * @records: the records
 * @out: where to
 */
void circuit_records_print(const struct circuit_records *records, FILE *out);

/**
 * circuit_records_free() - free all records
 * @records: the records; empty afterwards
 */
void circuit_records_free(struct circuit_records *records);

/**
 * why_is_valid() - check whether a text can be the reason of a state
 * @text: the text
 *
 * Return: true if it fits, and is one line.
 */
bool why_is_valid(const char *text);

#endif
