/* SPDX-License-Identifier: GPL-2.0 */
/* Commands that mend what was found. */
#ifndef ERSYM_DOCTOR_COMMAND_H
#define ERSYM_DOCTOR_COMMAND_H

#include "doctor/examination.h"

/**
 * command_word() - quote a path for the shell, if any of its characters is special
 * @path: the path
 *
 * Return: the word, to be freed by the caller; so of the other functions.
 */
char *command_word(const char *path);

/**
 * command_apply() - build the command that puts the configuration file in force
 * @x: the examination
 */
char *command_apply(const struct examination *x);

/**
 * command_edit() - build the command that changes the configuration file and puts it in force
 * @x: the examination
 * @script: for sed(1), without single quotes
 */
char *command_edit(const struct examination *x, const char *script);

/**
 * command_editor() - build the command for a change that only the administrator can decide
 * @x: the examination
 * @line: of the file; 0: none
 */
char *command_editor(const struct examination *x, unsigned int line);

/**
 * command_sysctl() - build the command that sets a sysctl
 * @path: below /proc/sys
 * @value: the value
 */
char *command_sysctl(const char *path, long value);

#endif
