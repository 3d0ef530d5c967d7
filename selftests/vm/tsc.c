// SPDX-License-Identifier: GPL-2.0
/*
 * tsc: the frequency of the time stamp counter in kHz, for "boot"
 *
 * QEMU hands its host's counter to the guest, which would compare it with
 * emulated timers: on a busy host it finds it twelve times too slow, and time
 * flies. Here the clock is right.
 */
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <x86intrin.h>

#define TOGETHER_NS 2000
#define APART_NS 100000000

struct reading {
	uint64_t ns;
	uint64_t tsc;
};

static uint64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * UINT64_C(1000000000) + ts.tv_nsec;
}

/* Both at the same time, so nobody may come between. */
static struct reading read_both(void)
{
	struct reading r;

	do {
		r.ns = now();
		r.tsc = __rdtsc();
	} while (now() - r.ns > TOGETHER_NS);
	return r;
}

int main(void)
{
	const struct timespec apart = { .tv_nsec = APART_NS };
	struct reading begin = read_both(), end;

	nanosleep(&apart, NULL);
	end = read_both();
	printf("%.0f\n", (end.tsc - begin.tsc) * 1e6 / (end.ns - begin.ns));
	return 0;
}
