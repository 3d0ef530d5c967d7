// SPDX-License-Identifier: GPL-2.0
/*
 * fuzz-netlink: messages to the netlink family of ersym that nobody would write
 *
 *   fuzz-netlink SEED COUNT [FIRST]
 *
 * Sends messages number FIRST (0) to FIRST + COUNT - 1: configurations, and the
 * other commands, as they should be, or with attributes added, removed, moved,
 * resized, nested wrongly, cut off, overwritten. Message N depends on SEED and N
 * alone: "fuzz-netlink SEED 1 N" sends it again.
 *
 * Whether a configuration is to be accepted is judged here too, from the bytes and
 * without the kernel's code. After each message config-get is asked: it must say
 * what it said before, to the byte, or what the message asked for, if that was to
 * be accepted. Ends at the first answer that should not be, and prints the message.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>

#include <linux/ersym.h>

#include "random.h"

#define HEADERS		(NLMSG_HDRLEN + GENL_HDRLEN)
#define MESSAGE_MAX	(1 << 18)
#define BATCH_MAX	32
#define BATCH_BYTES	(1 << 20)
#define ANSWERS_MAX	64
#define ANSWER_MAX	(1 << 18)
#define SOCKET_BUFFER	(1 << 24)
#define ANSWER_SECONDS	60

#define NODES_MAX	(1 << 16)
#define COPIES_MAX	100
#define DEPTH_MAX	200

#define LINKS_MAX	64
#define POOLS_MAX	65536
#define RELATED		(1u << ERSYM_KIND_RELATED)
#define POLICY_BITS	0xffu

/* ---------------------------------------------------------------- numbers */

static void rnd_seed(uint64_t seed, uint64_t number)
{
	rnd_state = seed * 0x9e3779b97f4a7c15ull ^ number * 0xd1b54a32d192ed03ull;
}

static uint32_t odd_number(void)
{
	static const uint32_t odd[] = {
		0, 1, 2, 3, 7, 30, 31, 32, 0x7f, 0x80, 0xff, 0x100, 254, 255,
		1022, 1023, 1024, 0x7fff, 0x8000, 0xfffe, 0xffff, 0x10000,
		0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
	};

	return one_in(4) ? rnd() : odd[below(sizeof(odd) / sizeof(*odd))];
}

/* ---------------------------------------------------------------- messages as trees */

/**
 * struct node - an attribute
 * @type: with its flags
 * @claims: what it says its length is, or -1 for the truth
 * @nested: @child is its payload, not @data
 * @data: payload
 * @length: of @data
 * @child: the first attribute in it
 * @next: the one behind it
 */
struct node {
	uint16_t type;
	int claims;
	bool nested;
	const void *data;
	unsigned int length;
	struct node *child;
	struct node *next;
};

static struct node nodes[NODES_MAX + COPIES_MAX + 3 * DEPTH_MAX];
static unsigned int node_count;
static unsigned char heap[1 << 20];
static size_t heap_used;

static void *keep(const void *data, size_t length)
{
	void *copy = &heap[heap_used];

	if (data)
		memcpy(copy, data, length);
	heap_used += length;
	return copy;
}

static struct node *node_new(uint16_t type)
{
	struct node *node = &nodes[node_count++];

	*node = (struct node){ .type = type, .claims = -1 };
	return node;
}

static struct node *node_data(uint16_t type, const void *data, size_t length)
{
	struct node *node = node_new(type);

	node->data = keep(data, length);
	node->length = length;
	return node;
}

static struct node *node_u32(uint16_t type, uint32_t value)
{
	return node_data(type, &value, sizeof(value));
}

static struct node *node_nest(uint16_t type)
{
	struct node *node = node_new(type | NLA_F_NESTED);

	node->nested = true;
	return node;
}

/* Returns where the next one goes. */
static struct node **node_add(struct node **place, struct node *node)
{
	*place = node;
	return &node->next;
}

static struct node *node_copy(const struct node *node)
{
	struct node *copy = node_new(0);
	const struct node *child;
	struct node **place;

	*copy = *node;
	copy->next = NULL;
	copy->child = NULL;
	place = &copy->child;
	for (child = node->child; child; child = child->next)
		place = node_add(place, node_copy(child));
	return copy;
}

static size_t encode(const struct node *node, unsigned char *buf, size_t room)
{
	size_t used = 0;

	for (; node; node = node->next) {
		struct nlattr nla = { .nla_type = node->type };
		size_t length;

		/* What does not fit is cut off; that is a test too. */
		if (used + NLA_HDRLEN + NLA_ALIGN(node->length) > room)
			break;
		if (node->nested) {
			length = encode(node->child, buf + used + NLA_HDRLEN,
					room - used - NLA_HDRLEN);
		} else {
			length = node->length;
			memcpy(buf + used + NLA_HDRLEN, node->data, length);
		}
		nla.nla_len = node->claims >= 0 ? node->claims : (int)(NLA_HDRLEN + length);
		memcpy(buf + used, &nla, sizeof(nla));
		memset(buf + used + NLA_HDRLEN + length, 0, NLA_ALIGN(length) - length);
		used += NLA_HDRLEN + NLA_ALIGN(length);
	}
	return used;
}

/* ---------------------------------------------------------------- configurations */

static uint32_t ones(unsigned int width)
{
	return width < 32 ? (1u << width) - 1 : 0xffffffff;
}

static struct node *make_pool(unsigned int block)
{
	unsigned char address[16] = { 0x20, 0x01, 0x0d, 0xb8, block >> 8, block };
	bool ipv6 = one_in(3);
	unsigned int bits = ipv6 ? 128 : 32, i;
	uint8_t length = ipv6 ? 48 + below(81) : 16 + below(17);
	struct node *pool = node_nest(ERSYM_A_CIRCUIT_POOL);
	struct node **place = &pool->child;

	if (!ipv6)
		memcpy(address, (unsigned char []){ block >> 8, block, 0, 0 }, 4);
	for (i = ipv6 ? 48 : 16; i < length; i++)
		address[i / 8] |= one_in(2) ? 0x80 >> i % 8 : 0;
	place = node_add(place, node_data(ERSYM_A_POOL_ADDRESS, address, bits / 8));
	node_add(place, node_data(ERSYM_A_POOL_PREFIX_LENGTH, &length, 1));
	return pool;
}

static struct node *make_link(unsigned int number)
{
	struct node *link = node_nest(ERSYM_A_CIRCUIT_LINK);
	char name[ERSYM_DEVICE_MAX + 1];

	snprintf(name, sizeof(name), one_in(8) ? "long-link-%05u" : "l%u", number);
	link->child = node_data(ERSYM_A_LINK_NAME, name, strlen(name) + 1);
	return link;
}

/**
 * struct shape - how large a configuration is
 * @circuits: how many
 * @links: of each, at most
 * @pools: of each, at most
 */
struct shape {
	unsigned int circuits;
	unsigned int links;
	unsigned int pools;
};

static struct node *make_circuit(uint32_t id, const struct shape *shape,
				 unsigned int *links, unsigned int *pools)
{
	struct node *circuit = node_nest(ERSYM_A_CONFIG_CIRCUIT);
	struct node **place = &circuit->child;
	char name[ERSYM_NAME_MAX + 1];
	unsigned int n;

	snprintf(name, sizeof(name), one_in(8) ? "a-very-long-name-of-a-circuit%u" : "c%u", id);
	place = node_add(place, node_u32(ERSYM_A_CIRCUIT_ID, id));
	place = node_add(place, node_data(ERSYM_A_CIRCUIT_NAME, name, strlen(name) + 1));
	if (one_in(2))
		place = node_add(place, node_u32(ERSYM_A_CIRCUIT_DROP, below(RELATED)));
	if (one_in(3))
		place = node_add(place, node_data(ERSYM_A_CIRCUIT_PUBLIC_ONLY, NULL, 0));
	for (n = below(shape->links + 1); n; n--)
		place = node_add(place, make_link((*links)++));
	for (n = below(shape->pools + 1); n; n--)
		place = node_add(place, make_pool((*pools)++));
	return circuit;
}

static struct shape make_shape(void)
{
	static const struct shape shapes[] = {
		{ 0, 0, 0 }, { 1, 1, 1 }, { 2, 2, 2 }, { 2, 2, 3 }, { 3, 3, 3 },
		{ 4, 2, 8 },
	};
	static const struct shape large[] = {
		{ 1, 65, 0 }, { 60, 4, 4 }, { ERSYM_CIRCUIT_MAX, 0, 0 },
		{ ERSYM_CIRCUIT_MAX + 1, 0, 0 }, { 3, 60, 1000 },
	};

	if (one_in(400))
		return large[below(sizeof(large) / sizeof(*large))];
	return shapes[below(sizeof(shapes) / sizeof(*shapes))];
}

/* One that is to be accepted, but for shapes that are too large. */
static struct node *make_config(void)
{
	struct shape shape = make_shape();
	unsigned int width = 6 + below(27), links = 0, pools = below(1000), i;
	struct node *first = NULL, **place = &first;
	uint32_t highest;

	if (shape.circuits > 2)
		width = shape.circuits > 62 ? 30 + below(3) : 18 + below(15);
	highest = ones(width / 3) - 1;
	if (shape.circuits || one_in(2))
		place = node_add(place, node_u32(ERSYM_A_CONFIG_MARK_MASK,
						 ones(width) << below(33 - width)));
	if (one_in(2))
		place = node_add(place, node_u32(ERSYM_A_CONFIG_INSIDE_DROP,
						 below(RELATED)));
	for (i = 0; i < shape.circuits; i++)
		place = node_add(place, make_circuit(highest - i, &shape, &links, &pools));
	return first;
}

/* ---------------------------------------------------------------- other commands */

static struct node *make_request(uint8_t cmd)
{
	static const uint32_t circuits[] = { 0, 1, 2, 30, ERSYM_CIRCUIT_INSIDE };
	struct node *first = NULL, **place = &first;
	uint16_t type;

	switch (cmd) {
	case ERSYM_CMD_CONFIG_SET:
		return make_config();
	case ERSYM_CMD_CIRCUIT_GET:
		return one_in(3) ? NULL : node_u32(ERSYM_A_STATUS_ID, 1 + below(30));
	case ERSYM_CMD_VIOLATION_GET:
		if (one_in(3))
			return NULL;
		for (type = ERSYM_A_VIOLATION_KIND; type <= ERSYM_A_VIOLATION_ACTUAL; type++)
			place = node_add(place, node_u32(type, below(9)));
		return first;
	case ERSYM_CMD_FLOW_FLUSH:
		for (type = ERSYM_A_FLOW_IN; type <= ERSYM_A_FLOW_STRAY; type++)
			if (one_in(3))
				place = node_add(place, node_u32(type, circuits[below(5)]));
		if (one_in(3))
			node_add(place, node_data(ERSYM_A_FLOW_STRAYED, NULL, 0));
		return first;
	default:
		return NULL;
	}
}

/* ---------------------------------------------------------------- damage */

static unsigned int count_nodes(const struct node *node)
{
	unsigned int n = 0;

	for (; node; node = node->next)
		n += 1 + count_nodes(node->child);
	return n;
}

/* The place of the attribute @n of a tree, counted down to 0. */
static struct node **find_node(struct node **place, unsigned int *n)
{
	for (; *place; place = &(*place)->next) {
		struct node **found;

		if (!(*n)--)
			return place;
		found = find_node(&(*place)->child, n);
		if (found)
			return found;
	}
	return NULL;
}

static struct node **any_node(struct node **tree)
{
	unsigned int count = count_nodes(*tree), n;

	if (!count)
		return NULL;
	n = below(count);
	return find_node(tree, &n);
}

static void resize(struct node *node)
{
	static const unsigned int sizes[] = {
		0, 1, 2, 3, 4, 5, 7, 8, 12, 15, 16, 17, 31, 32, 33, 64, 255, 4096, 65531,
	};
	unsigned int length = sizes[below(sizeof(sizes) / sizeof(*sizes) - !one_in(50))];
	unsigned char *data = keep(NULL, length);
	unsigned int i;

	for (i = 0; i < length; i++)
		data[i] = one_in(3) ? 0 : rnd();
	if (!node->nested && one_in(2))
		memcpy(data, node->data, length < node->length ? length : node->length);
	node->nested = false;
	node->data = data;
	node->length = length;
}

/* Other values of the same size. */
static void revalue(struct node *node)
{
	unsigned char *data;
	uint32_t value = odd_number();

	if (node->nested || !node->length)
		return;
	data = keep(node->data, node->length);
	if (node->length == sizeof(value) && one_in(2))
		memcpy(data, &value, sizeof(value));
	else
		data[below(node->length)] = one_in(2) ? 0 : rnd();
	node->data = data;
}

static void wrap(struct node *node)
{
	unsigned int depth = 1 + below(one_in(8) ? DEPTH_MAX : 3);
	struct node *inner = node_copy(node);

	while (--depth) {
		struct node *outer = node_new(node->type | NLA_F_NESTED);

		outer->nested = true;
		outer->child = inner;
		inner = outer;
	}
	node->nested = true;
	node->child = inner;
	node->type |= NLA_F_NESTED;
}

/* One attribute less, more, elsewhere, larger, smaller, wrong. */
static void damage(struct node **tree)
{
	struct node **place = any_node(tree), **other, *node, *copy;
	unsigned int n;

	if (!place) {
		*tree = node_data(below(8), "\0\0\0\0", below(5));
		return;
	}
	node = *place;
	if (node_count + COPIES_MAX * (1 + count_nodes(node->child)) > NODES_MAX)
		return;
	switch (below(12)) {
	case 0:		/* is not there */
		*place = node->next;
		break;
	case 1:		/* is there twice, or often */
		for (n = one_in(40) ? 1 + below(COPIES_MAX) : 1; n; n--) {
			copy = node_copy(node);
			copy->next = node->next;
			node->next = copy;
		}
		break;
	case 2:		/* is in another nest too */
		other = any_node(tree);
		copy = node_copy(node);
		if ((*other)->nested) {
			copy->next = (*other)->child;
			(*other)->child = copy;
		}
		break;
	case 3:		/* takes the place of another one */
		copy = node_copy(node);
		other = any_node(tree);
		copy->next = (*other)->next;
		*other = copy;
		break;
	case 4:
		node->type ^= one_in(2) ? NLA_F_NESTED : NLA_F_NET_BYTEORDER;
		break;
	case 5:
		node->type = (node->type & NLA_F_NESTED) | (one_in(4) ? rnd() & NLA_TYPE_MASK :
							    below(10));
		break;
	case 6:
		node->claims = one_in(2) ? (int)(rnd() & 0xffff) : (int)below(40);
		break;
	case 7:
		resize(node);
		break;
	case 8:
	case 9:
	case 10:
		revalue(node);
		break;
	case 11:
		wrap(node);
		break;
	}
}

/* ---------------------------------------------------------------- one message */

/**
 * struct message - what is sent
 * @number: of this message
 * @data: with both headers
 * @length: of @data
 * @sequence: of its answer; that of config-get is the next one
 * @plain: its headers are as they should be
 * @dump: it asks for a dump, of which a socket has one at a time
 */
struct message {
	uint64_t number;
	unsigned char *data;
	size_t length;
	uint32_t sequence;
	bool plain;
	bool dump;
};

static uint16_t family;
static uint32_t sequence;

static void put_headers(struct message *message, uint8_t cmd, uint16_t flags)
{
	struct genlmsghdr genl = { .cmd = cmd, .version = ERSYM_FAMILY_VERSION };
	struct nlmsghdr nlh = {
		.nlmsg_len = message->length,
		.nlmsg_type = family,
		.nlmsg_flags = NLM_F_REQUEST | flags,
		.nlmsg_seq = ++sequence,
	};

	message->sequence = sequence;
	memcpy(message->data, &nlh, sizeof(nlh));
	memcpy(message->data + NLMSG_HDRLEN, &genl, sizeof(genl));
}

static uint8_t any_command(void)
{
	static const uint8_t others[] = {
		ERSYM_CMD_CONFIG_GET, ERSYM_CMD_CIRCUIT_GET, ERSYM_CMD_CIRCUIT_GET,
		ERSYM_CMD_VIOLATION_GET, ERSYM_CMD_VIOLATION_GET, ERSYM_CMD_FLOW_FLUSH,
	};

	if (!one_in(4))
		return ERSYM_CMD_CONFIG_SET;
	return one_in(12) ? rnd() : others[below(sizeof(others))];
}

/* Bytes and the length, not attributes. */
static void damage_bytes(struct message *message)
{
	size_t payload = message->length - HEADERS;
	unsigned int n;

	if (payload && one_in(2)) {
		message->length -= one_in(2) ? 1 + below(payload) :
					       1 + below(payload < 8 ? payload : 8);
	} else if (one_in(4)) {
		for (n = 1 + below(20); n; n--)
			message->data[message->length++] = one_in(2) ? 0 : rnd();
	} else if (payload) {
		for (n = 1 + below(4); n; n--)
			message->data[HEADERS + below(payload)] = rnd();
	}
}

static void damage_headers(struct message *message)
{
	struct nlmsghdr nlh;

	message->plain = false;
	memcpy(&nlh, message->data, sizeof(nlh));
	switch (below(5)) {
	case 0:
		nlh.nlmsg_len = one_in(2) ? odd_number() : below(message->length + 16);
		break;
	case 1:
		nlh.nlmsg_flags = rnd();
		break;
	case 2:		/* control messages; other families are none of ours */
		nlh.nlmsg_type = below(NLMSG_MIN_TYPE);
		break;
	case 3:
		message->data[NLMSG_HDRLEN + 1 + below(3)] = rnd();
		break;
	case 4:
		message->length = below(HEADERS);
		break;
	}
	memcpy(message->data, &nlh, sizeof(nlh));
}

/* ---------------------------------------------------------------- judging */

enum kind {
	U8,
	U32,
	FLAG,
	STRING,
	BINARY,
	NEST,
};

/**
 * struct policy - what the specification says of an attribute
 * @kind: of value
 * @least: of a number
 * @most: of a number, or of the length of a string
 * @nest: policies of the attributes in it, by type
 */
struct policy {
	enum kind kind;
	uint32_t least;
	uint32_t most;
	const struct level *nest;
};

struct level {
	unsigned int types;
	struct policy policy[ERSYM_A_CIRCUIT_DROP + 1];
};

static const struct level link_level = {
	ERSYM_A_LINK_NAME, {
		[ERSYM_A_LINK_NAME] = { STRING, .most = ERSYM_DEVICE_MAX },
	},
};

static const struct level pool_level = {
	ERSYM_A_POOL_PREFIX_LENGTH, {
		[ERSYM_A_POOL_ADDRESS] = { BINARY, .most = 16 },
		[ERSYM_A_POOL_PREFIX_LENGTH] = { U8, .most = 128 },
	},
};

static const struct level circuit_level = {
	ERSYM_A_CIRCUIT_DROP, {
		[ERSYM_A_CIRCUIT_ID] = { U32, 1, ERSYM_CIRCUIT_MAX },
		[ERSYM_A_CIRCUIT_NAME] = { STRING, .most = ERSYM_NAME_MAX },
		[ERSYM_A_CIRCUIT_LINK] = { NEST, .nest = &link_level },
		[ERSYM_A_CIRCUIT_POOL] = { NEST, .nest = &pool_level },
		[ERSYM_A_CIRCUIT_PUBLIC_ONLY] = { FLAG },
		[ERSYM_A_CIRCUIT_DROP] = { U32, 0, POLICY_BITS },
	},
};

static const struct level config_level = {
	ERSYM_A_CONFIG_CIRCUIT, {
		[ERSYM_A_CONFIG_MARK_MASK] = { U32, 0, 0xffffffff },
		[ERSYM_A_CONFIG_INSIDE_DROP] = { U32, 0, POLICY_BITS },
		[ERSYM_A_CONFIG_CIRCUIT] = { NEST, .nest = &circuit_level },
	},
};

/**
 * struct span - attributes side by side
 * @at: the first
 * @left: bytes; fewer than none behind one that is not padded
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

static bool span_next(struct span *span, struct attribute *attribute)
{
	struct nlattr nla;

	if (span->left < (int)sizeof(nla))
		return false;
	memcpy(&nla, span->at, sizeof(nla));
	if (nla.nla_len < sizeof(nla) || nla.nla_len > span->left)
		return false;
	attribute->type = nla.nla_type & NLA_TYPE_MASK;
	attribute->flags = nla.nla_type & NLA_F_NESTED;
	attribute->data = span->at + NLA_HDRLEN;
	attribute->length = nla.nla_len - NLA_HDRLEN;
	span->at += NLA_ALIGN(nla.nla_len);
	span->left -= NLA_ALIGN(nla.nla_len);
	return true;
}

static struct span span_of(const struct attribute *attribute)
{
	return (struct span){ attribute->data, attribute->length };
}

static uint32_t number_in(const struct attribute *attribute)
{
	uint32_t value = attribute->data[0];

	if (attribute->length == sizeof(value))
		memcpy(&value, attribute->data, sizeof(value));
	return value;
}

static bool level_fits(const struct level *level, struct span span);

static bool policy_fits(const struct policy *policy, const struct attribute *attribute)
{
	int length = attribute->length;

	if (policy->kind == NEST ? !attribute->flags : attribute->flags)
		return false;
	switch (policy->kind) {
	case U8:
	case U32:
		return length == (policy->kind == U8 ? 1 : 4) &&
		       number_in(attribute) >= policy->least &&
		       number_in(attribute) <= policy->most;
	case FLAG:
		return !length;
	case STRING:
		if (!memchr(attribute->data, '\0', length))
			return false;
		return length - !attribute->data[length - 1] <= (int)policy->most;
	case BINARY:
		return length <= (int)policy->most;
	default:
		return !length || level_fits(policy->nest, span_of(attribute));
	}
}

static bool level_fits(const struct level *level, struct span span)
{
	struct attribute attribute;

	while (span_next(&span, &attribute))
		if (!attribute.type || attribute.type > level->types ||
		    !policy_fits(&level->policy[attribute.type], &attribute))
			return false;
	return span.left <= 0;
}

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
};

static const char *judge_pool(struct config *config, const struct attribute *nest)
{
	struct pool *pool = &config->pool[config->pools];
	struct attribute attribute;
	struct span span = span_of(nest);
	bool has_length = false;
	unsigned int i;

	if (config->pools == POOLS_MAX)
		return "too many pools";
	memset(pool, 0, sizeof(*pool));
	while (span_next(&span, &attribute)) {
		if (attribute.type == ERSYM_A_POOL_ADDRESS) {
			pool->bytes = attribute.length;
			memset(pool->address, 0, sizeof(pool->address));
			memcpy(pool->address, attribute.data, attribute.length);
		} else {
			pool->length = number_in(&attribute);
			has_length = true;
		}
	}
	if (pool->bytes != 4 && pool->bytes != 16)
		return "no address";
	if (!has_length || pool->length > pool->bytes * 8)
		return "no prefix length";
	for (i = pool->length; i < pool->bytes * 8; i++)
		if (pool->address[i / 8] & (0x80 >> i % 8))
			return "bits beyond the prefix";
	pool->circuit = config->circuits;
	config->pools++;
	return NULL;
}

static const char *judge_link(struct config *config, const struct attribute *nest)
{
	struct link *link = &config->link[config->links];
	struct attribute attribute;
	struct span span = span_of(nest);
	const char *p;

	if (config->links == sizeof(config->link) / sizeof(*config->link))
		return "too many links";
	memset(link, 0, sizeof(*link));
	while (span_next(&span, &attribute)) {
		memset(link->name, 0, sizeof(link->name));
		snprintf(link->name, sizeof(link->name), "%s", attribute.data);
	}
	if (!*link->name || !strcmp(link->name, ".") || !strcmp(link->name, ".."))
		return "no name of a device";
	/* 0xa0: to the kernel, a blank */
	for (p = link->name; *p; p++)
		if (strchr("/: \t\n\v\f\r\xa0", *p))
			return "no name of a device";
	link->circuit = config->circuits;
	config->links++;
	return NULL;
}

static const char *judge_circuit(struct config *config, const struct attribute *nest,
				 unsigned int highest)
{
	struct circuit *circuit = &config->circuit[config->circuits];
	struct attribute attribute;
	struct span span = span_of(nest);
	unsigned int i, links = 0;
	const char *reason = NULL;

	if (config->circuits == ERSYM_CIRCUIT_MAX)
		return "too many circuits";
	memset(circuit, 0, sizeof(*circuit));
	while (!reason && span_next(&span, &attribute)) {
		switch (attribute.type) {
		case ERSYM_A_CIRCUIT_ID:
			circuit->id = number_in(&attribute);
			break;
		case ERSYM_A_CIRCUIT_NAME:
			memset(circuit->name, 0, sizeof(circuit->name));
			snprintf(circuit->name, sizeof(circuit->name), "%s", attribute.data);
			break;
		case ERSYM_A_CIRCUIT_PUBLIC_ONLY:
			circuit->public_only = true;
			break;
		case ERSYM_A_CIRCUIT_DROP:
			circuit->drop = number_in(&attribute);
			break;
		case ERSYM_A_CIRCUIT_LINK:
			reason = ++links > LINKS_MAX ? "too many links" :
						       judge_link(config, &attribute);
			break;
		case ERSYM_A_CIRCUIT_POOL:
			reason = judge_pool(config, &attribute);
			break;
		}
	}
	if (reason)
		return reason;
	if (!circuit->id || circuit->id > highest)
		return "no id, or one too high";
	if (!*circuit->name)
		return "no name of a circuit";
	if (circuit->drop & RELATED)
		return "related is never dropped";
	for (i = 0; i < config->circuits; i++)
		if (config->circuit[i].id == circuit->id ||
		    !strcmp(config->circuit[i].name, circuit->name))
			return "an id or a name twice";
	config->circuits++;
	return NULL;
}

static int compare_pools(const void *a, const void *b)
{
	const struct pool *x = a, *y = b;

	if (x->bytes != y->bytes)
		return x->bytes < y->bytes ? -1 : 1;
	return memcmp(x->address, y->address, sizeof(x->address));
}

/* Sorts, so that configurations can be compared. Of two prefixes that overlap
 * one is in the other, and nothing but what is in there stands between them.
 */
static const char *judge_overlaps(struct config *config)
{
	unsigned int i, bit;

	qsort(config->pool, config->pools, sizeof(*config->pool), compare_pools);
	for (i = 1; i < config->pools; i++) {
		const struct pool *a = &config->pool[i - 1], *b = &config->pool[i];

		if (a->bytes != b->bytes)
			continue;
		for (bit = 0; bit < a->length && bit < b->length; bit++)
			if ((a->address[bit / 8] ^ b->address[bit / 8]) & (0x80 >> bit % 8))
				break;
		if (bit == a->length || bit == b->length)
			return "pools overlap";
	}
	return NULL;
}

static const char *judge_links_twice(const struct config *config)
{
	unsigned int i, j;

	for (i = 1; i < config->links; i++)
		for (j = 0; j < i; j++)
			if (!strcmp(config->link[i].name, config->link[j].name))
				return "a link twice";
	return NULL;
}

static unsigned int highest_id(uint32_t mask)
{
	unsigned int width = __builtin_popcount(mask);

	if (width < 6 || mask >> __builtin_ctz(mask) != ones(width))
		return 0;
	return ones(width / 3) - 1;
}

/* NULL, or why a configuration is not to be accepted. */
static const char *judge(struct config *config, struct span attributes)
{
	struct attribute attribute;
	struct span span = attributes;
	const char *reason = NULL;
	unsigned int circuits = 0;

	config->mask = 0;
	config->drop = 0;
	config->circuits = 0;
	config->links = 0;
	config->pools = 0;
	if (!level_fits(&config_level, attributes))
		return "not as specified";
	while (span_next(&span, &attribute)) {
		if (attribute.type == ERSYM_A_CONFIG_MARK_MASK)
			config->mask = number_in(&attribute);
		else if (attribute.type == ERSYM_A_CONFIG_INSIDE_DROP)
			config->drop = number_in(&attribute);
		else
			circuits++;
	}
	if (!circuits) {
		config->mask = 0;
		config->drop = 0;
		return NULL;
	}
	if (!highest_id(config->mask))
		return "no mark mask";
	if (config->drop & RELATED)
		return "related is never dropped";
	span = attributes;
	while (!reason && span_next(&span, &attribute))
		if (attribute.type == ERSYM_A_CONFIG_CIRCUIT)
			reason = judge_circuit(config, &attribute, highest_id(config->mask));
	if (!reason)
		reason = judge_overlaps(config);
	return reason ? reason : judge_links_twice(config);
}

static bool same(const struct config *a, const struct config *b)
{
	return a->mask == b->mask && a->drop == b->drop && a->circuits == b->circuits &&
	       a->links == b->links && a->pools == b->pools &&
	       !memcmp(a->circuit, b->circuit, a->circuits * sizeof(*a->circuit)) &&
	       !memcmp(a->link, b->link, a->links * sizeof(*a->link)) &&
	       !memcmp(a->pool, b->pool, a->pools * sizeof(*a->pool));
}

static struct config asked;

static struct span attributes_of(const struct message *message)
{
	return (struct span){ message->data + HEADERS, (int)(message->length - HEADERS) };
}

static void put_attributes(struct message *message, const struct node *tree, bool whole)
{
	message->length = HEADERS + encode(tree, message->data + HEADERS,
					   MESSAGE_MAX - 2 * HEADERS);
	if (!whole && one_in(5))
		damage_bytes(message);
}

static void make_message(struct message *message, uint64_t seed, uint64_t number)
{
	struct node *tree;
	uint16_t flags;
	unsigned int n;
	uint8_t cmd;
	bool whole;

	rnd_seed(seed, number);
	node_count = 0;
	heap_used = 0;
	message->number = number;
	message->plain = true;
	whole = one_in(40);

	cmd = any_command();
	tree = make_request(cmd);
	flags = cmd != ERSYM_CMD_CONFIG_SET && one_in(2) ? NLM_F_ACK | NLM_F_DUMP : NLM_F_ACK;
	for (n = whole ? 0 : 1 + below(3); n; n--)
		damage(&tree);
	put_attributes(message, tree, whole);
	/* To accept one takes the kernel as long as to refuse a hundred */
	while (!whole && cmd == ERSYM_CMD_CONFIG_SET && !one_in(8) &&
	       !judge(&asked, attributes_of(message))) {
		damage(&tree);
		put_attributes(message, tree, whole);
	}
	message->dump = flags & NLM_F_DUMP;
	put_headers(message, cmd, flags);
	if (!whole && one_in(16))
		damage_headers(message);
}

/* ---------------------------------------------------------------- the kernel */

/**
 * struct outcome - what came back
 * @answered: the kernel said how it ended
 * @error: errno, or 0
 * @words: a refusal says why
 * @points: at which byte of the message, or 0
 * @objects: that were told
 * @unfinished: a dump has more to tell
 * @told: config-get has answered
 */
struct outcome {
	bool answered;
	int error;
	bool words;
	uint32_t points;
	unsigned int objects;
	bool unfinished;
	bool told;
};

/**
 * struct told - what config-get says
 * @generation: of the configuration
 * @data: attributes behind it
 * @length: of @data
 */
struct told {
	uint32_t generation;
	unsigned char data[ANSWER_MAX];
	int length;
};

static int sock;
static uint64_t the_seed;
static const struct message *current;
static struct config in_force;
static struct told told[2], *before = &told[0], *after = &told[1];
static uint64_t refused, accepted, objects;

static void __attribute__((noreturn, format(printf, 1, 2))) fail(const char *fmt, ...)
{
	va_list ap;
	size_t i;

	printf("FAIL: seed %" PRIu64 ", message %" PRIu64 ": ", the_seed, current->number);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\nmessage of %zu bytes:", current->length);
	for (i = 0; i < current->length && i < 2048; i++)
		printf("%s%02x", i % 32 ? i % 4 ? "" : " " : "\n  ", current->data[i]);
	printf("\nagain: fuzz-netlink %" PRIu64 " 1 %" PRIu64 "\n", the_seed, current->number);
	exit(1);
}

static void send_bytes(const void *data, size_t length)
{
	/* Nothing at all is no message, which the kernel says */
	if (send(sock, data, length, 0) < 0 && errno != ENODATA)
		fail("send: %s", strerror(errno));
}

static void take_words(struct outcome *outcome, const unsigned char *data, int length)
{
	struct span span = { data, length };
	struct attribute attribute;

	while (span_next(&span, &attribute)) {
		if (attribute.type == NLMSGERR_ATTR_MSG)
			outcome->words = attribute.length > 1;
		else if (attribute.type == NLMSGERR_ATTR_OFFS)
			outcome->points = number_in(&attribute);
	}
}

static void take_error(struct outcome *outcome, const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *error = NLMSG_DATA(nlh);
	size_t skip = nlh->nlmsg_type == NLMSG_DONE ? sizeof(error->error) : sizeof(*error);

	outcome->answered = true;
	outcome->error = -error->error;
	if (nlh->nlmsg_flags & NLM_F_ACK_TLVS)
		take_words(outcome, (const unsigned char *)error + skip,
			   nlh->nlmsg_len - NLMSG_HDRLEN - skip);
}

static void take_config(struct outcome *outcome, const struct nlmsghdr *nlh)
{
	const unsigned char *data = (const unsigned char *)nlh + HEADERS;
	struct span span = { data, nlh->nlmsg_len - HEADERS };
	struct attribute attribute;

	if (nlh->nlmsg_type == NLMSG_ERROR)
		fail("config-get is refused");
	if (!span_next(&span, &attribute) || attribute.type != ERSYM_A_CONFIG_GENERATION)
		fail("config-get does not begin with a generation");
	after->generation = number_in(&attribute);
	after->length = span.left;
	memcpy(after->data, span.at, span.left);
	outcome->told = true;
}

static void take_answer(struct outcome *outcome, const struct nlmsghdr *nlh)
{
	if (nlh->nlmsg_flags & NLM_F_MULTI)
		outcome->unfinished = nlh->nlmsg_type != NLMSG_DONE;
	if (nlh->nlmsg_seq == current->sequence + 1)
		take_config(outcome, nlh);
	else if (nlh->nlmsg_seq != current->sequence)
		return;
	else if (nlh->nlmsg_type == NLMSG_ERROR || nlh->nlmsg_type == NLMSG_DONE)
		take_error(outcome, nlh);
	else
		outcome->objects++;
}

/* ---------------------------------------------------------------- checking */

/* Refusals of a configuration that are worth the name. */
static bool is_refusal(int error)
{
	return error == EINVAL || error == ERANGE || error == EEXIST || error == E2BIG;
}

static void check_refusal(const struct outcome *outcome)
{
	if (!is_refusal(outcome->error))
		fail("config-set: %s", strerror(outcome->error));
	if (!outcome->words)
		fail("config-set is refused without a word");
	if (outcome->points && (outcome->points < HEADERS || outcome->points % NLA_ALIGNTO ||
				outcome->points >= current->length))
		fail("config-set is refused for byte %u", outcome->points);
}

/* True if the configuration has changed, as it should have. */
static bool check_change(const struct outcome *outcome, const char *reason)
{
	if (after->generation == before->generation) {
		if (after->length != before->length ||
		    memcmp(after->data, before->data, after->length))
			fail("config-get says something else, and the generation is the same");
		return false;
	}
	if (outcome->error)
		fail("refused (%s), and the configuration has changed",
		     strerror(outcome->error));
	if (current->data[NLMSG_HDRLEN] != ERSYM_CMD_CONFIG_SET)
		fail("command %u has changed the configuration", current->data[NLMSG_HDRLEN]);
	if (reason)
		fail("accepted: %s", reason);
	if (after->generation != before->generation + 1)
		fail("generation %u after %u", after->generation, before->generation);
	reason = judge(&in_force, (struct span){ after->data, after->length });
	if (reason)
		fail("config-get says what is no configuration: %s", reason);
	if (!same(&asked, &in_force))
		fail("accepted, and config-get says something else");
	return true;
}

static void check(const struct outcome *outcome)
{
	uint8_t cmd = current->data[NLMSG_HDRLEN];
	const char *reason = NULL;
	struct nlmsghdr nlh;
	struct span span;
	bool changed;

	memcpy(&nlh, current->data, sizeof(nlh));
	if (cmd == ERSYM_CMD_CONFIG_SET && current->length >= HEADERS) {
		span = attributes_of(current);
		if (nlh.nlmsg_len < current->length)
			span.left = (int)nlh.nlmsg_len - (int)HEADERS;
		reason = judge(&asked, span);
	}
	changed = check_change(outcome, reason);
	if (!current->plain)
		return;

	if (!outcome->answered)
		fail("no answer");
	if (cmd == ERSYM_CMD_CONFIG_SET) {
		if (outcome->error)
			check_refusal(outcome);
		if (changed == !!reason)
			fail("refused (%s), but it is right", strerror(outcome->error));
	} else if (cmd == ERSYM_CMD_CIRCUIT_GET && current->dump &&
		   current->length == HEADERS) {
		if (outcome->error || outcome->objects != in_force.circuits)
			fail("circuit-get tells %u circuits of %u: %s", outcome->objects,
			     in_force.circuits, strerror(outcome->error));
	}
}

/* ---------------------------------------------------------------- sending */

/**
 * struct batch - messages that the kernel gets at once
 * @data: each message, and config-get behind it
 * @used: of @data
 * @message: the messages
 * @count: how many
 */
struct batch {
	unsigned char data[BATCH_BYTES];
	size_t used;
	struct message message[BATCH_MAX];
	unsigned int count;
};

static void next_message(const struct outcome *outcome)
{
	struct told *unused = before;

	check(outcome);
	accepted += after->generation != before->generation;
	refused += outcome->error != 0;
	objects += outcome->objects;
	before = after;
	after = unused;
	current++;
}

/* Takes the answers to messages that were sent, and checks each. */
static void take_answers(const struct message *messages, unsigned int count)
{
	static unsigned char buf[ANSWERS_MAX][ANSWER_MAX] __attribute__((aligned));
	static struct mmsghdr header[ANSWERS_MAX];
	static struct iovec iov[ANSWERS_MAX];
	struct outcome outcome = {};
	int i, got;

	for (i = 0; i < ANSWERS_MAX; i++) {
		iov[i] = (struct iovec){ buf[i], sizeof(buf[i]) };
		header[i].msg_hdr = (struct msghdr){ .msg_iov = &iov[i], .msg_iovlen = 1 };
	}
	current = messages;
	while (current < messages + count) {
		got = recvmmsg(sock, header, ANSWERS_MAX, MSG_WAITFORONE, NULL);
		if (got < 0)
			fail("no answer: %s", strerror(errno));
		for (i = 0; i < got; i++) {
			const struct nlmsghdr *nlh = (void *)buf[i];
			unsigned int left = header[i].msg_len;

			if (header[i].msg_hdr.msg_flags & MSG_TRUNC)
				fail("an answer that is too large");
			for (; NLMSG_OK(nlh, left); nlh = NLMSG_NEXT(nlh, left))
				take_answer(&outcome, nlh);
			if (outcome.told && !outcome.unfinished) {
				next_message(&outcome);
				memset(&outcome, 0, sizeof(outcome));
			}
		}
	}
}

static size_t put_config_get(unsigned char *data)
{
	struct message get = { .data = data, .length = HEADERS };

	put_headers(&get, ERSYM_CMD_CONFIG_GET, 0);
	return get.length;
}

static void flush(struct batch *batch)
{
	if (batch->count) {
		current = batch->message;
		send_bytes(batch->data, batch->used);
		take_answers(batch->message, batch->count);
	}
	batch->used = 0;
	batch->count = 0;
}

/* Whose length may not be true must not have others behind it. */
static void send_alone(const struct message *message)
{
	unsigned char get[HEADERS];

	current = message;
	send_bytes(message->data, message->length);
	send_bytes(get, put_config_get(get));
	take_answers(message, 1);
}

static void send_message(struct batch *batch, uint64_t number)
{
	struct message *message = &batch->message[batch->count], alone;

	message->data = &batch->data[batch->used];
	make_message(message, the_seed, number);
	if (message->plain && !message->dump) {
		batch->count++;
		batch->used += NLMSG_ALIGN(message->length);
		batch->used += put_config_get(&batch->data[batch->used]);
		if (batch->count == BATCH_MAX ||
		    batch->used + MESSAGE_MAX + HEADERS > sizeof(batch->data))
			flush(batch);
		return;
	}

	alone = *message;
	flush(batch);
	send_alone(&alone);
}

static void send_empty(void)
{
	unsigned char data[HEADERS];
	struct message message = {
		.data = data, .length = HEADERS, .plain = true,
	};

	put_headers(&message, ERSYM_CMD_CONFIG_SET, NLM_F_ACK);
	send_alone(&message);
}

/* Without a check: what is in force at the beginning, nobody knows. */
static void begin(void)
{
	static unsigned char buf[ANSWER_MAX] __attribute__((aligned));
	struct message get = { .data = buf };
	struct outcome outcome = {};

	current = &get;
	get.length = put_config_get(buf);
	send_bytes(buf, get.length);
	if (recv(sock, buf, sizeof(buf), 0) < (ssize_t)HEADERS)
		fail("no answer");
	take_config(&outcome, (void *)buf);
	*before = *after;
	send_empty();
}

static uint16_t find_family(void)
{
	static unsigned char buf[1 << 15] __attribute__((aligned));
	struct message get = { .data = buf };
	struct nlmsghdr *nlh = (void *)buf;
	struct attribute attribute;
	struct span span;
	ssize_t got;

	family = GENL_ID_CTRL;
	get.length = HEADERS + encode(node_data(CTRL_ATTR_FAMILY_NAME, ERSYM_FAMILY_NAME,
						sizeof(ERSYM_FAMILY_NAME)),
				      buf + HEADERS, 64);
	put_headers(&get, CTRL_CMD_GETFAMILY, 0);
	if (send(sock, buf, get.length, 0) < 0)
		return 0;
	got = recv(sock, buf, sizeof(buf), 0);
	if (got < (ssize_t)HEADERS || nlh->nlmsg_type == NLMSG_ERROR)
		return 0;
	span = (struct span){ buf + HEADERS, got - HEADERS };
	while (span_next(&span, &attribute))
		if (attribute.type == CTRL_ATTR_FAMILY_ID)
			return attribute.data[0] | attribute.data[1] << 8;
	return 0;
}

static void open_socket(void)
{
	struct timeval timeout = { .tv_sec = ANSWER_SECONDS };
	int one = 1, size = SOCKET_BUFFER;

	sock = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);
	if (sock < 0) {
		perror("fuzz-netlink: socket");
		exit(1);
	}
	setsockopt(sock, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	setsockopt(sock, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
	setsockopt(sock, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size));
	setsockopt(sock, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	family = find_family();
	if (!family) {
		fprintf(stderr, "fuzz-netlink: there is no family " ERSYM_FAMILY_NAME "\n");
		exit(1);
	}
}

int main(int argc, char **argv)
{
	static struct batch batch;
	uint64_t count, first = 0, i;

	if (argc < 3 || argc > 4) {
		fprintf(stderr, "usage: fuzz-netlink SEED COUNT [FIRST]\n");
		return 2;
	}
	the_seed = strtoull(argv[1], NULL, 0);
	count = strtoull(argv[2], NULL, 0);
	if (argc > 3)
		first = strtoull(argv[3], NULL, 0);

	open_socket();
	begin();
	for (i = first; i < first + count; i++)
		send_message(&batch, i);
	flush(&batch);
	printf("seed %" PRIu64 ": %" PRIu64 " messages, %" PRIu64 " refused, %" PRIu64
	       " configurations accepted, %" PRIu64 " objects told\n", the_seed, count,
	       refused, accepted, objects);
	send_empty();
	return 0;
}
