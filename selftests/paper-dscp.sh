#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits and a published server, connections in the four directions of
#           figure 20; "Implementing ExpressRoute for Office 365", "QoS"
# Claim: a packet has the DSCP after this host that it had before: of requests and of
#        answers, out and in, over each circuit, through SNAT, DNAT and inbound SNAT
# Catches: a translation, or a mark for routing, that changes the field

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines
with_offload

# Expedited forwarding, two classes of assured forwarding, and none.
values=(46 34 18 0)

# dscp VALUE: what a capture filters by.
dscp()
{
	echo "((ip and ip[1] & 0xfc == $(($1 << 2))) or (ip6 and ip6[0:2] & 0x0fc0 == $(($1 << 6))))"
}

# hosts_send VALUE: all that the three hosts send has this DSCP.
hosts_send()
{
	local ns

	for ns in "$client" "$dmz" "$cloud"; do
		in_ns "$ns" nft -f - <<- END
			table inet qos
			delete table inet qos
			table inet qos {
				chain output {
					type filter hook output priority mangle
					ip dscp set $1
					ip6 dscp set $1
				}
			}
		END
	done
}

# The four directions: connections over us first, then, when the routes have moved,
# over eu. Those stay where they are.
four_directions()
{
	each_flow outbound out-us
	each_flow inbound in-us
	each_flow talk_each out-us exchange 1
	each_flow talk_each in-us exchange 1
	wait_for "acknowledgements" acknowledged "$dmz" "$client" "$cloud"
	requests_over eu
	answers_over eu "${services[@]}"
	each_flow outbound out-eu
	each_flow inbound in-eu
	each_flow talk_each out-eu exchange 1
	each_flow talk_each in-eu exchange 1
	wait_for "acknowledgements" acknowledged "$dmz" "$client" "$cloud"
	answers_over us "${services[@]}"
}

# same VALUE WHAT CAPTURE FILTER OTHER FILTER...: the packets with this DSCP in the
# first capture are as many as in the others, and are of all flows.
same()
{
	local value=$1 what=$2 before=0 after=0 filter

	filter=$(dscp "$value")
	after=$(captured "$3" "$4 and $filter")
	all_flows_in "$3" "$4 and $filter"
	shift 4
	while [ $# -gt 0 ]; do
		all_flows_in "$1" "$2 and $filter"
		before=$((before + $(captured "$1" "$2 and $filter")))
		shift 2
	done
	assert_eq "$what with DSCP $value" "$after" "$before"
}

kept()
{
	local value

	two_circuits
	site_config | ersym_apply
	serve_cloud
	serve_site
	hosts_send 0
	four_directions
	capture lan "$edge" lan
	capture dmz "$edge" dmz
	# Where its two links are one.
	capture us "$us_pe" core
	capture eu "$edge" eu-pri
	for value in "${values[@]}"; do
		hosts_send "$value"
		each_flow talk_each out-us exchange 1
		each_flow talk_each out-eu exchange 1
		each_flow talk_each in-us exchange 1
		answers_over eu "${services[@]}"
		each_flow talk_each in-eu exchange 1
		answers_over us "${services[@]}"
		# One that comes later would have another value.
		wait_for "acknowledgements" acknowledged "$dmz" "$client" "$cloud"
	done
	capture_end lan dmz us eu
	assert_violations
	for value in "${values[@]}"; do
		same "$value" "outbound requests" lan "$to_cloud" us "$from_us" eu "$from_eu"
		same "$value" "their answers" lan "$from_cloud" us "$to_us" eu "$to_eu"
		same "$value" "inbound requests over us" \
			dmz "$from_us_inbound" us "$to_service"
		same "$value" "their answers" dmz "$to_us_inbound" us "$from_service"
		same "$value" "inbound requests over eu" \
			dmz "$from_eu_inbound" eu "$to_service"
		same "$value" "their answers" dmz "$to_eu_inbound" eu "$from_service"
	done
}

test_case "figure 20: the DSCP that came in goes out, in all four directions" kept
run_tests "$@"
