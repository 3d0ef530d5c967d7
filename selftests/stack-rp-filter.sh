#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; links with a strict rp_filter, the edge host's main table
#           prefers us
# Claim: an answer on the wrong circuit is judged and counted, and then dropped by the
#        filter; a packet on a circuit that the main table does not prefer is no
#        violation, and the filter drops it all the same: nothing is counted, and "diff"
#        warns; a loose filter harms neither. On an inside device, a strict filter that
#        looks at the mark (src_valid_mark) drops answers that are pinned, and "diff"
#        warns. IPv6 has no such filter
# Catches: false violations of packets that the filter drops, or none of those that it
#          drops with reason; a strict filter without a warning

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

# With the strict filter each is dropped after the module has judged it.
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

# knock PROTO FAMILY: a request to the server, which the filter may drop over IPv4.
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
		warns 'link eu-pri has strict rp_filter'
		dropped=$(captured eu "$to_service and ip and (tcp or udp)") born=1
	fi
	assert_eq "packets that the filter drops" "$(filtered)" "$dropped"
	assert_eq "connections that eu has seen born" \
		"$(ersym -j show circuits | jq '.[] | select(.name == "eu").born_in')" "$born"
}

# The kernel takes the greater of the value of a device and that of all devices.
all_devices()
{
	two_circuits
	site_config | ersym_apply
	in_ns "$edge" sysctl -q -w net.ipv4.conf.all.rp_filter=1
	warns 'link eu-pri has strict rp_filter'
	filter 2
	assert_eq "warnings with loose links" \
		"$(ersym -c "$work/ersym.yaml" diff 2>&1 | grep 'link.*rp_filter' || :)" ""
	in_ns "$edge" sysctl -q -w net.ipv4.conf.all.rp_filter=2
	filter 1
	assert_eq "warnings where all devices are loose" \
		"$(ersym -c "$work/ersym.yaml" diff 2>&1 | grep 'link.*rp_filter' || :)" ""
}

# mark_filter RP-FILTER: on the server's device, with src_valid_mark.
mark_filter()
{
	in_ns "$edge" sysctl -q -w net.ipv4.conf.dmz.rp_filter="$1" \
		net.ipv4.conf.dmz.src_valid_mark=1
}

# Answers of the server are pinned to the circuit of their request. With their mark, the
# way back to the server is that circuit's table, which leads to another device.
inside_device()
{
	local warning='inside device dmz has strict rp_filter and src_valid_mark'

	two_circuits
	us_policy=drop eu_policy=drop site_config | ersym_apply
	serve_i udp 4
	serve_i udp 6
	mark_filter 1
	warns "$warning: it drops IPv4 packets that are pinned"
	inbound i udp 4
	inbound i udp 6
	talk_each i exchange 3 udp 6
	talk_each i send 3 udp 4
	wait_until_eq "packets that the filter drops" 3 filtered
	nothing_pending i udp 4
	assert_violations
	mark_filter 2
	talk_each i exchange 3 udp 4
	assert_eq "packets that the filter drops" "$(filtered)" 3
	assert_eq "warnings with a loose filter" \
		"$(ersym -c "$work/ersym.yaml" diff 2>&1 | grep "$warning" || :)" ""
}

test_case "strict for all devices: a warning, unless the link's is loose" all_devices
test_case "strict, answers on the wrong circuit: judged, then dropped" wrong_circuit 1
test_case "loose, answers on the wrong circuit: judged, and pass" wrong_circuit 2
test_case "strict, right path over the other circuit: dropped, not counted" \
	other_circuit 1
test_case "strict, with the mark, inside: pinned answers are dropped, and reported" \
	inside_device
test_case "loose, right path over the other circuit: passes, not counted" other_circuit 2
run_tests "$@"
