// SPDX-License-Identifier: GPL-2.0
#include "plan/ip_rule.h"

#include <sys/socket.h>

#include "util/shell.h"

#define compare_number(a, b) ((a) < (b) ? -1 : (a) > (b))

int ip_rule_compare(const struct ip_rule *a, const struct ip_rule *b)
{
	int order = compare_number(a->family, b->family);

	if (!order)
		order = compare_number(a->priority, b->priority);
	if (!order)
		order = compare_number(a->mark, b->mark);
	if (!order)
		order = compare_number(a->mask, b->mask);
	if (!order)
		order = compare_number(a->inverted, b->inverted);
	if (!order)
		order = compare_number(a->table, b->table);
	if (!order)
		order = compare_number(a->target, b->target);
	return order ? order : compare_number(b->plain, a->plain);
}

static void print_prefix(const struct prefix *prefix, FILE *out)
{
	char buf[PREFIX_STRLEN];

	fputs(prefix->length ? prefix_format(prefix, buf) : "all", out);
}

static void print_selector(const struct ip_rule *rule, const char *iif, FILE *out)
{
	fprintf(out, "%sfrom ", rule->inverted ? "not " : "");
	print_prefix(&rule->from, out);
	if (rule->to.length) {
		fputs(" to ", out);
		print_prefix(&rule->to, out);
	}
	if (rule->mask)
		fprintf(out, " fwmark %#x/%#x", rule->mark, rule->mask);
	if (iif[0])
		fprintf(out, " iif %s", iif);
}

static void print_action(const struct ip_rule *rule, const char *vrf, FILE *out)
{
	if (rule->vrf)
		fprintf(out, " %s", vrf);
	else if (rule->table)
		fprintf(out, " lookup %u", rule->table);
	else if (rule->target)
		fprintf(out, " goto %u", rule->target);
	else if (rule->plain)
		fputs(" nop", out);
}

void ip_rule_print_command(const struct ip_rule *rule, FILE *out)
{
	print_selector(rule, rule->iif[0] ? shell_name(rule->iif) : "", out);
	print_action(rule, "l3mdev", out);
}

void ip_rule_print(const struct ip_rule *rule, FILE *out)
{
	fprintf(out, "%u: ", rule->priority);
	print_selector(rule, rule->iif, out);
	print_action(rule, "lookup [l3mdev-table]", out);
	if (rule->family == AF_INET6)
		fputs(" (IPv6)", out);
}
