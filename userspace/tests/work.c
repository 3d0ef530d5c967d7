// SPDX-License-Identifier: GPL-2.0
#include "tests/work.h"

unsigned long work_done;

__attribute__((no_sanitize_coverage))
void __sanitizer_cov_trace_pc(void)
{
	work_done++;
}
