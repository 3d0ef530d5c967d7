// SPDX-License-Identifier: GPL-2.0
/*
 * fuzz-netlink: valid, invalid and malformed messages to ersym's netlink family
 *
 *   fuzz-netlink SEED COUNT [FIRST]
 *
 * Sends messages number FIRST (0) to FIRST + COUNT - 1: configurations, and the
 * other commands, as they should be, or with attributes added, removed, moved,
 * resized, nested wrongly, cut off, overwritten. Message N depends on SEED and N
 * alone: "fuzz-netlink SEED 1 N" sends it again.
 *
 * Whether a configuration is valid is judged here too, from its bytes and without
 * the kernel's code. After each message config-get must return what it returned
 * before, to the byte, or what a valid message asked for. Ends at the first wrong
 * answer, and prints the message.
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

#include "fuzz/judge.h"
#include "fuzz/message.h"
#include "fuzz/tree.h"

#define BATCH_MAX	32
#define BATCH_BYTES	(1 << 20)
#define ANSWERS_MAX	64
#define ANSWER_MAX	(1 << 18)
#define SOCKET_BUFFER	(1 << 24)
#define ANSWER_SECONDS	60

/**
 * struct outcome - the kernel's answer
 * @answered: the kernel has acknowledged or refused it
 * @error: errno, or 0
 * @words: a refusal has a message
 * @points: offset in the message that a refusal points at, or 0
 * @objects: how many a dump returned
 * @unfinished: a dump has more objects
 * @shown: config-get has answered
 */
struct outcome {
	bool answered;
	int error;
	bool words;
	uint32_t points;
	unsigned int objects;
	bool unfinished;
	bool shown;
};

/**
 * struct shown - what config-get returns
 * @generation: of the configuration
 * @data: the attributes after it
 * @length: of @data
 */
struct shown {
	uint32_t generation;
	unsigned char data[ANSWER_MAX];
	int length;
};

static int sock;
static uint64_t the_seed;
static const struct message *current;
static struct config asked, in_force;
static struct shown shown[2], *before = &shown[0], *after = &shown[1];
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
	/* The kernel refuses an empty message. */
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
	outcome->shown = true;
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

/* A configuration must be refused with a message and an offset. */
static bool is_refusal(int error)
{
	return error == EINVAL || error == ERANGE || error == EEXIST || error == E2BIG;
}

static void check_refusal(const struct outcome *outcome)
{
	if (!is_refusal(outcome->error))
		fail("config-set: %s", strerror(outcome->error));
	if (!outcome->words)
		fail("config-set is refused without a message");
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
			fail("config-get returns another configuration of the same generation");
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
	reason = config_judge(&in_force, (struct span){ after->data, after->length });
	if (reason)
		fail("config-get returns an invalid configuration: %s", reason);
	if (!config_same(&asked, &in_force))
		fail("accepted, and config-get returns another configuration");
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
		reason = config_judge(&asked, span);
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
			fail("circuit-get returns %u circuits of %u: %s", outcome->objects,
			     in_force.circuits, strerror(outcome->error));
	}
}

/**
 * struct batch - messages that are sent at once
 * @data: each message, and a config-get after it
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
	struct shown *unused = before;

	check(outcome);
	accepted += after->generation != before->generation;
	refused += outcome->error != 0;
	objects += outcome->objects;
	before = after;
	after = unused;
	current++;
}

/* Reads the answers to a batch, and checks each. */
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
				fail("the answer is larger than the buffer");
			for (; NLMSG_OK(nlh, left); nlh = NLMSG_NEXT(nlh, left))
				take_answer(&outcome, nlh);
			if (outcome.shown && !outcome.unfinished) {
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

/* A message whose length may be wrong must be the last of its batch. */
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

/* Not checked: the configuration at the beginning is unknown. */
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

	message_family = GENL_ID_CTRL;
	get.length = HEADERS + tree_encode(node_data(CTRL_ATTR_FAMILY_NAME, ERSYM_FAMILY_NAME,
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
	message_family = find_family();
	if (!message_family) {
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
	       " configurations accepted, %" PRIu64 " objects shown\n", the_seed, count,
	       refused, accepted, objects);
	send_empty();
	return 0;
}
