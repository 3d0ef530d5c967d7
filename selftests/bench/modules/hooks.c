// SPDX-License-Identifier: GPL-2.0
/* Two hooks where ersym has its own, in every network namespace: what any
 * module pays that looks at each packet there. They do nothing; or count packets
 * in a word that all CPUs write, as a module should not.
 */
#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/module.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <net/net_namespace.h>

static bool shared;
module_param(shared, bool, 0);
MODULE_PARM_DESC(shared, "count packets in a word that all CPUs write");

static atomic_t hooks_count ____cacheline_aligned_in_smp;

static unsigned int hooks_empty(void *priv, struct sk_buff *skb,
				const struct nf_hook_state *state)
{
	return NF_ACCEPT;
}

static unsigned int hooks_shared(void *priv, struct sk_buff *skb,
				 const struct nf_hook_state *state)
{
	atomic_inc(&hooks_count);
	return NF_ACCEPT;
}

static struct nf_hook_ops hooks_ops[] = {
	{
		.hook = hooks_empty,
		.pf = NFPROTO_INET,
		.hooknum = NF_INET_PRE_ROUTING,
		.priority = NF_IP_PRI_CONNTRACK + 1,
	},
	{
		.hook = hooks_empty,
		.pf = NFPROTO_INET,
		.hooknum = NF_INET_POST_ROUTING,
		.priority = NF_IP_PRI_CONNTRACK_CONFIRM - 1,
	},
};

static int __net_init hooks_net_init(struct net *net)
{
	return nf_register_net_hooks(net, hooks_ops, ARRAY_SIZE(hooks_ops));
}

static void __net_exit hooks_net_exit(struct net *net)
{
	nf_unregister_net_hooks(net, hooks_ops, ARRAY_SIZE(hooks_ops));
}

static struct pernet_operations hooks_net_ops = {
	.init = hooks_net_init,
	.exit = hooks_net_exit,
};

static int __init hooks_init(void)
{
	unsigned int i;

	for (i = 0; shared && i < ARRAY_SIZE(hooks_ops); i++)
		hooks_ops[i].hook = hooks_shared;
	return register_pernet_subsys(&hooks_net_ops);
}

static void __exit hooks_exit(void)
{
	unregister_pernet_subsys(&hooks_net_ops);
}

module_init(hooks_init);
module_exit(hooks_exit);

MODULE_DESCRIPTION("Two netfilter hooks to compare with");
MODULE_LICENSE("GPL");
