/* SPDX-License-Identifier: GPL-2.0 */
/* Allocators that end the program, with a message, when memory runs out. */
#ifndef ERSYM_UTIL_ALLOC_H
#define ERSYM_UTIL_ALLOC_H

#include <stdarg.h>
#include <stddef.h>

/**
 * out_of_memory() - report that memory ran out and exit with status 1
 *
 * It is also called where a library returns NULL for that reason alone.
 */
__attribute__((noreturn))
void out_of_memory(void);

/*
 * The functions of libc with these names, except that they never return NULL.
 * A size of 0 is valid and yields a pointer that can be freed.
 */
void *xmalloc(size_t size);
void *xcalloc(size_t n, size_t size);
void *xrealloc(void *p, size_t size);
void *xreallocarray(void *p, size_t n, size_t size);
void *xmemdup(const void *p, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);

/**
 * xvasprintf() - format a text into memory of its own
 * @format: as for vprintf()
 * @ap: its arguments
 *
 * Return: the text, to be freed by the caller.
 */
char *xvasprintf(const char *format, va_list ap);

/**
 * xasprintf() - format a text into memory of its own
 * @format: as for printf()
 *
 * Return: the text, to be freed by the caller.
 */
__attribute__((format(printf, 1, 2)))
char *xasprintf(const char *format, ...);

#endif
