/* SPDX-License-Identifier: GPL-2.0 */
/* Errors in the command line. */
#ifndef ERSYM_CMD_USAGE_H
#define ERSYM_CMD_USAGE_H

/* Exit status, beside EXIT_SUCCESS and EXIT_FAILURE. */
#define EXIT_USAGE 2

/**
 * usage_error() - report an error in the command line on stderr
 * @format: what is wrong, as for printf
 *
 * Return: EXIT_USAGE
 */
__attribute__((format(printf, 1, 2)))
int usage_error(const char *format, ...);

#endif
