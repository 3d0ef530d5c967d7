/* SPDX-License-Identifier: GPL-2.0 */
/* The kinds of violations, by the names that files and programs use. */
#ifndef ERSYM_MODEL_KIND_H
#define ERSYM_MODEL_KIND_H

#include <stdint.h>

#include <linux/ersym.h>

/* Name of an enum ersym_kind, or NULL if this program is older than the kind. */
const char *violation_kind_name(uint32_t kind);

#endif
