/* SPDX-License-Identifier: GPL-2.0 */
/* Arrays that grow by one element at a time. */
#ifndef ERSYM_UTIL_ARRAY_H
#define ERSYM_UTIL_ARRAY_H

#include <stddef.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/**
 * array_grow() - make room for one more element
 * @v: an array that only array_grow() has allocated, or NULL
 * @n: number of elements in it
 * @size: size of one element in bytes
 *
 * The capacity doubles whenever @n is a power of two, so the caller need not
 * keep it. The program exits if memory runs out.
 *
 * Return: the array, to be freed by the caller; element @n is zeroed, and the
 * caller increments its count.
 */
void *array_grow(void *v, size_t n, size_t size);

#endif
