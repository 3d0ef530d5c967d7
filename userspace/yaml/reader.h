/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Readers of values and of mappings with known keys, for any file of the subset
 * in yaml/document.h. Each reads what it can and reports the rest, with the
 * location, to the diagnostics of the document; reading then continues.
 */
#ifndef ERSYM_YAML_READER_H
#define ERSYM_YAML_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/address.h"
#include "model/location.h"
#include "yaml/document.h"

/**
 * struct reader - a document while it is read
 * @doc: the document
 * @context: what the readers of one kind of file share; this file does not use it
 */
struct reader {
	struct document doc;
	void *context;
};

/**
 * struct key - a key of a mapping that has a fixed set of them
 * @name: spelling in the file
 * @read: reads the value of @e into @object
 * @required: its absence is an error
 */
struct key {
	const char *name;
	void (*read)(struct reader *r, const struct entry *e, void *object);
	bool required;
};

/**
 * read_record() - read a mapping that has a fixed set of keys
 * @r: the reader
 * @node: the mapping
 * @at: where a missing key is reported
 * @what: what the mapping describes, with its article, for messages
 * @keys: its keys, in the order in which their values are read
 * @n: number of @keys
 * @object: passed to the read functions of @keys
 * @found: if not NULL, an array of @n; the location of each key that the file
 *         has is written at the index of the key
 *
 * Unknown keys, and required ones that are missing, are reported.
 */
void read_record(struct reader *r, const yaml_node_t *node, struct location at, const char *what,
		 const struct key *keys, size_t n, void *object, struct location *found);

/**
 * read_word() - read one of a set of words
 * @r: the reader
 * @node: the value
 * @words: the words
 * @n: number of @words
 * @expected: the words as one text, for the message
 *
 * Return: the index in @words, or -1 if it is none of them, which is reported.
 */
int read_word(struct reader *r, const yaml_node_t *node, const char *const *words, size_t n,
	      const char *expected);

/**
 * read_flag() - read true or false
 * @r: the reader
 * @node: the value
 *
 * Return: the value; false if it is neither, which is reported.
 */
bool read_flag(struct reader *r, const yaml_node_t *node);

/**
 * read_number() - read a number, decimal or hexadecimal with 0x
 * @r: the reader
 * @node: the value
 * @expected: what belongs here, with its article, for the message
 * @min: lowest valid value
 * @max: highest valid value
 * @out: the number; unchanged if there is none
 *
 * Return: false if it is no such number, which is reported.
 */
bool read_number(struct reader *r, const yaml_node_t *node, const char *expected, uint32_t min,
		 uint32_t max, uint32_t *out);

/**
 * read_duration() - read a length of time with its unit, like 500ms, 10s or 2m
 * @r: the reader
 * @node: the value
 * @expected: what belongs here, with its article, for the message
 * @min: least valid number of milliseconds
 * @max: highest valid number of milliseconds
 * @msec: milliseconds; unchanged if there is no length of time
 *
 * Return: false if it is no such length of time, which is reported.
 */
bool read_duration(struct reader *r, const yaml_node_t *node, const char *expected, uint32_t min,
		   uint32_t max, uint32_t *msec);

/**
 * read_address() - read an IPv4 or IPv6 address
 * @r: the reader
 * @node: the value
 * @out: the address; undefined if there is none
 *
 * Return: false if it is no address, which is reported.
 */
bool read_address(struct reader *r, const yaml_node_t *node, struct address *out);

/**
 * read_prefix() - read a prefix; an address alone is one of full length
 * @r: the reader
 * @node: the value
 * @out: the prefix; undefined if there is none
 *
 * Return: false if it is no prefix, which is reported.
 */
bool read_prefix(struct reader *r, const yaml_node_t *node, struct prefix *out);

/**
 * read_prefixes() - read a list of prefixes, or one prefix alone
 * @r: the reader
 * @node: the value
 * @list: valid prefixes are appended
 * @at: their locations are appended, at the same index as in @list
 */
void read_prefixes(struct reader *r, const yaml_node_t *node, struct prefix_list *list,
		   struct location **at);

/**
 * read_name() - check that the key of an entry can name an object
 * @r: the reader
 * @e: the entry
 * @what: kind of the object, without an article, for the message
 *
 * A name has up to ERSYM_NAME_MAX letters, digits, "_", "." and "-" and begins
 * with a letter or a digit, so that it needs no quotes in a shell or a filter.
 *
 * Return: false if it cannot, which is reported.
 */
bool read_name(struct reader *r, const struct entry *e, const char *what);

#endif
