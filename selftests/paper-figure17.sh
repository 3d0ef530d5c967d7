#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, each with a pool of its own: figure 17 of "Implementing the
#           Microsoft Peering for ExpressRoute access to Office365 and CRM Online",
#           section 7.3.2, "Symmetric routing for outbound connectivity"
# Claim: outbound connections over either circuit have a source from its pool, their
#        answers come back over it, no packet is a violation
# Catches: the pool of another circuit; connections on the right path that are counted

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines
with_offload

setup()
{
	two_circuits
	site_config | ersym_apply
	serve_cloud
	# Both links of us lead to this device.
	capture us "$us_pe" core
	capture eu "$edge" eu-pri
}

# born CIRCUIT in|out: connections that were born on the circuit.
born()
{
	ersym -j show circuits | jq --arg name "$1" '.[] | select(.name == $name).born_'"$2"
}

# over us|eu
over()
{
	local other=us from=$from_eu

	[ "$1" = eu ] || { other=eu from=$from_us; }
	requests_over "$1"
	each_flow outbound c
	each_flow seen_from "$1_pool" c
	capture_end us eu
	assert_no_violations_but
	all_flows_in "$1" "$from and $to_cloud"
	assert_eq "requests over $1 from elsewhere" \
		"$(captured "$1" "$to_cloud and not $from")" 0
	assert_eq "packets on $other" \
		"$(captured "$other" "$to_cloud or $from_cloud")" 0
	assert_eq "born on $1" "$(born "$1" out)" 6
	assert_eq "born on $other" "$(born "$other" out)" 0
}

both_at_once()
{
	each_flow outbound us
	each_flow seen_from us_pool us
	requests_over eu
	each_flow outbound eu
	each_flow seen_from us_pool us
	each_flow seen_from eu_pool eu
	capture_end us eu
	assert_no_violations_but
	all_flows_in us "$from_us and $to_cloud"
	all_flows_in us "$to_us and $from_cloud"
	all_flows_in eu "$from_eu and $to_cloud"
	all_flows_in eu "$to_eu and $from_cloud"
	assert_eq "packets of eu on us" "$(captured us "$from_eu or $to_eu")" 0
	assert_eq "packets of us on eu" "$(captured eu "$from_us or $to_us")" 0
}

smoke "both at once"
test_case "figure 17, outbound over us" over us
test_case "figure 17, outbound over eu" over eu
test_case "figure 17, outbound over both at once" both_at_once
run_tests "$@"
