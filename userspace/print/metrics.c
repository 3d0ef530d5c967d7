// SPDX-License-Identifier: GPL-2.0
#include "print/metrics.h"

#include <inttypes.h>

#include "model/kind.h"
#include "util/version.h"

/* The value of a label: a device may have any name without a space and a slash. */
static void print_quoted(const char *text, FILE *out)
{
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '\\' || *text == '"')
			fputc('\\', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

static void print_family(const char *name, const char *type, const char *unit,
			 const char *help, FILE *out)
{
	fprintf(out, "# TYPE %s %s\n", name, type);
	if (unit)
		fprintf(out, "# UNIT %s %s\n", name, unit);
	fprintf(out, "# HELP %s %s\n", name, help);
}

static void print_info(const struct metrics *metrics, FILE *out)
{
	print_family("ersym", "info", NULL, "Version of the command, and the engine in force.",
		     out);
	fprintf(out, "ersym_info{version=\"%s\",engine=\"%s\"} 1\n", ERSYM_VERSION,
		engine_name(metrics->engine));
}

static void print_born(const struct circuit_state *circuit, const char *direction,
		       uint64_t count, FILE *out)
{
	fputs("ersym_circuit_born_connections_total{circuit=", out);
	print_quoted(circuit->name, out);
	fprintf(out, ",direction=\"%s\"} %" PRIu64 "\n", direction, count);
}

static void print_births(const struct circuit_states *circuits, FILE *out)
{
	size_t i;

	print_family("ersym_circuit_born_connections", "counter", "connections",
		     "Connections whose first packet came in on the circuit, or left by it.", out);
	for (i = 0; i < circuits->n; i++) {
		print_born(&circuits->v[i], "in", circuits->v[i].born_in, out);
		print_born(&circuits->v[i], "out", circuits->v[i].born_out, out);
	}
}

static bool is_running(const struct link_state *link)
{
	return link->running;
}

static bool is_complete(const struct link_state *link)
{
	return !link->missing;
}

/* A family of links, each 1 or 0. */
static void print_links(const struct circuit_states *circuits, const char *name,
			const char *help, bool (*value)(const struct link_state *link), FILE *out)
{
	size_t i, j;

	print_family(name, "gauge", NULL, help, out);
	for (i = 0; i < circuits->n; i++) {
		const struct circuit_state *circuit = &circuits->v[i];

		for (j = 0; j < circuit->n_link; j++) {
			fprintf(out, "%s{circuit=", name);
			print_quoted(circuit->name, out);
			fputs(",device=", out);
			print_quoted(circuit->link[j].device, out);
			fprintf(out, "} %d\n", value(&circuit->link[j]));
		}
	}
}

static uint64_t packets(const struct violation *v)
{
	return v->packets;
}

static uint64_t bytes(const struct violation *v)
{
	return v->bytes;
}

static uint64_t connections(const struct violation *v)
{
	return v->connections;
}

static void print_circuit_label(const char *label, const char *name, FILE *out)
{
	fprintf(out, ",%s=", label);
	print_quoted(name ? name : "unknown", out);
}

/* A kind that this program is too old to name has no sample. */
static void print_violations(const struct metrics *metrics, const char *unit, const char *help,
			     uint64_t (*value)(const struct violation *v), FILE *out)
{
	size_t i;

	fprintf(out, "# TYPE ersym_violation_%s counter\n", unit);
	fprintf(out, "# UNIT ersym_violation_%s %s\n", unit, unit);
	fprintf(out, "# HELP ersym_violation_%s %s\n", unit, help);
	for (i = 0; i < metrics->violations->n; i++) {
		const struct violation *v = &metrics->violations->v[i];
		const char *kind = violation_kind_name(v->kind);

		if (!kind)
			continue;
		fprintf(out, "ersym_violation_%s_total{kind=\"%s\"", unit, kind);
		print_circuit_label("expected", names_get(metrics->names, v->expected), out);
		print_circuit_label("actual", names_get(metrics->names, v->actual), out);
		fprintf(out, "} %" PRIu64 "\n", value(v));
	}
}

void metrics_print(const struct metrics *metrics, FILE *out)
{
	print_info(metrics, out);
	print_births(metrics->circuits, out);
	print_links(metrics->circuits, "ersym_link_running",
		    "Whether the device exists, is up and has a carrier.", is_running, out);
	print_links(metrics->circuits, "ersym_link_complete",
		    "Whether all routes and rules that were applied for the link are in force.",
		    is_complete, out);
	print_violations(metrics, "packets", "Packets on another circuit than expected.", packets,
			 out);
	print_violations(metrics, "bytes", "Their lengths with the network header.", bytes, out);
	print_violations(metrics, "connections", "How often a connection strayed.", connections,
			 out);
	fputs("# EOF\n", out);
}
