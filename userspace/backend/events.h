/* SPDX-License-Identifier: GPL-2.0 */
/* Events of the kernel module, as they happen. */
#ifndef ERSYM_BACKEND_EVENTS_H
#define ERSYM_BACKEND_EVENTS_H

#include "backend/module.h"

enum event_type {
	EVENT_VIOLATION,
	EVENT_LINK,
	EVENT_LOST,
};

/**
 * struct violation_event - a packet that was not where it should have been
 * @verdict: enum ersym_verdict
 * @source: as the packet carries it; family 0: unknown
 * @sport: host byte order; -1: the protocol has no ports
 * @suppressed: events before this one that the rate limit held back
 * @time: nanoseconds since the epoch
 */
struct violation_event {
	uint32_t kind;
	uint32_t expected;
	uint32_t actual;
	uint32_t verdict;
	char device[IFNAMSIZ];
	uint8_t protocol;
	struct address source;
	struct address destination;
	int sport;
	int dport;
	uint64_t suppressed;
	uint64_t time;
};

/**
 * struct event - one event
 * @generation: of the configuration that ids belong to; 0 for EVENT_LOST
 * @violation: of EVENT_VIOLATION
 * @link: of EVENT_LINK: a circuit with that one link
 */
struct event {
	enum event_type type;
	uint32_t generation;
	struct violation_event violation;
	struct circuit_state link;
};

/* The event is freed afterwards. 0, or -errno, which ends events_read(). */
typedef int (*event_fn)(const struct event *event, void *data);

/**
 * events_open() - subscribes; from here on no event is missed without an EVENT_LOST
 * @m: gives the number of the group
 * @nl: a socket for events alone
 *
 * Says on stderr what went wrong. 0 or -errno.
 */
int events_open(const struct module *m, struct nl_socket *nl);

/**
 * events_read() - gives what has come to @event; waits if nothing has
 *
 * Says on stderr what went wrong, but for -EINTR and what @event returned.
 * Return: 0; -EINTR; -ENODEV if the module was unloaded; another -errno
 */
int events_read(struct nl_socket *nl, const struct genl_family *family, event_fn event,
		void *data);

/* 1: an event; 0: a message of no interest; -EBADMSG. The event is to be freed if 1. */
int event_parse(const struct nlmsghdr *nlh, struct event *event);
void event_free(struct event *event);

#endif
