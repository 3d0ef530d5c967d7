/* SPDX-License-Identifier: GPL-2.0 */
/* Lines of the service: with fields in the journal, or as text on stderr. */
#ifndef ERSYM_RUN_JOURNAL_H
#define ERSYM_RUN_JOURNAL_H

/* Priorities of syslog(3). */
#define JOURNAL_ERROR 3
#define JOURNAL_WARNING 4
#define JOURNAL_NOTICE 5
#define JOURNAL_INFO 6

/**
 * struct journal_fields - what a line is about; any may be NULL
 * @circuit: name of a circuit
 * @link: name of a link of it
 * @object: what was changed
 * @cause: what it was changed for
 */
struct journal_fields {
	const char *circuit;
	const char *link;
	const char *object;
	const char *cause;
};

/**
 * journal_print() - write a line
 * @priority: one of the above
 * @fields: what it is about; may be NULL
 * @text: the line, without a line end
 */
void journal_print(int priority, const struct journal_fields *fields, const char *text);

#endif
