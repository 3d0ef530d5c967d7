/* SPDX-License-Identifier: GPL-2.0 */
/* Names in commands that are shown to be run by a shell. */
#ifndef ERSYM_UTIL_SHELL_H
#define ERSYM_UTIL_SHELL_H

#include <stdbool.h>

/**
 * shell_is_plain() - check whether a text means only itself to a shell
 * @text: the text
 *
 * Return: true if it consists of letters, digits and a few signs.
 */
bool shell_is_plain(const char *text);

/**
 * shell_name() - return a name in the form that a command may contain
 * @name: of a device, a table, a chain
 *
 * Whoever can create a device chooses its name, which may have any character but a slash.
 *
 * Return: @name if it is plain, otherwise "NAME".
 */
const char *shell_name(const char *name);

#endif
