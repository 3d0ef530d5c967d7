// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/ersym.yaml */
/* YNL-GEN kernel source */
/* To regenerate run: tools/net/ynl/ynl-regen.sh */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "netlink.h"

#include <uapi/linux/ersym.h>

/* Common nested types */
const struct nla_policy ersym_circuit_conf_nl_policy[ERSYM_A_CIRCUIT_DROP + 1] = {
	[ERSYM_A_CIRCUIT_ID] = NLA_POLICY_RANGE(NLA_U32, 1, ERSYM_CIRCUIT_MAX),
	[ERSYM_A_CIRCUIT_NAME] = { .type = NLA_NUL_STRING, .len = ERSYM_NAME_MAX, },
	[ERSYM_A_CIRCUIT_LINK] = NLA_POLICY_NESTED(ersym_link_conf_nl_policy),
	[ERSYM_A_CIRCUIT_POOL] = NLA_POLICY_NESTED(ersym_pool_nl_policy),
	[ERSYM_A_CIRCUIT_PUBLIC_ONLY] = { .type = NLA_FLAG, },
	[ERSYM_A_CIRCUIT_DROP] = NLA_POLICY_MASK(NLA_U32, 0xff),
};

const struct nla_policy ersym_link_conf_nl_policy[ERSYM_A_LINK_RECEIVE + 1] = {
	[ERSYM_A_LINK_NAME] = { .type = NLA_NUL_STRING, .len = ERSYM_DEVICE_MAX, },
	[ERSYM_A_LINK_RECEIVE] = { .type = NLA_FLAG, },
};

const struct nla_policy ersym_pool_nl_policy[ERSYM_A_POOL_PREFIX_LENGTH + 1] = {
	[ERSYM_A_POOL_ADDRESS] = NLA_POLICY_MAX_LEN(16),
	[ERSYM_A_POOL_PREFIX_LENGTH] = NLA_POLICY_MAX(NLA_U8, 128),
};

/* ERSYM_CMD_CONFIG_SET - do */
const struct nla_policy ersym_config_set_nl_policy[ERSYM_A_CONFIG_ENFORCE + 1] = {
	[ERSYM_A_CONFIG_MARK_MASK] = { .type = NLA_U32, },
	[ERSYM_A_CONFIG_INSIDE_DROP] = NLA_POLICY_MASK(NLA_U32, 0xff),
	[ERSYM_A_CONFIG_CIRCUIT] = NLA_POLICY_NESTED(ersym_circuit_conf_nl_policy),
	[ERSYM_A_CONFIG_ENFORCE] = NLA_POLICY_NESTED(ersym_pool_nl_policy),
};

/* ERSYM_CMD_CONFIG_GET - do */
const struct nla_policy ersym_config_get_nl_policy[ERSYM_A_CONFIG_PAD + 1] = {
};

/* ERSYM_CMD_CIRCUIT_GET - do */
const struct nla_policy ersym_circuit_get_nl_policy[ERSYM_A_STATUS_ID + 1] = {
	[ERSYM_A_STATUS_ID] = NLA_POLICY_RANGE(NLA_U32, 1, ERSYM_CIRCUIT_MAX),
};

/* ERSYM_CMD_VIOLATION_GET - do */
const struct nla_policy ersym_violation_get_nl_policy[ERSYM_A_VIOLATION_ACTUAL + 1] = {
	[ERSYM_A_VIOLATION_KIND] = NLA_POLICY_MAX(NLA_U32, 7),
	[ERSYM_A_VIOLATION_EXPECTED] = { .type = NLA_U32, },
	[ERSYM_A_VIOLATION_ACTUAL] = { .type = NLA_U32, },
};

/* ERSYM_CMD_FLOW_FLUSH - do */
const struct nla_policy ersym_flow_flush_nl_policy[ERSYM_A_FLOW_STRAYED + 1] = {
	[ERSYM_A_FLOW_IN] = { .type = NLA_U32, },
	[ERSYM_A_FLOW_OUT] = { .type = NLA_U32, },
	[ERSYM_A_FLOW_STRAY] = { .type = NLA_U32, },
	[ERSYM_A_FLOW_STRAYED] = { .type = NLA_FLAG, },
};

/* Ops table for ersym */
const struct genl_ops ersym_nl_ops[5] = {
	{
		.cmd		= ERSYM_CMD_CONFIG_SET,
		.doit		= ersym_nl_config_set_doit,
		.policy		= ersym_config_set_nl_policy,
		.maxattr	= ERSYM_A_CONFIG_ENFORCE,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= ERSYM_CMD_CONFIG_GET,
		.doit		= ersym_nl_config_get_doit,
		.policy		= ersym_config_get_nl_policy,
		.maxattr	= ERSYM_A_CONFIG_PAD,
	},
	{
		.cmd		= ERSYM_CMD_CIRCUIT_GET,
		.doit		= ersym_nl_circuit_get_doit,
		.dumpit		= ersym_nl_circuit_get_dumpit,
		.policy		= ersym_circuit_get_nl_policy,
		.maxattr	= ERSYM_A_STATUS_ID,
	},
	{
		.cmd		= ERSYM_CMD_VIOLATION_GET,
		.doit		= ersym_nl_violation_get_doit,
		.dumpit		= ersym_nl_violation_get_dumpit,
		.policy		= ersym_violation_get_nl_policy,
		.maxattr	= ERSYM_A_VIOLATION_ACTUAL,
	},
	{
		.cmd		= ERSYM_CMD_FLOW_FLUSH,
		.doit		= ersym_nl_flow_flush_doit,
		.policy		= ersym_flow_flush_nl_policy,
		.maxattr	= ERSYM_A_FLOW_STRAYED,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
};

static const struct genl_multicast_group ersym_nl_mcgrps[] = {
	[ERSYM_NLGRP_EVENTS] = { "events", },
};
