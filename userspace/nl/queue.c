// SPDX-License-Identifier: GPL-2.0
#include "nl/queue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/array.h"

#define REQUESTS_MOST 1024
/* Bytes of the receive buffer that the kernel may account for an answer, as for a link. */
#define ANSWER_SIZE 8192
#define REFUSAL_SIZE 1024

void nl_queue_init(struct nl_queue *queue, struct nl_socket *nl, enum nl_queue_of of,
		   size_t about_size, nl_answer_fn answer, void *data)
{
	size_t size = of == NL_QUEUE_CHANGES ? REFUSAL_SIZE : ANSWER_SIZE;
	size_t room = nl_expect(nl, REQUESTS_MOST * size);

	memset(queue, 0, sizeof(*queue));
	queue->nl = nl;
	queue->of = of;
	queue->about_size = about_size;
	queue->answer = answer;
	queue->data = data;
	/* All answers arrive before the first one is read. */
	queue->most = REQUESTS_MOST;
	if (room < REQUESTS_MOST * size)
		queue->most = room < size ? 1 : room / size;
}

static struct nlmsghdr *current(const struct nl_queue *queue)
{
	return (void *)(queue->buffer + queue->len);
}

/* The request that was being written is complete. */
static void close_request(struct nl_queue *queue)
{
	if (queue->n)
		queue->len += MNL_ALIGN(current(queue)->nlmsg_len);
}

static char *about(const struct nl_queue *queue, size_t request)
{
	return queue->about + request * queue->about_size;
}

struct nlmsghdr *nl_queue_add(struct nl_queue *queue, uint16_t type, uint16_t flags, size_t room,
			      const void *what)
{
	struct nlmsghdr *nlh;

	if (queue->n == queue->most)
		nl_queue_send(queue);
	close_request(queue);
	room += MNL_NLMSG_HDRLEN;
	if (queue->size - queue->len < room) {
		queue->size = 2 * queue->size + room;
		queue->buffer = xrealloc(queue->buffer, queue->size);
	}
	memset(current(queue), 0, room);
	nlh = mnl_nlmsg_put_header(current(queue));
	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_seq = nl_next_seq(queue->nl);
	if (queue->about_size) {
		queue->about = array_grow(queue->about, queue->n, queue->about_size);
		memcpy(about(queue, queue->n), what, queue->about_size);
	}
	if (!queue->n++)
		queue->first_seq = nlh->nlmsg_seq;
	return nlh;
}

/**
 * struct reader - answers being read
 * @queue: the queue, whose requests they answer
 * @last: number of the last request
 * @ended: the last request has been answered
 */
struct reader {
	struct nl_queue *queue;
	size_t last;
	bool ended;
};

static void take_message(const struct nlmsghdr *nlh, void *data)
{
	struct reader *r = data;
	struct nl_queue *queue = r->queue;
	uint32_t request = nlh->nlmsg_seq - queue->first_seq;
	int error = 0;

	/* It may answer an earlier request of the socket. */
	if (request > r->last || nlh->nlmsg_type == NLMSG_NOOP)
		return;
	r->ended |= request == r->last;
	if (nlh->nlmsg_type == NLMSG_ERROR)
		error = nl_result(nlh, &queue->nl->extack);
	if (error)
		queue->answer(about(queue, request), error, NULL, queue->data);
	else if (nlh->nlmsg_type != NLMSG_ERROR)
		queue->answer(about(queue, request), 0, nlh, queue->data);
}

static int exchange(struct nl_queue *queue)
{
	struct reader r = { .queue = queue };
	int ret;

	/* A question is answered without an acknowledgement. */
	if (queue->of == NL_QUEUE_CHANGES)
		current(queue)->nlmsg_flags |= NLM_F_ACK;
	close_request(queue);
	r.last = queue->n - 1;
	memset(&queue->nl->extack, 0, sizeof(queue->nl->extack));
	ret = nl_send(queue->nl, queue->buffer, queue->len);
	if (!ret)
		ret = nl_drain(queue->nl, take_message, &r);
	return ret || r.ended ? ret : -ENOBUFS;
}

int nl_queue_send(struct nl_queue *queue)
{
	if (queue->n && !queue->error)
		queue->error = exchange(queue);
	queue->n = 0;
	queue->len = 0;
	return queue->error;
}

void nl_queue_free(struct nl_queue *queue)
{
	free(queue->buffer);
	free(queue->about);
	memset(queue, 0, sizeof(*queue));
}
