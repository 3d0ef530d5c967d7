/* SPDX-License-Identifier: GPL-2.0 */
/* A change that is not complete, or not confirmed. */
#ifndef ERSYM_CMD_UNCONFIRMED_H
#define ERSYM_CMD_UNCONFIRMED_H

#include <stdbool.h>
#include <stdint.h>

/**
 * unconfirmed_warn() - warn on stderr if the last change is not complete, or not confirmed
 * @unfinished: it is not complete
 * @unconfirmed: it is not confirmed
 * @left: milliseconds in which it has to be
 */
void unconfirmed_warn(bool unfinished, bool unconfirmed, uint64_t left);

/**
 * unconfirmed_report() - find out about the last change, and warn likewise
 */
void unconfirmed_report(void);

#endif
