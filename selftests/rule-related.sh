#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; the path beyond the provider of us has a small MTU, and its
#           ICMP errors come back over eu
# Claim: path MTU discovery works even if every kind is set to drop; the errors are
#        related, counted one by one, and nothing else is
# Catches: ICMP errors that are dropped for their circuit, which makes PMTU black holes

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines
with_offload

setup()
{
	two_circuits
	inside_policy=drop us_policy=drop eu_policy=drop site_config | ersym_apply
	serve_cloud
	ip -n "$us_pe" link set core mtu 1400
	ip -n "$cloud" link set us mtu 1400
	# Errors that the provider sends are routed over the cloud and eu.
	forwards "$cloud"
	route_by_origin "$us_pe" lo 203.0.113.2 2001:db8:a::2
	route_by_origin "$cloud" us 203.0.113.5 2001:db8:b::1
	capture lan "$edge" lan in
	capture eu "$edge" eu-pri in
}

# The first packet of UDP and of echo is lost, as it must be: its sender learns the MTU.
# The MTU of the flow before is flushed.
large_passes()
{
	ip -n "$client" route flush cache
	ip -n "$client" -6 route flush cache
	talk "c-$1$2" size 1440
	wait_for "large messages over $1, IPv$2" talk "c-$1$2" exchange 1 1000
}

path_mtu()
{
	each_flow outbound c
	each_flow talk_each c exchange 1
	each_flow large_passes
	capture_end lan eu
	assert_eq "large packets" "$(captured_flows lan 'greater 1455')" "$all_flows"
	assert_eq "errors over eu" "$(captured_flows eu "$to_us")" "icmp4 icmp6"
	assert_eq "violations" "$(matrix)" "related us eu $(tally eu "$to_us") 0"
	assert_eq "flows that strayed" \
		"$(ersym -j flows --strayed | jq length)" 0
}

smoke "path MTU"
test_case "path MTU discovery, all set to drop, over the other circuit" path_mtu
run_tests "$@"
