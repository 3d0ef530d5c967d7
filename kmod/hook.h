/* SPDX-License-Identifier: GPL-2.0 */
/* Registration of the netfilter hooks in a network namespace. */
#ifndef _ERSYM_HOOK_H
#define _ERSYM_HOOK_H

struct ersym_netns;

int ersym_hooks_register(struct ersym_netns *ns);
void ersym_hooks_unregister(struct ersym_netns *ns);
int ersym_hooks_register_guard(struct ersym_netns *ns);
void ersym_hooks_unregister_guard(struct ersym_netns *ns);

#endif /* _ERSYM_HOOK_H */
