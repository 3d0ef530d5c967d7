/* SPDX-License-Identifier: GPL-2.0 */
/* The nft table: counters, sets, chains, and rules as programs of expressions. */
#ifndef ERSYM_PLAN_NFT_H
#define ERSYM_PLAN_NFT_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "model/address.h"

#define NFT_TABLE_NAME	"ersym"
/* The longest name that the kernel takes, with its NUL. */
#define NFT_NAME_SIZE	256
#define NFT_FIELDS_MAX	4
#define NFT_KEY_SIZE	40
#define NFT_DATA_SIZE	32
/* The longest comment of an element; nft has room for this and a NUL. */
#define NFT_COMMENT_MAX 127

/** enum nft_field - data types, of a key or of data, or part of a concatenation */
enum nft_field {
	NFT_FIELD_NONE,
	NFT_FIELD_IFNAME,
	NFT_FIELD_IPV4,
	NFT_FIELD_IPV6,
	NFT_FIELD_PROTOCOL,
	NFT_FIELD_PORT,
	NFT_FIELD_INTEGER,		/* 32 bits, host byte order */
	NFT_FIELD_MARK,			/* likewise, of a packet or a connection */
	NFT_FIELD_VERDICT,
	NFT_FIELD_OTHER,		/* a type that we do not use */
};

/**
 * struct nft_element - an element of a set
 * @key: fields in order, each padded to four bytes; unused bytes are zero
 * @end: last key of an interval, inclusive; in sets that have NFT_SET_INTERVAL
 * @data: of a map, likewise; an interval is first and last in turn
 * @chain: of a verdict map: where it goes to, else NULL
 * @comment: or NULL
 * @packets: that were counted on it, in sets that are dynamic; @bytes likewise
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
 * @key: fields of the key, the unused ones NFT_FIELD_NONE
 * @data: of a map
 * @interval: keys are intervals
 * @data_interval: data are intervals
 * @dynamic: packets add the elements, each with a counter
 * @element: by key
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

/** enum nft_expression_type - what an expression does; the kernel's own words */
enum nft_expression_type {
	NFT_EXPRESSION_META,
	NFT_EXPRESSION_PAYLOAD,
	NFT_EXPRESSION_CT,
	NFT_EXPRESSION_RT,
	NFT_EXPRESSION_FIB,
	NFT_EXPRESSION_CMP,
	NFT_EXPRESSION_BITWISE,
	NFT_EXPRESSION_HASH,
	NFT_EXPRESSION_LOOKUP,
	NFT_EXPRESSION_IMMEDIATE,
	NFT_EXPRESSION_VERDICT,
	NFT_EXPRESSION_COUNTER,
	NFT_EXPRESSION_NAT,
	NFT_EXPRESSION_MASQUERADE,
	NFT_EXPRESSION_DYNSET,
	NFT_EXPRESSION_FLOW_OFFLOAD,
	NFT_EXPRESSION_OTHER,		/* one that we do not use */
};

/* Whether a field that may be absent is there. */
#define NFT_NO_REGISTER 0xffffffff
#define NFT_NO_DIRECTION 0xff

/**
 * struct nft_expression - one step of a rule
 *
 * Fields are as in the kernel's attributes. Registers are as the kernel
 * numbers them in a dump: 1 to 4 for a whole one of 16 bytes, 8 and up for the
 * quarters that do not begin one. Fields that a type does not use are zero.
 *
 * @sreg: of CMP, BITWISE, HASH, LOOKUP, DYNSET; of META and CT that set, else 0
 * @dreg: of those that load; of LOOKUP in a map, else NFT_NO_REGISTER
 * @key: of META, CT, RT; result of FIB; base of PAYLOAD; operation of CMP;
 *	code of VERDICT; type of NAT; operation of DYNSET
 * @offset: of PAYLOAD, HASH
 * @len: of PAYLOAD, BITWISE, HASH; of @data in CMP and IMMEDIATE
 * @direction: of CT, or NFT_NO_DIRECTION
 * @flags: of FIB, NAT, MASQUERADE, LOOKUP
 * @modulus: of HASH
 * @seed: of HASH
 * @family: of NAT
 * @address: first and last register of the addresses of NAT, or 0
 * @port: likewise, of the ports
 * @data: of CMP, IMMEDIATE; mask and then xor of BITWISE
 * @name: of a set, a counter, a chain, a flowtable; of the expression itself if it is OTHER.
 *	Empty for the anonymous map of the rule
 */
struct nft_expression {
	enum nft_expression_type type;
	uint32_t sreg;
	uint32_t dreg;
	uint32_t key;
	uint32_t offset;
	uint32_t len;
	uint8_t direction;
	uint32_t flags;
	uint32_t modulus;
	uint32_t seed;
	uint32_t family;
	uint32_t address[2];
	uint32_t port[2];
	uint8_t data[32];
	char name[NFT_NAME_SIZE];
};

/**
 * struct nft_rule - a rule
 * @anonymous: a map that only this rule has, or NULL
 */
struct nft_rule {
	struct nft_expression *expression;
	size_t n_expression;
	struct nft_set *anonymous;
};

/**
 * struct nft_chain - a chain
 * @type: of a base chain: "nat", "filter"; else empty
 * @hook: enum nf_inet_hooks
 * @priority: as in the kernel
 * @policy: NF_ACCEPT, NF_DROP
 */
struct nft_chain {
	char name[NFT_NAME_SIZE];
	char type[16];
	uint32_t hook;
	int32_t priority;
	uint32_t policy;
	struct nft_rule *rule;
	size_t n_rule;
};

/**
 * struct nft_flowtable - connections that are forwarded at the ingress of devices
 * @priority: as in the kernel
 * @device: by name
 */
struct nft_flowtable {
	char name[NFT_NAME_SIZE];
	int32_t priority;
	char (*device)[IFNAMSIZ];
	size_t n_device;
};

/** struct nft_counter - a named counter; what it counted is not compared */
struct nft_counter {
	char name[NFT_NAME_SIZE];
	uint64_t packets;
	uint64_t bytes;
};

/**
 * struct nft_table - the table inet ersym
 * @present: the rest means something
 * @foreign: it has what nobody of us put there (flags, a second flowtable, objects
 *	of other types), so it can only be replaced
 * @flowtable: or NULL
 */
struct nft_table {
	bool present;
	bool foreign;
	struct nft_counter *counter;
	size_t n_counter;
	struct nft_flowtable *flowtable;
	struct nft_set *set;
	size_t n_set;
	struct nft_chain *chain;
	size_t n_chain;
};

/* Bytes of a field, and of all fields of a key or of data, with padding. */
size_t nft_field_len(enum nft_field field);
size_t nft_fields_len(const enum nft_field field[static NFT_FIELDS_MAX]);
size_t nft_fields_count(const enum nft_field field[static NFT_FIELDS_MAX]);
/* Bytes of the data of an element; 0 for a set and a verdict map. */
size_t nft_set_data_len(const struct nft_set *set);
bool nft_set_is_map(const struct nft_set *set);
/* Whether the kernel keeps intervals of @set as starts and ends of one field. */
bool nft_set_is_tree(const struct nft_set *set);
/* The same but for the elements. */
bool nft_set_same_shape(const struct nft_set *a, const struct nft_set *b);
bool nft_chain_same_shape(const struct nft_chain *a, const struct nft_chain *b);

int nft_element_compare(const struct nft_set *set, const struct nft_element *a,
			const struct nft_element *b);
bool nft_element_equal(const struct nft_set *set, const struct nft_element *a,
		       const struct nft_element *b);
bool nft_rule_equal(const struct nft_rule *a, const struct nft_rule *b);
bool nft_chain_equal(const struct nft_chain *a, const struct nft_chain *b);
bool nft_flowtable_equal(const struct nft_flowtable *a, const struct nft_flowtable *b);
/* Whether a rule of @chain gives connections to a flowtable. */
bool nft_chain_offloads(const struct nft_chain *chain);

/* The one of the table, which has none yet. */
struct nft_flowtable *nft_table_add_flowtable(struct nft_table *table, const char *name);
void nft_flowtable_add_device(struct nft_flowtable *flowtable, const char *device);
struct nft_counter *nft_table_add_counter(struct nft_table *table, const char *name);
/* All zero but the name; the pointers are good until the next one is added. */
struct nft_set *nft_table_add_set(struct nft_table *table, const char *name);
struct nft_chain *nft_table_add_chain(struct nft_table *table, const char *name);
struct nft_rule *nft_chain_add_rule(struct nft_chain *chain);
struct nft_element *nft_set_add_element(struct nft_set *set);
const struct nft_set *nft_table_set(const struct nft_table *table, const char *name);
const struct nft_chain *nft_table_chain(const struct nft_table *table, const char *name);
/* Elements and devices into order. Sets, chains and rules stay in theirs. */
void nft_table_sort(struct nft_table *table);
void nft_table_free(struct nft_table *table);
void nft_set_free(struct nft_set *set);
void nft_rule_free(struct nft_rule *rule);

/* As nft(8) would print an element, without its comment. */
void nft_element_print(const struct nft_set *set, const struct nft_element *e, FILE *out);
/* A rule as its program, "[ meta load iifname => reg 1 ]" and so on. */
void nft_rule_print(const struct nft_rule *rule, FILE *out);
/* The whole table; for tests and for people. */
void nft_table_print(const struct nft_table *table, FILE *out);

#endif
