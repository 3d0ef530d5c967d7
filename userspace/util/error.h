/* SPDX-License-Identifier: GPL-2.0 */
/* One-line messages on stderr, headed by the program's name. */
#ifndef ERSYM_UTIL_ERROR_H
#define ERSYM_UTIL_ERROR_H

#include <stdbool.h>

__attribute__((format(printf, 1, 2)))
void error(const char *format, ...);
__attribute__((format(printf, 1, 2)))
void warning(const char *format, ...);

/**
 * typedef message_fn - take a message in place of stderr
 * @is_error: false: it is a warning
 * @text: the message, without the name of the program and without a line end
 * @data: as given to messages_redirect()
 */
typedef void (*message_fn)(bool is_error, const char *text, void *data);

/**
 * messages_redirect() - pass on messages instead of printing them on stderr
 * @take: takes each message of error() and warning(); NULL: they are printed again
 * @data: for @take
 */
void messages_redirect(message_fn take, void *data);

#endif
