// SPDX-License-Identifier: GPL-2.0
#include "hook.h"

#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <net/netfilter/nf_conntrack.h>

#include "hook_guard.h"
#include "hook_local.h"
#include "hook_post.h"
#include "hook_pre.h"
#include "netns.h"

/* After mangle, so that marks which other programs set there are replaced, and
 * before all DNAT, whose priority may be NF_IP_PRI_NAT_DST - 1.
 */
#define ERSYM_PRI_PIN (NF_IP_PRI_NAT_DST - 2)

static const struct nf_hook_ops ersym_hook_ops[ERSYM_HOOKS] = {
	{
		.hook = ersym_hook_pre,
		.pf = NFPROTO_INET,
		.hooknum = NF_INET_PRE_ROUTING,
		.priority = ERSYM_PRI_PIN,
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
		.priority = ERSYM_PRI_PIN,
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
 * ersym_hooks_register() - register the hooks and enable conntrack
 * @ns: state of a namespace without hooks
 *
 * Context: &ersym_netns.lock.
 * Return: 0 or a negative errno.
 */
int ersym_hooks_register(struct ersym_netns *ns)
{
	struct ersym_hooks *hooks = &ns->hooks;
	unsigned int i;
	int err;

	err = nf_ct_netns_get(ns->net, NFPROTO_INET);
	if (err)
		return err;

	memcpy(hooks->ops, ersym_hook_ops, sizeof(ersym_hook_ops));
	for (i = 0; i < ARRAY_SIZE(hooks->ops); i++)
		hooks->ops[i].priv = ns;
	err = nf_register_net_hooks(ns->net, hooks->ops,
				    ARRAY_SIZE(hooks->ops));
	if (err) {
		nf_ct_netns_put(ns->net, NFPROTO_INET);
		return err;
	}
	hooks->registered = true;
	return 0;
}

/**
 * ersym_hooks_unregister() - unregister all hooks and release conntrack
 * @ns: state of a namespace, with hooks or without
 *
 * The hooks may still run until a grace period is over.
 *
 * Context: &ersym_netns.lock, or the end of the namespace.
 */
void ersym_hooks_unregister(struct ersym_netns *ns)
{
	struct ersym_hooks *hooks = &ns->hooks;

	ersym_hooks_unregister_guard(ns);
	if (!hooks->registered)
		return;
	nf_unregister_net_hooks(ns->net, hooks->ops, ARRAY_SIZE(hooks->ops));
	nf_ct_netns_put(ns->net, NFPROTO_INET);
	hooks->registered = false;
}

/**
 * ersym_hooks_register_guard() - register the hook before conntrack
 * @ns: state of a namespace, with the guard or without
 *
 * Context: &ersym_netns.lock.
 * Return: 0 or a negative errno.
 */
int ersym_hooks_register_guard(struct ersym_netns *ns)
{
	struct ersym_hooks *hooks = &ns->hooks;
	int err;

	if (hooks->guarded)
		return 0;
	hooks->guard = ersym_hook_guard_ops;
	hooks->guard.priv = ns;
	err = nf_register_net_hook(ns->net, &hooks->guard);
	if (err)
		return err;
	hooks->guarded = true;
	return 0;
}

/**
 * ersym_hooks_unregister_guard() - unregister the hook before conntrack
 * @ns: state of a namespace, with the guard or without
 *
 * Context: &ersym_netns.lock, or the end of the namespace.
 */
void ersym_hooks_unregister_guard(struct ersym_netns *ns)
{
	struct ersym_hooks *hooks = &ns->hooks;

	if (!hooks->guarded)
		return;
	nf_unregister_net_hook(ns->net, &hooks->guard);
	hooks->guarded = false;
}
