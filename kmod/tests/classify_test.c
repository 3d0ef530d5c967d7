// SPDX-License-Identifier: GPL-2.0
/* The rule for a packet: every combination of facts that there can be. */
#include <kunit/test.h>

#include "../classify.h"

/* Two circuits stand for all: what a device is on, and another one. */
#define HERE	1
#define OTHER	2

/* What a row of the table says of a fact. */
enum ersym_flag {
	ANY,
	NO,
	YES,
};

/* A circuit, of the connection or of a pool, beside that of the device. */
enum ersym_relation {
	WHATEVER,
	UNKNOWN,
	RIGHT,
	WRONG,
	NOT_WRONG,	/* unknown or right */
};

/* What the device is. */
enum ersym_place {
	ANYWHERE,
	INSIDE,
	LINK,
};

#define NONE	BIT(ERSYM_TRACKING_NONE)
#define OFF	BIT(ERSYM_TRACKING_OFF)
#define FIRST	BIT(ERSYM_TRACKING_FIRST)
#define LATER	BIT(ERSYM_TRACKING_LATER)

#define PRE	ERSYM_POINT_PRE
#define POST	ERSYM_POINT_POST

#define REQUEST	NO
#define REPLY	YES

#define NOTHING	ERSYM_KIND_NONE

/* Which circuit was expected. */
enum ersym_answer {
	NOBODY,
	IN,
	OUT,
	OWNER,
};

/**
 * struct ersym_row - a line of the truth table
 * @name: what it is about
 * @point: where the packet is
 * @tracking: its connection, one bit for each &enum ersym_tracking
 * @place: what the device is
 * @reply: direction
 * @error: an ICMP error
 * @begins: it can begin a connection
 * @private: it has a private address
 * @encrypted_later: IPsec
 * @public_only: the circuit
 * @in: the connection's fact
 * @out: the connection's fact
 * @owner: of the address
 * @kind: the judgement
 * @expected: the judgement
 */
struct ersym_row {
	const char *name;
	enum ersym_point point;
	u8 tracking;
	enum ersym_place place;
	enum ersym_flag reply;
	enum ersym_flag error;
	enum ersym_flag begins;
	enum ersym_flag private;
	enum ersym_flag encrypted_later;
	enum ersym_flag public_only;
	enum ersym_relation in;
	enum ersym_relation out;
	enum ersym_relation owner;
	int kind;
	enum ersym_answer expected;
};

/* Section 3 of the design. */
static const struct ersym_row ersym_rows[] = {
	/* A connection's request comes in on "in" ... */
	{ "request comes in, nothing known", PRE, LATER, .reply = REQUEST,
	  .in = UNKNOWN, .kind = NOTHING },
	{ "request comes in on its circuit", PRE, LATER, .reply = REQUEST,
	  .in = RIGHT, .kind = NOTHING },
	{ "forward-in", PRE, LATER, .reply = REQUEST, .error = NO,
	  .in = WRONG, .kind = ERSYM_KIND_FORWARD_IN, .expected = IN },
	{ "related, to the reply, comes in", PRE, LATER, .reply = REQUEST,
	  .error = YES, .in = WRONG, .kind = ERSYM_KIND_RELATED,
	  .expected = IN },
	/* ... and leaves by "out"; */
	{ "request leaves, nothing known", POST, LATER, .reply = REQUEST,
	  .out = UNKNOWN, .kind = NOTHING },
	{ "request leaves by its circuit", POST, LATER, .reply = REQUEST,
	  .out = RIGHT, .kind = NOTHING },
	{ "forward-out", POST, LATER, .reply = REQUEST, .error = NO,
	  .out = WRONG, .kind = ERSYM_KIND_FORWARD_OUT, .expected = OUT },
	{ "related, to the reply, leaves", POST, LATER, .reply = REQUEST,
	  .error = YES, .out = WRONG, .kind = ERSYM_KIND_RELATED,
	  .expected = OUT },
	/* its answer comes in on "out" ... */
	{ "answer comes in, nothing known", PRE, LATER, .reply = REPLY,
	  .out = UNKNOWN, .kind = NOTHING },
	{ "answer comes in on its circuit", PRE, LATER, .reply = REPLY,
	  .out = RIGHT, .kind = NOTHING },
	{ "return-in", PRE, LATER, .reply = REPLY, .error = NO,
	  .out = WRONG, .kind = ERSYM_KIND_RETURN_IN, .expected = OUT },
	{ "related, to the request, comes in", PRE, LATER, .reply = REPLY,
	  .error = YES, .out = WRONG, .kind = ERSYM_KIND_RELATED,
	  .expected = OUT },
	/* ... and leaves by "in". */
	{ "answer leaves, nothing known", POST, LATER, .reply = REPLY,
	  .in = UNKNOWN, .kind = NOTHING },
	{ "answer leaves by its circuit", POST, LATER, .reply = REPLY,
	  .in = RIGHT, .kind = NOTHING },
	{ "return-out", POST, LATER, .reply = REPLY, .error = NO,
	  .in = WRONG, .kind = ERSYM_KIND_RETURN_OUT, .expected = IN },
	{ "related, to the request, leaves", POST, LATER, .reply = REPLY,
	  .error = YES, .in = WRONG, .kind = ERSYM_KIND_RELATED,
	  .expected = IN },

	/* Without a connection only links are judged. */
	{ "first packet, or none, comes in from the inside", PRE,
	  NONE | OFF | FIRST, INSIDE, .kind = NOTHING },
	{ "first packet, or none, leaves to the inside", POST,
	  NONE | OFF | FIRST, INSIDE, .kind = NOTHING },

	{ "foreign", PRE, NONE | OFF | FIRST, LINK, .owner = WRONG,
	  .kind = ERSYM_KIND_FOREIGN, .expected = OWNER },
	{ "orphan, of no connection", PRE, NONE, LINK, .owner = NOT_WRONG,
	  .kind = ERSYM_KIND_ORPHAN },
	{ "orphan, cannot begin one", PRE, FIRST, LINK, .begins = NO,
	  .owner = NOT_WRONG, .kind = ERSYM_KIND_ORPHAN },
	{ "first packet comes in", PRE, FIRST, LINK, .begins = YES,
	  .owner = NOT_WRONG, .kind = NOTHING },
	{ "untracked packet comes in", PRE, OFF, LINK, .owner = NOT_WRONG,
	  .kind = NOTHING },

	{ "leak, the pool of another circuit", POST, NONE | OFF | FIRST, LINK,
	  .encrypted_later = NO, .owner = WRONG, .kind = ERSYM_KIND_LEAK,
	  .expected = OWNER },
	{ "leak, a private address", POST, NONE | OFF | FIRST, LINK,
	  .encrypted_later = NO, .owner = NOT_WRONG, .public_only = YES,
	  .private = YES, .kind = ERSYM_KIND_LEAK },
	{ "private address where it may be", POST, NONE | OFF | FIRST, LINK,
	  .encrypted_later = NO, .owner = NOT_WRONG, .public_only = NO,
	  .private = YES, .kind = NOTHING },
	{ "public addresses leave", POST, NONE | OFF | FIRST, LINK,
	  .encrypted_later = NO, .owner = NOT_WRONG, .private = NO,
	  .kind = NOTHING },
	{ "encrypted, whatever its addresses", POST, NONE | OFF | FIRST, LINK,
	  .encrypted_later = YES, .kind = NOTHING },
};

static void ersym_row_describe(const struct ersym_row *row, char *text)
{
	strscpy(text, row->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(ersym_row, ersym_rows, ersym_row_describe);

static bool ersym_flag_fits(enum ersym_flag flag, bool fact)
{
	return flag == ANY || fact == (flag == YES);
}

static bool ersym_relation_fits(enum ersym_relation relation, u16 circuit,
				u16 here)
{
	switch (relation) {
	case UNKNOWN:
		return circuit == ERSYM_CIRCUIT_UNKNOWN;
	case RIGHT:
		return circuit == here;
	case WRONG:
		return circuit != ERSYM_CIRCUIT_UNKNOWN && circuit != here;
	case NOT_WRONG:
		return circuit == ERSYM_CIRCUIT_UNKNOWN || circuit == here;
	default:
		return true;
	}
}

static bool ersym_row_fits(const struct ersym_row *row,
			   const struct ersym_case *c)
{
	bool inside = c->here == ERSYM_CIRCUIT_INSIDE;

	if (row->place != ANYWHERE && row->place != (inside ? INSIDE : LINK))
		return false;
	return row->point == c->point && row->tracking & BIT(c->tracking) &&
	       ersym_flag_fits(row->reply, c->reply) &&
	       ersym_flag_fits(row->error, c->icmp_error) &&
	       ersym_flag_fits(row->begins, c->begins) &&
	       ersym_flag_fits(row->private, c->private) &&
	       ersym_flag_fits(row->encrypted_later, c->encrypted_later) &&
	       ersym_flag_fits(row->public_only, c->public_only) &&
	       ersym_relation_fits(row->in, c->in, c->here) &&
	       ersym_relation_fits(row->out, c->out, c->here) &&
	       ersym_relation_fits(row->owner, c->owner, c->here);
}

static u16 ersym_row_expected(const struct ersym_row *row,
			      const struct ersym_case *c)
{
	switch (row->expected) {
	case IN:
		return c->in;
	case OUT:
		return c->out;
	case OWNER:
		return c->owner;
	default:
		return ERSYM_CIRCUIT_UNKNOWN;
	}
}

static const u16 ersym_circuits[] = {
	ERSYM_CIRCUIT_UNKNOWN, HERE, OTHER, ERSYM_CIRCUIT_INSIDE,
};

#define ERSYM_CASES (2 * 4 * BIT(6) * 2 * 4 * 4 * 4)

/* Case number @n: there is one for each combination of facts. */
static void ersym_case_number(struct ersym_case *c, unsigned int n)
{
	c->point = n % 2;
	n /= 2;
	c->tracking = n % 4;
	n /= 4;
	c->reply = n & BIT(0);
	c->icmp_error = n & BIT(1);
	c->begins = n & BIT(2);
	c->private = n & BIT(3);
	c->encrypted_later = n & BIT(4);
	c->public_only = n & BIT(5);
	n /= BIT(6);
	c->here = n % 2 ? ERSYM_CIRCUIT_INSIDE : HERE;
	n /= 2;
	c->in = ersym_circuits[n % 4];
	n /= 4;
	c->out = ersym_circuits[n % 4];
	n /= 4;
	c->owner = ersym_circuits[n % 4];
}

/* Whatever a row does not name makes no difference. */
static void ersym_classify_row(struct kunit *test)
{
	const struct ersym_row *row = test->param_value;
	unsigned int n, fitting = 0;

	for (n = 0; n < ERSYM_CASES; n++) {
		struct ersym_judgement judgement;
		struct ersym_case c;

		ersym_case_number(&c, n);
		if (!ersym_row_fits(row, &c))
			continue;
		fitting++;
		judgement = ersym_classify(&c);
		KUNIT_ASSERT_EQ_MSG(test, judgement.kind, row->kind,
				    "case %u", n);
		if (row->kind != NOTHING)
			KUNIT_ASSERT_EQ_MSG(test, judgement.expected,
					    ersym_row_expected(row, &c),
					    "case %u", n);
	}
	KUNIT_EXPECT_GT(test, fitting, 0);
}

/* The table leaves nothing out and does not contradict itself. */
static void ersym_classify_complete(struct kunit *test)
{
	unsigned int n, i;

	for (n = 0; n < ERSYM_CASES; n++) {
		unsigned int fitting = 0;
		struct ersym_case c;

		ersym_case_number(&c, n);
		for (i = 0; i < ARRAY_SIZE(ersym_rows); i++)
			fitting += ersym_row_fits(&ersym_rows[i], &c);
		KUNIT_ASSERT_EQ_MSG(test, fitting, 1, "case %u", n);
	}
}

/**
 * struct ersym_range - addresses of one sort
 * @first: lowest
 * @last: highest
 * @private: no addresses of the public Internet
 */
struct ersym_range {
	u8 first[16];
	u8 last[16];
	bool private;
};

/* Of the whole address space, so that the neighbours of each range count. */
static const struct ersym_range ersym_ipv4_ranges[] = {
	{ { 0, 0, 0, 0 }, { 0, 255, 255, 255 }, true },
	{ { 1, 0, 0, 0 }, { 9, 255, 255, 255 } },
	{ { 10, 0, 0, 0 }, { 10, 255, 255, 255 }, true },
	{ { 11, 0, 0, 0 }, { 100, 63, 255, 255 } },
	{ { 100, 64, 0, 0 }, { 100, 127, 255, 255 }, true },
	{ { 100, 128, 0, 0 }, { 126, 255, 255, 255 } },
	{ { 127, 0, 0, 0 }, { 127, 255, 255, 255 }, true },
	{ { 128, 0, 0, 0 }, { 169, 253, 255, 255 } },
	{ { 169, 254, 0, 0 }, { 169, 254, 255, 255 }, true },
	{ { 169, 255, 0, 0 }, { 172, 15, 255, 255 } },
	{ { 172, 16, 0, 0 }, { 172, 31, 255, 255 }, true },
	{ { 172, 32, 0, 0 }, { 192, 167, 255, 255 } },
	{ { 192, 168, 0, 0 }, { 192, 168, 255, 255 }, true },
	{ { 192, 169, 0, 0 }, { 239, 255, 255, 255 } },
	{ { 240, 0, 0, 0 }, { 255, 255, 255, 255 }, true },
};

static const struct ersym_range ersym_ipv6_ranges[] = {
	{ { 0 }, { 0x1f, [1 ... 15] = 0xff }, true },
	{ { 0x20 }, { 0x3f, [1 ... 15] = 0xff } },
	{ { 0x40 }, { [0 ... 15] = 0xff }, true },
};

static void ersym_ipv4_describe(const struct ersym_range *range, char *text)
{
	snprintf(text, KUNIT_PARAM_DESC_SIZE, "%pI4 to %pI4", range->first,
		 range->last);
}

static void ersym_ipv6_describe(const struct ersym_range *range, char *text)
{
	snprintf(text, KUNIT_PARAM_DESC_SIZE, "%pI6c to %pI6c", range->first,
		 range->last);
}

KUNIT_ARRAY_PARAM(ersym_ipv4_range, ersym_ipv4_ranges, ersym_ipv4_describe);
KUNIT_ARRAY_PARAM(ersym_ipv6_range, ersym_ipv6_ranges, ersym_ipv6_describe);

/* Its ends, and as many addresses between them. */
#define ERSYM_STEPS 64

static void ersym_classify_ipv4(struct kunit *test)
{
	const struct ersym_range *range = test->param_value;
	__be32 first, last, address;
	unsigned int i;
	u32 step;

	memcpy(&first, range->first, sizeof(first));
	memcpy(&last, range->last, sizeof(last));
	step = (be32_to_cpu(last) - be32_to_cpu(first)) / ERSYM_STEPS;
	for (i = 0; i < ERSYM_STEPS; i++) {
		address = cpu_to_be32(be32_to_cpu(first) + i * step);
		KUNIT_ASSERT_EQ(test, range->private,
				ersym_ipv4_is_private(address));
	}
	KUNIT_EXPECT_EQ(test, range->private, ersym_ipv4_is_private(last));
}

static void ersym_classify_ipv6(struct kunit *test)
{
	const struct ersym_range *range = test->param_value;
	struct in6_addr address;
	unsigned int first;

	for (first = range->first[0]; first <= range->last[0]; first++) {
		memset(&address, 0, sizeof(address));
		address.s6_addr[0] = first;
		KUNIT_ASSERT_EQ(test, range->private,
				ersym_ipv6_is_private(&address));
		memset(&address.s6_addr[1], 0xff, sizeof(address) - 1);
		KUNIT_ASSERT_EQ(test, range->private,
				ersym_ipv6_is_private(&address));
	}
}

static struct kunit_case ersym_classify_cases[] = {
	KUNIT_CASE_PARAM(ersym_classify_row, ersym_row_gen_params),
	KUNIT_CASE(ersym_classify_complete),
	KUNIT_CASE_PARAM(ersym_classify_ipv4, ersym_ipv4_range_gen_params),
	KUNIT_CASE_PARAM(ersym_classify_ipv6, ersym_ipv6_range_gen_params),
	{}
};

static struct kunit_suite ersym_classify_suite = {
	.name = "ersym-classify",
	.test_cases = ersym_classify_cases,
};

kunit_test_suite(ersym_classify_suite);
