#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; the route to the cloud flips between them
# Claim: a connection stays on the circuit that it began on while routes flip: no packet
#        from us's pool leaves by eu, and none the other way; a connection that begins
#        after the flip is translated to the other pool
# Catches: established connections that follow the route with their old source

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines
with_offload

setup()
{
	two_circuits
	site_config | ersym_apply
	capture us "$edge" us-pri
	capture sec "$edge" us-sec
	capture eu "$edge" eu-pri
}

on_their_paths()
{
	assert_violations
	assert_eq "from us's pool over eu" "$(captured eu "$from_us")" 0
	assert_eq "from eu's pool over us-pri" "$(captured us "$from_eu")" 0
	assert_eq "from eu's pool over us-sec" "$(captured sec "$from_eu")" 0
}

outbound_stays()
{
	serve_cloud
	each_flow outbound old
	each_flow seen_from us_pool old
	requests_over eu
	each_flow seen_from us_pool old
	each_flow outbound new
	each_flow seen_from eu_pool new
	requests_over us
	each_flow seen_from eu_pool new
	each_flow seen_from us_pool old
	capture_end us sec eu
	on_their_paths
	all_flows_in eu "$from_eu"
}

inbound_stays()
{
	serve_site
	each_flow inbound c
	each_flow seen_from us_inbound c
	requests_over eu
	each_flow seen_from us_inbound c
	capture_end us sec eu
	on_their_paths
	assert_eq "answers over eu" "$(captured eu "$from_service")" 0
}

# Thirty circuits, most with a link that does not exist: us is the first, and eu the last
# but one. A tree of rules selects the table for a packet.
among_many()
{
	local id version

	more_circuits=$(for id in {2..28} 30; do
		echo "  c$id: {id: $id, links: {c$id: {}}}"
	done)
	two_circuits
	site_config | sed 's/^    id: 2$/    id: 29/' | ersym_apply 2> "$work/warnings"
	for version in -4 -6; do
		assert_ge "rules of the tree" \
			"$(ip -n "$edge" "$version" rule | grep -c goto)" 10
	done
	serve_site
	serve_cloud
	each_flow outbound us
	each_flow seen_from us_pool us
	requests_over eu
	each_flow outbound eu
	each_flow seen_from eu_pool eu
	each_flow inbound in
	each_flow seen_from us_inbound in
	requests_over us
	each_flow seen_from eu_pool eu
	assert_violations
}

# flips: changes the route back and forth until it is killed.
flips()
{
	while :; do
		requests_over eu
		requests_over us
	done
}

under_traffic()
{
	serve_cloud
	each_flow outbound c
	each_flow seen_from us_pool c
	flips &
	each_flow talk_each c exchange 200
	kill $!
	capture_end us sec eu
	on_their_paths
	# Whatever the last flip has made of the route.
	each_flow seen_from us_pool c
}

# Two private circuits to the same hosts, whose addresses are in "inside" too, as
# 10.0.0.0/8 is by default; nothing is translated.
private_config()
{
	cat <<- END
		circuits:
		  azure:
		    id: 1
		    kind: private-peering
		    links: {us-pri: {gateway: [198.51.100.2, "2001:db8:1::2"]}}
		    accept: [10.11.0.0/16, "fd00:11::/32"]
		  vpn:
		    id: 2
		    kind: vpn
		    links: {eu-pri: {gateway: [198.51.100.10, "2001:db8:3::2"]}}
		    accept: [10.11.0.0/16, "fd00:11::/32"]
	END
}

private_stays()
{
	local site='10.0.0.0/24 fd00:10::/64 172.16.1.0/24 fd00:172::/64'
	local hosts='10.11.0.0/16 fd00:11::/32'

	private_config | ersym_apply
	cloud_at=([4]=10.11.0.4 [6]=fd00:11::4)
	service_at=([4]=${server_at[4]} [6]=${server_at[6]})
	configure "$cloud" <<- END
		addr add 10.11.0.4/32 dev lo
		addr add fd00:11::4/128 dev lo nodad
	END
	routes "$us_pe" 198.51.100.1 2001:db8:1::1 <<< "${site// /$'\n'}"
	routes "$us_pe" 203.0.113.2 2001:db8:a::2 <<< "${hosts// /$'\n'}"
	routes "$eu_pe" 198.51.100.9 2001:db8:3::1 <<< "${site// /$'\n'}"
	routes "$eu_pe" 203.0.113.6 2001:db8:b::2 <<< "${hosts// /$'\n'}"
	routes "$cloud" 203.0.113.1 2001:db8:a::1 <<< "${site// /$'\n'}"
	routes "$edge" 198.51.100.2 2001:db8:1::2 <<< "${hosts// /$'\n'}"
	serve_cloud
	serve_site
	each_flow outbound out
	each_flow talk_each out exchange 3
	each_flow inbound in
	each_flow talk_each in exchange 3
	routes "$edge" 198.51.100.10 2001:db8:3::2 <<< "${hosts// /$'\n'}"
	each_flow talk_each out exchange 3
	each_flow talk_each in exchange 3
	capture_end us sec eu
	assert_violations
	all_flows_in us '(dst net 10.11.0.0/16 or dst net fd00:11::/32)'
	assert_eq "to the hosts over vpn" \
		"$(captured eu 'dst net 10.11.0.0/16 or dst net fd00:11::/32')" 0
}

test_case "a route flips: outbound connections stay, new ones move" outbound_stays
test_case "a route flips: answers to inbound ones stay" inbound_stays
test_case "a route flips all the time, under traffic" under_traffic
test_case "a route flips, among thirty circuits" among_many
test_case "a route flips between circuits to addresses of inside" private_stays
run_tests "$@"
