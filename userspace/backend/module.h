/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel module: its configuration, its circuits, its counters. */
#ifndef ERSYM_BACKEND_MODULE_H
#define ERSYM_BACKEND_MODULE_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/ersym.h>

#include "nl/genl.h"
#include "plan/module.h"

/**
 * struct module - a connection to the kernel module of this network namespace
 * @nl: for requests
 * @family: with the group of events
 */
struct module {
	struct nl_socket nl;
	struct genl_family family;
};

/**
 * struct link_state - a link as it is now
 * @running: up, with a carrier
 */
struct link_state {
	char device[IFNAMSIZ];
	bool present;
	bool running;
};

/**
 * struct circuit_state - a circuit at work
 * @born_in: connections whose first packet came in on it
 * @born_out: connections whose first packet left by it
 */
struct circuit_state {
	uint32_t id;
	char name[ERSYM_NAME_MAX + 1];
	bool public_only;
	struct link_state *link;
	size_t n_link;
	uint64_t born_in;
	uint64_t born_out;
};

struct circuit_states {
	struct circuit_state *v;
	size_t n;
};

/**
 * struct violation - counters of one kind between two circuits
 * @expected: circuit id, ERSYM_CIRCUIT_UNKNOWN or ERSYM_CIRCUIT_INSIDE; @actual too
 * @connections: how often a connection strayed to @actual
 */
struct violation {
	uint32_t kind;
	uint32_t expected;
	uint32_t actual;
	uint64_t packets;
	uint64_t bytes;
	uint64_t connections;
};

struct violations {
	struct violation *v;
	size_t n;
};

/**
 * struct flow_filter - which connections; all that is given must hold
 * @in: circuit id or ERSYM_CIRCUIT_INSIDE; ERSYM_CIRCUIT_UNKNOWN: any; @out too
 * @strayed: with any stray
 */
struct flow_filter {
	uint32_t in;
	uint32_t out;
	bool strayed;
};

/*
 * These functions say on stderr what went wrong. The result is 0 or -errno.
 */

/* -ENOENT if the module is not loaded; only then nothing is said. */
int module_open(struct module *m);
/* As module_open(), and says how to load the module. */
int module_require(struct module *m);
void module_close(struct module *m);

/* Puts @config in force in place of what was there. Without circuits: nothing is watched. */
int module_set(struct module *m, const struct module_config *config);
/* What is in force. To be freed with module_config_free(). */
int module_get(struct module *m, struct module_config *config);

/* All circuits, in the order of the kernel. */
int module_circuits(struct module *m, struct circuit_states *list);
void circuit_states_free(struct circuit_states *list);

/* Every counter that is not zero. */
int module_violations(struct module *m, struct violations *list);
void violations_free(struct violations *list);

/* Ends connections; @ended: how many. A filter that asks for nothing: all that have facts. */
int module_flush(struct module *m, const struct flow_filter *filter, uint32_t *ended);

/*
 * Wire format. The rest of the program has no use for it, the tests have.
 */

/* A request in memory of its own, to be freed. NULL: a circuit is too large for a message. */
struct nlmsghdr *module_config_build(uint16_t family, const struct module_config *config);
/* Adds what a message of config-get says to @config. -EBADMSG if it is malformed. */
int module_config_parse(const struct nlmsghdr *nlh, struct module_config *config);
/* As a circuit-get or link-ntf message. -EBADMSG. @circuit is to be freed. */
int circuit_state_parse(const struct nlmsghdr *nlh, struct circuit_state *circuit,
			uint32_t *generation);
void circuit_state_free(struct circuit_state *circuit);
/*
 * What the attribute at @offset of a config-set request is, for people:
 * "circuit us, pool 192.0.2.0/24". False if that cannot be told.
 */
bool module_config_locate(const struct nlmsghdr *nlh, uint32_t offset, char *buf, size_t size);

#endif
