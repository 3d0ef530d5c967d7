/* SPDX-License-Identifier: GPL-2.0 */
/* Where packets meet the rule: netfilter's hooks. */
#ifndef _ERSYM_HOOK_H
#define _ERSYM_HOOK_H

#include <linux/netfilter.h>

struct ersym_net;
struct sk_buff;

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

unsigned int ersym_hook_pre(void *priv, struct sk_buff *skb,
			    const struct nf_hook_state *state);
unsigned int ersym_hook_local_in(void *priv, struct sk_buff *skb,
				 const struct nf_hook_state *state);
unsigned int ersym_hook_local_out(void *priv, struct sk_buff *skb,
				  const struct nf_hook_state *state);
unsigned int ersym_hook_post(void *priv, struct sk_buff *skb,
			     const struct nf_hook_state *state);
unsigned int ersym_hook_guard(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state);
int ersym_hooks_register(struct ersym_net *en);
void ersym_hooks_unregister(struct ersym_net *en);
int ersym_hooks_guard(struct ersym_net *en);
void ersym_hooks_unguard(struct ersym_net *en);

#endif /* _ERSYM_HOOK_H */
