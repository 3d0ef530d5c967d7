// SPDX-License-Identifier: GPL-2.0
/* Pools at their edges, and the ranges that the guard tests first. */
#include <kunit/test.h>
#include <linux/in.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "../circuit.h"
#include "../linkmap.h"
#include "../mark.h"
#include "../pool.h"

#define LAYOUT_MAX 12

/**
 * struct ersym_prefix - a pool
 * @address: of the prefix; of IPv4 the first four bytes
 * @length: of the prefix
 * @id: of the circuit
 */
struct ersym_prefix {
	u8 address[16];
	u8 length;
	u16 id;
};

/**
 * struct ersym_layout - pools that can be together
 * @name: what is special
 * @bits: of an address
 * @count: how many pools
 * @prefix: the pools
 */
struct ersym_layout {
	const char *name;
	unsigned int bits;
	unsigned int count;
	struct ersym_prefix prefix[LAYOUT_MAX];
};

static const struct ersym_layout ersym_layouts[] = {
	{ "IPv4, none", 32 },
	{ "IPv4, everything", 32, 1, { { { 0 }, 0, 1 } } },
	{ "IPv4, two halves", 32, 2, {
		{ { 128 }, 1, 2 }, { { 0 }, 1, 1 } } },
	{ "IPv4, first and last address", 32, 2, {
		{ { 255, 255, 255, 255 }, 32, 2 }, { { 0 }, 32, 1 } } },
	{ "IPv4, single addresses side by side", 32, 4, {
		{ { 20, 2, 2, 1 }, 32, 1 }, { { 20, 2, 2, 2 }, 32, 2 },
		{ { 20, 2, 2, 0 }, 32, 3 }, { { 20, 2, 2, 3 }, 32, 1 } } },
	{ "IPv4, adjacent pools of the documents", 32, 3, {
		{ { 20, 2, 2, 0 }, 29, 1 }, { { 20, 2, 2, 8 }, 29, 2 },
		{ { 20, 2, 2, 16 }, 29, 3 } } },
	{ "IPv4, adjacent across a byte", 32, 4, {
		{ { 20, 2, 3, 0 }, 24, 2 }, { { 20, 2, 2, 128 }, 25, 1 },
		{ { 20, 2, 4, 0 }, 31, 4 }, { { 20, 2, 2, 127 }, 32, 3 } } },
	{ "IPv4, one circuit with holes between", 32, 3, {
		{ { 10, 0, 0, 0 }, 30, 1 }, { { 10, 0, 0, 8 }, 30, 1 },
		{ { 10, 0, 0, 16 }, 30, 1 } } },
	{ "IPv4, every length", 32, 12, {
		{ { 0 }, 2, 1 }, { { 64 }, 3, 2 }, { { 96 }, 4, 3 },
		{ { 112 }, 5, 4 }, { { 120 }, 6, 5 }, { { 124 }, 7, 6 },
		{ { 126 }, 8, 7 }, { { 127 }, 9, 8 }, { { 127, 128 }, 16, 9 },
		{ { 127, 129 }, 17, 10 }, { { 127, 129, 128 }, 24, 11 },
		{ { 127, 129, 129 }, 31, 12 } } },

	{ "IPv6, none", 128 },
	{ "IPv6, everything", 128, 1, { { { 0 }, 0, 1 } } },
	{ "IPv6, two halves", 128, 2, {
		{ { 0x80 }, 1, 2 }, { { 0 }, 1, 1 } } },
	{ "IPv6, first and last address", 128, 2, {
		{ { [0 ... 15] = 0xff }, 128, 2 }, { { 0 }, 128, 1 } } },
	{ "IPv6, single addresses side by side", 128, 4, {
		{ { 0x20, 0x01, [15] = 1 }, 128, 1 },
		{ { 0x20, 0x01, [15] = 2 }, 128, 2 },
		{ { 0x20, 0x01, [15] = 0 }, 128, 3 },
		{ { 0x20, 0x01, [15] = 3 }, 128, 1 } } },
	{ "IPv6, adjacent pools of the documents", 128, 3, {
		{ { 0x20, 0x01, 0x0d, 0xb8, 0, 0x20, 0, 1 }, 64, 1 },
		{ { 0x20, 0x01, 0x0d, 0xb8, 0, 0x20, 0, 2 }, 64, 2 },
		{ { 0x20, 0x01, 0x0d, 0xb8, 0, 0x20, 0, 3 }, 64, 3 } } },
	{ "IPv6, adjacent across words", 128, 4, {
		{ { 0x20, 0x01, [4] = 0xff }, 40, 1 },
		{ { 0x20, 0x02 }, 32, 2 },
		{ { 0x20, 0x02, 0, 1 }, 97, 3 },
		{ { 0x20, 0x02, 0, 1, [12] = 0x80 }, 127, 4 } } },
	{ "IPv6, an IPv4 address followed by zeroes", 128, 1, {
		{ { 20, 2, 2, 0 }, 128, 1 } } },
};

static void ersym_layout_describe(const struct ersym_layout *layout,
				  char *text)
{
	strscpy(text, layout->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(ersym_layout, ersym_layouts, ersym_layout_describe);

static struct in6_addr ersym_prefix_address(const struct ersym_prefix *prefix)
{
	struct in6_addr address;

	memcpy(&address, prefix->address, sizeof(address));
	return address;
}

/* The pools of a layout, rotated so that pool number @from is the first. */
static struct ersym_pools *
ersym_layout_pools(struct kunit *test, const struct ersym_layout *layout,
		   unsigned int from)
{
	struct ersym_pools *pools;
	unsigned int i;

	pools = kunit_kzalloc(test, sizeof(*pools), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, pools);
	pools->pool = kunit_kcalloc(test, LAYOUT_MAX, sizeof(*pools->pool),
				    GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, pools->pool);
	for (i = 0; i < layout->count; i++) {
		const struct ersym_prefix *prefix =
			&layout->prefix[(i + from) % layout->count];
		struct in6_addr address = ersym_prefix_address(prefix);

		ersym_pool_init(&pools->pool[pools->count++], &address,
				layout->bits, prefix->length, prefix->id);
	}
	return pools;
}

static bool ersym_prefix_has(const struct ersym_prefix *prefix,
			     const struct in6_addr *address)
{
	unsigned int i;

	for (i = 0; i < prefix->length; i++)
		if ((address->s6_addr[i / 8] ^ prefix->address[i / 8]) &
		    (0x80 >> (i % 8)))
			return false;
	return true;
}

/* The owner by a search of all pools, bit by bit. */
static u16 ersym_layout_owner(const struct ersym_layout *layout,
			      const struct in6_addr *address)
{
	unsigned int i;

	for (i = 0; i < layout->count; i++)
		if (ersym_prefix_has(&layout->prefix[i], address))
			return layout->prefix[i].id;
	return ERSYM_CIRCUIT_UNKNOWN;
}

/* Step to the next or previous address; false at the end of the space. */
static bool ersym_address_step(struct in6_addr *address, unsigned int bits,
			       int step)
{
	int i;

	for (i = bits / 8 - 1; i >= 0; i--) {
		address->s6_addr[i] += step;
		if (address->s6_addr[i] != (step > 0 ? 0 : 0xff))
			return true;
	}
	return false;
}

/* A map with a link of a circuit for each pool, then one of a circuit without a
 * pool, then one of a circuit that drops nothing before conntrack.
 */
static struct ersym_linkmap *ersym_layout_map(struct kunit *test,
					      const struct ersym_pools *pools)
{
	struct ersym_circuit circuit = { .drop = BIT(ERSYM_KIND_FOREIGN) };
	struct ersym_mark mark = {};
	struct ersym_linkmap *map;
	unsigned int i;

	map = ersym_linkmap_alloc(&mark, LAYOUT_MAX + 2, 1);
	KUNIT_ASSERT_NOT_NULL(test, map);
	map->pools = ersym_pools_range(pools);
	for (i = 0; i < pools->count; i++) {
		circuit.pool = &pools->pool[i];
		ersym_linkmap_add(map, i, 0,
				  ersym_circuit_pass_range(&circuit));
	}
	circuit.pool = NULL;
	ersym_linkmap_add(map, i++, 0, ersym_circuit_pass_range(&circuit));
	circuit.drop = BIT(ERSYM_KIND_ORPHAN);
	ersym_linkmap_add(map, i, 0, ersym_circuit_pass_range(&circuit));
	ersym_linkmap_finish(map);
	return map;
}

/* The link map passes a packet that is to no other circuit's pool, and only
 * such. It is sure in a circuit's first pool, outside the range of all pools,
 * and where nothing is dropped.
 */
static void ersym_glance_check(struct kunit *test,
			       const struct ersym_pools *pools, u32 address,
			       u16 owner)
{
	struct ersym_linkmap *map = ersym_layout_map(test, pools);
	bool below = true, above = true;
	unsigned int i;

	for (i = 0; i < pools->count; i++) {
		const struct ersym_pool *pool = &pools->pool[i];
		bool glance = ersym_linkmap_passes(map, i, address);

		if (glance && owner != ERSYM_CIRCUIT_UNKNOWN)
			KUNIT_EXPECT_EQ(test, owner, pool->id);
		if (ersym_pool_has_ipv4(pool, cpu_to_be32(address)) &&
		    address != INADDR_BROADCAST)
			KUNIT_EXPECT_TRUE(test, glance);
		KUNIT_EXPECT_FALSE(test, ersym_linkmap_passes_all(map, i));
		below &= address < be32_to_cpu(pool->first.s6_addr32[0]);
		above &= address > be32_to_cpu(pool->last.s6_addr32[0]);
	}
	/* Packets to the limited broadcast are never dropped */
	KUNIT_EXPECT_EQ(test, below || above || address == INADDR_BROADCAST,
			ersym_linkmap_passes(map, i, address));
	KUNIT_EXPECT_FALSE(test, ersym_linkmap_passes_all(map, i));
	KUNIT_EXPECT_TRUE(test, ersym_linkmap_passes_all(map, i + 1));
	KUNIT_EXPECT_TRUE(test, ersym_linkmap_passes(map, i + 1, address));
	kvfree(map);
}

static void ersym_address_check(struct kunit *test,
				const struct ersym_layout *layout,
				const struct ersym_pools *pools,
				const struct in6_addr *address)
{
	u16 owner = ersym_layout_owner(layout, address);

	KUNIT_EXPECT_EQ(test, ersym_pools_owner(pools, address), owner);
	if (layout->bits != 32)
		return;
	KUNIT_EXPECT_EQ(test, owner,
			ersym_pools_owner_ipv4(pools, address->s6_addr32[0]));
	ersym_glance_check(test, pools, be32_to_cpu(address->s6_addr32[0]),
			   owner);
}

static void ersym_layout_check(struct kunit *test,
			       const struct ersym_layout *layout,
			       const struct ersym_pools *pools,
			       const struct in6_addr *edge)
{
	struct in6_addr address = *edge;

	ersym_address_check(test, layout, pools, &address);
	if (ersym_address_step(&address, layout->bits, -1))
		ersym_address_check(test, layout, pools, &address);
	address = *edge;
	if (ersym_address_step(&address, layout->bits, 1))
		ersym_address_check(test, layout, pools, &address);
}

/* Search at the ends of each pool and of the address space, and beside them. */
static void ersym_pools_search(struct kunit *test)
{
	const struct ersym_layout *layout = test->param_value;
	struct in6_addr address = {};
	struct ersym_pools *pools;
	unsigned int from, i, j;

	for (from = 0; from < max(layout->count, 1U); from++) {
		pools = ersym_layout_pools(test, layout, from);
		KUNIT_ASSERT_NULL(test, ersym_pools_sort(pools));
		for (i = 0; i < layout->count; i++) {
			const struct ersym_prefix *prefix = &layout->prefix[i];

			address = ersym_prefix_address(prefix);
			KUNIT_EXPECT_EQ(test, prefix->id,
					ersym_pools_owner(pools, &address));
			ersym_layout_check(test, layout, pools, &address);
			for (j = prefix->length; j < layout->bits; j++)
				address.s6_addr[j / 8] |= 0x80 >> (j % 8);
			KUNIT_EXPECT_EQ(test, prefix->id,
					ersym_pools_owner(pools, &address));
			ersym_layout_check(test, layout, pools, &address);
		}
		memset(&address, 0, sizeof(address));
		ersym_layout_check(test, layout, pools, &address);
		memset(&address, 0xff, layout->bits / 8);
		ersym_layout_check(test, layout, pools, &address);
	}
}

/* The maximum of a configuration: a pool and a hole alternate. */
static void ersym_pools_many(struct kunit *test)
{
	const unsigned int count = 65536;
	struct ersym_pools pools = {};
	struct in6_addr address = {};
	unsigned int i;

	pools.pool = kvcalloc(count, sizeof(*pools.pool), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, pools.pool);
	for (i = 0; i < count; i++) {
		address.s6_addr32[0] = cpu_to_be32((count - 1 - i) * 2);
		ersym_pool_init(&pools.pool[pools.count++], &address, 32, 32,
				i % ERSYM_CIRCUIT_MAX + 1);
	}
	KUNIT_EXPECT_NULL(test, ersym_pools_sort(&pools));
	for (i = 0; i < count; i++) {
		u16 id = (count - 1 - i) % ERSYM_CIRCUIT_MAX + 1;

		address.s6_addr32[0] = cpu_to_be32(i * 2);
		KUNIT_EXPECT_EQ(test, ersym_pools_owner(&pools, &address), id);
		address.s6_addr32[0] = cpu_to_be32(i * 2 + 1);
		KUNIT_EXPECT_EQ(test, ersym_pools_owner(&pools, &address),
				ERSYM_CIRCUIT_UNKNOWN);
	}
	kvfree(pools.pool);
}

/* Pools that overlap; the later one is reported. */
static const struct ersym_layout ersym_overlaps[] = {
	{ "IPv4, twice", 32, 2, {
		{ { 20, 2, 2, 0 }, 29, 1 }, { { 20, 2, 2, 0 }, 29, 2 } } },
	{ "IPv4, twice in one circuit", 32, 2, {
		{ { 20, 2, 2, 0 }, 29, 1 }, { { 20, 2, 2, 0 }, 29, 1 } } },
	{ "IPv4, one address twice", 32, 2, {
		{ { 20, 2, 2, 1 }, 32, 1 }, { { 20, 2, 2, 1 }, 32, 2 } } },
	{ "IPv4, within another", 32, 2, {
		{ { 20, 2, 0, 0 }, 16, 1 }, { { 20, 2, 2, 8 }, 29, 2 } } },
	{ "IPv4, the last address of another", 32, 2, {
		{ { 20, 2, 2, 0 }, 24, 1 }, { { 20, 2, 2, 255 }, 32, 2 } } },
	{ "IPv4, the last address of all", 32, 2, {
		{ { 0 }, 0, 1 }, { { 255, 255, 255, 255 }, 32, 2 } } },
	{ "IPv4, after one that does not overlap", 32, 3, {
		{ { 10 }, 32, 3 }, { { 20, 2, 0, 0 }, 16, 1 },
		{ { 20, 2, 2, 8 }, 29, 2 } } },
	{ "IPv6, twice", 128, 2, {
		{ { 0x20, 0x01 }, 64, 1 }, { { 0x20, 0x01 }, 64, 2 } } },
	{ "IPv6, the last address of another", 128, 2, {
		{ { 0x20, 0x01 }, 64, 1 },
		{ { 0x20, 0x01, [8 ... 15] = 0xff }, 128, 2 } } },
	{ "IPv6, the last address of all", 128, 2, {
		{ { 0 }, 0, 1 }, { { [0 ... 15] = 0xff }, 128, 2 } } },
};

KUNIT_ARRAY_PARAM(ersym_overlap, ersym_overlaps, ersym_layout_describe);

static void ersym_pools_overlap(struct kunit *test)
{
	const struct ersym_layout *layout = test->param_value;
	const struct ersym_prefix *last = &layout->prefix[layout->count - 1];
	const struct ersym_pool *pool;
	struct ersym_pools *pools;
	unsigned int from;

	for (from = 0; from < layout->count; from++) {
		pools = ersym_layout_pools(test, layout, from);
		pool = ersym_pools_sort(pools);
		KUNIT_ASSERT_NOT_NULL(test, pool);
		KUNIT_EXPECT_MEMEQ(test, &pool->first, last->address,
				   sizeof(pool->first));
		KUNIT_EXPECT_EQ(test, pool->length, last->length);
	}
}

/* The last address of a prefix, for each length of both families. */
static void ersym_pool_lengths(struct kunit *test)
{
	struct in6_addr address = {}, last;
	struct ersym_pool pool;
	unsigned int length;

	for (length = 0; length <= 32; length++) {
		u32 host = (u32)((1ULL << (32 - length)) - 1);

		memset(&last, 0, sizeof(last));
		last.s6_addr32[0] = cpu_to_be32(host);
		memset(&pool, 0xaa, sizeof(pool));
		ersym_pool_init(&pool, &address, 32, length, 7);
		KUNIT_EXPECT_MEMEQ(test, &pool.first, &address,
				   sizeof(address));
		KUNIT_EXPECT_MEMEQ(test, &pool.last, &last, sizeof(last));
		KUNIT_EXPECT_EQ(test, pool.length, length);
		KUNIT_EXPECT_EQ(test, pool.id, 7);
	}
	memset(&last, 0xff, sizeof(last));
	for (length = 0; length <= 128; length++) {
		ersym_pool_init(&pool, &address, 128, length, 7);
		KUNIT_EXPECT_MEMEQ(test, &pool.last, &last, sizeof(last));
		if (length < 128)
			last.s6_addr[length / 8] &= 0x7f >> (length % 8);
	}
}

static struct kunit_case ersym_pool_cases[] = {
	KUNIT_CASE_PARAM(ersym_pools_search, ersym_layout_gen_params),
	KUNIT_CASE_PARAM(ersym_pools_overlap, ersym_overlap_gen_params),
	KUNIT_CASE(ersym_pools_many),
	KUNIT_CASE(ersym_pool_lengths),
	{}
};

static struct kunit_suite ersym_pool_suite = {
	.name = "ersym-pool",
	.test_cases = ersym_pool_cases,
};

kunit_test_suite(ersym_pool_suite);
