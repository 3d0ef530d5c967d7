/* SPDX-License-Identifier: GPL-2.0 */
/* Sets of the nft table as text. */
#ifndef ERSYM_NFT_SET_PRINT_H
#define ERSYM_NFT_SET_PRINT_H

#include <stdio.h>

#include "nft/set.h"

/**
 * nft_field_print() - write a value of one field
 * @field: the field
 * @first: the value, or the first one of an interval
 * @last: the last one of the interval, or @first
 * @out: where to
 */
void nft_field_print(enum nft_field field, const uint8_t *first, const uint8_t *last, FILE *out);

/**
 * nft_types_print() - write the types of a key or of data, "ifname . ipv4_addr"
 * @field: its fields
 * @out: where to
 */
void nft_types_print(const enum nft_field *field, FILE *out);

/**
 * nft_element_print_key() - write the key of an element
 * @set: its set
 * @e: the element
 * @out: where to
 */
void nft_element_print_key(const struct nft_set *set, const struct nft_element *e, FILE *out);

/**
 * nft_element_print_data() - write " : " and the data of an element; of a set, nothing
 * @set: its set
 * @e: the element
 * @out: where to
 */
void nft_element_print_data(const struct nft_set *set, const struct nft_element *e, FILE *out);

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
