/* SPDX-License-Identifier: GPL-2.0 */
/* Sets and maps of the nft table. */
#ifndef ERSYM_NFT_SET_H
#define ERSYM_NFT_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/address.h"

/* The longest name that the kernel takes, with its NUL. */
#define NFT_NAME_SIZE	256
#define NFT_FIELDS_MAX	4
#define NFT_KEY_SIZE	40
#define NFT_DATA_SIZE	32
/* The longest comment of an element; nft has room for this and a NUL. */
#define NFT_COMMENT_MAX 127

/**
 * enum nft_field - data types, of a key or of data, or part of a concatenation
 * @NFT_FIELD_NONE: no field
 * @NFT_FIELD_IFNAME: name of a device, IFNAMSIZ bytes
 * @NFT_FIELD_IPV4: address
 * @NFT_FIELD_IPV6: address
 * @NFT_FIELD_PROTOCOL: IPPROTO_*
 * @NFT_FIELD_PORT: port, network byte order
 * @NFT_FIELD_INTEGER: 32 bits, host byte order
 * @NFT_FIELD_MARK: mark of a packet or a connection, 32 bits, host byte order
 * @NFT_FIELD_VERDICT: verdict, which is in nft_element.chain
 * @NFT_FIELD_OTHER: a type that ersym does not use
 */
enum nft_field {
	NFT_FIELD_NONE,
	NFT_FIELD_IFNAME,
	NFT_FIELD_IPV4,
	NFT_FIELD_IPV6,
	NFT_FIELD_PROTOCOL,
	NFT_FIELD_PORT,
	NFT_FIELD_INTEGER,
	NFT_FIELD_MARK,
	NFT_FIELD_VERDICT,
	NFT_FIELD_OTHER,
};

/**
 * struct nft_element - an element of a set
 * @key: fields in order, each padded to four bytes; unused bytes are zero
 * @end: last key of an interval, which is part of it; of sets with intervals
 * @data: data of a map, likewise; an interval has first and last in turn
 * @chain: target of the goto in a verdict map, else NULL
 * @comment: comment or NULL
 * @packets: packets counted on it, in dynamic sets
 * @bytes: bytes of these packets
 */
struct nft_element {
	uint8_t key[NFT_KEY_SIZE];
	uint8_t end[NFT_KEY_SIZE];
	uint8_t data[NFT_DATA_SIZE];
	char *chain;
	char *comment;
	uint64_t packets;
	uint64_t bytes;
};

/**
 * struct nft_set - a set or a map
 * @name: name in the table; empty if it is anonymous
 * @key: fields of the key, the unused ones NFT_FIELD_NONE
 * @data: fields of the data of a map, likewise; a set has none
 * @interval: keys are intervals
 * @data_interval: data are intervals
 * @dynamic: packets add the elements, each with a counter
 * @element: elements, by key once sorted
 * @n_element: number of @element
 */
struct nft_set {
	char name[NFT_NAME_SIZE];
	enum nft_field key[NFT_FIELDS_MAX];
	enum nft_field data[NFT_FIELDS_MAX];
	bool interval;
	bool data_interval;
	bool dynamic;
	struct nft_element *element;
	size_t n_element;
};

/**
 * nft_field_len() - size of a field
 * @field: the field
 *
 * Return: bytes, without padding.
 */
size_t nft_field_len(enum nft_field field);

/**
 * nft_fields_len() - size of all fields of a key or of data
 * @field: the fields
 *
 * Return: bytes, each field padded to four.
 */
size_t nft_fields_len(const enum nft_field field[static NFT_FIELDS_MAX]);

/**
 * nft_fields_count() - number of fields of a key or of data
 * @field: the fields
 *
 * Return: the number.
 */
size_t nft_fields_count(const enum nft_field field[static NFT_FIELDS_MAX]);

/**
 * nft_read_address() - read an address from a key or from data
 * @field: NFT_FIELD_IPV4 or NFT_FIELD_IPV6
 * @bytes: the field
 * @address: the address is written here
 */
void nft_read_address(enum nft_field field, const uint8_t *bytes, struct address *address);

/**
 * nft_set_data_len() - size of the data of an element
 * @set: the set
 *
 * Return: bytes; 0 for a set and for a verdict map.
 */
size_t nft_set_data_len(const struct nft_set *set);

/**
 * nft_set_is_map() - check whether a set is a map
 * @set: the set
 *
 * Return: true if its elements have data or verdicts.
 */
bool nft_set_is_map(const struct nft_set *set);

/**
 * nft_set_is_tree() - check whether the kernel keeps intervals as starts and ends
 * @set: the set
 *
 * Return: true if keys are intervals of a single field.
 */
bool nft_set_is_tree(const struct nft_set *set);

/**
 * nft_set_same_shape() - compare two sets without name and elements
 * @a: a set
 * @b: another one
 *
 * Return: true if one can become the other by adding and deleting elements.
 */
bool nft_set_same_shape(const struct nft_set *a, const struct nft_set *b);

/**
 * nft_set_equal() - compare two sets without their names
 * @a: a set, sorted
 * @b: another one, sorted
 *
 * Return: true if they are the same.
 */
bool nft_set_equal(const struct nft_set *a, const struct nft_set *b);

/**
 * nft_element_compare() - order two elements by key
 * @set: their set
 * @a: an element
 * @b: another one
 *
 * Return: negative, zero or positive, as for qsort().
 */
int nft_element_compare(const struct nft_set *set, const struct nft_element *a,
			const struct nft_element *b);

/**
 * nft_element_equal() - compare two elements with data and comments
 * @set: their set
 * @a: an element
 * @b: another one
 *
 * Return: true if they are the same.
 */
bool nft_element_equal(const struct nft_set *set, const struct nft_element *a,
		       const struct nft_element *b);

/**
 * nft_set_add_element() - add an element, all zero, to a set
 * @set: the set
 *
 * Return: the element; the pointer is valid until the next one is added.
 */
struct nft_element *nft_set_add_element(struct nft_set *set);

/**
 * nft_set_sort() - sort the elements of a set by key
 * @set: the set
 */
void nft_set_sort(struct nft_set *set);

/**
 * nft_set_unite() - sort the elements of a set and unite those that overlap
 * @set: the set; only the last field of its key may be an interval
 *
 * The kernel refuses intervals that overlap. The first of several equal keys is
 * kept.
 */
void nft_set_unite(struct nft_set *set);

/**
 * nft_set_free() - free the elements of a set
 * @set: the set
 */
void nft_set_free(struct nft_set *set);

#endif
