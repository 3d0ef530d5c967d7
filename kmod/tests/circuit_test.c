// SPDX-License-Identifier: GPL-2.0
/* Configurations: pools at their edges, names, ids, links. */
#include <kunit/test.h>
#include <linux/in.h>
#include <linux/slab.h>

#include "../circuit.h"

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
	{ "IPv6, an IPv4 address and nothing behind it", 128, 1, {
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

/* Pools in an order: that of the layout, from pool number @from on. */
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

/* Bit by bit, pool by pool. */
static u16 ersym_layout_owner(const struct ersym_layout *layout,
			      const struct in6_addr *address)
{
	unsigned int i;

	for (i = 0; i < layout->count; i++)
		if (ersym_prefix_has(&layout->prefix[i], address))
			return layout->prefix[i].id;
	return ERSYM_CIRCUIT_UNKNOWN;
}

/* The address before or after; of the last one there is none. */
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

/* A link of a circuit for each pool, and of one without, and one that drops
 * nothing: their numbers are the pool's, and the two after.
 */
static struct ersym_devmap *
ersym_layout_map(struct kunit *test, const struct ersym_pools *pools)
{
	struct ersym_circuit circuit = { .drop = BIT(ERSYM_KIND_FOREIGN) };
	struct ersym_mark mark = {};
	struct ersym_devmap *map;
	unsigned int i;

	map = ersym_devmap_alloc(&mark, LAYOUT_MAX + 2, 1);
	KUNIT_ASSERT_NOT_NULL(test, map);
	map->pools = ersym_pools_range(pools);
	for (i = 0; i < pools->count; i++) {
		circuit.pool = &pools->pool[i];
		ersym_devmap_add(map, i, 0, ersym_circuit_passes(&circuit));
	}
	circuit.pool = NULL;
	ersym_devmap_add(map, i++, 0, ersym_circuit_passes(&circuit));
	circuit.drop = BIT(ERSYM_KIND_ORPHAN);
	ersym_devmap_add(map, i, 0, ersym_circuit_passes(&circuit));
	ersym_devmap_finish(map);
	return map;
}

/* A glance is never wrong, and enough in a circuit's first pool, beyond all
 * pools, and where nothing is dropped.
 */
static void ersym_glance_check(struct kunit *test,
			       const struct ersym_pools *pools, u32 address,
			       u16 owner)
{
	struct ersym_devmap *map = ersym_layout_map(test, pools);
	bool below = true, above = true;
	unsigned int i;

	for (i = 0; i < pools->count; i++) {
		const struct ersym_pool *pool = &pools->pool[i];
		bool glance = ersym_devmap_passes(map, i, address);

		if (glance && owner != ERSYM_CIRCUIT_UNKNOWN)
			KUNIT_EXPECT_EQ(test, owner, pool->id);
		if (ersym_pool_has_ipv4(pool, cpu_to_be32(address)) &&
		    address != INADDR_BROADCAST)
			KUNIT_EXPECT_TRUE(test, glance);
		KUNIT_EXPECT_FALSE(test, ersym_devmap_passes_all(map, i));
		below &= address < be32_to_cpu(pool->first.s6_addr32[0]);
		above &= address > be32_to_cpu(pool->last.s6_addr32[0]);
	}
	/* The limited broadcast is nobody's to drop */
	KUNIT_EXPECT_EQ(test, below || above || address == INADDR_BROADCAST,
			ersym_devmap_passes(map, i, address));
	KUNIT_EXPECT_FALSE(test, ersym_devmap_passes_all(map, i));
	KUNIT_EXPECT_TRUE(test, ersym_devmap_passes_all(map, i + 1));
	KUNIT_EXPECT_TRUE(test, ersym_devmap_passes(map, i + 1, address));
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

/* At the ends of each pool and of the address space, and beside them. */
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

/* As many as a configuration can have: a pool and a hole in turn. */
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

/* Pools that cannot be together; the later one is named. */
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
	{ "IPv4, behind one that does not overlap", 32, 3, {
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

/* Circuits of a configuration, by id and name. */
struct ersym_named {
	u16 id;
	const char *name;
};

static struct ersym_config *
ersym_config_named(struct kunit *test, u32 mask,
		   const struct ersym_named *named, unsigned int count)
{
	struct ersym_config *config;
	struct ersym_mark mark;
	unsigned int i;

	KUNIT_ASSERT_EQ(test, ersym_mark_init(&mark, mask), 0);
	config = ersym_config_alloc(&mark, count, 0, 0);
	KUNIT_ASSERT_NOT_NULL(test, config);
	for (i = 0; i < count; i++) {
		struct ersym_circuit *circuit = &config->circuit[i];

		circuit->id = named[i].id;
		strscpy(circuit->name, named[i].name, sizeof(circuit->name));
		config->by_id[circuit->id] = circuit;
		config->circuits++;
	}
	return config;
}

static const struct ersym_named ersym_before[] = {
	{ 1, "us" }, { 2, "eu" }, { 3, "hk" }, { 254, "vpn" },
};

static const struct ersym_named ersym_after[] = {
	{ 1, "us" }, { 3, "jp" }, { 4, "eu" },
};

/* An id means what it meant if the name is the same, and only then. */
static void ersym_config_ids(struct kunit *test)
{
	struct ersym_config *before, *after, *narrow;

	before = ersym_config_named(test, 0x00ffffff, ersym_before,
				    ARRAY_SIZE(ersym_before));
	after = ersym_config_named(test, 0x00ffffff, ersym_after,
				   ARRAY_SIZE(ersym_after));
	narrow = ersym_config_named(test, 0xffff0000, ersym_after,
				    ARRAY_SIZE(ersym_after));

	KUNIT_EXPECT_TRUE(test, ersym_config_keeps(before, after, 1));
	KUNIT_EXPECT_FALSE(test, ersym_config_keeps(before, after, 2));
	KUNIT_EXPECT_FALSE(test, ersym_config_keeps(before, after, 3));
	KUNIT_EXPECT_FALSE(test, ersym_config_keeps(before, after, 4));
	KUNIT_EXPECT_FALSE(test, ersym_config_keeps(before, after, 254));
	KUNIT_EXPECT_TRUE(test, ersym_config_keeps(before, before, 254));
	KUNIT_EXPECT_TRUE(test, ersym_config_keeps(before, narrow, 1));
	KUNIT_EXPECT_FALSE(test, ersym_config_keeps(before, narrow, 254));
	KUNIT_EXPECT_TRUE(test, ersym_config_keeps(before, after,
						   ERSYM_CIRCUIT_INSIDE));
	KUNIT_EXPECT_FALSE(test, ersym_config_keeps(before, after,
						    ERSYM_CIRCUIT_UNKNOWN));

	KUNIT_EXPECT_PTR_EQ(test, ersym_config_circuit(before, 254),
			    (const struct ersym_circuit *)&before->circuit[3]);
	KUNIT_EXPECT_NULL(test, ersym_config_circuit(before, 0));
	KUNIT_EXPECT_NULL(test, ersym_config_circuit(before, 4));
	KUNIT_EXPECT_NULL(test, ersym_config_circuit(before, 255));
	KUNIT_EXPECT_NULL(test, ersym_config_circuit(before, 256));
	KUNIT_EXPECT_NULL(test, ersym_config_circuit(before,
						     ERSYM_CIRCUIT_INSIDE));
	KUNIT_EXPECT_NULL(test, ersym_config_circuit(narrow, 31));
	KUNIT_EXPECT_NULL(test, ersym_config_circuit(narrow, 254));

	ersym_config_free(narrow);
	ersym_config_free(after);
	ersym_config_free(before);
}

static void ersym_config_policies(struct kunit *test)
{
	struct ersym_config *config;

	config = ersym_config_named(test, 0x00ffffff, ersym_before,
				    ARRAY_SIZE(ersym_before));
	config->inside_drop = BIT(ERSYM_KIND_RETURN_OUT);
	config->circuit[1].drop = BIT(ERSYM_KIND_FOREIGN);

	KUNIT_EXPECT_EQ(test, ersym_config_drop(config, 1), 0);
	KUNIT_EXPECT_EQ(test, ersym_config_drop(config, 2),
			BIT(ERSYM_KIND_FOREIGN));
	KUNIT_EXPECT_EQ(test, ersym_config_drop(config, ERSYM_CIRCUIT_INSIDE),
			BIT(ERSYM_KIND_RETURN_OUT));
	ersym_config_free(config);
}

/**
 * struct ersym_wiring - the links of two circuits
 * @name: what is special
 * @link: names of devices, for each circuit
 * @twice: the one that is named more than once, or NULL
 */
struct ersym_wiring {
	const char *name;
	const char *link[2][4];
	const char *twice;
};

static const struct ersym_wiring ersym_wirings[] = {
	{ "no links, as of remote circuits", {} },
	{ "one", { { "us-pri" } } },
	{ "all apart", { { "us-pri", "us-sec" }, { "eu-pri", "eu-sec" } } },
	{ "names that begin alike", {
		{ "eth1", "eth10" }, { "eth", "eth11" } } },
	{ "twice in a circuit", {
		{ "us-pri", "us-sec", "us-pri" } }, "us-pri" },
	{ "in two circuits", { { "us-pri", "x" }, { "eu-pri", "x" } }, "x" },
	{ "last of both", {
		{ "a", "b", "c", "z" }, { "d", "e", "f", "z" } }, "z" },
	{ "the longest name", {
		{ "fifteen-letters" }, { "fifteen-letters" } },
	  "fifteen-letters" },
};

static void ersym_wiring_describe(const struct ersym_wiring *wiring,
				  char *text)
{
	strscpy(text, wiring->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(ersym_wiring, ersym_wirings, ersym_wiring_describe);

static void ersym_config_links(struct kunit *test)
{
	const struct ersym_wiring *wiring = test->param_value;
	const struct ersym_link *twice;
	struct ersym_config *config;
	unsigned int i;

	config = ersym_config_named(test, 0xffff0000, ersym_before, 2);
	for (i = 0; i < 2; i++) {
		struct ersym_circuit *circuit = &config->circuit[i];

		/* As netlink has it: no more room than links */
		while (circuit->links < 4 && wiring->link[i][circuit->links])
			circuit->links++;
		circuit->link = kvcalloc(circuit->links, sizeof(*circuit->link),
					 GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, circuit->link);
		circuit->links = 0;
		while (circuit->links < 4 && wiring->link[i][circuit->links]) {
			strscpy(circuit->link[circuit->links].name,
				wiring->link[i][circuit->links], IFNAMSIZ);
			circuit->links++;
		}
	}

	twice = ersym_config_link_twice(config);
	KUNIT_ASSERT_FALSE(test, IS_ERR(twice));
	if (wiring->twice) {
		KUNIT_ASSERT_NOT_NULL(test, twice);
		KUNIT_EXPECT_STREQ(test, twice->name, wiring->twice);
	} else {
		KUNIT_EXPECT_NULL(test, twice);
	}
	ersym_config_free(config);
}

/* What a refused request leaves behind. */
static void ersym_config_half_built(struct kunit *test)
{
	struct ersym_config *config;
	struct ersym_mark mark;

	ersym_config_free(NULL);

	KUNIT_ASSERT_EQ(test, ersym_mark_init(&mark, 0x3f), 0);
	config = ersym_config_alloc(&mark, 0, 0, 0);
	KUNIT_ASSERT_NOT_NULL(test, config);
	ersym_config_free(config);

	config = ersym_config_alloc(&mark, 2, 65536, 65536);
	KUNIT_ASSERT_NOT_NULL(test, config);
	KUNIT_EXPECT_EQ(test, config->circuits, 0);
	KUNIT_EXPECT_EQ(test, config->ipv4.count, 0);
	KUNIT_EXPECT_EQ(test, config->ipv6.count, 0);
	config->circuits = 1;
	ersym_config_free(config);
}

static struct kunit_case ersym_circuit_cases[] = {
	KUNIT_CASE_PARAM(ersym_pools_search, ersym_layout_gen_params),
	KUNIT_CASE_PARAM(ersym_pools_overlap, ersym_overlap_gen_params),
	KUNIT_CASE(ersym_pools_many),
	KUNIT_CASE(ersym_pool_lengths),
	KUNIT_CASE(ersym_config_ids),
	KUNIT_CASE(ersym_config_policies),
	KUNIT_CASE_PARAM(ersym_config_links, ersym_wiring_gen_params),
	KUNIT_CASE(ersym_config_half_built),
	{}
};

static struct kunit_suite ersym_circuit_suite = {
	.name = "ersym-circuit",
	.test_cases = ersym_circuit_cases,
};

kunit_test_suite(ersym_circuit_suite);
