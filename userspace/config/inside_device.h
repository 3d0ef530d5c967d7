/* SPDX-License-Identifier: GPL-2.0 */
/* The devices of the inside. */
#ifndef ERSYM_CONFIG_INSIDE_DEVICE_H
#define ERSYM_CONFIG_INSIDE_DEVICE_H

#include "yaml/reader.h"

/**
 * read_inside_devices() - read the list of inside devices, or one of them alone
 * @r: the reader
 * @e: the entry
 * @object: the struct site, written
 */
void read_inside_devices(struct reader *r, const struct entry *e, void *object);

#endif
