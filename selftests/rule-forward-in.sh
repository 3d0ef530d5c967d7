#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, a published server
# Claim: packets of the initiator that move to another circuit are forward-in, counted
#        one by one; flag passes all, drop none, and both list the connection as strayed
# Catches: wrong counts of forward-in; facts of the latest packet instead of the first

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines
with_offload

# opened: connections in over us, whose requests then move to eu.
opened()
{
	two_circuits
	site_config | ersym_apply
	serve_site
	each_flow inbound c
	each_flow seen_from us_inbound c
	assert_no_violations_but
	# Both links of us lead to this device.
	capture us "$us_pe" core out
	capture eu "$edge" eu-pri
	capture dmz "$edge" dmz out
	answers_over eu "${services[@]}"
}

flagged()
{
	opened
	each_flow talk_each c exchange 3
	capture_end us eu dmz
	counted forward-in us eu eu "$to_service"
	wait_strayed us inside eu
	assert_eq "requests that reach the server" "$(captured dmz "$from_us_inbound")" \
		"$(captured eu "$to_service")"
	all_flows_in us "$from_service"
	assert_eq "answers over eu" "$(captured eu "$from_service")" 0
}

dropped()
{
	eu_policy='{forward-in: drop}' opened
	each_flow talk_each c send 3
	wait_strayed us inside eu
	unplug "$eu_pe" core
	capture_end us eu dmz
	counted forward-in us eu eu "$to_service"
	assert_eq "requests that reach the server" "$(captured dmz "$from_us_inbound")" 0
	each_flow nothing_pending c
}

smoke "flag"
test_case "forward-in, flag" flagged
test_case "forward-in, drop" dropped
run_tests "$@"
