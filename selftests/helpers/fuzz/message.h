/* SPDX-License-Identifier: GPL-2.0 */
/* Message N of a seed. */
#ifndef ERSYM_SELFTESTS_FUZZ_MESSAGE_H
#define ERSYM_SELFTESTS_FUZZ_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>

#include "judge.h"

#define HEADERS		(NLMSG_HDRLEN + GENL_HDRLEN)
#define MESSAGE_MAX	(1 << 18)

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

/* The number that the kernel has given to the family. */
extern uint16_t message_family;

void put_headers(struct message *message, uint8_t cmd, uint16_t flags);
void make_message(struct message *message, uint64_t seed, uint64_t number);
struct span attributes_of(const struct message *message);

#endif
