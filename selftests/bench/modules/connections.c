// SPDX-License-Identifier: GPL-2.0
/* Makes established connections in the network namespace that loads it: UDP,
 * from each of some ports of each of some addresses to one service. A million
 * takes a second, where as many packets each way would take minutes.
 */
#include <linux/inet.h>
#include <linux/module.h>
#include <linux/nsproxy.h>
#include <net/net_namespace.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_tuple.h>
#include <net/netfilter/nf_conntrack_zones.h>

#include "connections.h"

#define CONNECTIONS_TIMEOUT	(24 * 60 * 60 * HZ)

static unsigned int addresses = 1;
module_param(addresses, uint, 0);
MODULE_PARM_DESC(addresses, "how many, from 10.1.0.0");

static unsigned int ports = 1000;
module_param(ports, uint, 0);
MODULE_PARM_DESC(ports, "of each address, from 1024");

static unsigned int mark;
module_param(mark, uint, 0);
MODULE_PARM_DESC(mark, "of each connection");

static int connection_insert(struct net *net, u32 address, u16 port)
{
	struct nf_conntrack_tuple original = {}, reply;
	struct nf_conn *ct;
	int err;

	original.src.l3num = NFPROTO_IPV4;
	original.src.u3.ip = htonl(address);
	original.src.u.udp.port = htons(port);
	original.dst.u3.ip = htonl(CONNECTIONS_SERVICE);
	original.dst.u.udp.port = htons(CONNECTIONS_DPORT);
	original.dst.protonum = IPPROTO_UDP;
	nf_ct_invert_tuple(&reply, &original);

	ct = nf_conntrack_alloc(net, &nf_ct_zone_dflt, &original, &reply,
				GFP_KERNEL);
	if (IS_ERR(ct))
		return PTR_ERR(ct);
	ct->timeout = nfct_time_stamp + CONNECTIONS_TIMEOUT;
	ct->mark = mark;
	ct->status |= IPS_CONFIRMED | IPS_SEEN_REPLY | IPS_ASSURED;
	err = nf_conntrack_hash_check_insert(ct);
	/* One that is in no table was never counted as used */
	if (err)
		nf_conntrack_free(ct);
	else
		nf_ct_put(ct);
	return err;
}

static int __init connections_init(void)
{
	struct net *net = current->nsproxy->net_ns;
	unsigned int address, port;
	int err;

	for (address = 0; address < addresses; address++) {
		for (port = 0; port < ports; port++) {
			err = connection_insert(net,
						CONNECTIONS_SOURCE + address,
						CONNECTIONS_SPORT + port);
			if (err)
				return err;
		}
		cond_resched();
	}
	return 0;
}

/* They stay: "conntrack -F" ends them. */
static void __exit connections_exit(void)
{
}

module_init(connections_init);
module_exit(connections_exit);

MODULE_DESCRIPTION("Makes many connections");
MODULE_LICENSE("GPL");
