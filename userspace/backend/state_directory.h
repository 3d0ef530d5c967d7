/* SPDX-License-Identifier: GPL-2.0 */
/* The directory in which ersym keeps what is in force in a network namespace. */
#ifndef ERSYM_BACKEND_STATE_DIRECTORY_H
#define ERSYM_BACKEND_STATE_DIRECTORY_H

#include <stdbool.h>

/**
 * state_directory_name() - name the directory of this network namespace
 *
 * It is /var/lib/ersym for the namespace of process 1, and a directory below it for one that
 * ip-netns(8) has given a name. Any other namespace ends with the host at the latest, and so
 * does its directory, below /run.
 *
 * Return: the path, to be freed by the caller; NULL after an error, which is reported on
 * stderr
 */
char *state_directory_name(void);

/**
 * state_directory_is_of_host() - check whether this is the network namespace of process 1
 *
 * Return: true if it is, as far as can be known.
 */
bool state_directory_is_of_host(void);

/**
 * state_directory_make() - create the directory, with those above it
 * @path: the directory
 *
 * Return: 0, also if it exists, or -errno
 */
int state_directory_make(const char *path);

#endif
