/* SPDX-License-Identifier: GPL-2.0 */
/* Operations as commands of nft(8), ip(8) and sysctl(8): a script that a reviewer can read. */
#ifndef ERSYM_PRINT_COMMANDS_H
#define ERSYM_PRINT_COMMANDS_H

#include <stdio.h>

#include <jansson.h>

#include "plan/operation.h"
#include "plan/state.h"

/**
 * struct commands - lines of a script for sh(1), each a comment or a whole command
 * @v: the lines; a command may have several lines of text
 * @n: number of @v
 */
struct commands {
	char **v;
	size_t n;
};

/**
 * commands_write() - write operations as commands
 * @commands: written, to be freed with commands_free()
 * @operations: the operations from @observed to @desired, as plan_diff() listed them
 * @observed: the state before
 * @desired: the state after
 */
void commands_write(struct commands *commands, const struct operations *operations,
		    const struct state *observed, const struct state *desired);

/**
 * commands_add() - add a line to a script
 * @commands: the script
 * @text: the line, which is freed with the script
 */
void commands_add(struct commands *commands, char *text);

/**
 * commands_free() - free a script
 * @commands: the script
 */
void commands_free(struct commands *commands);

/**
 * commands_text() - print a script
 * @commands: the script
 * @out: where to
 */
void commands_text(const struct commands *commands, FILE *out);

/**
 * commands_json() - convert the lines of a script to JSON
 * @commands: the script
 *
 * Return: an array of strings.
 */
json_t *commands_json(const struct commands *commands);

#endif
