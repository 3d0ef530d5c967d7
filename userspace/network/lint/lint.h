/* SPDX-License-Identifier: GPL-2.0 */
/* What is wrong with a network although it can be read. */
#ifndef ERSYM_NETWORK_LINT_LINT_H
#define ERSYM_NETWORK_LINT_LINT_H

#include "model/diagnostic.h"
#include "network/model/description.h"
#include "network/route/routes.h"

/**
 * struct lint_input - what lints look at
 * @d: circuit i and device i of it are those of @net
 * @routes: with nothing down
 */
struct lint_input {
	const struct description *d;
	const struct network *net;
	const struct routes *routes;
};

/* Runs all of them. */
void lint(const struct lint_input *in, struct diagnostics *diags);

/* The lints, a topic a file. */
void lint_stable(const struct lint_input *in, struct diagnostics *diags);
void lint_pools(const struct lint_input *in, struct diagnostics *diags);
void lint_shared_pools(const struct lint_input *in, struct diagnostics *diags);
void lint_pool_use(const struct lint_input *in, struct diagnostics *diags);
void lint_ownership(const struct lint_input *in, struct diagnostics *diags);
void lint_published(const struct lint_input *in, struct diagnostics *diags);
void lint_twice(const struct lint_input *in, struct diagnostics *diags);
void lint_scopes(const struct lint_input *in, struct diagnostics *diags);
void lint_records(const struct lint_input *in, struct diagnostics *diags);
void lint_provision(const struct lint_input *in, struct diagnostics *diags);
void lint_bandwidth(const struct lint_input *in, struct diagnostics *diags);
void lint_redundancy(const struct lint_input *in, struct diagnostics *diags);
void lint_inbound(const struct lint_input *in, struct diagnostics *diags);
void lint_circuits(const struct lint_input *in, struct diagnostics *diags);
void lint_communities(const struct lint_input *in, struct diagnostics *diags);
void lint_intent(const struct lint_input *in, struct diagnostics *diags);
void lint_backup(const struct lint_input *in, struct diagnostics *diags);

/* What several of them ask. */

/* The longest prefix of a list that contains another one, or NULL. */
const struct prefix *lint_cover(const struct prefix_list *list, const struct prefix *p);
/* Whether a circuit is ExpressRoute that carries public addresses. */
bool lint_is_er(const struct lint_input *in, unsigned int circuit);
bool lint_is_internet(const struct lint_input *in, unsigned int circuit);
/* Whether a device has, or may choose, routes that were learnt by a circuit. */
bool lint_sees(const struct lint_input *in, unsigned int device, unsigned int circuit);
/* Whether a circuit has translations of a kind. */
bool lint_has_nat(const struct lint_input *in, unsigned int circuit, enum net_nat_kind kind);
/* Where a server is published: in the description, or else the circuit of the edge. */
struct location lint_server_place(const struct lint_input *in, const struct net_nat *nat);
/* Where a prefix of a list is written, or else the circuit. */
struct location lint_place(const struct lint_input *in, unsigned int circuit,
			   const struct desc_prefixes *written, const struct prefix *p);

#endif
