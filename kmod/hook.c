// SPDX-License-Identifier: GPL-2.0
#include "hook.h"

#include <linux/netfilter_ipv4.h>
#include <net/netfilter/nf_conntrack.h>

#include "main.h"

static const struct nf_hook_ops ersym_hook_ops[ERSYM_HOOKS] = {
	{
		.hook = ersym_hook_pre,
		.pf = NFPROTO_INET,
		.hooknum = NF_INET_PRE_ROUTING,
		.priority = NF_IP_PRI_CONNTRACK + 1,
	},
	{
		.hook = ersym_hook_local_in,
		.pf = NFPROTO_INET,
		.hooknum = NF_INET_LOCAL_IN,
		.priority = NF_IP_PRI_CONNTRACK_CONFIRM - 1,
	},
	{
		.hook = ersym_hook_local_out,
		.pf = NFPROTO_INET,
		.hooknum = NF_INET_LOCAL_OUT,
		.priority = NF_IP_PRI_CONNTRACK + 1,
	},
	{
		.hook = ersym_hook_post,
		.pf = NFPROTO_INET,
		.hooknum = NF_INET_POST_ROUTING,
		.priority = NF_IP_PRI_CONNTRACK_CONFIRM - 1,
	},
};

static const struct nf_hook_ops ersym_hook_guard_ops = {
	.hook = ersym_hook_guard,
	.pf = NFPROTO_INET,
	.hooknum = NF_INET_PRE_ROUTING,
	.priority = NF_IP_PRI_CONNTRACK - 1,
};

/**
 * ersym_hooks_register() - begin to see packets, and have them tracked
 * @en: a namespace without hooks
 *
 * Context: &ersym_net.lock.
 * Return: 0 or a negative errno.
 */
int ersym_hooks_register(struct ersym_net *en)
{
	struct ersym_hooks *hooks = &en->hooks;
	unsigned int i;
	int err;

	err = nf_ct_netns_get(en->net, NFPROTO_INET);
	if (err)
		return err;

	memcpy(hooks->ops, ersym_hook_ops, sizeof(ersym_hook_ops));
	for (i = 0; i < ARRAY_SIZE(hooks->ops); i++)
		hooks->ops[i].priv = en;
	err = nf_register_net_hooks(en->net, hooks->ops,
				    ARRAY_SIZE(hooks->ops));
	if (err) {
		nf_ct_netns_put(en->net, NFPROTO_INET);
		return err;
	}
	hooks->registered = true;
	return 0;
}

/**
 * ersym_hooks_unregister() - see no more packets
 * @en: a namespace, with hooks or without
 *
 * Packets may still be in the hooks until a grace period is over.
 *
 * Context: &ersym_net.lock, or the end of the namespace.
 */
void ersym_hooks_unregister(struct ersym_net *en)
{
	struct ersym_hooks *hooks = &en->hooks;

	ersym_hooks_unguard(en);
	if (!hooks->registered)
		return;
	nf_unregister_net_hooks(en->net, hooks->ops, ARRAY_SIZE(hooks->ops));
	nf_ct_netns_put(en->net, NFPROTO_INET);
	hooks->registered = false;
}

/**
 * ersym_hooks_guard() - see packets before conntrack does
 * @en: a namespace
 *
 * Context: &ersym_net.lock.
 * Return: 0 or a negative errno.
 */
int ersym_hooks_guard(struct ersym_net *en)
{
	struct ersym_hooks *hooks = &en->hooks;
	int err;

	if (hooks->guarded)
		return 0;
	hooks->guard = ersym_hook_guard_ops;
	hooks->guard.priv = en;
	err = nf_register_net_hook(en->net, &hooks->guard);
	if (err)
		return err;
	hooks->guarded = true;
	return 0;
}

/**
 * ersym_hooks_unguard() - undo ersym_hooks_guard()
 * @en: a namespace, guarded or not
 *
 * Context: &ersym_net.lock, or the end of the namespace.
 */
void ersym_hooks_unguard(struct ersym_net *en)
{
	struct ersym_hooks *hooks = &en->hooks;

	if (!hooks->guarded)
		return;
	nf_unregister_net_hook(en->net, &hooks->guard);
	hooks->guarded = false;
}
