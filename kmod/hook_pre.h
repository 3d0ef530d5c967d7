/* SPDX-License-Identifier: GPL-2.0 */
/* The hook in PREROUTING after conntrack. */
#ifndef _ERSYM_HOOK_PRE_H
#define _ERSYM_HOOK_PRE_H

struct nf_hook_state;
struct sk_buff;

unsigned int ersym_hook_pre(void *priv, struct sk_buff *skb,
			    const struct nf_hook_state *state);

#endif /* _ERSYM_HOOK_PRE_H */
