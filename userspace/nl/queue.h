/* SPDX-License-Identifier: GPL-2.0 */
/* Requests that are sent together; each takes effect by itself, in their order. */
#ifndef ERSYM_NL_QUEUE_H
#define ERSYM_NL_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nl/socket.h"

/**
 * enum nl_queue_of - what is asked for
 * @NL_QUEUE_CHANGES: answered only if they are refused
 * @NL_QUEUE_QUESTIONS: each has one answer
 */
enum nl_queue_of {
	NL_QUEUE_CHANGES,
	NL_QUEUE_QUESTIONS,
};

/**
 * typedef nl_answer_fn - takes what came back for a request
 * @about: what nl_queue_add() was given with it
 * @error: -errno, with the kernel's words in the socket's @extack; 0 with @answer
 * @answer: its answer; NULL if it was refused
 */
typedef void (*nl_answer_fn)(const void *about, int error, const struct nlmsghdr *answer,
			     void *data);

/**
 * struct nl_queue - requests on their way
 * @nl: the socket that sends them
 * @answer: called, with @data, for each refusal and each answer; not for what succeeds
 *	without one
 * @most: that are sent at once
 * @buffer: all requests, one behind the other
 * @len: bytes before the request that is being written
 * @first_seq: of request 0; the others follow
 * @n: requests
 * @about: what each is about, @about_size bytes
 * @error: -errno of sending or receiving: nothing is sent any more
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

/* @about_size: bytes that are kept with each request; may be 0 */
void nl_queue_init(struct nl_queue *queue, struct nl_socket *nl, enum nl_queue_of of,
		   size_t about_size, nl_answer_fn answer, void *data);

/**
 * nl_queue_add() - begins the next request; if there are many, those before are sent
 * @room: bytes for what follows its header
 * @about: what it is about: copied, for its answer
 *
 * The message that is returned is good until the next call.
 */
struct nlmsghdr *nl_queue_add(struct nl_queue *queue, uint16_t type, uint16_t flags, size_t room,
			      const void *about);

/**
 * nl_queue_send() - sends what is there, and takes the answers
 *
 * Return: 0, even if all were refused; -ENOBUFS if answers were lost, or another -errno, of
 * this or of an earlier time that requests were sent
 */
int nl_queue_send(struct nl_queue *queue);
void nl_queue_free(struct nl_queue *queue);

#endif
