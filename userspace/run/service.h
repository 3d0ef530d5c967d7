/* SPDX-License-Identifier: GPL-2.0 */
/* The service, which keeps what was last applied in force. */
#ifndef ERSYM_RUN_SERVICE_H
#define ERSYM_RUN_SERVICE_H

/**
 * service_run() - keep what was last applied in force, until a signal ends it
 * @file: path of the configuration file, which is applied if nothing was, and on SIGHUP
 *
 * Packets keep their paths when it ends. Everything is reported on stderr, or in the journal.
 *
 * Return: 0 or -errno
 */
int service_run(const char *file);

#endif
