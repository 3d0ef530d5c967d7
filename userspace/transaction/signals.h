/* SPDX-License-Identifier: GPL-2.0 */
/* Signals that would end the program between two steps of a transaction. */
#ifndef ERSYM_TRANSACTION_SIGNALS_H
#define ERSYM_TRANSACTION_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

/**
 * signals_hold() - hold SIGHUP, SIGINT, SIGQUIT and SIGTERM until signals_release()
 * @before: the signals that were blocked before are written here
 */
void signals_hold(sigset_t *before);

/**
 * signals_pending() - check whether one of these signals has arrived
 *
 * Return: true if signals_release() delivers one.
 */
bool signals_pending(void);

/**
 * signals_release() - deliver what has arrived
 * @before: from signals_hold()
 *
 * Unless the program handles the signal, it ends here.
 */
void signals_release(const sigset_t *before);

#endif
