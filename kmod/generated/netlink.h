/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/ersym.yaml */
/* YNL-GEN kernel header */
/* To regenerate run: tools/net/ynl/ynl-regen.sh */

#ifndef _LINUX_ERSYM_GEN_H
#define _LINUX_ERSYM_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <uapi/linux/ersym.h>

/* Common nested types */
extern const struct nla_policy ersym_circuit_conf_nl_policy[ERSYM_A_CIRCUIT_DROP + 1];
extern const struct nla_policy ersym_link_conf_nl_policy[ERSYM_A_LINK_RECEIVE + 1];
extern const struct nla_policy ersym_pool_nl_policy[ERSYM_A_POOL_PREFIX_LENGTH + 1];

extern const struct nla_policy ersym_config_set_nl_policy[ERSYM_A_CONFIG_ENFORCE + 1];

extern const struct nla_policy ersym_config_get_nl_policy[ERSYM_A_CONFIG_PAD + 1];

extern const struct nla_policy ersym_circuit_get_nl_policy[ERSYM_A_STATUS_ID + 1];

extern const struct nla_policy ersym_violation_get_nl_policy[ERSYM_A_VIOLATION_ACTUAL + 1];

extern const struct nla_policy ersym_flow_flush_nl_policy[ERSYM_A_FLOW_STRAYED + 1];

/* Ops table for ersym */
extern const struct genl_ops ersym_nl_ops[5];

int ersym_nl_config_set_doit(struct sk_buff *skb, struct genl_info *info);
int ersym_nl_config_get_doit(struct sk_buff *skb, struct genl_info *info);
int ersym_nl_circuit_get_doit(struct sk_buff *skb, struct genl_info *info);
int ersym_nl_circuit_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb);
int ersym_nl_violation_get_doit(struct sk_buff *skb, struct genl_info *info);
int ersym_nl_violation_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb);
int ersym_nl_flow_flush_doit(struct sk_buff *skb, struct genl_info *info);

enum {
	ERSYM_NLGRP_EVENTS,
};

#endif /* _LINUX_ERSYM_GEN_H */
