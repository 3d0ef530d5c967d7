/* SPDX-License-Identifier: GPL-2.0 */
/* Names of things of one kind, found in a time that does not grow with their number. */
#ifndef ERSYM_NETWORK_MODEL_NAME_INDEX_H
#define ERSYM_NETWORK_MODEL_NAME_INDEX_H

#include <stddef.h>

/**
 * struct name_index - a hash table from names to indices
 * @slot: @room of them, a power of two, of which at least half are free
 * @n: names in it
 */
struct name_index {
	struct name_slot {
		const char *name;	/* NULL: free */
		unsigned int index;
	} *slot;
	size_t room, n;
};

/* Adds a name that outlives the table; of equal ones the first one counts. */
void name_index_add(struct name_index *names, const char *name, unsigned int index);
/* The index of a name, or NONE. */
unsigned int name_index_find(const struct name_index *names, const char *name);
void name_index_free(struct name_index *names);

#endif
