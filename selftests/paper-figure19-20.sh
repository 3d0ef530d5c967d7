#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits and a published server: figures 19 and 20 of "Implementing the
#           Microsoft Peering for ExpressRoute access to Office365 and CRM Online",
#           sections 7.4.2, "Symmetric routing for inbound connectivity", and 7.4.3,
#           "Destination-NAT for networks using private (RFC 1918) addressing schemes"
# Claim: inbound connections over either circuit reach 172.16.1.63 by 20.2.2.59, the
#        server sees the circuit's inbound pool, answers leave by the circuit that the
#        request came in on although the route to the cloud is over us; with outbound
#        connections at the same time no packet is a violation
# Catches: answers that follow the route instead of their connection; one inbound pool
#          for two circuits

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines
with_offload

setup()
{
	two_circuits
	site_config | ersym_apply
	serve_site
	# Both links of us lead to this device.
	capture us "$us_pe" core
	capture eu "$edge" eu-pri
	capture dmz "$edge" dmz out
}

# over us|eu
over()
{
	local other=us from=$from_eu_inbound

	[ "$1" = eu ] || { other=eu from=$from_us_inbound; }
	answers_over "$1" "${services[@]}"
	each_flow inbound c
	each_flow seen_from "$1_inbound" c
	capture_end us eu dmz
	assert_no_violations_but
	all_flows_in "$1" "$from_cloud and $to_service"
	all_flows_in "$1" "$from_service and $to_cloud"
	all_flows_in dmz "$from"
	assert_eq "requests that the server sees" \
		"$(captured dmz "$from and $to_server")" \
		"$(captured "$1" "$from_cloud and $to_service")"
	assert_eq "packets on $other" \
		"$(captured "$other" "$to_cloud or $from_cloud")" 0
}

all_four()
{
	serve_cloud
	each_flow outbound out-us
	each_flow seen_from us_pool out-us
	each_flow inbound in-us
	each_flow seen_from us_inbound in-us
	wait_for "acknowledgements" acknowledged "$dmz"
	requests_over eu
	answers_over eu "${services[@]}"
	each_flow outbound out-eu
	each_flow seen_from eu_pool out-eu
	each_flow inbound in-eu
	each_flow seen_from eu_inbound in-eu
	# The first connections stay, although the route to the cloud has moved; the
	# cloud's requests to the published server come over us again.
	each_flow seen_from us_pool out-us
	each_flow talk_each in-eu close
	answers_over us "${services[@]}"
	each_flow seen_from us_inbound in-us
	capture_end us eu dmz
	assert_no_violations_but
	all_flows_in us "$from_us"
	all_flows_in us "$from_service"
	all_flows_in eu "$from_eu"
	all_flows_in eu "$from_service"
	all_flows_in dmz "$from_us_inbound"
	all_flows_in dmz "$from_eu_inbound"
}

smoke "figure 20"
test_case "figure 19, inbound over us" over us
test_case "figure 19, inbound over eu" over eu
test_case "figure 20, outbound and inbound over both" all_four
run_tests "$@"
