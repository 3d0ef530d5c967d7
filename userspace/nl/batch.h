/* SPDX-License-Identifier: GPL-2.0 */
/* A transaction of nfnetlink: messages that take effect together or not at all. */
#ifndef ERSYM_NL_BATCH_H
#define ERSYM_NL_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nl/socket.h"

/*
 * Room behind every message that is begun: an attribute holds at most 64 KiB,
 * and no message of ours has two of that size.
 */
#define NL_BATCH_ROOM (3 * 65536)

/**
 * struct nl_batch - messages on their way to one subsystem
 * @nl: the socket that sends them
 * @subsystem: whom all messages are for
 * @buffer: all messages, one behind the other
 * @len: bytes before the message that is being written
 * @first_seq: of the begin message; the others follow
 * @at: where message N is in @buffer; 0 is the begin message
 */
struct nl_batch {
	struct nl_socket *nl;
	uint8_t subsystem;
	char *buffer;
	size_t len;
	size_t size;
	uint32_t first_seq;
	size_t *at;
	size_t n;
};

/**
 * struct nl_batch_failure - why a transaction was refused
 * @message: number of the message, as nl_batch_add() counts; 0: no single one
 * @extack: what the kernel says of it
 */
struct nl_batch_failure {
	size_t message;
	struct nl_extack extack;
};

/**
 * nl_batch_begin() - an empty transaction
 * @subsystem: NFNL_SUBSYS_NFTABLES
 * @generation: of the ruleset it was planned from; the kernel refuses it on any other
 */
void nl_batch_begin(struct nl_batch *batch, struct nl_socket *nl, uint8_t subsystem,
		    uint32_t generation);

/**
 * nl_batch_add() - begins the next message
 * @type: of the subsystem
 * @family: of the nfgenmsg header
 *
 * Attributes go to the message that is returned, NL_BATCH_ROOM of them at most.
 * It is good until the next call.
 */
struct nlmsghdr *nl_batch_add(struct nl_batch *batch, uint8_t type, uint16_t flags,
			      uint8_t family);

/* Message N again. */
const struct nlmsghdr *nl_batch_message(const struct nl_batch *batch, size_t n);

/**
 * nl_batch_commit() - sends the transaction and waits for its outcome
 *
 * Only the last message asks for an acknowledgement: errors come unasked, and
 * what the kernel does with the request on begin and end differs by version.
 *
 * Return: 0; -ERESTART if the ruleset is of another generation; -ENOBUFS if the
 * outcome was lost (it may have taken effect); another -errno, with @failure
 */
int nl_batch_commit(struct nl_batch *batch, struct nl_batch_failure *failure);
void nl_batch_free(struct nl_batch *batch);

#endif
