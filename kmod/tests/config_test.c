// SPDX-License-Identifier: GPL-2.0
/* Configurations: names, ids, links. */
#include <kunit/test.h>
#include <linux/mm.h>

#include "../config.h"

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

/* An id keeps its meaning if and only if the name is the same. */
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

	KUNIT_EXPECT_EQ(test, ersym_config_drop(config, &config->circuit[0]),
			0);
	KUNIT_EXPECT_EQ(test, ersym_config_drop(config, &config->circuit[1]),
			BIT(ERSYM_KIND_FOREIGN));
	KUNIT_EXPECT_EQ(test, ersym_config_drop(config, NULL),
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

		/* Allocate exactly as many links as netlink does */
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

	twice = ersym_config_duplicate_link(config);
	KUNIT_ASSERT_FALSE(test, IS_ERR(twice));
	if (wiring->twice) {
		KUNIT_ASSERT_NOT_NULL(test, twice);
		KUNIT_EXPECT_STREQ(test, twice->name, wiring->twice);
	} else {
		KUNIT_EXPECT_NULL(test, twice);
	}
	ersym_config_free(config);
}

/* A refused request frees a configuration that is incomplete. */
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

static struct kunit_case ersym_config_cases[] = {
	KUNIT_CASE(ersym_config_ids),
	KUNIT_CASE(ersym_config_policies),
	KUNIT_CASE_PARAM(ersym_config_links, ersym_wiring_gen_params),
	KUNIT_CASE(ersym_config_half_built),
	{}
};

static struct kunit_suite ersym_config_suite = {
	.name = "ersym-config",
	.test_cases = ersym_config_cases,
};

kunit_test_suite(ersym_config_suite);
