/* SPDX-License-Identifier: GPL-2.0 */
/* The counters of violations, by kind and by pair of circuits. */
#ifndef ERSYM_OUT_VIOLATIONS_H
#define ERSYM_OUT_VIOLATIONS_H

#include <stdio.h>

#include <jansson.h>

#include "backend/module.h"
#include "backend/names.h"

/* Both expect the list in the order of violations_sort(). */
json_t *violations_json(const struct violations *list, const struct names *names);
void violations_text(const struct violations *list, const struct names *names, FILE *out);

/* By kind, then expected, then actual; the inside is last. */
void violations_sort(struct violations *list);

#endif
