/* SPDX-License-Identifier: GPL-2.0 */
/* fread() as the linker's --wrap splits it: what the program calls, and the C library's. */
#ifndef ERSYM_TESTS_WRAPPED_FREAD_H
#define ERSYM_TESTS_WRAPPED_FREAD_H

#include <stddef.h>
#include <stdio.h>

size_t __real_fread(void *buf, size_t size, size_t n, FILE *file);
size_t __wrap_fread(void *buf, size_t size, size_t n, FILE *file);

#endif
