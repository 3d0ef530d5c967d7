/* SPDX-License-Identifier: GPL-2.0 */
/* Sets of the nft table, and their elements, in the language of nft(8). */
#ifndef ERSYM_NFT_SET_COMMAND_H
#define ERSYM_NFT_SET_COMMAND_H

#include <stdio.h>

#include "nft/set.h"

/**
 * nft_set_command() - write what a set is declared with, "type ifname; flags interval;"
 * @set: the set
 * @out: where to; its elements are not written
 */
void nft_set_command(const struct nft_set *set, FILE *out);

/**
 * nft_element_command() - write an element with its comment
 * @set: its set
 * @e: the element
 * @out: where to
 */
void nft_element_command(const struct nft_set *set, const struct nft_element *e, FILE *out);

#endif
