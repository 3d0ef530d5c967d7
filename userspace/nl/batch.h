/* SPDX-License-Identifier: GPL-2.0 */
/* A transaction of nfnetlink: messages that take effect together or not at all. */
#ifndef ERSYM_NL_BATCH_H
#define ERSYM_NL_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nl/socket.h"

/*
 * Bytes that a message has room for: an attribute holds at most 64 KiB, and no message
 * of ersym has two of that size.
 */
#define NL_BATCH_ROOM (3 * 65536)

/**
 * struct nl_batch - messages to one subsystem
 * @nl: the socket that sends them
 * @subsystem: of nfnetlink
 * @buffer: all messages in their order
 * @len: bytes of @buffer up to the message that is being written
 * @size: of @buffer in bytes
 * @first_seq: sequence number of the begin message; the other messages have the next ones
 * @at: offset in @buffer of each message; 0 is the begin message
 * @n: number of messages
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
 * @message: number of the message that was refused, from 1; 0: no single one
 * @extack: the kernel's explanation
 */
struct nl_batch_failure {
	size_t message;
	struct nl_extack extack;
};

/**
 * nl_batch_begin() - begin a transaction
 * @batch: written, to be freed with nl_batch_free()
 * @nl: a socket of NETLINK_NETFILTER
 * @subsystem: NFNL_SUBSYS_NFTABLES
 * @generation: of the ruleset; the kernel refuses the transaction if it has changed
 */
void nl_batch_begin(struct nl_batch *batch, struct nl_socket *nl, uint8_t subsystem,
		    uint32_t generation);

/**
 * nl_batch_add() - begin the next message
 * @batch: the transaction
 * @type: message type of the subsystem
 * @flags: NLM_F_*, in addition to NLM_F_REQUEST
 * @family: of the nfgenmsg header
 *
 * Return: the message, to which at most NL_BATCH_ROOM bytes of attributes can be added; valid
 * until the next call
 */
struct nlmsghdr *nl_batch_add(struct nl_batch *batch, uint8_t type, uint16_t flags,
			      uint8_t family);

/**
 * nl_batch_message() - find a message
 * @batch: the transaction
 * @n: number of the message; 0 is the begin message
 *
 * Return: the message; valid until the next nl_batch_add()
 */
const struct nlmsghdr *nl_batch_message(const struct nl_batch *batch, size_t n);

/**
 * nl_batch_commit() - send the transaction and take its outcome
 * @batch: the transaction
 * @failure: written if it is refused
 *
 * Only the last message requests an acknowledgement: errors are reported without a request,
 * and whether begin and end are acknowledged depends on the kernel's version.
 *
 * Return: 0; -ERESTART if the ruleset is of another generation; -ENOBUFS if the outcome is
 * not known; another -errno
 */
int nl_batch_commit(struct nl_batch *batch, struct nl_batch_failure *failure);

/**
 * nl_batch_free() - free the messages
 * @batch: the transaction
 */
void nl_batch_free(struct nl_batch *batch);

#endif
