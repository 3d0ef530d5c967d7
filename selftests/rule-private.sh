#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two private circuits (private peering and VPN) to the same hosts, 10.50.0.9 and
#           fd00:50::9, whose addresses are in the default "inside"; the main route is by us
# Claim: the circuit of a connection is kept whatever its destination is: answers leave by
#        the circuit of their request, and a connection stays when the route moves
# Catches: routes for inside prefixes in a circuit's table that send pinned packets to main

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines
with_offload

site_prefixes='10.0.0.0/24 fd00:10::/64 172.16.1.0/24 fd00:172::/64 10.60.0.1/32 fd00:60::1/128'
host_prefixes='10.50.0.0/16 fd00:50::/32'

# to_hosts_over us|eu
to_hosts_over()
{
	local v4=198.51.100.2 v6=2001:db8:1::2

	if [ "$1" = eu ]; then
		v4=198.51.100.10 v6=2001:db8:3::2
	fi
	routes "$edge" "$v4" "$v6" <<< "${host_prefixes// /$'\n'}"
}

# to_site_over us|eu
to_site_over()
{
	local v4=203.0.113.1 v6=2001:db8:a::1

	if [ "$1" = eu ]; then
		v4=203.0.113.5 v6=2001:db8:b::1
	fi
	routes "$cloud" "$v4" "$v6" <<< "${site_prefixes// /$'\n'}"
}

setup()
{
	two_circuits
	cloud_at=([4]=10.50.0.9 [6]=fd00:50::9)
	configure "$cloud" <<- END
		addr add 10.50.0.9/32 dev lo
		addr add fd00:50::9/128 dev lo nodad
	END
	routes "$us_pe" 198.51.100.1 2001:db8:1::1 <<< "${site_prefixes// /$'\n'}"
	routes "$us_pe" 203.0.113.2 2001:db8:a::2 <<< "${host_prefixes// /$'\n'}"
	routes "$eu_pe" 198.51.100.9 2001:db8:3::1 <<< "${site_prefixes// /$'\n'}"
	routes "$eu_pe" 203.0.113.6 2001:db8:b::2 <<< "${host_prefixes// /$'\n'}"
	to_hosts_over us
	to_site_over us
}

# private_config [KIND]: of eu; pool_us and pool_eu are lines of the circuits.
private_config()
{
	cat <<- END
		circuits:
		  us:
		    id: 1
		    kind: private-peering
		    links: {us-pri: {gateway: [198.51.100.2, "2001:db8:1::2"]}}
		    ${pool_us:-}
		  eu:
		    id: 2
		    kind: ${1:-private-peering}
		    links: {eu-pri: {gateway: [198.51.100.10, "2001:db8:3::2"]}}
		    ${pool_eu:-}
		services:
		  plain: {address: 172.16.1.63, via: [us, eu]}
		  plain6: {address: "fd00:172::63", via: [us, eu]}
		  moved: {address: 10.60.0.1, to: 172.16.1.63, via: [us, eu]}
		  moved6: {address: "fd00:60::1", to: "fd00:172::63", via: [us, eu]}
	END
}

outbound_stays()
{
	private_config "$1" | ersym_apply
	serve_cloud
	capture eu "$edge" eu-pri
	each_flow outbound c
	each_flow talk_each c exchange 3
	to_hosts_over eu
	each_flow talk_each c exchange 3
	capture_end eu
	assert_violations
	assert_eq "to the hosts over eu" \
		"$(captured eu 'dst net 10.50.0.0/16 or dst net fd00:50::/32')" 0
}

# inbound_answered IPV4 IPV6: requests to these addresses come in by eu.
inbound_answered()
{
	service_at=([4]=$1 [6]=$2)
	private_config vpn | ersym_apply
	to_site_over eu
	serve_site
	capture us "$edge" us-pri
	each_flow inbound c
	each_flow talk_each c exchange 3
	capture_end us
	assert_violations
	assert_eq "to the hosts over us" \
		"$(captured us 'dst net 10.50.0.0/16 or dst net fd00:50::/32')" 0
}

inbound_translated()
{
	pool_us='inbound-snat: [10.200.1.0/24, "fd00:200:1::/64"]'
	pool_eu='inbound-snat: [10.200.2.0/24, "fd00:200:2::/64"]'
	inbound_answered "$@"
}

# What the host answers, and what it asks for itself.
own_connections()
{
	private_config | ersym_apply
	to_site_over eu
	serve host4 "$edge" tcp 172.16.1.1 443
	serve host6 "$edge" tcp fd00:172::1 443
	talk_open in4 "$cloud" tcp 172.16.1.1 443 10.50.0.9
	talk in4 exchange 3
	talk_open in6 "$cloud" tcp fd00:172::1 443 fd00:50::9
	talk in6 exchange 3
	# The last acknowledgement comes in by eu too.
	wait_for "acknowledgements" acknowledged "$edge" "$cloud"
	assert_violations
	to_site_over us
	serve_cloud
	talk_open out4 "$edge" tcp 10.50.0.9 443 172.16.1.1
	talk_open out6 "$edge" tcp fd00:50::9 443 fd00:172::1
	to_hosts_over eu
	talk out4 exchange 3
	talk out6 exchange 3
	assert_violations
}

test_case "two peerings: outbound connections stay" outbound_stays private-peering
test_case "peering and VPN: outbound connections stay" outbound_stays vpn
test_case "a server with its own address" inbound_answered 172.16.1.63 fd00:172::63
test_case "a published server" inbound_answered 10.60.0.1 fd00:60::1
test_case "a published server, with an inbound pool" inbound_translated 10.60.0.1 fd00:60::1
test_case "the host's own connections" own_connections
run_tests "$@"
