/* SPDX-License-Identifier: GPL-2.0 */
/* Files that are read as a whole. */
#ifndef ERSYM_YAML_FILE_H
#define ERSYM_YAML_FILE_H

#include <stddef.h>

#include "model/diagnostic.h"

/**
 * file_read() - read a file of up to 16 MiB into memory
 * @path: path of the file
 * @text: its bytes, without a NUL at the end; to be freed by the caller in
 *        every case
 * @length: number of bytes
 * @diags: an error is appended, without a location
 *
 * A regular file that another program writes meanwhile is read again, and refused if it
 * changes each time, so that half of it is not taken for the whole.
 *
 * Return: 0, or the negative errno for which the file cannot be read.
 */
int file_read(const char *path, char **text, size_t *length, struct diagnostics *diags);

#endif
