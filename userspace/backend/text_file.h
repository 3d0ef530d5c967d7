/* SPDX-License-Identifier: GPL-2.0 */
/* Configuration files of other programs. */
#ifndef ERSYM_BACKEND_TEXT_FILE_H
#define ERSYM_BACKEND_TEXT_FILE_H

/**
 * text_file_read() - read a file
 * @path: its path
 * @text: written: its content, with a NUL at the end; to be freed by the caller; NULL after an
 *	error
 *
 * An error is reported on stderr, except that there is no such file.
 *
 * Return: 0; -ENOENT if there is none; another -errno
 */
int text_file_read(const char *path, char **text);

/**
 * text_file_read_systemd() - read a configuration file of systemd with its drop-ins
 * @name: its path below /etc/systemd, /run/systemd and so on: "networkd.conf"
 * @text: written: the files one after the other, in the order in which they apply
 *
 * A drop-in in /etc replaces one of the same name in /run, and that one in /usr/lib.
 *
 * Return: 0, also if there is no file; -errno
 */
int text_file_read_systemd(const char *name, char **text);

#endif
