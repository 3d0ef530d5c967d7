/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Puts back what a change has left: one that was interrupted, or was not confirmed in time.
 * The caller has the lock of the network namespace. Everything is reported on stderr.
 */
#ifndef ERSYM_RESTORE_RESTORE_H
#define ERSYM_RESTORE_RESTORE_H

#include "transaction/in_force.h"

/**
 * enum recovered - how a change that was interrupted ended
 * @RECOVERED_NOTHING: there is none
 * @RECOVERED_NEW: it was completed
 * @RECOVERED_FORMER: it was undone, because it cannot be completed
 */
enum recovered {
	RECOVERED_NOTHING,
	RECOVERED_NEW,
	RECOVERED_FORMER,
};

/**
 * restore_unfinished() - complete a change that was interrupted, or undo it
 * @kept: where the configuration is kept
 * @what: written
 *
 * Return: 0; -errno: neither was possible, and it can be tried again
 */
int restore_unfinished(struct in_force *kept, enum recovered *what);

/**
 * restore_unconfirmed() - put back what was in force before a change that was not confirmed
 * @kept: where the configuration is kept
 *
 * Return: 0; -ENOENT if there is none; -EAGAIN if there is time left; another -errno
 */
int restore_unconfirmed(struct in_force *kept);

/**
 * restore_first() - complete or undo what was interrupted, and say so
 * @kept: where the configuration is kept
 *
 * Return: 0; -errno: neither was possible, and it can be tried again
 */
int restore_first(struct in_force *kept);

/**
 * restore_all() - prepare for another change
 * @kept: where the configuration is kept
 *
 * A change that was interrupted is completed or undone, one that was not confirmed in time
 * is undone.
 *
 * Return: 0; -EBUSY if one may still be confirmed; another -errno
 */
int restore_all(struct in_force *kept);

#endif
