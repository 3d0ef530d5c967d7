/* SPDX-License-Identifier: GPL-2.0 */
/* Connections and their facts, from connection tracking. */
#ifndef ERSYM_BACKEND_FLOW_H
#define ERSYM_BACKEND_FLOW_H

#include <stdbool.h>
#include <stdint.h>

#include <libmnl/libmnl.h>

#include "backend/module.h"
#include "backend/names.h"
#include "model/address.h"
#include "model/mark.h"

/**
 * struct flow - a connection
 * @source: of its first packet, as the initiator sent it
 * @destination: likewise
 * @sport: host byte order; -1: the protocol has no ports
 * @nat_source: what @source was translated to; family 0: it was not
 * @nat_destination: likewise
 * @nat_sport: port that belongs to @nat_source
 * @nat_dport: port that belongs to @nat_destination
 * @in: circuit id, ERSYM_CIRCUIT_UNKNOWN or ERSYM_CIRCUIT_INSIDE; @out and @stray too
 */
struct flow {
	uint8_t protocol;
	struct address source;
	struct address destination;
	int sport;
	int dport;
	struct address nat_source;
	struct address nat_destination;
	int nat_sport;
	int nat_dport;
	uint32_t in;
	uint32_t out;
	uint32_t stray;
};

/* 0, or -errno, which ends flows_dump(). */
typedef int (*flow_fn)(const struct flow *flow, void *data);

/**
 * flows_dump() - gives each connection of the network namespace that @filter admits
 * @mark_mask: where the facts are; 0: there are none
 *
 * Takes the same memory for one connection and for a million. The table changes
 * while it is read: a connection may be missed.
 *
 * Says on stderr what went wrong. Return: 0 or -errno, of @give also
 */
int flows_dump(uint32_t mark_mask, const struct flow_filter *filter, flow_fn give, void *data);

/**
 * flows_flush() - ends those connections that @filter admits and that have facts
 * @ended: how many
 *
 * Says on stderr what went wrong. Return: 0 or -errno
 */
int flows_flush(uint32_t mark_mask, const struct flow_filter *filter, uint32_t *ended);

/**
 * flows_convert() - what connections know is put as another configuration has it
 * @from: in force until now
 * @to: in force now; without circuits, all is forgotten
 *
 * The module does this by itself. Says on stderr what went wrong. Return: 0 or -errno
 */
int flows_convert(const struct names *from, const struct names *to);

/*
 * For the tests.
 */

/* The dump request in @buf; the kernel filters by circuit if @layout is given. */
struct nlmsghdr *flow_request(void *buf, const struct mark_layout *layout,
			      const struct flow_filter *filter);
/* @layout: NULL: the mark says nothing. 0 or -EBADMSG. */
int flow_parse(const struct nlmsghdr *nlh, const struct mark_layout *layout, struct flow *flow);
/*
 * The head of a request, an enum cntl_msg_types, about the connection of @nlh, which
 * is of a dump, in @buf of FLOW_REQUEST_SIZE; there is room for two numbers more.
 */
#define FLOW_REQUEST_SIZE 512
struct nlmsghdr *flow_request_about(void *buf, uint8_t type, const struct nlmsghdr *nlh);
bool flow_matches(const struct flow *flow, const struct flow_filter *filter);

#endif
