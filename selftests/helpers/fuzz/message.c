// SPDX-License-Identifier: GPL-2.0
#include "message.h"

#include <string.h>

#include <linux/netlink.h>

#include <linux/ersym.h>

#include "../random.h"
#include "damage.h"
#include "request.h"
#include "tree.h"

uint64_t rnd_state;
uint16_t message_family;
static uint32_t sequence;

/* The next sequence number is the message's. */
void put_headers(struct message *message, uint8_t cmd, uint16_t flags)
{
	struct genlmsghdr genl = { .cmd = cmd, .version = ERSYM_FAMILY_VERSION };
	struct nlmsghdr nlh = {
		.nlmsg_len = message->length,
		.nlmsg_type = message_family,
		.nlmsg_flags = NLM_F_REQUEST | flags,
		.nlmsg_seq = ++sequence,
	};

	message->sequence = sequence;
	memcpy(message->data, &nlh, sizeof(nlh));
	memcpy(message->data + NLMSG_HDRLEN, &genl, sizeof(genl));
}

static void seed_numbers(uint64_t seed, uint64_t number)
{
	rnd_state = seed * 0x9e3779b97f4a7c15ull ^ number * 0xd1b54a32d192ed03ull;
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

struct span attributes_of(const struct message *message)
{
	return (struct span){ message->data + HEADERS, (int)(message->length - HEADERS) };
}

static void put_attributes(struct message *message, const struct node *tree, bool whole)
{
	message->length = HEADERS + tree_encode(tree, message->data + HEADERS,
						MESSAGE_MAX - 2 * HEADERS);
	if (!whole && one_in(5))
		damage_bytes(message);
}

/* Whose data is where there is room for MESSAGE_MAX bytes. */
void make_message(struct message *message, uint64_t seed, uint64_t number)
{
	static struct config asked;
	struct node *tree;
	uint16_t flags;
	unsigned int n;
	uint8_t cmd;
	bool whole;

	seed_numbers(seed, number);
	tree_begin();
	message->number = number;
	message->plain = true;
	whole = one_in(40);

	cmd = any_command();
	tree = make_request(cmd);
	flags = cmd != ERSYM_CMD_CONFIG_SET && one_in(2) ? NLM_F_ACK | NLM_F_DUMP : NLM_F_ACK;
	for (n = whole ? 0 : 1 + below(3); n; n--)
		damage_tree(&tree);
	put_attributes(message, tree, whole);
	/* The kernel accepts one in the time that it refuses a hundred. */
	while (!whole && cmd == ERSYM_CMD_CONFIG_SET && !one_in(8) &&
	       !config_judge(&asked, attributes_of(message))) {
		damage_tree(&tree);
		put_attributes(message, tree, whole);
	}
	message->dump = flags & NLM_F_DUMP;
	put_headers(message, cmd, flags);
	if (!whole && one_in(16))
		damage_headers(message);
}
