/* SPDX-License-Identifier: GPL-2.0 */
/* Generic netlink: families are found by name. */
#ifndef ERSYM_NL_GENL_H
#define ERSYM_NL_GENL_H

#include <stdint.h>

#include "nl/socket.h"

/**
 * struct genl_family - a family as the kernel numbers it
 * @id: message type of its messages
 * @group: number of the multicast group that was asked for; 0: the family has no such group
 */
struct genl_family {
	uint16_t id;
	uint32_t group;
};

/**
 * genl_resolve() - finds a family, and one of its multicast groups
 * @nl: on NETLINK_GENERIC
 *
 * Return: 0; -ENOENT if there is no such family; another -errno
 */
int genl_resolve(struct nl_socket *nl, const char *name, const char *group,
		 struct genl_family *family);

/* Begins a request in @buf: netlink and generic netlink header. */
struct nlmsghdr *genl_put_header(void *buf, uint16_t family, uint8_t command, uint8_t version);

/* The command of a message, or 0 if it is too short to have one. */
uint8_t genl_command(const struct nlmsghdr *nlh);

#endif
