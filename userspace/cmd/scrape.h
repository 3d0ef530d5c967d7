/* SPDX-License-Identifier: GPL-2.0 */
/* One HTTP request for metrics, on a socket that systemd has accepted. */
#ifndef ERSYM_CMD_SCRAPE_H
#define ERSYM_CMD_SCRAPE_H

#include <stdio.h>

/**
 * scrape_answer() - read a request from stdin, and answer it on stdout
 * @type: the media type of what @print prints
 * @print: called to print what /metrics has; an error that it returns is answered with
 *	status 500
 * @data: for @print
 *
 * A request that is longer than 8 KiB, or not complete after five seconds, is refused.
 *
 * Return: 0 if the request was answered, with whatever status; -errno if it could not be
 * read, which is reported on stderr
 */
int scrape_answer(const char *type, int (*print)(FILE *out, void *data), void *data);

#endif
