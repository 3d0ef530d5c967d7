// SPDX-License-Identifier: GPL-2.0
#include "enforce.h"

#include <linux/ersym.h>

static bool ersym_enforce_has(const struct ersym_config *config, u8 family,
			      const struct in6_addr *address)
{
	const struct ersym_pools *pools = family == NFPROTO_IPV4 ?
						  &config->enforce_ipv4 :
						  &config->enforce_ipv6;

	return ersym_pools_owner(pools, address) != ERSYM_CIRCUIT_UNKNOWN;
}

/* The source of each direction is an end of the connection before NAT. */
static bool ersym_enforce_end(const struct ersym_config *config,
			      const struct nf_conn *ct,
			      enum ip_conntrack_dir dir)
{
	return ersym_enforce_has(config, nf_ct_l3num(ct),
				 &ct->tuplehash[dir].tuple.src.u3.in6);
}

/**
 * ersym_enforce() - test whether a packet may be dropped
 * @config: configuration in force
 * @ct: connection of the packet, or NULL
 * @packet: headers of the packet
 *
 * Return: true if the connection has an end that the configuration lists; or,
 * without a connection, the packet has such an address; or nothing is listed.
 */
bool ersym_enforce(const struct ersym_config *config, const struct nf_conn *ct,
		   const struct ersym_packet *packet)
{
	if (!config->enforce_ipv4.count && !config->enforce_ipv6.count)
		return true;
	if (ct)
		return ersym_enforce_end(config, ct, IP_CT_DIR_ORIGINAL) ||
		       ersym_enforce_end(config, ct, IP_CT_DIR_REPLY);
	return ersym_enforce_has(config, packet->family, &packet->source) ||
	       ersym_enforce_has(config, packet->family, &packet->destination);
}
