// SPDX-License-Identifier: GPL-2.0
#include "plan/state.h"

#include <stdlib.h>
#include <string.h>

#include "nft/table_print.h"
#include "util/array.h"

struct ip_rule *state_add_rule(struct state *state)
{
	state->rule = array_grow(state->rule, state->n_rule, sizeof(*state->rule));
	return &state->rule[state->n_rule++];
}

struct route *state_add_route(struct state *state)
{
	state->route = array_grow(state->route, state->n_route, sizeof(*state->route));
	return &state->route[state->n_route++];
}

struct neighbour *state_add_neighbour(struct state *state)
{
	state->neighbour = array_grow(state->neighbour, state->n_neighbour,
				      sizeof(*state->neighbour));
	return &state->neighbour[state->n_neighbour++];
}

static int compare_rule(const void *a, const void *b)
{
	return ip_rule_compare(a, b);
}

static int compare_route(const void *a, const void *b)
{
	return route_compare(a, b);
}

static int compare_neighbour(const void *a, const void *b)
{
	return neighbour_compare(a, b);
}

void state_sort(struct state *state)
{
	module_config_sort(&state->module);
	if (state->n_rule > 1)
		qsort(state->rule, state->n_rule, sizeof(*state->rule), compare_rule);
	if (state->n_route > 1)
		qsort(state->route, state->n_route, sizeof(*state->route), compare_route);
	if (state->n_neighbour > 1)
		qsort(state->neighbour, state->n_neighbour, sizeof(*state->neighbour),
		      compare_neighbour);
	nft_table_sort(&state->nft);
}

void state_free(struct state *state)
{
	size_t i;

	for (i = 0; i < state->n_route; i++)
		route_free(&state->route[i]);
	free(state->route);
	free(state->neighbour);
	free(state->rule);
	free(state->foreign_rule);
	mark_uses_free(&state->mark_uses);
	module_config_free(&state->module);
	nft_table_free(&state->nft);
	memset(state, 0, sizeof(*state));
}

static void print_module(const struct module_config *config, FILE *out)
{
	char buf[PREFIX_STRLEN];
	size_t i, j;

	if (!config->n_circuit)
		return;
	fprintf(out, "module mark-mask %#x inside-drop %#x", config->mark_mask,
		config->inside_drop);
	for (i = 0; i < config->enforce.n; i++)
		fprintf(out, " enforce %s", prefix_format(&config->enforce.v[i], buf));
	fputc('\n', out);
	for (i = 0; i < config->n_circuit; i++) {
		const struct module_circuit *c = &config->circuit[i];

		fprintf(out, "circuit %s id %u", c->name, c->id);
		for (j = 0; j < c->n_link; j++)
			fprintf(out, " link %s", c->link[j].name);
		for (j = 0; j < c->pool.n; j++)
			fprintf(out, " pool %s", prefix_format(&c->pool.v[j], buf));
		fprintf(out, "%s drop %#x\n", c->public_only ? " public-only" : "", c->drop);
	}
}

void state_print(const struct state *state, FILE *out)
{
	size_t i;

	print_module(&state->module, out);
	for (i = 0; i < state->n_rule; i++) {
		fputs("rule ", out);
		ip_rule_print(&state->rule[i], out);
		fputc('\n', out);
	}
	for (i = 0; i < state->n_route; i++) {
		fputs("route ", out);
		route_print(&state->route[i], out);
		fputc('\n', out);
	}
	for (i = 0; i < state->n_neighbour; i++) {
		fputs("neighbour ", out);
		neighbour_print(&state->neighbour[i], out);
		fputc('\n', out);
	}
	if (state->nft.present)
		nft_table_print(&state->nft, out);
}
