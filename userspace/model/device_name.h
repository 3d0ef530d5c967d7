/* SPDX-License-Identifier: GPL-2.0 */
/* Names of network devices, and patterns that several of them match. */
#ifndef ERSYM_MODEL_DEVICE_NAME_H
#define ERSYM_MODEL_DEVICE_NAME_H

#include <stdbool.h>

/**
 * device_name_is_valid() - check whether a network device can have a name
 * @name: the name
 *
 * Return: true if the kernel accepts it (dev_valid_name()).
 */
bool device_name_is_valid(const char *name);

/**
 * device_name_is_pattern() - check whether a name stands for all that begin like it
 * @name: name of a device, or the beginning of names and an asterisk
 *
 * Return: true if it ends with an asterisk.
 */
bool device_name_is_pattern(const char *name);

/**
 * device_name_matches() - check whether a device has a name or matches a pattern
 * @name: name of a device, or the beginning of names and an asterisk
 * @device: name of the device
 *
 * Return: true if it does.
 */
bool device_name_matches(const char *name, const char *device);

#endif
