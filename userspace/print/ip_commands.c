// SPDX-License-Identifier: GPL-2.0
#include "print/ip_commands.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/rtnetlink.h>

#include "util/alloc.h"

/**
 * struct line - a command that is being written
 * @text: its text, once @out is closed
 * @size: length of @text
 * @out: where to
 */
struct line {
	char *text;
	size_t size;
	FILE *out;
};

static FILE *line_begin(struct line *line)
{
	line->out = open_memstream(&line->text, &line->size);
	if (!line->out)
		out_of_memory();
	return line->out;
}

static void line_end(struct line *line, struct commands *commands)
{
	fclose(line->out);
	commands_add(commands, line->text);
}

/* A word for the shell: a device may have any name without a space. */
static void print_word(const char *word, FILE *out)
{
	if (!word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			       "0123456789-_.@+,%/=")]) {
		fputs(word, out);
		return;
	}
	fputc('\'', out);
	for (; *word; word++) {
		if (*word == '\'')
			fputs("'\\''", out);
		else
			fputc(*word, out);
	}
	fputc('\'', out);
}

static const char *family_option(uint8_t family)
{
	return family == AF_INET6 ? "-6" : "-4";
}

static void print_rule(const struct ip_rule *rule, const char *verb, FILE *out)
{
	fprintf(out, "ip %s rule %s pref %u", family_option(rule->family), verb, rule->priority);
	/* It was changed by another program: a rule of ours at this place. */
	if (!strcmp(verb, "del") && !rule->plain) {
		fprintf(out, " protocol %u", ROUTE_PROTOCOL);
		return;
	}
	fprintf(out, "%s fwmark %#x/%#x", rule->inverted ? " not" : "", rule->mark, rule->mask);
	if (rule->table == RT_TABLE_MAIN)
		fputs(" lookup main", out);
	else if (rule->table)
		fprintf(out, " lookup %u", rule->table);
	else if (rule->target)
		fprintf(out, " goto %u", rule->target);
	else
		fputs(" nop", out);
	fprintf(out, " protocol %u", ROUTE_PROTOCOL);
}

static void rule_command(struct commands *commands, const struct ip_rule *rule, const char *verb)
{
	struct line line;

	print_rule(rule, verb, line_begin(&line));
	line_end(&line, commands);
}

/* Whether the kernel takes one for the other when the request says to add none that exists. */
static bool are_twins(const struct ip_rule *a, const struct ip_rule *b)
{
	return a->family == b->family && a->priority == b->priority && a->table == b->table &&
	       !a->target == !b->target && a->mark == b->mark && a->mask == b->mask;
}

/* The rule that another operation deletes or adds in place of the one of @o. */
static const struct operation *twin_of(const struct operation *o, const struct operations *all)
{
	const struct operation *other;
	size_t i;

	for (i = 0; i < all->n; i++) {
		other = &all->v[i];
		if (other->object == OBJECT_RULE && other->verb != o->verb &&
		    are_twins(operation_thing(other).rule, operation_thing(o).rule))
			return other;
	}
	return NULL;
}

void ip_commands_rule(struct commands *commands, const struct operation *o,
		      const struct operations *all)
{
	const struct operation *twin = twin_of(o, all);

	/* It has been deleted for the other one. */
	if (o->verb == VERB_DELETE && twin)
		return;
	if (twin)
		rule_command(commands, twin->old.rule, "del");
	rule_command(commands, operation_thing(o).rule, o->verb == VERB_DELETE ? "del" : "add");
}

static bool by_gateway(const struct next_hop *hop)
{
	return hop->gateway.family;
}

static size_t count_gateways(const struct route *route)
{
	size_t i, n = 0;

	for (i = 0; i < route->n_hop; i++)
		n += by_gateway(&route->hop[i]);
	return n;
}

static void print_hop(const struct next_hop *hop, FILE *out)
{
	char buf[PREFIX_STRLEN];

	if (by_gateway(hop))
		fprintf(out, " via %s", address_format(&hop->gateway, buf));
	fputs(" dev ", out);
	print_word(hop->device, out);
}

static void print_hops(const struct next_hop *hop, size_t n, FILE *out)
{
	size_t i;

	for (i = 0; i < n; i++) {
		fputs(n > 1 ? " nexthop" : "", out);
		print_hop(&hop[i], out);
	}
}

/* Without next hops, which follow. */
static void print_route(const struct route *route, const char *verb, FILE *out)
{
	char buf[PREFIX_STRLEN];

	fprintf(out, "ip %s route %s ", family_option(route->destination.address.family), verb);
	if (route->type == ROUTE_BLACKHOLE || route->type == ROUTE_LOCAL)
		fprintf(out, "%s ", route_type_name(route->type));
	fputs(route->destination.length ? prefix_format(&route->destination, buf) : "default",
	      out);
	if (route->table == RT_TABLE_MAIN)
		fputs(" table main", out);
	else
		fprintf(out, " table %u", route->table);
	fprintf(out, " proto %u", ROUTE_PROTOCOL);
	if (route->metric)
		fprintf(out, " metric %u", route->metric);
}

static void route_command(struct commands *commands, const struct route *route, const char *verb,
			  const struct next_hop *hop, size_t n)
{
	bool is_ipv4 = route->destination.address.family == AF_INET;
	struct line line;

	print_route(route, verb, line_begin(&line));
	/* ip(8) finds it for a single next hop only. */
	if (is_ipv4 && n > 1 && !count_gateways(route))
		fputs(" scope link", line.out);
	print_hops(hop, n, line.out);
	line_end(&line, commands);
}

/*
 * IPv6 has several next hops of a route only if they have gateways: one without is a route
 * of its own, which is appended, and deleted by a command of its own.
 */
static void add_separately(struct commands *commands, const struct route *route)
{
	struct route by_gateways = *route;
	const char *verb = "add";
	size_t i;

	by_gateways.hop = NULL;
	by_gateways.n_hop = 0;
	for (i = 0; i < route->n_hop; i++)
		if (by_gateway(&route->hop[i]))
			route_add_hop(&by_gateways, route->hop[i].device, &route->hop[i].gateway);
	if (by_gateways.n_hop) {
		route_command(commands, route, verb, by_gateways.hop, by_gateways.n_hop);
		verb = "append";
	}
	route_free(&by_gateways);
	for (i = 0; i < route->n_hop; i++) {
		if (by_gateway(&route->hop[i]))
			continue;
		route_command(commands, route, verb, &route->hop[i], 1);
		verb = "append";
	}
}

static bool has_several(const struct route *route)
{
	return route->destination.address.family == AF_INET6 &&
	       count_gateways(route) < route->n_hop;
}

static void add_route(struct commands *commands, const struct route *route)
{
	if (has_several(route))
		add_separately(commands, route);
	else
		route_command(commands, route, "add", route->hop, route->n_hop);
}

static void delete_route(struct commands *commands, const struct route *route)
{
	size_t i, n = 1, gateways = count_gateways(route);

	if (has_several(route))
		n = route->n_hop - gateways + (gateways > 0);
	for (i = 0; i < n; i++)
		route_command(commands, route, "del", NULL, 0);
}

void ip_commands_route(struct commands *commands, const struct operation *o)
{
	switch (o->verb) {
	case VERB_ADD:
		add_route(commands, o->new.route);
		break;
	case VERB_DELETE:
		delete_route(commands, o->old.route);
		break;
	case VERB_CHANGE:
		if (!has_several(o->old.route) && !has_several(o->new.route)) {
			route_command(commands, o->new.route, "replace", o->new.route->hop,
				      o->new.route->n_hop);
			break;
		}
		delete_route(commands, o->old.route);
		add_route(commands, o->new.route);
		break;
	}
}

void ip_commands_neighbour(struct commands *commands, const struct operation *o)
{
	static const char *const verbs[] = {
		[VERB_ADD] = "add", [VERB_DELETE] = "del", [VERB_CHANGE] = "replace",
	};
	const struct neighbour *neighbour = operation_thing(o).neighbour;
	char buf[PREFIX_STRLEN];
	struct line line;

	fprintf(line_begin(&line), "ip -6 neigh %s proxy %s dev ", verbs[o->verb],
		address_format(&neighbour->address, buf));
	print_word(neighbour->device, line.out);
	fprintf(line.out, " protocol %u", ROUTE_PROTOCOL);
	line_end(&line, commands);
}

static bool is_neighbour(const struct operation *o, bool deletes)
{
	bool is_deleted = o->verb == VERB_DELETE;

	return o->object == OBJECT_NEIGHBOUR && is_deleted == deletes;
}

static const char *device_of(const struct operation *o)
{
	return operation_thing(o).neighbour->device;
}

/* Whether it is the first that deletes, or does not delete, an entry of its device. */
static bool is_first(const struct operations *part, size_t at, bool deletes)
{
	size_t i;

	if (!is_neighbour(&part->v[at], deletes))
		return false;
	for (i = 0; i < at; i++)
		if (is_neighbour(&part->v[i], deletes) &&
		    !strcmp(device_of(&part->v[i]), device_of(&part->v[at])))
			return false;
	return true;
}

/* The name of a device may have dots; sysctl(8) takes a slash for each. */
static void print_sysctl(const char *device, bool on, FILE *out)
{
	char *name = xstrdup(device), *at;

	for (at = name; *at; at++)
		if (*at == '.')
			*at = '/';
	fputs("sysctl -qw ", out);
	at = xasprintf("net.ipv6.conf.%s.proxy_ndp=%d", name, on);
	print_word(at, out);
	free(at);
	free(name);
}

static void print_is_on(const char *which, FILE *out)
{
	fprintf(out, "[ \"$(sysctl -n net.ipv6.conf.%s.proxy_ndp)\" = 1 ] || ", which);
}

void ip_commands_silence(struct commands *commands, const struct operations *part)
{
	struct line line;
	size_t i, j, n;

	for (i = 0; i < part->n; i++) {
		const char *device;

		if (!is_first(part, i, true))
			continue;
		device = device_of(&part->v[i]);
		for (j = i, n = 0; j < part->n; j++)
			n += is_neighbour(&part->v[j], true) &&
			     !strcmp(device_of(&part->v[j]), device);
		/* Other programs may have entries too. */
		fputs("[ \"$(ip -6 neigh show proxy dev ", line_begin(&line));
		print_word(device, line.out);
		fprintf(line.out, " | grep -c .)\" -ne %zu ] || ", n);
		print_is_on("all", line.out);
		print_is_on("default", line.out);
		print_sysctl(device, false, line.out);
		line_end(&line, commands);
	}
}

void ip_commands_wake(struct commands *commands, const struct operations *part)
{
	struct line line;
	size_t i;

	for (i = 0; i < part->n; i++) {
		if (!is_first(part, i, false))
			continue;
		print_is_on("all", line_begin(&line));
		print_sysctl(device_of(&part->v[i]), true, line.out);
		line_end(&line, commands);
	}
}
