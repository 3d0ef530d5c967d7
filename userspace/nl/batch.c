// SPDX-License-Identifier: GPL-2.0
#include "nl/batch.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/netfilter/nfnetlink.h>

#include "util/alloc.h"
#include "util/array.h"

/* Bytes of the receive buffer that the kernel accounts for an answer. */
#define ANSWER_SIZE 1024

static struct nlmsghdr *current(struct nl_batch *batch)
{
	return (void *)(batch->buffer + batch->len);
}

/* The message that was being written is complete. */
static void close_message(struct nl_batch *batch)
{
	if (batch->n)
		batch->len += MNL_ALIGN(current(batch)->nlmsg_len);
}

static struct nlmsghdr *open_message(struct nl_batch *batch, uint16_t type, uint16_t flags,
				     uint8_t family, uint16_t resource)
{
	struct nfgenmsg *nfg;
	struct nlmsghdr *nlh;

	close_message(batch);
	if (batch->size - batch->len < NL_BATCH_ROOM) {
		batch->size = 2 * batch->size + NL_BATCH_ROOM;
		batch->buffer = xrealloc(batch->buffer, batch->size);
	}
	batch->at = array_grow(batch->at, batch->n, sizeof(*batch->at));
	batch->at[batch->n] = batch->len;
	nlh = mnl_nlmsg_put_header(current(batch));
	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_seq = nl_next_seq(batch->nl);
	if (!batch->n++)
		batch->first_seq = nlh->nlmsg_seq;
	nfg = mnl_nlmsg_put_extra_header(nlh, sizeof(*nfg));
	nfg->nfgen_family = family;
	nfg->version = NFNETLINK_V0;
	nfg->res_id = htons(resource);
	return nlh;
}

void nl_batch_begin(struct nl_batch *batch, struct nl_socket *nl, uint8_t subsystem,
		    uint32_t generation)
{
	struct nlmsghdr *nlh;

	memset(batch, 0, sizeof(*batch));
	batch->nl = nl;
	batch->subsystem = subsystem;
	nlh = open_message(batch, NFNL_MSG_BATCH_BEGIN, 0, AF_UNSPEC, subsystem);
	mnl_attr_put_u32(nlh, NFNL_BATCH_GENID, htonl(generation));
}

struct nlmsghdr *nl_batch_add(struct nl_batch *batch, uint8_t type, uint16_t flags,
			      uint8_t family)
{
	return open_message(batch, batch->subsystem << 8 | type, flags, family, 0);
}

const struct nlmsghdr *nl_batch_message(const struct nl_batch *batch, size_t n)
{
	return (const void *)(batch->buffer + batch->at[n]);
}

/**
 * struct outcome - what the kernel has answered to a transaction
 * @first_seq: sequence number of the begin message
 * @n: number of messages
 * @acknowledged: the last message before the end was acknowledged
 * @error: of the first message that was refused
 * @failure: why
 */
struct outcome {
	uint32_t first_seq;
	size_t n;
	bool acknowledged;
	int error;
	struct nl_batch_failure *failure;
};

static void take_message(const struct nlmsghdr *nlh, void *data)
{
	struct outcome *outcome = data;
	uint32_t message = nlh->nlmsg_seq - outcome->first_seq;
	struct nl_extack extack;
	int error;

	/* It may answer an earlier request of the socket. */
	if (nlh->nlmsg_type != NLMSG_ERROR || message >= outcome->n)
		return;
	error = nl_result(nlh, &extack);
	/* The end message, which is the last, requests no acknowledgement. */
	if (!error && message == outcome->n - 2)
		outcome->acknowledged = true;
	/* What fails after the first failure may be its consequence. */
	if (!error || outcome->error)
		return;
	outcome->error = error;
	outcome->failure->message = message;
	outcome->failure->extack = extack;
}

int nl_batch_commit(struct nl_batch *batch, struct nl_batch_failure *failure)
{
	struct outcome outcome = { .failure = failure };
	int ret;

	memset(failure, 0, sizeof(*failure));
	if (batch->n < 2)
		return 0;
	current(batch)->nlmsg_flags |= NLM_F_ACK;
	open_message(batch, NFNL_MSG_BATCH_END, 0, AF_UNSPEC, batch->subsystem);
	close_message(batch);
	outcome.first_seq = batch->first_seq;
	outcome.n = batch->n;
	nl_expect(batch->nl, batch->n * ANSWER_SIZE);
	ret = nl_send(batch->nl, batch->buffer, batch->len);
	if (!ret)
		ret = nl_drain(batch->nl, take_message, &outcome);
	if (ret && ret != -ENOBUFS)
		return ret;
	if (outcome.error)
		return outcome.error;
	return outcome.acknowledged ? ret : -ENOBUFS;
}

void nl_batch_free(struct nl_batch *batch)
{
	free(batch->buffer);
	free(batch->at);
}
