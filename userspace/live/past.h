/* SPDX-License-Identifier: GPL-2.0 */
/* What was in force, and since when. */
#ifndef ERSYM_LIVE_PAST_H
#define ERSYM_LIVE_PAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* enum past_condition - whether an entry can be read */
enum past_condition {
	PAST_READABLE,
	PAST_DAMAGED,
	PAST_NEWER,
};

/**
 * struct past_change - a change that was made; texts are NULL if they are not known
 * @number: its number, which no other change gets
 * @condition: if it is not PAST_READABLE, only @number is known
 * @current: what it changed to is in force
 * @empty: it changed to nothing at all
 * @time: when, in seconds since 1970
 * @action: what was done: "apply", "clear", "rollback", "expire", or "found": it had been in
 *	force before there was a history
 * @user: name of the user that the command ran as
 * @login: name of the user who logged in, if it is another one
 * @terminal: name of the terminal, or of the program that ran the command
 * @command: the command with its arguments
 * @changes: number of objects that were changed
 * @summary: which circuits, in a few words
 */
struct past_change {
	unsigned long number;
	enum past_condition condition;
	bool current;
	bool empty;
	int64_t time;
	char *action;
	char *user;
	char *login;
	char *terminal;
	char *command;
	uint64_t changes;
	char *summary;
};

/**
 * struct past - the last changes
 * @v: the changes, by number
 * @n: number of changes
 * @unconfirmed: what is in force is not confirmed
 * @left: milliseconds in which it has to be; 0: they are over
 * @unfinished: a change was interrupted
 */
struct past {
	struct past_change *v;
	size_t n;
	bool unconfirmed;
	uint64_t left;
	bool unfinished;
};

/**
 * past_change_free() - free the texts of a change
 * @change: the change
 */
void past_change_free(struct past_change *change);

/**
 * past_free() - free the changes
 * @past: the changes; empty afterwards
 */
void past_free(struct past *past);

#endif
