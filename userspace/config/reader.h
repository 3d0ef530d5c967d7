/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the readers of the parts of a configuration share. Each takes what it can,
 * and says what it cannot.
 */
#ifndef ERSYM_CONFIG_READER_H
#define ERSYM_CONFIG_READER_H

#include "config/document.h"
#include "model/site.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/**
 * struct circuit_name - to find a circuit by its name
 * @index: in site.circuit
 */
struct circuit_name {
	const char *name;
	size_t index;
};

/**
 * struct reader - where reading is
 * @name: the circuits' names as they are in the file, sorted
 * @circuits_known: @name is whole, so that what is not in it does not exist
 */
struct reader {
	struct document doc;
	struct site *site;
	struct circuit_name *name;
	size_t n_name;
	bool circuits_known;
};

/**
 * struct key - a key of a mapping that has a fixed set of them
 * @read: takes its value
 */
struct key {
	const char *name;
	void (*read)(struct reader *r, const struct entry *e, void *object);
	bool required;
};

/**
 * read_record() - reads a mapping that has a fixed set of keys
 * @node: the mapping
 * @at: where to say that a key is missing
 * @what: what it describes, with its article
 * @keys: in the order in which they are to be read
 * @n: how many
 * @object: what they are read into
 * @found: if not NULL, where each key was found, at the same index
 */
void read_record(struct reader *r, const yaml_node_t *node, struct location at, const char *what,
		 const struct key *keys, size_t n, void *object, struct location *found);

/**
 * read_word() - reads one of several words
 * @expected: them, for the message
 *
 * Return: the index in @words, or -1.
 */
int read_word(struct reader *r, const yaml_node_t *node, const char *const *words, size_t n,
	      const char *expected);
/* true or false; what is neither is reported, and false. */
bool read_flag(struct reader *r, const yaml_node_t *node);

/* False: it is something else, and nothing is written to @out. */
bool read_number(struct reader *r, const yaml_node_t *node, const char *expected, uint32_t min,
		 uint32_t max, uint32_t *out);
bool read_address(struct reader *r, const yaml_node_t *node, struct address *out);
/* A list, or one prefix alone; adds to @list and, the locations, to @at. */
void read_prefixes(struct reader *r, const yaml_node_t *node, struct prefix_list *list,
		   struct location **at);

/* Whether a circuit or a service can have the name. */
bool is_name(const char *name);
/* Says it if the key of @e is no name. */
void check_name(struct reader *r, const struct entry *e, const char *what);

/* Drop or flag, for every kind or each; sets bits in @drop. */
void read_policy(struct reader *r, const struct entry *e, uint32_t *drop);
/* The index of an existing circuit; false if it is unknown. */
bool read_circuit_name(struct reader *r, const yaml_node_t *node, size_t *index);

/* The parts, as in struct key. Circuits must come before the others. */
void read_circuits(struct reader *r, const struct entry *e, void *object);
void read_transit(struct reader *r, const struct entry *e, void *object);
void read_services(struct reader *r, const struct entry *e, void *object);

#endif
