/* SPDX-License-Identifier: GPL-2.0 */
/* Requests that are sent in one datagram, each of which takes effect by itself. */
#ifndef ERSYM_NL_QUEUE_H
#define ERSYM_NL_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nl/socket.h"

/**
 * enum nl_queue_of - what the requests do
 * @NL_QUEUE_CHANGES: they change something, and are answered only if they are refused
 * @NL_QUEUE_QUESTIONS: they read something, and each has one answer
 */
enum nl_queue_of {
	NL_QUEUE_CHANGES,
	NL_QUEUE_QUESTIONS,
};

/**
 * typedef nl_answer_fn - take the answer to a request
 * @about: what nl_queue_add() was given with the request
 * @error: -errno, with the kernel's explanation in the socket's extack; 0 with @answer
 * @answer: the answer; NULL if the request was refused
 * @data: as given to nl_queue_init()
 */
typedef void (*nl_answer_fn)(const void *about, int error, const struct nlmsghdr *answer,
			     void *data);

/**
 * struct nl_queue - requests that have not been sent yet
 * @nl: the socket that sends them
 * @of: what they do
 * @answer: called for each refusal and each answer, not for a change that succeeds
 * @data: for @answer
 * @most: number of requests that are sent at once
 * @buffer: all requests in their order
 * @len: bytes of @buffer up to the request that is being written
 * @size: of @buffer in bytes
 * @first_seq: sequence number of the first request; the others have the next ones
 * @n: number of requests
 * @about: @about_size bytes for each request
 * @about_size: bytes that are kept with each request
 * @error: -errno of sending or receiving, after which nothing more is sent
 */
struct nl_queue {
	struct nl_socket *nl;
	enum nl_queue_of of;
	nl_answer_fn answer;
	void *data;
	size_t most;
	char *buffer;
	size_t len;
	size_t size;
	uint32_t first_seq;
	size_t n;
	char *about;
	size_t about_size;
	int error;
};

/**
 * nl_queue_init() - begin an empty queue
 * @queue: written, to be freed with nl_queue_free()
 * @nl: the socket that sends the requests
 * @of: what the requests do
 * @about_size: bytes that are kept with each request; may be 0
 * @answer: takes the answers
 * @data: for @answer
 */
void nl_queue_init(struct nl_queue *queue, struct nl_socket *nl, enum nl_queue_of of,
		   size_t about_size, nl_answer_fn answer, void *data);

/**
 * nl_queue_add() - begin the next request; if the queue is full, send it first
 * @queue: the queue
 * @type: message type
 * @flags: NLM_F_*, in addition to NLM_F_REQUEST
 * @room: bytes for what follows the netlink header
 * @about: copied, and passed on with the answer
 *
 * Return: the request; valid until the next call
 */
struct nlmsghdr *nl_queue_add(struct nl_queue *queue, uint16_t type, uint16_t flags, size_t room,
			      const void *about);

/**
 * nl_queue_send() - send the requests and take their answers
 * @queue: the queue, empty afterwards
 *
 * Return: 0, even if requests were refused; -ENOBUFS if answers were lost; another -errno. An
 * error of an earlier send is returned again
 */
int nl_queue_send(struct nl_queue *queue);

/**
 * nl_queue_free() - free the requests
 * @queue: the queue
 */
void nl_queue_free(struct nl_queue *queue);

#endif
