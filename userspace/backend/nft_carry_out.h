/* SPDX-License-Identifier: GPL-2.0 */
/* Changes to the nft table of ersym in this network namespace. */
#ifndef ERSYM_BACKEND_NFT_CARRY_OUT_H
#define ERSYM_BACKEND_NFT_CARRY_OUT_H

#include "nl/socket.h"
#include "plan/operation.h"

/**
 * nft_carry_out() - carry out the operations on the nft table in one transaction
 * @nl: a socket of NETLINK_NETFILTER
 * @operations: operations; those on other objects are skipped
 * @generation: of the ruleset that they were planned from, as nft_observe() returned it
 *
 * What the kernel refuses is reported on stderr, with the object. Nothing is reported for
 * -ERESTART and -ENOBUFS: observe and plan again.
 *
 * Return: 0; -ERESTART if the ruleset has changed since it was observed; -ENOBUFS if the
 * outcome is not known; another -errno
 */
int nft_carry_out(struct nl_socket *nl, const struct operations *operations,
		  uint32_t generation);

#endif
