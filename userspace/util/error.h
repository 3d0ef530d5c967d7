/* SPDX-License-Identifier: GPL-2.0 */
/* One-line messages on stderr, headed by the program's name. */
#ifndef ERSYM_UTIL_ERROR_H
#define ERSYM_UTIL_ERROR_H

__attribute__((format(printf, 1, 2)))
void error(const char *format, ...);
__attribute__((format(printf, 1, 2)))
void warning(const char *format, ...);

#endif
