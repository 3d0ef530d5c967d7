/* SPDX-License-Identifier: GPL-2.0 */
/* Routing rules as messages of rtnetlink. */
#ifndef ERSYM_BACKEND_RULE_MESSAGE_H
#define ERSYM_BACKEND_RULE_MESSAGE_H

#include <libmnl/libmnl.h>

#include "plan/ip_rule.h"

/**
 * rule_message_parse() - read a routing rule
 * @nlh: a RTM_NEWRULE message
 * @rule: written
 *
 * Return: 0, or -EBADMSG if the message is malformed
 */
int rule_message_parse(const struct nlmsghdr *nlh, struct ip_rule *rule);

/**
 * rule_message_put() - add the header and the attributes of a rule of ersym to a request
 * @nlh: a RTM_NEWRULE or RTM_DELRULE message that has only its netlink header
 * @rule: the rule
 */
void rule_message_put(struct nlmsghdr *nlh, const struct ip_rule *rule);

/**
 * rule_message_put_key() - add only what identifies a rule of ersym to a request
 * @nlh: a RTM_DELRULE message that has only its netlink header
 * @rule: a rule with the protocol of ersym that another program has changed
 */
void rule_message_put_key(struct nlmsghdr *nlh, const struct ip_rule *rule);

#endif
