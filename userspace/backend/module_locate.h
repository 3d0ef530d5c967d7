/* SPDX-License-Identifier: GPL-2.0 */
/* Places in a config-set request that the kernel module objects to. */
#ifndef ERSYM_BACKEND_MODULE_LOCATE_H
#define ERSYM_BACKEND_MODULE_LOCATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libmnl/libmnl.h>

/**
 * module_locate() - describe the attribute at an offset, in the words of the file
 * @nlh: a config-set request
 * @offset: bytes from the head of the request, as extended acknowledgements have it
 * @buf: receives the description: "circuit us, pool 192.0.2.0/24"
 * @size: size of @buf in bytes
 *
 * Return: false if no attribute is at the offset; @buf is unchanged then
 */
bool module_locate(const struct nlmsghdr *nlh, uint32_t offset, char *buf, size_t size);

#endif
