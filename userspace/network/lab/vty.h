/* SPDX-License-Identifier: GPL-2.0 */
/* Questions to a daemon of FRR, by the socket that vtysh(1) uses. */
#ifndef ERSYM_NETWORK_LAB_VTY_H
#define ERSYM_NETWORK_LAB_VTY_H

/**
 * vty_ask() - have a daemon run a command
 * @path: of its socket
 * @command: as one would type it
 *
 * Return: what it printed, to be freed by the caller; NULL with errno if it did not answer,
 * or refused.
 */
char *vty_ask(const char *path, const char *command);

#endif
