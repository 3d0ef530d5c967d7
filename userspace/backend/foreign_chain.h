/* SPDX-License-Identifier: GPL-2.0 */
/* NAT chains of other programs, as the kernel has them. */
#ifndef ERSYM_BACKEND_FOREIGN_CHAIN_H
#define ERSYM_BACKEND_FOREIGN_CHAIN_H

#include "nl/socket.h"
#include "plan/foreign_chain.h"

/**
 * foreign_chains_observe() - read the tables that translate before that of ersym
 * @nl: a socket of NETLINK_NETFILTER
 * @chains: written, to be freed with foreign_chains_free() even after an error
 *
 * An error is reported on stderr, but for a lack of privilege.
 *
 * Return: 0 or -errno; -EPERM without privilege
 */
int foreign_chains_observe(struct nl_socket *nl, struct foreign_chains *chains);

#endif
