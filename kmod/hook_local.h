/* SPDX-License-Identifier: GPL-2.0 */
/* The hooks in LOCAL_IN and LOCAL_OUT. */
#ifndef _ERSYM_HOOK_LOCAL_H
#define _ERSYM_HOOK_LOCAL_H

struct nf_hook_state;
struct sk_buff;

unsigned int ersym_hook_local_in(void *priv, struct sk_buff *skb,
				 const struct nf_hook_state *state);
unsigned int ersym_hook_local_out(void *priv, struct sk_buff *skb,
				  const struct nf_hook_state *state);

#endif /* _ERSYM_HOOK_LOCAL_H */
