/* SPDX-License-Identifier: GPL-2.0 */
/* Where packets meet the rule: netfilter's hooks. */
#ifndef _ERSYM_HOOK_H
#define _ERSYM_HOOK_H

#include <linux/netfilter.h>

struct ersym_net;

#define ERSYM_HOOKS 4

/**
 * struct ersym_hooks - the hooks of a network namespace
 * @ops: PREROUTING, LOCAL_IN, LOCAL_OUT, POSTROUTING
 * @guard: PREROUTING, before conntrack
 * @registered: @ops are
 * @guarded: @guard is
 */
struct ersym_hooks {
	struct nf_hook_ops ops[ERSYM_HOOKS];
	struct nf_hook_ops guard;
	bool registered;
	bool guarded;
};

int ersym_hooks_register(struct ersym_net *en);
void ersym_hooks_unregister(struct ersym_net *en);
int ersym_hooks_guard(struct ersym_net *en);
void ersym_hooks_unguard(struct ersym_net *en);

#endif /* _ERSYM_HOOK_H */
