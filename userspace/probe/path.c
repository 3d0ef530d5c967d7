// SPDX-License-Identifier: GPL-2.0
#include "probe/path.h"

#define PATIENCE 2000
#define WINDOW_MAX 64

unsigned int probe_window(uint32_t every)
{
	uint32_t n = PATIENCE / every;

	if (!n)
		return 1;
	return n < WINDOW_MAX ? n : WINDOW_MAX;
}

void probe_path_next(struct probe_path *path)
{
	path->sequence++;
	path->unanswered <<= 1;
}

void probe_path_sent(struct probe_path *path)
{
	path->unanswered |= 1;
}

bool probe_path_answered(struct probe_path *path, uint16_t sequence, unsigned int window)
{
	unsigned int age = (uint16_t)(path->sequence - sequence);
	uint64_t bit;

	if (age >= window)
		return false;
	bit = 1ull << age;
	if (!(path->unanswered & bit))
		return false;
	path->unanswered &= ~bit;
	return true;
}
