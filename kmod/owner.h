/* SPDX-License-Identifier: GPL-2.0 */
/* Whose pool an address of a packet is in. */
#ifndef _ERSYM_OWNER_H
#define _ERSYM_OWNER_H

#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter.h>
#include <linux/skbuff.h>

#include "circuit.h"

/* Most addresses on a circuit are in its own first pool: that comes first, and
 * is read in the hook.
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
 * ersym_owner_of_source() - whose pool a packet comes from
 * @config: in force
 * @circuit: that the packet is on
 * @skb: whose network header is set
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Return: the circuit's id, or ERSYM_CIRCUIT_UNKNOWN: nobody's.
 */
static __always_inline u16
ersym_owner_of_source(const struct ersym_config *config,
		      const struct ersym_circuit *circuit,
		      const struct sk_buff *skb, u8 family)
{
	if (family == NFPROTO_IPV4)
		return ersym_owner_ipv4(config, circuit, ip_hdr(skb)->saddr);
	return ersym_pools_owner(&config->ipv6, &ipv6_hdr(skb)->saddr);
}

/**
 * ersym_owner_of_destination() - whose pool a packet goes to
 * @config: in force
 * @circuit: that the packet is on
 * @skb: whose network header is set
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Return: as ersym_owner_of_source().
 */
static __always_inline u16
ersym_owner_of_destination(const struct ersym_config *config,
			   const struct ersym_circuit *circuit,
			   const struct sk_buff *skb, u8 family)
{
	if (family == NFPROTO_IPV4)
		return ersym_owner_ipv4(config, circuit, ip_hdr(skb)->daddr);
	return ersym_pools_owner(&config->ipv6, &ipv6_hdr(skb)->daddr);
}

#endif /* _ERSYM_OWNER_H */
