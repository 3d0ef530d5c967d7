// SPDX-License-Identifier: GPL-2.0
/*
 * libFuzzer on the way from a file to a plan: whatever the text, nothing breaks, and
 * what is accepted can be planned, printed, described and read again.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "plan/describe.h"
#include "plan/desired.h"
#include "plan/diff.h"
#include "plan/operation.h"
#include "print/diagnostic.h"
#include "print/operations.h"
#include "print/site.h"
#include "util/alloc.h"

static FILE *nowhere;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	nowhere = fopen("/dev/null", "w");
	if (!nowhere)
		abort();
	return 0;
}

static void require(int truth, const char *what)
{
	if (truth)
		return;
	fprintf(stderr, "fuzz_config: %s\n", what);
	abort();
}

/* Every link is up, and its gateways are neighbours on it. */
static void site_devices(const struct site *site, struct devices *devices)
{
	size_t i, j;

	memset(devices, 0, sizeof(*devices));
	for (i = 0; i < site->n_circuit; i++) {
		const struct circuit *circuit = &site->circuit[i];

		for (j = 0; j < circuit->n_link; j++) {
			const struct link *link = &circuit->link[j];
			struct device *device = devices_add(devices, link->name);

			device->present = true;
			device->up = true;
			device->running = true;
			device->ipv6 = true;
			device->n_reached = link->n_gateway;
			memcpy(device->reached, link->gateway, sizeof(device->reached));
		}
	}
	devices_sort(devices);
}

static void plan(const struct site *site, struct state *state)
{
	struct diagnostics diags = { 0 };
	struct devices devices;

	site_devices(site, &devices);
	memset(state, 0, sizeof(*state));
	plan_desired(site, &devices, NULL, state, &diags);
	diagnostics_print(&diags, "file", nowhere);
	diagnostics_free(&diags);
	devices_free(&devices);
}

static size_t count_operations(const struct state *old, const struct state *new)
{
	struct operations operations;
	size_t n;

	plan_diff(old, new, &operations);
	operations_text(&operations, nowhere);
	n = operations.n;
	operations_free(&operations);
	return n;
}

/* What show config prints is a configuration, and the same one. */
static void check_described(const struct state *state)
{
	struct diagnostics diags = { 0 };
	struct site described, again;
	struct state state_again;
	char *text = NULL;
	size_t size;
	FILE *out;

	plan_describe(state, &described);
	out = open_memstream(&text, &size);
	site_yaml(&described, out);
	fclose(out);
	site_free(&described);
	if (config_parse(text, size, &again, &diags)) {
		fputs(text, stderr);
		diagnostics_print(&diags, "described", stderr);
		require(0, "what show config prints is refused");
	}
	plan(&again, &state_again);
	require(!count_operations(state, &state_again), "what show config prints changes something");
	state_free(&state_again);
	site_free(&again);
	diagnostics_free(&diags);
	free(text);
}

static void check_plan(const struct site *site)
{
	struct state nothing = { 0 }, state;

	plan(site, &state);
	state_print(&state, nowhere);
	count_operations(&nothing, &state);
	require(!count_operations(&state, &state), "applied twice, it changes something");
	count_operations(&state, &nothing);
	check_described(&state);
	state_free(&state);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct diagnostics diags = { 0 };
	struct site site;
	int err;

	err = config_parse((const char *)data, size, &site, &diags);
	require(!err == !diags.n_error, "the status does not tell whether there are errors");
	diagnostics_print(&diags, "file", nowhere);
	if (!err)
		check_plan(&site);
	site_free(&site);
	diagnostics_free(&diags);
	return 0;
}
