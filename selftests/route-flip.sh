#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; the route to the cloud flips between them
# Claim: a connection stays on the circuit that it began on, while routes flip
#        under it: no packet from us's pool leaves by eu, and none the other way;
#        one born after the flip is translated to the other pool
# Catches: established connections that follow the route, with the old source

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym

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

# flips: forth and back until somebody ends it.
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
	# Whichever way the last flip left the route.
	each_flow seen_from us_pool c
}

test_case "a route flips: outbound connections stay, new ones move" outbound_stays
test_case "a route flips: answers to inbound ones stay" inbound_stays
test_case "a route flips all the time, under traffic" under_traffic
run_tests "$@"
