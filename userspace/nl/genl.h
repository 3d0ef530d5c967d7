/* SPDX-License-Identifier: GPL-2.0 */
/* Generic netlink: look-up of families, headers of messages. */
#ifndef ERSYM_NL_GENL_H
#define ERSYM_NL_GENL_H

#include <stdint.h>

#include "nl/socket.h"

/**
 * struct genl_family - a family as the kernel numbers it
 * @id: message type of its messages
 * @group: number of the multicast group that was looked up; 0: the family has no such group
 */
struct genl_family {
	uint16_t id;
	uint32_t group;
};

/**
 * genl_resolve() - look up a family and one of its multicast groups by name
 * @nl: a socket of NETLINK_GENERIC
 * @name: of the family
 * @group: of the multicast group
 * @family: written
 *
 * Return: 0; -ENOENT if there is no such family; another -errno
 */
int genl_resolve(struct nl_socket *nl, const char *name, const char *group,
		 struct genl_family *family);

/**
 * genl_put_header() - begin a request with its netlink and generic netlink headers
 * @buf: receives the headers, aligned for netlink
 * @family: number of the family
 * @command: of the family
 * @version: of the family
 *
 * Return: the request, to which attributes can be added
 */
struct nlmsghdr *genl_put_header(void *buf, uint16_t family, uint8_t command, uint8_t version);

/**
 * genl_command() - read the command of a message
 * @nlh: a message of any length
 *
 * Return: the command, or 0 if the message is too short to have one
 */
uint8_t genl_command(const struct nlmsghdr *nlh);

#endif
