/* SPDX-License-Identifier: GPL-2.0 */
/* What the service has reported already, and reports again only after it was over. */
#ifndef ERSYM_RUN_NOTICES_H
#define ERSYM_RUN_NOTICES_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct notice - a message
 * @text: the message
 * @current: the look that is under way has it
 */
struct notice {
	char *text;
	bool current;
};

/* struct notices - messages of the last look, and of the one that is under way */
struct notices {
	struct notice *v;
	size_t n;
};

/**
 * notices_add() - add a message to the look that is under way
 * @notices: the messages
 * @text: one more
 *
 * Return: true if it is new, so that it is to be reported
 */
bool notices_add(struct notices *notices, const char *text);

/**
 * notices_end() - end the look that is under way
 * @notices: the messages, of which those that it did not have are forgotten
 */
void notices_end(struct notices *notices);

/**
 * notices_free() - free all messages
 * @notices: the messages; empty afterwards
 */
void notices_free(struct notices *notices);

#endif
