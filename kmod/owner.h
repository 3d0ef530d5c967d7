/* SPDX-License-Identifier: GPL-2.0 */
/* The circuit that owns the pool with an address of a packet. */
#ifndef _ERSYM_OWNER_H
#define _ERSYM_OWNER_H

#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter.h>
#include <linux/skbuff.h>

#include "config.h"

/* Most addresses on a circuit are in its own first pool, which is therefore
 * tested first and without a call.
 */
static __always_inline u16
ersym_owner_ipv4(const struct ersym_config *config,
		 const struct ersym_circuit *circuit, __be32 address)
{
	if (circuit->pool && ersym_pool_has_ipv4(circuit->pool, address))
		return circuit->id;
	return ersym_pools_owner_ipv4(&config->ipv4, address);
}

/**
 * ersym_owner_source() - look up the owner of a packet's source address
 * @config: configuration in force
 * @circuit: circuit that the packet is on
 * @skb: packet with its network header set
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Return: id of the circuit whose pool has the address, or
 * ERSYM_CIRCUIT_UNKNOWN.
 */
static __always_inline u16
ersym_owner_source(const struct ersym_config *config,
		   const struct ersym_circuit *circuit,
		   const struct sk_buff *skb, u8 family)
{
	if (family == NFPROTO_IPV4)
		return ersym_owner_ipv4(config, circuit, ip_hdr(skb)->saddr);
	return ersym_pools_owner(&config->ipv6, &ipv6_hdr(skb)->saddr);
}

/**
 * ersym_owner_destination() - look up the owner of a packet's destination
 * @config: configuration in force
 * @circuit: circuit that the packet is on
 * @skb: packet with its network header set
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Return: as ersym_owner_source().
 */
static __always_inline u16
ersym_owner_destination(const struct ersym_config *config,
			const struct ersym_circuit *circuit,
			const struct sk_buff *skb, u8 family)
{
	if (family == NFPROTO_IPV4)
		return ersym_owner_ipv4(config, circuit, ip_hdr(skb)->daddr);
	return ersym_pools_owner(&config->ipv6, &ipv6_hdr(skb)->daddr);
}

#endif /* _ERSYM_OWNER_H */
