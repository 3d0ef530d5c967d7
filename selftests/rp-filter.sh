#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; links with a strict rp_filter, the edge host's main table
#           prefers us
# Claim: an answer on the wrong circuit is judged and counted, and then the filter
#        drops it; what comes in on a circuit that the main table does not prefer is
#        in order, and the filter drops it all the same: nothing is counted, and
#        "diff" has a warning; a loose filter harms neither. IPv6 has no such filter
# Catches: false violations of packets that the filter drops, or none of those that
#          it drops with reason; a filter that nobody is told of

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/kinds.sh"
need_tools ip jq nft tcpdump nstat
need_ersym
both_engines

# filter 0|1|2: on all links.
filter()
{
	in_ns "$edge" sysctl -q -w net.ipv4.conf.us-pri.rp_filter="$1" \
		net.ipv4.conf.us-sec.rp_filter="$1" net.ipv4.conf.eu-pri.rp_filter="$1"
}

# filtered: packets that the filter has dropped.
filtered()
{
	in_ns "$edge" nstat -a -s -z -j TcpExtIPReversePathFilter |
		jq .kernel.TcpExtIPReversePathFilter
}

# Strictly, they are dropped one by one behind the module.
wrong_circuit()
{
	two_circuits
	filter "$1"
	site_config | ersym_apply
	each_c serve_c
	each_c outbound c
	each_c seen_from us_pool c
	assert_violations
	capture eu "$edge" eu-pri in
	capture lan "$edge" lan out
	answers_over eu "${us_pools[@]}"
	each_c talk_each c send 2
	wait_strayed inside us eu "$c_flows"
	unplug "$client" eth0
	unplug "$eu_pe" core
	capture_end eu lan
	counted return-in us eu eu "$to_us" "$c_flows"
	if [ "$1" -eq 1 ]; then
		assert_eq "answers that reach the client" \
			"$(captured_flows lan "$from_cloud")" "tcp6"
		assert_eq "packets that the filter drops" "$(filtered)" \
			"$(captured eu "$to_us and ip")"
	else
		assert_eq "flows that reach the client" \
			"$(captured_flows lan "$from_cloud")" "$c_flows"
		assert_eq "packets that the filter drops" "$(filtered)" 0
	fi
}

# knock PROTO FAMILY: a connection to the server, that IPv4 may not let in.
knock()
{
	if [ "$2" = 4 ] && [ "$filter" -eq 1 ]; then
		talk_new "i-$1$2" "$cloud" "$1" "${service_at[$2]}" 443 "${cloud_at[$2]}"
		talk_fails "i-$1$2" open 300
	else
		inbound i "$@"
		talk_each i exchange 2 "$@"
	fi
}

other_circuit()
{
	local filter=$1 dropped=0 born=2

	two_circuits
	filter "$1"
	inside_policy=drop us_policy=drop eu_policy=drop site_config | ersym_apply
	each_i serve_i
	answers_over eu "${services[@]}"
	capture eu "$edge" eu-pri
	each_i knock
	unplug "$eu_pe" core
	capture_end eu
	flows_are "$i_flows" eu "$to_service and (tcp or udp)"
	assert_violations
	if [ "$1" -eq 1 ]; then
		warns 'eu-pri drops IPv4 packets .*rp_filter is strict'
		dropped=$(captured eu "$to_service and ip and (tcp or udp)") born=1
	fi
	assert_eq "packets that the filter drops" "$(filtered)" "$dropped"
	assert_eq "connections that eu has seen born" \
		"$(ersym -j show circuits | jq '.[] | select(.name == "eu").born_in')" "$born"
}

test_case "strict, answers on the wrong circuit: judged, then dropped" wrong_circuit 1
test_case "loose, answers on the wrong circuit: judged, and pass" wrong_circuit 2
test_case "strict, in order over the other circuit: dropped, and nothing else" \
	other_circuit 1
test_case "loose, in order over the other circuit: all is well" other_circuit 2
run_tests "$@"
