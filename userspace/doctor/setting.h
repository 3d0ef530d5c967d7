/* SPDX-License-Identifier: GPL-2.0 */
/* Texts of configuration files of other programs. */
#ifndef ERSYM_DOCTOR_SETTING_H
#define ERSYM_DOCTOR_SETTING_H

#include <stdbool.h>

/**
 * setting_is_on() - read a boolean of a systemd configuration file
 * @text: the file
 * @section: its section: "Network"
 * @key: the key
 * @otherwise: the value if the file does not have the key
 *
 * The last assignment counts; an empty one is the default again.
 *
 * Return: the value.
 */
bool setting_is_on(const char *text, const char *section, const char *key, bool otherwise);

/**
 * setting_has_line() - check whether a text has a line
 * @text: the text
 * @line: the line; blanks before and after it do not count, nor does what follows a ";"
 *
 * Return: true if it has.
 */
bool setting_has_line(const char *text, const char *line);

#endif
