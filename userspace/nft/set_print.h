/* SPDX-License-Identifier: GPL-2.0 */
/* Sets of the nft table as text. */
#ifndef ERSYM_NFT_SET_PRINT_H
#define ERSYM_NFT_SET_PRINT_H

#include <stdio.h>

#include "nft/set.h"

/**
 * nft_element_print() - write an element as nft(8) prints it, without its comment
 * @set: its set
 * @e: the element
 * @out: where to
 */
void nft_element_print(const struct nft_set *set, const struct nft_element *e, FILE *out);

/**
 * nft_set_print() - write a set with its elements
 * @set: the set
 * @out: where to
 */
void nft_set_print(const struct nft_set *set, FILE *out);

#endif
