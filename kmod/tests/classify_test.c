// SPDX-License-Identifier: GPL-2.0
/* The rule for a packet: every combination of facts that there can be. */
#include <kunit/test.h>

#include "../classify.h"

/* Two circuits represent all: that of the device, and another one. */
#define ACTUAL	1
#define OTHER	2

/* Values of a fact that a row of the table is for. */
enum ersym_flag {
	ANY,
	NO,
	YES,
};

/* A circuit of the connection or of a pool, compared with the actual one. */
enum ersym_relation {
	WHATEVER,
	UNKNOWN,
	RIGHT,
	WRONG,
	NOT_WRONG,	/* unknown or right */
};

/* Whether the device is a link. */
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

/* The circuit that is expected. */
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

/* The rule for a packet as a table. */
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
				u16 actual)
{
	switch (relation) {
	case UNKNOWN:
		return circuit == ERSYM_CIRCUIT_UNKNOWN;
	case RIGHT:
		return circuit == actual;
	case WRONG:
		return circuit != ERSYM_CIRCUIT_UNKNOWN && circuit != actual;
	case NOT_WRONG:
		return circuit == ERSYM_CIRCUIT_UNKNOWN || circuit == actual;
	default:
		return true;
	}
}

static bool ersym_row_fits(const struct ersym_row *row,
			   const struct ersym_facts *facts)
{
	bool inside = facts->actual == ERSYM_CIRCUIT_INSIDE;

	if (row->place != ANYWHERE && row->place != (inside ? INSIDE : LINK))
		return false;
	return row->point == facts->point &&
	       row->tracking & BIT(facts->tracking) &&
	       ersym_flag_fits(row->reply, facts->reply) &&
	       ersym_flag_fits(row->error, facts->icmp_error) &&
	       ersym_flag_fits(row->begins, facts->begins) &&
	       ersym_flag_fits(row->private, facts->private) &&
	       ersym_flag_fits(row->encrypted_later, facts->encrypted_later) &&
	       ersym_flag_fits(row->public_only, facts->public_only) &&
	       ersym_relation_fits(row->in, facts->in, facts->actual) &&
	       ersym_relation_fits(row->out, facts->out, facts->actual) &&
	       ersym_relation_fits(row->owner, facts->owner, facts->actual);
}

static u16 ersym_row_expected(const struct ersym_row *row,
			      const struct ersym_facts *facts)
{
	switch (row->expected) {
	case IN:
		return facts->in;
	case OUT:
		return facts->out;
	case OWNER:
		return facts->owner;
	default:
		return ERSYM_CIRCUIT_UNKNOWN;
	}
}

static const u16 ersym_circuits[] = {
	ERSYM_CIRCUIT_UNKNOWN,
	ACTUAL,
	OTHER,
	ERSYM_CIRCUIT_INSIDE,
};

#define ERSYM_CASES (2 * 4 * BIT(6) * 2 * 4 * 4 * 4)

/* Case number @n: there is one for each combination of facts. */
static void ersym_facts_number(struct ersym_facts *facts, unsigned int n)
{
	facts->point = n % 2;
	n /= 2;
	facts->tracking = n % 4;
	n /= 4;
	facts->reply = n & BIT(0);
	facts->icmp_error = n & BIT(1);
	facts->begins = n & BIT(2);
	facts->private = n & BIT(3);
	facts->encrypted_later = n & BIT(4);
	facts->public_only = n & BIT(5);
	n /= BIT(6);
	facts->actual = n % 2 ? ERSYM_CIRCUIT_INSIDE : ACTUAL;
	n /= 2;
	facts->in = ersym_circuits[n % 4];
	n /= 4;
	facts->out = ersym_circuits[n % 4];
	n /= 4;
	facts->owner = ersym_circuits[n % 4];
}

/* Facts that a row does not name do not change the judgement. */
static void ersym_classify_row(struct kunit *test)
{
	const struct ersym_row *row = test->param_value;
	unsigned int n, fitting = 0;

	for (n = 0; n < ERSYM_CASES; n++) {
		struct ersym_judgement judgement;
		struct ersym_facts facts;

		ersym_facts_number(&facts, n);
		if (!ersym_row_fits(row, &facts))
			continue;
		fitting++;
		judgement = ersym_classify(&facts);
		KUNIT_ASSERT_EQ_MSG(test, judgement.kind, row->kind,
				    "case %u", n);
		if (row->kind != NOTHING)
			KUNIT_ASSERT_EQ_MSG(test, judgement.expected,
					    ersym_row_expected(row, &facts),
					    "case %u", n);
	}
	KUNIT_EXPECT_GT(test, fitting, 0);
}

/* Each combination of facts is in exactly one row of the table. */
static void ersym_classify_complete(struct kunit *test)
{
	unsigned int n, i;

	for (n = 0; n < ERSYM_CASES; n++) {
		unsigned int fitting = 0;
		struct ersym_facts facts;

		ersym_facts_number(&facts, n);
		for (i = 0; i < ARRAY_SIZE(ersym_rows); i++)
			fitting += ersym_row_fits(&ersym_rows[i], &facts);
		KUNIT_ASSERT_EQ_MSG(test, fitting, 1, "case %u", n);
	}
}

static struct kunit_case ersym_classify_cases[] = {
	KUNIT_CASE_PARAM(ersym_classify_row, ersym_row_gen_params),
	KUNIT_CASE(ersym_classify_complete),
	{}
};

static struct kunit_suite ersym_classify_suite = {
	.name = "ersym-classify",
	.test_cases = ersym_classify_cases,
};

kunit_test_suite(ersym_classify_suite);
