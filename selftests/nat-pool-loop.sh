#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; the edge host's default route is over us, and the provider
#           routes the site's prefixes to the edge host
# Claim: packets to unused addresses of a pool, and to unpublished ports of a published
#        server, are not forwarded
# Catches: a packet that loops between two routers until its TTL is zero

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines
with_offload

setup()
{
	two_circuits
	configure "$edge" <<- END
		route add default via 198.51.100.2
		route add default via 2001:db8:1::2
	END
	# ICMP errors (no route to host) would be counted as forwarded.
	capture us "$edge" us-pri out
}

config()
{
	ersym_apply <<- END
		circuits:
		  us:
		    id: 1
		    kind: microsoft-peering
		    links: {${us_links//[$'\n\t']/ }}
		    snat: [20.2.2.0/29, "2001:db8:20:1::/64"]
		    inbound-snat: [10.200.1.0/24, "fd00:200:1::/64"]
		services:
		  exchange:
		    address: 20.2.2.59
		    to: 172.16.1.63
		    ports: [tcp/25]
		    via: [us]
		  exchange6:
		    address: "2001:db8:20::59"
		    to: "fd00:172::63"
		    ports: [tcp/25]
		    via: [us]
	END
}

# ten NS ADDRESS...: ten datagrams to each.
ten()
{
	local ns=$1 address

	shift
	for address in "$@"; do
		talk_open "to-$address" "$ns" udp "$address" 999
		talk "to-$address" send 10
	done
}

loops_without()
{
	ten "$cloud" 20.2.2.5 2001:db8:20:1::5
	capture_end us
	assert_ge "packets returned to the provider" "$(captured us udp)" 200
}

unused()
{
	local before

	config
	before=$(forwarded)
	ten "$cloud" 20.2.2.5 2001:db8:20:1::5 20.2.2.59 2001:db8:20::59
	ten "$client" 10.200.1.5 fd00:200:1::5
	capture_end us
	assert_eq "packets forwarded" "$(($(forwarded) - before))" 0
	assert_eq "packets returned to the provider" "$(captured us udp)" 0
	assert_violations
}

test_case "packets to an unused address loop without ersym" loops_without
test_case "packets to unused addresses and ports do not loop" unused
run_tests "$@"
