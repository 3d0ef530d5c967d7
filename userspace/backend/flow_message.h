/* SPDX-License-Identifier: GPL-2.0 */
/* Messages of connection tracking (ctnetlink) about connections. */
#ifndef ERSYM_BACKEND_FLOW_MESSAGE_H
#define ERSYM_BACKEND_FLOW_MESSAGE_H

#include <stdint.h>

#include <libmnl/libmnl.h>

#include "live/flow.h"
#include "model/mark.h"

/* Bytes of a request, with room for two numbers that are added to it. */
#define FLOW_MESSAGE_SIZE 512

/**
 * flow_message_dump() - build the request for a list of connections
 * @buf: FLOW_MESSAGE_SIZE bytes, aligned for netlink
 * @layout: of the marks; NULL: marks have no facts
 * @filter: the kernel filters by the circuits in it, if there is a layout
 *
 * Return: the request
 */
struct nlmsghdr *flow_message_dump(void *buf, const struct mark_layout *layout,
				   const struct flow_filter *filter);

/**
 * flow_message_about() - begin a request about one connection
 * @buf: FLOW_MESSAGE_SIZE bytes, aligned for netlink
 * @type: an enum cntl_msg_types
 * @nlh: the connection, as a dump has it
 *
 * Return: the request, to which two numbers can be added; NULL if @nlh names no connection
 */
struct nlmsghdr *flow_message_about(void *buf, uint8_t type, const struct nlmsghdr *nlh);

/**
 * flow_message_parse() - read a connection
 * @nlh: the connection, as a dump has it
 * @layout: of the mark; NULL: it has no facts
 * @flow: written
 *
 * Return: 0, -EBADMSG if the message is malformed, or -ENOMEM
 */
int flow_message_parse(const struct nlmsghdr *nlh, const struct mark_layout *layout,
		       struct flow *flow);

#endif
