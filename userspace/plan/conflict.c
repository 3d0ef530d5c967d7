// SPDX-License-Identifier: GPL-2.0
#include "plan/desired.h"

#include <sys/socket.h>

/* The bits that others use: their values, and their masks unless those are simply everything. */
static uint32_t bits_of_others(const struct state *observed)
{
	uint32_t bits = 0;
	size_t i;

	for (i = 0; i < observed->n_foreign_rule; i++) {
		const struct ip_rule *rule = &observed->foreign_rule[i];

		bits |= rule->mark;
		if (rule->mask != UINT32_MAX)
			bits |= rule->mask;
	}
	return bits;
}

/* The highest run of free bits that is as wide as @mask; 0 if there is none. */
static uint32_t propose(uint32_t mask, uint32_t used)
{
	int shift;

	mask >>= __builtin_ctz(mask);
	for (shift = __builtin_clz(mask); shift >= 0; shift--)
		if (!(mask << shift & used))
			return mask << shift;
	return 0;
}

void plan_conflicts(const struct site *site, const struct state *observed,
		    struct diagnostics *diags)
{
	uint32_t free_mask;
	size_t i;

	if (!site->mark_mask)
		return;
	free_mask = propose(site->mark_mask, bits_of_others(observed));
	for (i = 0; i < observed->n_foreign_rule; i++) {
		const struct ip_rule *rule = &observed->foreign_rule[i];
		const char *family = rule->family == AF_INET6 ? "IPv6 rule" : "rule";

		if (!(rule->mask & site->mark_mask))
			continue;
		if (!(rule->mark & site->mark_mask))
			diagnostics_add(diags, SEVERITY_WARNING, site->mark_mask_at, "mark-overlap",
					"%s %u (fwmark %#x/%#x) of another program looks at bits of mark-mask %#x, so it does not match packets that ersym marks; give it a mask without these bits",
					family, rule->priority, rule->mark, rule->mask,
					site->mark_mask);
		else if (free_mask)
			diagnostics_add(diags, SEVERITY_ERROR, site->mark_mask_at, "mark-conflict",
					"%s %u (fwmark %#x/%#x) of another program uses bits of mark-mask %#x: write mark-mask: %#x",
					family, rule->priority, rule->mark, rule->mask,
					site->mark_mask, free_mask);
		else
			diagnostics_add(diags, SEVERITY_ERROR, site->mark_mask_at, "mark-conflict",
					"%s %u (fwmark %#x/%#x) of another program uses bits of mark-mask %#x: no other run of bits as wide is free, write a narrower one",
					family, rule->priority, rule->mark, rule->mask,
					site->mark_mask);
	}
}

/* The rule of ours that goes furthest past a rule of others; NULL if none does. */
static const struct ip_rule *passed_by(const struct state *desired, const struct ip_rule *other)
{
	const struct ip_rule *found = NULL;
	size_t i;

	for (i = 0; i < desired->n_rule; i++) {
		const struct ip_rule *rule = &desired->rule[i];

		if (rule->family == other->family && rule->priority <= other->priority &&
		    rule->target > other->priority && (!found || rule->target > found->target))
			found = rule;
	}
	return found;
}

void plan_passed(const struct site *site, const struct state *observed,
		 const struct state *desired, struct diagnostics *diags)
{
	size_t i;

	for (i = 0; i < observed->n_foreign_rule; i++) {
		const struct ip_rule *other = &observed->foreign_rule[i];
		const struct ip_rule *rule = passed_by(desired, other);

		if (rule)
			diagnostics_add(diags, SEVERITY_ERROR, site->mark_mask_at, "rule-passed",
					"%s %u of another program stands among those of ersym, and packets would go past it, from %u to %u: give it a priority below %u or above %u",
					other->family == AF_INET6 ? "IPv6 rule" : "rule",
					other->priority, rule->priority, rule->target, ROUTE_RULES,
					ROUTE_RULES_END);
	}
}
