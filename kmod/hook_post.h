/* SPDX-License-Identifier: GPL-2.0 */
/* The hook in POSTROUTING before conntrack confirms. */
#ifndef _ERSYM_HOOK_POST_H
#define _ERSYM_HOOK_POST_H

struct nf_hook_state;
struct sk_buff;

unsigned int ersym_hook_post(void *priv, struct sk_buff *skb,
			     const struct nf_hook_state *state);

#endif /* _ERSYM_HOOK_POST_H */
