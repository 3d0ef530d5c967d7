/* SPDX-License-Identifier: GPL-2.0 */
/* What rules about the facts of connections are made of, and what desired_paths() is. */
#ifndef ERSYM_PLAN_PATHS_PARTS_H
#define ERSYM_PLAN_PATHS_PARTS_H

#include "plan/paths.h"

/**
 * struct paths - a table that is being written
 * @in: the bits of the field "in"; @out likewise
 */
struct paths {
	const struct site *site;
	struct nft_table *table;
	struct mark_layout layout;
	uint32_t in, out;
};

/**
 * struct place - where a packet may be: on a circuit, or inside
 * @circuit: NULL for the inside
 * @in: its value in the field "in", in place; @out and @stray likewise
 * @drop: kinds of violations that are dropped there
 */
struct place {
	const char *name;
	const struct circuit *circuit;
	uint32_t in, out, stray;
	uint32_t drop;
};

/* @circuit: NULL for the inside */
void place_init(const struct paths *p, const struct circuit *circuit, struct place *place);
uint32_t place_value(const struct place *place, enum mark_field field);
bool place_drops(const struct place *place, enum ersym_kind kind);

/* Names of sets: the values that a field may have, and those of each link. */
const char *known_set(enum mark_field field);
const char *links_set(enum mark_field field);

/* The chain WHAT-CIRCUIT, and the way there. */
struct nft_chain *paths_chain(const struct paths *p, const char *what, const char *circuit);
void go_to(struct nft_rule *rule, const char *what, const char *circuit);
void rule_go(struct nft_chain *chain, int code, const char *target);

/* Parts of rules, and how some begin; what each is in nft's words is with its code. */
void load_mark(struct nft_rule *rule, uint32_t mask, unsigned int at);
void write_mark(struct nft_rule *rule, uint32_t fields, uint32_t value);
void match_state(struct nft_rule *rule, uint32_t states, bool any);
void match_known(struct nft_rule *rule, const struct paths *p, enum mark_field field,
		 uint32_t flags);
struct nft_rule *rule_direction(struct nft_chain *chain, uint8_t direction);
struct nft_rule *rule_fact(struct nft_chain *chain, uint8_t direction, uint32_t mask,
			   uint32_t value);
struct nft_rule *rule_status(struct nft_chain *chain, uint32_t status, bool set);
struct nft_rule *rule_first(struct nft_chain *chain);

/* Maps to chains of circuits. */
struct nft_set *add_vmap(struct nft_rule *rule, enum nft_field key);
void add_goto(struct nft_set *set, const void *key, size_t len, const char *what,
	      const char *circuit);
void rule_by_link(const struct paths *p, struct nft_chain *chain, uint32_t device_key,
		  const char *what);

/* Count in a set of violations: what the fact @expected says, or nothing, is expected. */
void count_by_fact(struct nft_rule *rule, const struct paths *p, const char *set,
		   enum ersym_kind kind, enum mark_field expected, const struct place *place);
void count_unexpected(struct nft_rule *rule, const char *set, enum ersym_kind kind,
		      const struct place *place);
void match_stray_changes(struct nft_rule *rule, const struct paths *p,
			 const struct place *place);

/* All rules for what came in at a place, or is about to leave there. */
void judge_in(const struct paths *p, struct nft_chain *chain, const struct place *place,
	      const struct place *inside);
void judge_out(const struct paths *p, struct nft_chain *chain, const struct place *place);
void rule_learn(const struct paths *p, struct nft_chain *chain, enum mark_field field,
		const struct place *place);
void map_pins(const struct paths *p, struct nft_rule *rule, uint32_t mask,
	      enum mark_field field, uint32_t fixed);

/* What begins a connection, or has none. */
void chains_first(const struct paths *p, const struct place *place);
void chain_enter(const struct paths *p, const struct place *place);
void chain_exit(const struct paths *p, const struct place *place);
void chain_child(const struct paths *p);
void rules_elsewhere(const struct paths *p, struct nft_chain *chain, bool foreign);
void chain_owner(const struct paths *p, const struct circuit *circuit);
void chains_elsewhere(const struct paths *p, const struct place *place);

void paths_sets(const struct paths *p);

#endif
