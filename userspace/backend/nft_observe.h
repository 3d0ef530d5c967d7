/* SPDX-License-Identifier: GPL-2.0 */
/* The nft table of ersym in this network namespace, as it is. */
#ifndef ERSYM_BACKEND_NFT_OBSERVE_H
#define ERSYM_BACKEND_NFT_OBSERVE_H

#include "nft/table.h"
#include "nl/socket.h"

/**
 * nft_observe() - read the nft table of ersym; no other table is read
 * @nl: a socket of NETLINK_NETFILTER
 * @table: written, sorted, to be freed with nft_table_free(); empty after an error
 * @generation: of the ruleset that was read, which did not change meanwhile
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int nft_observe(struct nl_socket *nl, struct nft_table *table, uint32_t *generation);

/**
 * nft_may_observe() - find out whether this process may read the ruleset
 * @nl: a socket of NETLINK_NETFILTER
 *
 * Return: false if the kernel refuses it for lack of privileges
 */
bool nft_may_observe(struct nl_socket *nl);

#endif
