/* SPDX-License-Identifier: GPL-2.0 */
/* Connections, one at a time. */
#ifndef ERSYM_OUT_FLOWS_H
#define ERSYM_OUT_FLOWS_H

#include <stdio.h>

#include <jansson.h>

#include "backend/flow.h"
#include "backend/names.h"

json_t *flow_json(const struct flow *flow, const struct names *names);

/*
 * Columns have a width that holds what is usual, since nobody knows what is
 * still to come; a longer text moves its row.
 */
void flow_text_heading(FILE *out);
void flow_text(const struct flow *flow, const struct names *names, FILE *out);

#endif
