/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ERSYM_TESTS_WORK_H
#define ERSYM_TESTS_WORK_H

/*
 * How many basic blocks of the command have run: gcc puts a call into each of them in
 * the unit tests. Unlike time it is the same on every machine, busy or not.
 */
extern unsigned long work_done;

/* The compiler calls it at each edge of the code that is measured. */
void __sanitizer_cov_trace_pc(void);

#endif /* ERSYM_TESTS_WORK_H */
