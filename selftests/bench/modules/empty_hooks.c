// SPDX-License-Identifier: GPL-2.0
/* What any module pays that looks at each packet where ersym does: two hooks
 * that do nothing, in every network namespace.
 */
#include <linux/module.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <net/net_namespace.h>

static unsigned int empty_hook(void *priv, struct sk_buff *skb,
			       const struct nf_hook_state *state)
{
	return NF_ACCEPT;
}

static const struct nf_hook_ops empty_hook_ops[] = {
	{
		.hook = empty_hook,
		.pf = NFPROTO_INET,
		.hooknum = NF_INET_PRE_ROUTING,
		.priority = NF_IP_PRI_CONNTRACK + 1,
	},
	{
		.hook = empty_hook,
		.pf = NFPROTO_INET,
		.hooknum = NF_INET_POST_ROUTING,
		.priority = NF_IP_PRI_CONNTRACK_CONFIRM - 1,
	},
};

static int __net_init empty_net_init(struct net *net)
{
	return nf_register_net_hooks(net, empty_hook_ops,
				     ARRAY_SIZE(empty_hook_ops));
}

static void __net_exit empty_net_exit(struct net *net)
{
	nf_unregister_net_hooks(net, empty_hook_ops,
				ARRAY_SIZE(empty_hook_ops));
}

static struct pernet_operations empty_net_ops = {
	.init = empty_net_init,
	.exit = empty_net_exit,
};

static int __init empty_init(void)
{
	return register_pernet_subsys(&empty_net_ops);
}

static void __exit empty_exit(void)
{
	unregister_pernet_subsys(&empty_net_ops);
}

module_init(empty_init);
module_exit(empty_exit);

MODULE_DESCRIPTION("Two empty netfilter hooks");
MODULE_LICENSE("GPL");
