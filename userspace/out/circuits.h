/* SPDX-License-Identifier: GPL-2.0 */
/* The circuits at work. */
#ifndef ERSYM_OUT_CIRCUITS_H
#define ERSYM_OUT_CIRCUITS_H

#include <stdio.h>

#include <jansson.h>

#include "backend/module.h"

json_t *circuits_json(const struct circuit_states *list);
void circuits_text(const struct circuit_states *list, FILE *out);

/* "running", "down", or "absent". */
const char *link_state_name(const struct link_state *link);

#endif
