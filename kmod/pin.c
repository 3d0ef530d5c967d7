// SPDX-License-Identifier: GPL-2.0
#include "pin.h"

/**
 * ersym_pin_child() - get the circuit that a child connection must leave by
 * @map: the link map
 * @ct: connection that is not confirmed yet, with a master or without
 *
 * A NAT helper gives a child the source address of its master's packets as
 * soon as conntrack sees its first packet, before that one is routed. The
 * child must therefore leave by the same circuit.
 *
 * Return: the circuit as a value of the field "in", in place; 0 if the child
 * has a source address of its own.
 */
u32 ersym_pin_child(const struct ersym_linkmap *map, const struct nf_conn *ct)
{
	const struct nf_conn *master = ct->master;
	const union nf_inet_addr *source;

	if (!master || !(READ_ONCE(ct->status) & IPS_SRC_NAT))
		return 0;
	source = &ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple.src.u3;
	if (nf_inet_addr_cmp(source, &master->tuplehash[IP_CT_DIR_ORIGINAL]
						.tuple.src.u3))
		return ersym_pin_expected(map, READ_ONCE(master->mark),
					  IP_CT_ESTABLISHED)
			.egress;
	if (nf_inet_addr_cmp(source, &master->tuplehash[IP_CT_DIR_REPLY]
						.tuple.src.u3))
		return ersym_pin_expected(map, READ_ONCE(master->mark),
					  IP_CT_ESTABLISHED_REPLY)
			.egress;
	return 0;
}
