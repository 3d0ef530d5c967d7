/* SPDX-License-Identifier: GPL-2.0 */
/* Memory that is there: these functions end the program when it runs out. */
#ifndef ERSYM_UTIL_ALLOC_H
#define ERSYM_UTIL_ALLOC_H

#include <stdarg.h>
#include <stddef.h>

void *xmalloc(size_t size);
void *xcalloc(size_t n, size_t size);
void *xrealloc(void *p, size_t size);
void *xreallocarray(void *p, size_t n, size_t size);
void *xmemdup(const void *p, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);
char *xvasprintf(const char *format, va_list ap);
__attribute__((format(printf, 1, 2)))
char *xasprintf(const char *format, ...);

/**
 * array_grow() - makes room for one more element
 * @v: an array that only array_grow() has allocated, or NULL
 * @n: elements in it
 * @size: of one element
 *
 * The room doubles whenever @n is a power of two, so no capacity is kept.
 *
 * Return: the array; element @n is zeroed, the caller counts it.
 */
void *array_grow(void *v, size_t n, size_t size);

#endif
