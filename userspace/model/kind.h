/* SPDX-License-Identifier: GPL-2.0 */
/* The kinds of violations, by the names that files and programs use. */
#ifndef ERSYM_MODEL_KIND_H
#define ERSYM_MODEL_KIND_H

#include <stdint.h>

#include <linux/ersym.h>

/*
 * Packets that the filter refuses because their device is neither a link nor named; it
 * counts them, so that the kernel module has no such kind.
 */
#define KIND_UNNAMED UINT32_MAX

/**
 * violation_kind_name() - name of a kind of violations
 * @kind: enum ersym_kind, or KIND_UNNAMED
 *
 * Return: the name, or NULL if the kernel has a kind that this program does not know.
 */
const char *violation_kind_name(uint32_t kind);

#endif
