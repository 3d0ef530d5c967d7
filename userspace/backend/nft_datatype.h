/* SPDX-License-Identifier: GPL-2.0 */
/* Data types of nft sets, by the numbers with which nft prints their elements. */
#ifndef ERSYM_BACKEND_NFT_DATATYPE_H
#define ERSYM_BACKEND_NFT_DATATYPE_H

#include <stdint.h>

#include "nft/table.h"

/**
 * nft_datatype_write() - convert the fields of a key or of data to a number
 * @field: the fields
 *
 * Return: the number of nft's data type; of a concatenation if there are several fields
 */
uint32_t nft_datatype_write(const enum nft_field field[static NFT_FIELDS_MAX]);

/**
 * nft_datatype_read() - convert the number of a data type to fields
 * @type: the number
 * @field: written; a type that no plan has becomes NFT_FIELD_OTHER
 */
void nft_datatype_read(uint32_t type, enum nft_field field[static NFT_FIELDS_MAX]);

#endif
