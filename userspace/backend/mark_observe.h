/* SPDX-License-Identifier: GPL-2.0 */
/* Marks in the rules of nft and iptables-nft and in the IPsec policies of other programs. */
#ifndef ERSYM_BACKEND_MARK_OBSERVE_H
#define ERSYM_BACKEND_MARK_OBSERVE_H

#include "nl/socket.h"
#include "plan/mark_use.h"

/**
 * marks_observe() - find what other programs do with marks
 * @nl: a socket of NETLINK_NETFILTER
 * @uses: what is found is added to it
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int marks_observe(struct nl_socket *nl, struct mark_uses *uses);

#endif
