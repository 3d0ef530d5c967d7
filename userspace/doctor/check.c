// SPDX-License-Identifier: GPL-2.0
#include "doctor/check.h"

#include "doctor/conntrack.h"
#include "doctor/forwarding.h"
#include "doctor/in_force.h"
#include "doctor/links.h"
#include "doctor/module.h"
#include "doctor/others.h"
#include "doctor/planned.h"
#include "doctor/pools.h"
#include "util/array.h"

#define OTHER_CIRCUIT "packets leave by another circuit than their connection is on"
#define NO_ROUTE "pinned packets of this circuit have no route by this link"

static const struct check table[] = {
	{ "config", "what the file says is not what would be in force", doctor_config },
	{ "not-applied", "what the file says is not in force", doctor_not_applied },
	{ "not-in-force", "the kernel lost it, so connections may lose their circuit",
	  doctor_not_in_force },
	{ "service-stopped",
	  "what another change takes from the kernel stays lost until apply is run",
	  doctor_service_stopped },
	{ "service-disabled", "a host that boots is open until apply is run",
	  doctor_service_disabled },

	{ "module-missing", "no packet is judged or pinned", doctor_module_missing },
	{ "module-older", "apply, show and flush fail, or do less than they say",
	  doctor_module_older },
	{ "module-tainted", "with Secure Boot it cannot be loaded, and the kernel is tainted",
	  doctor_module_tainted },

	{ "forwarding", "packets between inside and circuits are dropped", doctor_forwarding },
	{ "rp-filter", "answers in order are dropped, and no violation counts them",
	  doctor_planned },
	{ "rp-filter-mark", "packets that are pinned to a circuit are dropped", doctor_planned },
	{ "vrf-filter", "what comes in by the link is not filtered", doctor_planned },

	{ "link-missing", NO_ROUTE, doctor_planned },
	{ "link-down", NO_ROUTE, doctor_planned },
	{ "link-no-carrier", "nothing arrives or leaves by this link", doctor_link_carrier },
	{ "link-no-ipv6", NO_ROUTE, doctor_planned },
	{ "link-altname", "the kernel has the proper name in each packet", doctor_planned },
	{ "link-port", "no packet that is routed has this device", doctor_planned },
	{ "link-upper", "what comes in by it is taken for traffic of the inside", doctor_planned },
	{ "no-gateway", NO_ROUTE, doctor_planned },
	{ "gateway-auto", NO_ROUTE, doctor_planned },
	{ "gateway-unreachable", NO_ROUTE, doctor_planned },
	{ "gateway-silent", "what leaves by this link is dropped", doctor_gateway_silent },
	{ "masquerade-address", "answers cannot return to the address of another device",
	  doctor_planned },

	{ "unnamed-device", "what it sends through this host is refused", doctor_planned },
	{ "inside-missing", "what it should send through this host is refused until it exists",
	  doctor_planned },
	{ "inside-altname", "the kernel has the proper name in each packet", doctor_planned },
	{ "inside-port", "no packet that is routed has this device", doctor_planned },

	{ "rule-before", OTHER_CIRCUIT, doctor_planned },
	{ "mark-conflict", OTHER_CIRCUIT, doctor_planned },
	{ "mark-overlap", "the other program's packets miss their rule", doctor_planned },
	{ "mark-written", "connections forget their circuits", doctor_planned },
	{ "mark-packet", OTHER_CIRCUIT, doctor_planned },
	{ "mark-match", "the other program takes decisions for packets that are not its own",
	  doctor_planned },
	{ "tunnel-mark", OTHER_CIRCUIT, doctor_tunnel_mark },
	{ "iptables-legacy", "they may mark, translate or drop packets", doctor_iptables_legacy },
	{ "nat-before", "connections get an address that does not belong to their circuit",
	  doctor_planned },
	{ "flowtable", "packets bypass the module, so violations are not seen", doctor_planned },
	{ "offload-devices", "the kernel refuses such a flowtable", doctor_planned },

	{ "pool-own-address", "the host takes the answers for its own", doctor_planned },
	{ "pool-neighbour", "two hosts have one address", doctor_planned },
	{ "probe-own", "probes do not leave by the circuit", doctor_planned },
	{ "service-own-address", "the host's own services cannot be reached", doctor_planned },
	{ "service-neighbour", "two hosts have one address", doctor_planned },
	{ "wire-arp", "the router cannot resolve the address, so no answer arrives",
	  doctor_planned },
	{ "wire-no-host", "no router sends packets to such an address", doctor_planned },
	{ "wire-too-large", "the router cannot resolve the address, so no answer arrives",
	  doctor_planned },

	{ "pool-unanswered", "clients on this circuit reach nothing", doctor_pool_unanswered },

	{ "networkd-rules", "when networkd starts, connections lose their circuit",
	  doctor_networkd_rules },
	{ "networkd-routes", "when networkd starts, connections lose their circuit",
	  doctor_networkd_routes },
	{ "nft-flush", "without a filter, the inside is open until ersym run or apply restores it",
	  doctor_nft_flush },
	{ "firewalld", "connections that ersym allows are dropped, and no violation counts them",
	  doctor_firewalld },
	{ "ufw", "connections that ersym allows are dropped, and no violation counts them",
	  doctor_ufw },

	{ "conntrack-full", "new connections are dropped when it is full", doctor_conntrack_full },
	{ "tcp-loose",
	  "after a restart or a flush, segments of existing connections leave untranslated",
	  doctor_tcp_loose },
	{ "tcp-liberal", "a forged segment of a connection passes the filter",
	  doctor_tcp_liberal },
};

const struct check *checks(size_t *n)
{
	*n = ARRAY_SIZE(table);
	return table;
}
