// SPDX-License-Identifier: GPL-2.0
#include "network/model/name_index.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "network/model/network.h"
#include "util/alloc.h"

#define ROOM_MIN 16

/* FNV-1a. */
static uint64_t hash(const char *name)
{
	uint64_t value = 0xcbf29ce484222325;

	for (; *name; name++)
		value = (value ^ (unsigned char)*name) * 0x100000001b3;
	return value ^ value >> 32;
}

/* Where a name is, or the free slot where it would be. */
static struct name_slot *find(const struct name_index *names, const char *name)
{
	size_t i = hash(name) & (names->room - 1);

	while (names->slot[i].name && strcmp(names->slot[i].name, name))
		i = (i + 1) & (names->room - 1);
	return &names->slot[i];
}

static void grow(struct name_index *names)
{
	struct name_index bigger = {
		.room = names->room ? 2 * names->room : ROOM_MIN, .n = names->n,
	};
	size_t i;

	bigger.slot = xcalloc(bigger.room, sizeof(*bigger.slot));
	for (i = 0; i < names->room; i++) {
		if (names->slot[i].name)
			*find(&bigger, names->slot[i].name) = names->slot[i];
	}
	free(names->slot);
	*names = bigger;
}

void name_index_add(struct name_index *names, const char *name, unsigned int index)
{
	struct name_slot *slot;

	if (2 * names->n >= names->room)
		grow(names);
	slot = find(names, name);
	if (slot->name)
		return;
	*slot = (struct name_slot){ name, index };
	names->n++;
}

unsigned int name_index_find(const struct name_index *names, const char *name)
{
	const struct name_slot *slot = names->room ? find(names, name) : NULL;

	return slot && slot->name ? slot->index : NONE;
}

void name_index_free(struct name_index *names)
{
	free(names->slot);
}
