/* SPDX-License-Identifier: GPL-2.0 */
/* Whether a configuration is valid, judged without the kernel's code. */
#ifndef ERSYM_SELFTESTS_FUZZ_JUDGE_H
#define ERSYM_SELFTESTS_FUZZ_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/ersym.h>

#define POOLS_MAX	65536
#define RELATED		(1u << ERSYM_KIND_RELATED)

/**
 * struct span - attributes side by side
 * @at: the first
 * @left: bytes; negative after an attribute that is not padded
 */
struct span {
	const unsigned char *at;
	int left;
};

/**
 * struct attribute - one of them
 * @type: without flags
 * @flags: NLA_F_NESTED
 * @data: payload
 * @length: of @data
 */
struct attribute {
	uint16_t type;
	uint16_t flags;
	const unsigned char *data;
	int length;
};

struct pool {
	unsigned char address[16];
	unsigned int bytes;
	unsigned int length;
	unsigned int circuit;
};

struct link {
	char name[ERSYM_DEVICE_MAX + 1];
	unsigned int circuit;
};

struct circuit {
	uint32_t id;
	char name[ERSYM_NAME_MAX + 1];
	bool public_only;
	uint32_t drop;
};

/**
 * struct config - what a message asks for, or config-get says
 * @mask: mark mask
 * @drop: policy of the inside
 * @circuit: in their order
 * @circuits: how many
 * @link: in the order of circuits
 * @links: how many
 * @pool: sorted
 * @pools: how many
 * @enforce: sorted
 * @enforced: how many
 */
struct config {
	uint32_t mask;
	uint32_t drop;
	struct circuit circuit[ERSYM_CIRCUIT_MAX];
	unsigned int circuits;
	struct link link[1 << 14];
	unsigned int links;
	struct pool pool[POOLS_MAX];
	unsigned int pools;
	struct pool enforce[POOLS_MAX];
	unsigned int enforced;
};

static inline uint32_t ones(unsigned int width)
{
	return width < 32 ? (1u << width) - 1 : 0xffffffff;
}

bool span_next(struct span *span, struct attribute *attribute);
uint32_t number_in(const struct attribute *attribute);
const char *config_judge(struct config *config, struct span attributes);
bool config_same(const struct config *a, const struct config *b);

#endif
