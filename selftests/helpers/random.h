/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Numbers that look random, and are the same for the same seed on every machine:
 * SplitMix64 (Steele, Lea, Flood 2014).
 */
#ifndef ERSYM_SELFTESTS_RANDOM_H
#define ERSYM_SELFTESTS_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

/* Defined by the program that includes this. */
extern uint64_t rnd_state;

static inline uint32_t rnd(void)
{
	uint64_t z = rnd_state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z >> 32;
}

static inline unsigned int below(unsigned int n)
{
	return rnd() % n;
}

static inline bool one_in(unsigned int n)
{
	return !below(n);
}

#endif
