// SPDX-License-Identifier: GPL-2.0
#include "way.h"

/**
 * ersym_way_of_child() - where the first packet of an expected connection goes
 * @map: the links
 * @ct: the connection, not confirmed yet; may be one that nobody expected
 *
 * A helper of NAT gives a child the source of its master's packets as soon as
 * its first one is seen, before it is routed: it must go where they go.
 *
 * Return: the circuit it must leave by, as the field "in" has it, in place;
 * 0 if the child has its own source.
 */
u32 ersym_way_of_child(const struct ersym_devmap *map,
		       const struct nf_conn *ct)
{
	const struct nf_conn *master = ct->master;
	const union nf_inet_addr *source;

	if (!master || !(READ_ONCE(ct->status) & IPS_SRC_NAT))
		return 0;
	source = &ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple.src.u3;
	if (nf_inet_addr_cmp(source, &master->tuplehash[IP_CT_DIR_ORIGINAL]
						.tuple.src.u3))
		return ersym_way(map, READ_ONCE(master->mark),
				 IP_CT_ESTABLISHED).leave;
	if (nf_inet_addr_cmp(source, &master->tuplehash[IP_CT_DIR_REPLY]
						.tuple.src.u3))
		return ersym_way(map, READ_ONCE(master->mark),
				 IP_CT_ESTABLISHED_REPLY).leave;
	return 0;
}
