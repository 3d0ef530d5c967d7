// SPDX-License-Identifier: GPL-2.0
#include "nft/set.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "util/array.h"

size_t nft_field_len(enum nft_field field)
{
	switch (field) {
	case NFT_FIELD_IFNAME:
	case NFT_FIELD_IPV6:
		return 16;
	case NFT_FIELD_IPV4:
	case NFT_FIELD_INTEGER:
	case NFT_FIELD_MARK:
		return 4;
	case NFT_FIELD_PORT:
		return 2;
	case NFT_FIELD_PROTOCOL:
		return 1;
	case NFT_FIELD_NONE:
	case NFT_FIELD_VERDICT:
	case NFT_FIELD_OTHER:
		break;
	}
	return 0;
}

size_t nft_fields_len(const enum nft_field field[static NFT_FIELDS_MAX])
{
	size_t i, len = 0;

	for (i = 0; i < NFT_FIELDS_MAX; i++)
		len += (nft_field_len(field[i]) + 3) & ~3UL;
	return len;
}

size_t nft_fields_count(const enum nft_field field[static NFT_FIELDS_MAX])
{
	size_t n = 0;

	while (n < NFT_FIELDS_MAX && field[n] != NFT_FIELD_NONE)
		n++;
	return n;
}

size_t nft_set_data_len(const struct nft_set *set)
{
	return nft_fields_len(set->data) * (set->data_interval ? 2 : 1);
}

bool nft_set_is_map(const struct nft_set *set)
{
	return set->data[0] != NFT_FIELD_NONE;
}

bool nft_set_is_tree(const struct nft_set *set)
{
	return set->interval && nft_fields_count(set->key) == 1;
}

bool nft_set_same_shape(const struct nft_set *a, const struct nft_set *b)
{
	size_t i;

	for (i = 0; i < NFT_FIELDS_MAX; i++)
		if (a->key[i] == NFT_FIELD_OTHER || a->data[i] == NFT_FIELD_OTHER ||
		    a->key[i] != b->key[i] || a->data[i] != b->data[i])
			return false;
	return a->interval == b->interval && a->data_interval == b->data_interval &&
	       a->dynamic == b->dynamic;
}

static int compare_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

int nft_element_compare(const struct nft_set *set, const struct nft_element *a,
			const struct nft_element *b)
{
	size_t len = nft_fields_len(set->key);
	int order = memcmp(a->key, b->key, len);

	return order || !set->interval ? order : memcmp(a->end, b->end, len);
}

bool nft_element_equal(const struct nft_set *set, const struct nft_element *a,
		       const struct nft_element *b)
{
	return !nft_element_compare(set, a, b) &&
	       !memcmp(a->data, b->data, nft_set_data_len(set)) &&
	       !compare_text(a->chain, b->chain) && !compare_text(a->comment, b->comment);
}

bool nft_set_equal(const struct nft_set *a, const struct nft_set *b)
{
	size_t i;

	if (!nft_set_same_shape(a, b) || a->n_element != b->n_element)
		return false;
	for (i = 0; i < a->n_element; i++)
		if (!nft_element_equal(a, &a->element[i], &b->element[i]))
			return false;
	return true;
}

struct nft_element *nft_set_add_element(struct nft_set *set)
{
	set->element = array_grow(set->element, set->n_element, sizeof(*set->element));
	return &set->element[set->n_element++];
}

static int compare_element(const void *a, const void *b, void *set)
{
	return nft_element_compare(set, a, b);
}

void nft_set_sort(struct nft_set *set)
{
	if (set->n_element > 1)
		qsort_r(set->element, set->n_element, sizeof(*set->element), compare_element,
			set);
}

/* Extend @a to cover @b, which follows it in the order; false if the two do not overlap. */
static bool absorb(const struct nft_set *set, struct nft_element *a, const struct nft_element *b)
{
	size_t len = nft_fields_len(set->key);
	size_t last = len, size;

	if (!set->interval)
		return !memcmp(a->key, b->key, len);
	size = (nft_field_len(set->key[nft_fields_count(set->key) - 1]) + 3) & ~3UL;
	last -= size;
	if (memcmp(a->key, b->key, last) || memcmp(a->end + last, b->key + last, size) < 0)
		return false;
	if (memcmp(a->end + last, b->end + last, size) < 0)
		memcpy(a->end + last, b->end + last, size);
	return true;
}

void nft_set_unite(struct nft_set *set)
{
	size_t i, kept = 0;

	if (set->n_element < 2)
		return;
	qsort_r(set->element, set->n_element, sizeof(*set->element), compare_element, set);
	for (i = 1; i < set->n_element; i++) {
		if (absorb(set, &set->element[kept], &set->element[i])) {
			free(set->element[i].chain);
			free(set->element[i].comment);
		} else {
			set->element[++kept] = set->element[i];
		}
	}
	set->n_element = kept + 1;
}

void nft_set_free(struct nft_set *set)
{
	size_t i;

	for (i = 0; i < set->n_element; i++) {
		free(set->element[i].chain);
		free(set->element[i].comment);
	}
	free(set->element);
}

void nft_read_address(enum nft_field field, const uint8_t *bytes, struct address *address)
{
	memset(address, 0, sizeof(*address));
	address->family = field == NFT_FIELD_IPV4 ? AF_INET : AF_INET6;
	memcpy(address->bytes, bytes, nft_field_len(field));
}
