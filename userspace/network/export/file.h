/* SPDX-License-Identifier: GPL-2.0 */
/* Files that an export writes, DIR/DEVICE/FILE. */
#ifndef ERSYM_NETWORK_EXPORT_FILE_H
#define ERSYM_NETWORK_EXPORT_FILE_H

#include <stdio.h>

#include "network/model/network.h"

/** struct export_file - a file of a device, whose name is NULL after the last one */
struct export_file {
	const char *name;
	void (*print)(const struct network *net, unsigned int device, FILE *out);
};

/* Makes a directory, unless it is there. Return: 0 or a negative errno. */
int export_directory(const char *path);

/**
 * export_device() - write the files of a device
 * @net: the network
 * @device: the device
 * @directory: that has a directory for each device
 * @files: what to write
 *
 * Return: 0 or a negative errno.
 */
int export_device(const struct network *net, unsigned int device, const char *directory,
		  const struct export_file *files);

#endif
