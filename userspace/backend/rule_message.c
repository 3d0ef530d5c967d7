// SPDX-License-Identifier: GPL-2.0
#include "backend/rule_message.h"

#include <errno.h>

#include <linux/fib_rules.h>

#include "backend/address_attr.h"
#include "nl/attr.h"
#include "plan/route.h"

/* struct reading - a rule and whether it has selectors or actions that ersym does not use */
struct reading {
	struct ip_rule rule;
	bool other;
};

static int read_l3mdev(const struct nlattr *attr, void *out, size_t size)
{
	struct reading *reading = out;

	reading->rule.vrf = true;
	return 0;
}

/* The kernel reports these even where they are not in use. */
static int read_suppressor(const struct nlattr *attr, void *out, size_t size)
{
	struct reading *reading = out;
	uint32_t value;

	if (attr_read_u32(attr, &value, sizeof(value)))
		return -EBADMSG;
	reading->other |= value != UINT32_MAX;
	return 0;
}

static const struct attr_field fields[] = {
	ATTR_FIELD(FRA_SRC, address_attr_read, struct reading, rule.from.address),
	ATTR_FIELD(FRA_DST, address_attr_read, struct reading, rule.to.address),
	ATTR_FIELD(FRA_IIFNAME, attr_read_string, struct reading, rule.iif),
	ATTR_FIELD(FRA_PRIORITY, attr_read_u32, struct reading, rule.priority),
	ATTR_FIELD(FRA_FWMARK, attr_read_u32, struct reading, rule.mark),
	ATTR_FIELD(FRA_FWMASK, attr_read_u32, struct reading, rule.mask),
	ATTR_FIELD(FRA_TABLE, attr_read_u32, struct reading, rule.table),
	ATTR_FIELD(FRA_GOTO, attr_read_u32, struct reading, rule.target),
	ATTR_FIELD(FRA_PROTOCOL, attr_read_u8, struct reading, rule.protocol),
	ATTR_FIELD_WHOLE(FRA_L3MDEV, read_l3mdev, struct reading),
	ATTR_FIELD_WHOLE(FRA_SUPPRESS_PREFIXLEN, read_suppressor, struct reading),
	ATTR_FIELD_WHOLE(FRA_SUPPRESS_IFGROUP, read_suppressor, struct reading),
	ATTR_FIELD_WHOLE(FRA_PAD, attr_read_nothing, struct reading),
	{ 0 },
};

static bool has_other_attributes(const struct nlmsghdr *nlh)
{
	const struct nlattr *attr;
	uint16_t type;

	mnl_attr_for_each(attr, nlh, sizeof(struct fib_rule_hdr)) {
		type = mnl_attr_get_type(attr);
		if (type != FRA_UNSPEC && !attr_is_known(fields, type))
			return true;
	}
	return false;
}

static uint8_t rule_action(const struct ip_rule *rule)
{
	if (rule->table || rule->vrf)
		return FR_ACT_TO_TBL;
	return rule->target ? FR_ACT_GOTO : FR_ACT_NOP;
}

int rule_message_parse(const struct nlmsghdr *nlh, struct ip_rule *rule)
{
	const struct fib_rule_hdr *hdr = mnl_nlmsg_get_payload(nlh);
	struct reading reading = { 0 };

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*hdr))
		return -EBADMSG;
	reading.rule.family = hdr->family;
	reading.rule.table = hdr->table;
	if (attr_read_message(nlh, sizeof(*hdr), fields, &reading))
		return -EBADMSG;
	*rule = reading.rule;
	rule->from.length = hdr->src_len;
	rule->to.length = hdr->dst_len;
	rule->inverted = hdr->flags & FIB_RULE_INVERT;
	rule->known = !reading.other && !has_other_attributes(nlh) &&
		      hdr->action == rule_action(rule) && !hdr->tos;
	rule->plain = rule->known && !rule->vrf && !hdr->dst_len && !hdr->src_len && !rule->iif[0];
	return 0;
}

void rule_message_put(struct nlmsghdr *nlh, const struct ip_rule *rule)
{
	struct fib_rule_hdr *hdr = mnl_nlmsg_put_extra_header(nlh, sizeof(*hdr));

	hdr->family = rule->family;
	hdr->action = rule_action(rule);
	if (rule->inverted)
		hdr->flags = FIB_RULE_INVERT;
	mnl_attr_put_u32(nlh, FRA_PRIORITY, rule->priority);
	mnl_attr_put_u32(nlh, FRA_FWMARK, rule->mark);
	mnl_attr_put_u32(nlh, FRA_FWMASK, rule->mask);
	if (rule->table)
		mnl_attr_put_u32(nlh, FRA_TABLE, rule->table);
	if (rule->target)
		mnl_attr_put_u32(nlh, FRA_GOTO, rule->target);
	mnl_attr_put_u8(nlh, FRA_PROTOCOL, ROUTE_PROTOCOL);
}

void rule_message_put_key(struct nlmsghdr *nlh, const struct ip_rule *rule)
{
	struct fib_rule_hdr *hdr = mnl_nlmsg_put_extra_header(nlh, sizeof(*hdr));

	hdr->family = rule->family;
	mnl_attr_put_u32(nlh, FRA_PRIORITY, rule->priority);
	mnl_attr_put_u8(nlh, FRA_PROTOCOL, ROUTE_PROTOCOL);
}
