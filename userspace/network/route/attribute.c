// SPDX-License-Identifier: GPL-2.0
#include "network/route/attribute.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/array.h"

/* FNV-1a over words. */
static uint32_t hash_words(const uint32_t *v, size_t n)
{
	uint64_t h = 0xcbf29ce484222325;
	size_t i;

	for (i = 0; i < n; i++)
		h = (h ^ v[i]) * 0x100000001b3;
	return (uint32_t)(h ^ h >> 32);
}

static uint32_t hash_attribute(const struct attribute *value)
{
	return hash_words((const uint32_t *)value, sizeof(*value) / sizeof(uint32_t));
}

static uint32_t hash_number(const struct attributes *a, const struct intern *in, uint32_t number)
{
	if (in == &a->by_attribute)
		return hash_attribute(&a->v[number]);
	return hash_words(a->list[number].v, a->list[number].n);
}

/* Puts a number that is not there yet into a free slot. */
static void intern_put(struct intern *in, uint32_t hash, uint32_t number)
{
	size_t i = hash & (in->n_slot - 1);

	while (in->slot[i])
		i = (i + 1) & (in->n_slot - 1);
	in->slot[i] = number + 1;
}

/* Keeps half of the slots free. */
static void intern_grow(struct attributes *a, struct intern *in, size_t n)
{
	size_t i;

	if (2 * n < in->n_slot)
		return;
	free(in->slot);
	in->n_slot = in->n_slot ? 2 * in->n_slot : 64;
	in->slot = xcalloc(in->n_slot, sizeof(*in->slot));
	for (i = 0; i < n; i++)
		intern_put(in, hash_number(a, in, (uint32_t)i), (uint32_t)i);
}

void attributes_init(struct attributes *a)
{
	memset(a, 0, sizeof(*a));
	attributes_list(a, NULL, 0);
}

void attributes_free(struct attributes *a)
{
	size_t i;

	for (i = 0; i < a->n_list; i++)
		free((void *)a->list[i].v);
	free(a->list);
	free(a->v);
	free(a->by_attribute.slot);
	free(a->by_list.slot);
}

uint32_t attributes_number(struct attributes *a, const struct attribute *value)
{
	uint32_t hash = hash_attribute(value), number;
	struct intern *in = &a->by_attribute;
	size_t i;

	intern_grow(a, in, a->n);
	for (i = hash & (in->n_slot - 1); in->slot[i]; i = (i + 1) & (in->n_slot - 1)) {
		number = in->slot[i] - 1;
		if (!memcmp(&a->v[number], value, sizeof(*value)))
			return number;
	}
	a->v = array_grow(a->v, a->n, sizeof(*a->v));
	a->v[a->n] = *value;
	a->n++;
	in->slot[i] = (uint32_t)a->n;
	return (uint32_t)a->n - 1;
}

uint32_t attributes_list(struct attributes *a, const uint32_t *v, uint32_t n)
{
	uint32_t hash = hash_words(v, n);
	struct intern *in = &a->by_list;
	size_t i;

	intern_grow(a, in, a->n_list);
	for (i = hash & (in->n_slot - 1); in->slot[i]; i = (i + 1) & (in->n_slot - 1)) {
		const struct number_list *list = &a->list[in->slot[i] - 1];

		if (list->n == n && (!n || !memcmp(list->v, v, n * sizeof(*v))))
			return in->slot[i] - 1;
	}
	a->list = array_grow(a->list, a->n_list, sizeof(*a->list));
	a->list[a->n_list] = (struct number_list){
		.v = n ? xmemdup(v, n * sizeof(*v)) : NULL, .n = n,
	};
	a->n_list++;
	in->slot[i] = (uint32_t)a->n_list;
	return (uint32_t)a->n_list - 1;
}

uint32_t attributes_prepend(struct attributes *a, uint32_t list, uint32_t value, uint32_t times)
{
	uint32_t n = a->list[list].n, i, *v, result;

	v = xcalloc(n + times + 1, sizeof(*v));
	for (i = 0; i < times; i++)
		v[i] = value;
	for (i = 0; i < n; i++)
		v[times + i] = a->list[list].v[i];
	result = attributes_list(a, v, n + times);
	free(v);
	return result;
}

uint32_t attributes_insert(struct attributes *a, uint32_t list, uint32_t value)
{
	uint32_t n = a->list[list].n, i, *v, result;

	if (attributes_count(a, list, value))
		return list;
	v = xcalloc(n + 1, sizeof(*v));
	for (i = 0; i < n && a->list[list].v[i] < value; i++)
		v[i] = a->list[list].v[i];
	v[i] = value;
	for (; i < n; i++)
		v[i + 1] = a->list[list].v[i];
	result = attributes_list(a, v, n + 1);
	free(v);
	return result;
}

unsigned int attributes_count(const struct attributes *a, uint32_t list, uint32_t value)
{
	unsigned int count = 0;
	uint32_t i;

	for (i = 0; i < a->list[list].n; i++)
		count += a->list[list].v[i] == value;
	return count;
}
