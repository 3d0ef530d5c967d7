/* SPDX-License-Identifier: GPL-2.0 */
/* Two sorted arrays, walked through side by side. */
#ifndef ERSYM_PLAN_MERGE_H
#define ERSYM_PLAN_MERGE_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct merge - a walk through two sorted arrays of the same type
 * @a: the current element of the first array; NULL if only the second has it
 * @b: the current element of the second array; NULL if only the first has it
 * @next_a: the next element of the first array
 * @end_a: its end
 * @next_b: the next element of the second array
 * @end_b: its end
 * @size: size of an element in bytes
 */
struct merge {
	const char *a, *b;
	const char *next_a, *end_a, *next_b, *end_b;
	size_t size;
};

/**
 * merge_begin() - begin a walk
 * @m: the walk
 * @a: the first array, sorted
 * @n_a: number of its elements
 * @b: the second array, sorted
 * @n_b: number of its elements
 * @size: size of an element in bytes
 */
void merge_begin(struct merge *m, const void *a, size_t n_a, const void *b, size_t n_b,
		 size_t size);

/**
 * merge_next() - step to the next element, or to the next two that are equal
 * @m: the walk
 * @compare: the order of both arrays, as for qsort_r()
 * @arg: its third argument
 *
 * Return: false at the end of both arrays.
 */
bool merge_next(struct merge *m, int (*compare)(const void *a, const void *b, void *arg),
		void *arg);

#endif
