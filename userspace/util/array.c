// SPDX-License-Identifier: GPL-2.0
#include "util/array.h"

#include <string.h>

#include "util/alloc.h"

void *array_grow(void *v, size_t n, size_t size)
{
	if ((n & (n - 1)) == 0)
		v = xreallocarray(v, n ? 2 * n : 1, size);
	memset((char *)v + n * size, 0, size);
	return v;
}
