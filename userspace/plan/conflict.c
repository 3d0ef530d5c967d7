// SPDX-License-Identifier: GPL-2.0
#include "plan/conflict.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "model/mark.h"
#include "util/alloc.h"
#include "util/array.h"

/* Bits that well-known programs use even if none of their rules is loaded yet. */
#define TAILSCALE	0x00ff0000
#define KUBERNETES	0x0000c000
#define WG_QUICK	0x0000ca6c	/* the number of its port, compared with the whole mark */
#define CALICO		0xffff0000

/* What a mask should avoid, the best first. */
static const uint32_t known_bits[] = {
	CALICO | TAILSCALE | KUBERNETES | WG_QUICK,
	TAILSCALE | KUBERNETES | WG_QUICK,
	TAILSCALE | KUBERNETES,
	KUBERNETES,
	0,
};

/* Bits that other programs use: all of their marks, and of their masks but for full ones. */
static uint32_t used_bits(const struct state *observed)
{
	uint32_t bits = 0;
	size_t i;

	for (i = 0; i < observed->n_foreign_rule; i++) {
		const struct ip_rule *rule = &observed->foreign_rule[i];

		bits |= rule->mark;
		if (rule->mask != UINT32_MAX)
			bits |= rule->mask;
	}
	for (i = 0; i < observed->mark_uses.n; i++) {
		const struct mark_use *use = &observed->mark_uses.v[i];

		if (use->mask != UINT32_MAX)
			bits |= use->mask;
		else if (use->value != UINT32_MAX)
			bits |= use->value;
	}
	return bits;
}

/* The highest contiguous free bits, @width of them; 0 if there are none. */
static uint32_t find_free(int width, uint32_t used)
{
	uint32_t mask = UINT32_MAX >> (32 - width);
	int shift;

	for (shift = 32 - width; shift >= 0; shift--)
		if (!(mask << shift & used))
			return mask << shift;
	return 0;
}

/* The fewest bits that have a field for each circuit. */
static int least_width(const struct site *site)
{
	uint32_t highest = 1;
	int field = 2;
	size_t i;

	for (i = 0; i < site->n_circuit; i++)
		if (site->circuit[i].id > highest)
			highest = site->circuit[i].id;
	/* All ones is the inside. */
	while ((1u << field) - 2 < highest)
		field++;
	return 3 * field;
}

/* As wide as it is now, or narrower if there is none; 0 if there is none either. */
static uint32_t propose(const struct site *site, const struct state *observed)
{
	int width = __builtin_popcount(site->mark_mask), least = least_width(site);
	uint32_t used = used_bits(observed), mask = 0;
	size_t i;

	for (i = 0; !mask && i < ARRAY_SIZE(known_bits); i++)
		mask = find_free(width, used | known_bits[i]);
	for (i = 0; !mask && i < ARRAY_SIZE(known_bits); i++)
		for (width = __builtin_popcount(site->mark_mask) - 1; !mask && width >= least;
		     width--)
			mask = find_free(width, used | known_bits[i]);
	return mask;
}

static char *advise(uint32_t mask)
{
	return mask ? xasprintf(", or write mark-mask: %#x, whose bits are free", mask) :
		      xstrdup("; no other block of bits is free");
}

/* A key that is not in the file is appended to it. */
static void edit_mask(const struct site *site, uint32_t mask, struct diagnostics *diags)
{
	if (site->mark_mask_at.line)
		diagnostics_edit(diags, "%us/mark-mask: *[0-9a-fA-Fx]*/mark-mask: %#x/",
				 site->mark_mask_at.line, mask);
	else
		diagnostics_edit(diags, "$a mark-mask: %#x", mask);
}

/* Every mark is in what a full mask looks at or writes: no other mask of ours helps. */
static void mend_use(const struct site *site, const struct mark_use *use, uint32_t free_mask,
		     struct diagnostics *diags)
{
	diagnostics_subject(diags, "%s", use->where);
	if (free_mask && use->mask != UINT32_MAX)
		edit_mask(site, free_mask, diags);
	else if (use->removal)
		diagnostics_command(diags, "%s", use->removal);
}

static void report_use(const struct site *site, const struct mark_use *use, const char *advice,
		       struct diagnostics *diags)
{
	uint32_t bits = use->mask & site->mark_mask;

	/* Every mask is in what it looks at or writes. */
	if (use->mask == UINT32_MAX)
		advice = "";
	if (use->action == MARK_ACTION_WRITE_CONNECTION)
		diagnostics_add(diags, SEVERITY_ERROR, site->mark_mask_at, "mark-written",
				"%s writes bits %#x of the marks of connections, which are in mark-mask %#x and would lose their circuits; give it a mask without these bits%s",
				use->where, bits, site->mark_mask, advice);
	else if (use->action == MARK_ACTION_WRITE_PACKET)
		diagnostics_add(diags, SEVERITY_WARNING, site->mark_mask_at, "mark-packet",
				"%s writes bits %#x of the marks of packets, which are in mark-mask %#x: packets may leave by another circuit; give it a mask without these bits%s",
				use->where, bits, site->mark_mask, advice);
	else if (use->mask == UINT32_MAX && !(use->value & site->mark_mask))
		diagnostics_add(diags, SEVERITY_WARNING, site->mark_mask_at, "mark-match",
				"%s compares whole marks with %#x, so it does not match what ersym marks; give it a mask without the bits of mark-mask %#x",
				use->where, use->value, site->mark_mask);
	else
		diagnostics_add(diags, SEVERITY_WARNING, site->mark_mask_at, "mark-match",
				"%s looks at bits %#x of marks, which are in mark-mask %#x: it takes the circuits of ersym for its own marks; give it a mask without these bits%s",
				use->where, bits, site->mark_mask, advice);
}

static char *rule_text(const struct ip_rule *rule,
		       void (*print)(const struct ip_rule *rule, FILE *out))
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return xstrdup("");
	print(rule, out);
	fclose(out);
	return text;
}

static const char *ip_command(const struct ip_rule *rule)
{
	return rule->family == AF_INET6 ? "ip -6" : "ip";
}

static void delete_rule(const struct ip_rule *rule, struct diagnostics *diags)
{
	char *text = rule_text(rule, ip_rule_print_command);

	diagnostics_command(diags, "%s rule del pref %u %s", ip_command(rule), rule->priority,
			    text);
	free(text);
}

/* Conditions that are not known could not be given to the new rule. */
static void move_rule(const struct ip_rule *rule, struct diagnostics *diags)
{
	const char *ip = ip_command(rule);
	char *text;

	if (!rule->known) {
		delete_rule(rule, diags);
		return;
	}
	text = rule_text(rule, ip_rule_print_command);
	diagnostics_command(diags, "%s rule add pref 1 %s && %s rule del pref %u %s", ip, text, ip,
			    rule->priority, text);
	free(text);
}

void plan_conflicts_marks(const struct site *site, const struct state *observed,
			  struct diagnostics *diags)
{
	uint32_t free_mask;
	char *advice;
	size_t i;

	if (!site->mark_mask)
		return;
	free_mask = propose(site, observed);
	advice = advise(free_mask);
	for (i = 0; i < observed->mark_uses.n; i++) {
		const struct mark_use *use = &observed->mark_uses.v[i];

		if (!(use->mask & site->mark_mask))
			continue;
		report_use(site, use, advice, diags);
		mend_use(site, use, free_mask, diags);
	}
	free(advice);
}

void plan_conflicts(const struct site *site, const struct state *observed,
		    struct diagnostics *diags)
{
	uint32_t free_mask;
	size_t i;

	if (!site->mark_mask)
		return;
	free_mask = propose(site, observed);
	for (i = 0; i < observed->n_foreign_rule; i++) {
		const struct ip_rule *rule = &observed->foreign_rule[i];
		const char *family = rule->family == AF_INET6 ? "IPv6 rule" : "rule";

		/* An inverted rule follows ours and is not met by packets with a routing mark. */
		if (!(rule->mask & site->mark_mask) ||
		    (rule->inverted && !(rule->mark & site->mark_mask)))
			continue;
		if (!(rule->mark & site->mark_mask))
			diagnostics_add(diags, SEVERITY_WARNING, site->mark_mask_at, "mark-overlap",
					"%s %u (fwmark %#x/%#x) of another program looks at bits of mark-mask %#x, so it does not match packets that ersym marks; give it a mask without these bits",
					family, rule->priority, rule->mark, rule->mask,
					site->mark_mask);
		else if (free_mask)
			diagnostics_add(diags, SEVERITY_ERROR, site->mark_mask_at, "mark-conflict",
					"%s %u (fwmark %#x/%#x) of another program uses bits of mark-mask %#x; write mark-mask: %#x, whose bits are free",
					family, rule->priority, rule->mark, rule->mask,
					site->mark_mask, free_mask);
		else
			diagnostics_add(diags, SEVERITY_ERROR, site->mark_mask_at, "mark-conflict",
					"%s %u (fwmark %#x/%#x) of another program uses bits of mark-mask %#x, and no other block of bits is free",
					family, rule->priority, rule->mark, rule->mask,
					site->mark_mask);
		diagnostics_subject(diags, "%s %u", family, rule->priority);
		if (free_mask)
			edit_mask(site, free_mask, diags);
		else
			delete_rule(rule, diags);
	}
}

/* Whether packets with a routing mark never match a rule: it requires the bits to be zero. */
static bool excludes_marked(const struct ip_rule *rule, uint32_t in)
{
	return !rule->inverted && (rule->mask & in) == in && !(rule->mark & in);
}

void plan_conflicts_order(const struct site *site, const struct state *observed,
			  struct diagnostics *diags)
{
	struct mark_layout layout;
	size_t i;
	char *text;

	if (mark_layout_init(&layout, site->mark_mask))
		return;
	for (i = 0; i < observed->n_foreign_rule; i++) {
		const struct ip_rule *rule = &observed->foreign_rule[i];

		if (!rule->precedes || excludes_marked(rule, mark_field_mask(&layout, MARK_IN)))
			continue;
		text = rule_text(rule, ip_rule_print);
		diagnostics_add(diags, SEVERITY_WARNING, site->mark_mask_at, "rule-before",
				"rule \"%s\" of another program precedes the rules of ersym: packets that it matches do not keep their circuit; give it a priority above 0",
				text);
		diagnostics_subject(diags, "rule %s", text);
		move_rule(rule, diags);
		free(text);
	}
}
