/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A change that has to be confirmed: the time until when, and what was in force before,
 * which is put back unless it is.
 */
#ifndef ERSYM_TRANSACTION_UNCONFIRMED_H
#define ERSYM_TRANSACTION_UNCONFIRMED_H

#include <stdint.h>

#include "transaction/in_force.h"
#include "transaction/record.h"

/* The longest time: a day. */
#define UNCONFIRMED_SECONDS_MAX 86400

/**
 * unconfirmed_begin() - write what is in force, and until when it has to be confirmed
 * @kept: where the configuration is kept
 * @seconds: from now
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int unconfirmed_begin(const struct in_force *kept, unsigned int seconds);

/**
 * unconfirmed_read() - read what was in force before a change that is unconfirmed
 * @kept: where the configuration is kept
 * @record: written: its text is that configuration; to be freed with record_free() in every
 *	case
 *
 * An error is reported on stderr, but for -ENOENT.
 *
 * Return: 0; -ENOENT if nothing is unconfirmed; another -errno, as of record_read()
 */
int unconfirmed_read(const struct in_force *kept, struct record *record);

/**
 * unconfirmed_left() - compute how much time is left
 * @record: from unconfirmed_read()
 *
 * Setting the clock does not change it. After a reboot, none is left: what cut the
 * administrator off may be why the host was rebooted.
 *
 * Return: milliseconds
 */
uint64_t unconfirmed_left(const struct record *record);

/**
 * unconfirmed_end() - record that nothing has to be confirmed any more
 * @kept: where the configuration is kept
 *
 * An error is reported on stderr.
 *
 * Return: 0, also if nothing had to be; or -errno
 */
int unconfirmed_end(const struct in_force *kept);

#endif
