#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, each with a translation of the client's prefix one to one
# Claim: a client leaves with the outside address that has its host bits, by each circuit
#        with that circuit's, and keeps its ports; others get the pool. With inbound: true
#        the outside reaches the client by that address, and no other circuit leads there;
#        without, only what a service publishes. This host is not reached by it, and the
#        inside is not either. ICMP errors arrive
# Catches: the first address of the prefix for all; a prefix that anybody can reach; an
#          outside prefix that is no pool; ports of this host that are open to the outside

# shellcheck disable=SC2034 # arrays are named in arguments
. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_tools jq
need_ersym
both_engines

declare -A us_map=([4]=20.2.2.121 [6]=2001:db8:20:5::57)
declare -A eu_map=([4]=20.2.2.185 [6]=2001:db8:20:6::57)
# What becomes an address of the edge host.
declare -A edge_map=([4]=20.2.2.65 [6]=2001:db8:20:5::1)
from_us_map='(src host 20.2.2.121 or src host 2001:db8:20:5::57)'
from_eu_map='(src host 20.2.2.185 or src host 2001:db8:20:6::57)'
to_us_map='(dst net 20.2.2.64/26 or dst net 2001:db8:20:5::/64)'
# Without ARP and neighbour discovery.
to_client='(ip dst host 10.0.0.57 or (ip6 dst host fd00:10::57 and not (icmp6 and ip6[40] > 134)))'
from_client='(src host 10.0.0.57 or src host fd00:10::57)'

setup()
{
	two_circuits
	wait_for "carriers" all_carriers
	answers_over eu 20.2.2.128/26 2001:db8:20:6::/64
	serve_cloud
}

# config INBOUND [SERVICES...]: the netmaps of both circuits, that of us with "inbound".
config()
{
	local inbound=$1

	shift
	{
		cat <<- END
			circuits:
			  us:
			    id: 1
			    kind: microsoft-peering
			    links: {${us_links//[$'\n\t']/ }}
			    snat: [20.2.2.0/29, "2001:db8:20:1::/64"]
			    inbound-snat: [10.200.1.0/24, "fd00:200:1::/64"]
			    netmap:
			      - {inside: 10.0.0.0/26, outside: 20.2.2.64/26, inbound: $inbound}
			      - {inside: "fd00:10::/64", outside: "2001:db8:20:5::/64", inbound: $inbound}
			  eu:
			    id: 2
			    kind: microsoft-peering
			    links: {$eu_links}
			    snat: [20.2.2.8/29, "2001:db8:20:2::/64"]
			    netmap:
			      - {inside: 10.0.0.0/26, outside: 20.2.2.128/26}
			      - {inside: "fd00:10::/64", outside: "2001:db8:20:6::/64"}
		END
		[ $# -eq 0 ] || echo "services:"
		printf '  %s\n' "$@"
	} | ersym_apply
}

# dmz_out NAME PROTO FAMILY: a connection from a host that no netmap has.
dmz_out()
{
	talk_open "$1-$2$3" "$dmz" "$2" "${cloud_at[$3]}" 443
}

# serve_client: servers on the client for each_flow.
serve_client()
{
	local proto family

	for proto in tcp udp; do
		for family in 4 6; do
			serve "client-$proto$family" "$client" "$proto" "${client_at[$family]}" 443
		done
	done
}

# mapped NAME PROTO FAMILY: a connection from the cloud to the client's outside address.
mapped()
{
	talk_open "$1-$2$3" "$cloud" "$2" "${us_map[$3]}" 443 "${cloud_at[$3]}"
}

# in_vain ARRAY NAME NS PROTO FAMILY [LOCAL-ADDRESS]: no answer from the address in ARRAY.
in_vain()
{
	local -n target=$1

	talk_new "$2-$4$5" "$3" "$4" "${target[$5]}" 443 ${6:+"$6"}
	if [ "$4" = tcp ]; then
		talk_fails "$2-$4$5" open 300
	else
		talk "$2-$4$5" open
		talk "$2-$4$5" send 3
	fi
}

# stranger ARRAY NAME PROTO FAMILY: likewise, from the cloud.
stranger()
{
	in_vain "$1" "$2" "$cloud" "$3" "$4" "${cloud_at[$4]}"
}

outbound_us()
{
	config false
	capture us "$edge" us-pri out
	each_flow outbound c
	each_flow seen_from us_map c
	each_flow dmz_out d
	each_flow seen_from us_pool d
	# The port too stays the same.
	talk_open p "$client" udp 1.2.3.4 443 10.0.0.57 5555
	talk p exchange 1
	talk_sees p 20.2.2.121 5555
	# Beyond the netmap, of the same network.
	configure "$client" <<< 'addr add 10.0.0.64/24 dev eth0'
	talk_open o "$client" udp 1.2.3.4 443 10.0.0.64
	talk o exchange 1
	talk_sees o "${us_pool[4]}"
	capture_end us
	all_flows_in us "$from_us_map and $to_cloud"
	assert_violations
}

outbound_eu()
{
	config false
	requests_over eu
	capture eu "$edge" eu-pri out
	each_flow outbound c
	each_flow seen_from eu_map c
	# A connection keeps what it has, and its circuit.
	requests_over us
	each_flow talk_each c exchange 2
	capture_end eu
	all_flows_in eu "$from_eu_map and $to_cloud"
	assert_violations
}

# The cloud answers with an error; what it quotes is translated back, too.
errors()
{
	config false
	capture lan "$edge" lan out
	talk_new e4 "$client" udp 1.2.3.4 9 10.0.0.57
	talk e4 open
	talk e4 send 1
	talk_new e6 "$client" udp 2620:1ec::4 9 fd00:10::57
	talk e6 open
	talk e6 send 1
	wait_until_eq "ICMP errors" 1 captured lan \
		'icmp[0] == 3 and dst host 10.0.0.57 and icmp[20:4] == 0x0a000039'
	wait_until_eq "ICMPv6 errors" 1 captured lan \
		'icmp6 and ip6[40] == 1 and dst host fd00:10::57 and ip6[56:4] == 0xfd000010'
	capture_end lan
	assert_violations
}

closed()
{
	config false
	serve_client
	capture lan "$edge" lan out
	capture us "$edge" us-pri
	each_flow stranger us_map s
	each_flow nothing_pending s
	capture_end lan us
	assert_eq "packets to the client" "$(captured lan "$to_client")" 0
	all_flows_in us "$from_cloud and $to_us_map"
	assert_eq "packets that come back" "$(captured us "src host 198.51.100.1 and $to_us_map")" 0
	assert_violations
}

inbound_us()
{
	config true
	serve_client
	# Answers leave by the circuit of the request.
	requests_over eu
	capture lan "$edge" lan out
	capture eu "$edge" eu-pri
	each_flow mapped c
	each_flow seen_from us_inbound c
	capture_end lan eu
	all_flows_in lan "$from_us_inbound and $to_client"
	assert_eq "packets over eu" "$(captured eu "$from_us_map or $from_client")" 0
	assert_eq "circuits" "$(facts | cut -d ' ' -f 4-6 | uniq -c | xargs)" "6 us inside -"
	# The other direction is as before.
	requests_over us
	each_flow outbound o
	each_flow seen_from us_map o
	assert_violations
}

# Another circuit does not lead to the prefix of this one.
inbound_eu()
{
	config true
	serve_client
	answers_over eu 20.2.2.64/26 2001:db8:20:5::/64
	capture lan "$edge" lan out
	capture eu "$edge" eu-pri in
	each_flow stranger us_map s
	each_flow nothing_pending s
	# Neither is that of eu open.
	each_flow stranger eu_map t
	unplug "$eu_pe" pri
	capture_end lan eu
	assert_eq "packets to the client" "$(captured lan "$to_client")" 0
	assert_eq "violations" "$(matrix | cut -d ' ' -f 1-4)" \
		"foreign us eu $(captured eu "$from_cloud and $to_us_map")"
}

without_inbound_pool()
{
	config true
	sed -i '/inbound-snat/d' "$work/ersym.yaml"
	ersym_reapply
	serve_client
	each_flow mapped c
	each_flow seen_from cloud_at c
	assert_violations
}

# refused_at_least N: packets
refused_at_least()
{
	[ "$(nft_counter refused)" -ge "$1" ]
}

this_host()
{
	local family

	config true
	for family in 4 6; do
		serve "host$family" "$edge" udp "$([ "$family" = 4 ] && echo 10.0.0.1 || echo fd00:10::1)" 443
	done
	each_flow stranger edge_map s
	each_flow nothing_pending s
	wait_for "twelve refused packets" refused_at_least 12
	# The inside reaches it.
	talk_open c4 "$client" udp 10.0.0.1 443
	talk c4 exchange 1
	talk_open c6 "$client" udp fd00:10::1 443
	talk c6 exchange 1
	assert_violations
}

services()
{
	config false \
		'web: {address: 20.2.2.121, to: 10.0.0.57, ports: "tcp/8443:443", via: us}' \
		'web6: {address: "2001:db8:20:5::57", to: "fd00:10::57", ports: "tcp/8443:443", via: us}'
	serve_client
	talk_open w4 "$cloud" tcp 20.2.2.121 8443 1.2.3.4
	talk w4 exchange 2
	talk_sees w4 "${us_inbound[4]}"
	talk_open w6 "$cloud" tcp 2001:db8:20:5::57 8443 2620:1ec::4
	talk w6 exchange 2
	talk_sees w6 "${us_inbound[6]}"
	each_flow stranger us_map s
	each_flow nothing_pending s
	each_flow outbound c
	each_flow seen_from us_map c
	assert_violations
}

hairpin()
{
	config true
	serve_client
	configure "$edge" <<- END
		route add default via 198.51.100.2
		route add default via 2001:db8:1::2
	END
	capture us "$edge" us-pri
	capture lan "$edge" lan out
	each_flow in_vain us_map h "$dmz"
	each_flow nothing_pending h
	capture_end us lan
	assert_eq "packets over us" "$(captured us "$to_us_map")" 0
	assert_eq "packets to the client" "$(captured lan "$to_client")" 0
	assert_violations
}

# What is in force is read back as it was written, and is gone without it.
in_force()
{
	config true
	assert_eq "changes" "$(ersym -c "$work/ersym.yaml" diff)" ""
	assert_eq "netmaps of us" "$(ersym -j show config | jq -c .circuits.us.netmap)" \
		'[{"inside":"10.0.0.0/26","outside":"20.2.2.64/26","inbound":true},{"inside":"fd00:10::/64","outside":"2001:db8:20:5::/64","inbound":true}]'
	assert_eq "pools of us" "$(ersym -j show config | jq -c .circuits.us.snat)" \
		'["20.2.2.0/29","2001:db8:20:1::/64"]'
	assert_eq "blackholes" "$(ip -n "$edge" route show type blackhole 20.2.2.64/26 | wc -l)" 1
	config false
	assert_eq "netmaps of us" "$(ersym -j show config | jq -c .circuits.us.netmap[0])" \
		'{"inside":"10.0.0.0/26","outside":"20.2.2.64/26"}'
	sed -i '/netmap:/d; /outside:/d' "$work/ersym.yaml"
	ersym_reapply
	assert_eq "netmaps" "$(in_ns "$edge" nft list table inet ersym | grep -c netmap || :)" 0
	assert_eq "blackholes" "$(ip -n "$edge" route show type blackhole 20.2.2.64/26 | wc -l)" 0
}

test_case "outbound: the same host bits and port; others get the pool" outbound_us
test_case "outbound by the other circuit: its own prefix" outbound_eu
test_case "ICMP errors arrive" errors
test_case "without inbound: true a stranger does not get in" closed
test_case "inbound: the client has the address of its circuit" inbound_us
test_case "inbound by the other circuit: refused, and foreign" inbound_eu
test_case "inbound without an inbound pool" without_inbound_pool
test_case "inbound: this host is not reached" this_host
test_case "a service in a prefix that is not inbound" services
test_case "from inside the prefix is unreachable" hairpin
test_case "read back, applied twice, and removed" in_force
run_tests "$@"
