/* SPDX-License-Identifier: GPL-2.0 */
/* What traces show, beside what they should. */
#ifndef ERSYM_NETWORK_PRINT_TRACE_H
#define ERSYM_NETWORK_PRINT_TRACE_H

#include <jansson.h>
#include <stdio.h>

#include "network/trace/judge.h"

void traces_text(const struct network *net, const struct trace_results *results,
		 const struct judgement *judgement, FILE *out);
json_t *traces_json(const struct network *net, const struct trace_results *results,
		    const struct judgement *judgement);

#endif
