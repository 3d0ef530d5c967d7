#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: a client and a server inside, the edge host with the links of an example, and
#           for each of its two circuits a provider that reaches the same far host
# Claim: each file of Documentation/examples that is for an edge host can be applied as it
#        is, and does what it describes: a connection by a circuit, from inside or from
#        outside, has an address of that circuit's pool, and is answered by that circuit,
#        also when every route has moved to the other one
# Catches: an example that is refused; a pool, service or gateway of one that is wrong

# shellcheck disable=SC2154,SC2031 # setup_ns sets the variables of namespaces; keys of arrays
. "$(dirname "$0")/lib.sh"
need_ersym
both_engines
with_offload

examples=$lib_dir/../Documentation/examples
[ -d "$examples" ] || skip_all "needs Documentation/examples"

families="4 6"
# By family: the far host, and the server inside.
declare -A far_at=([4]=1.2.3.4 [6]=2620:1ec::4)
declare -A server_at=([4]=172.16.1.63 [6]=fd00:172::63)
# By family, or by circuit and family: the pools, as prefixes and as regular expressions
# for talk_sees; what an opener outside connects to, and what the server sees of it.
declare -A pool pool_seen service inbound_seen
# By circuit and family, of its first link: the address here, and the gateway.
declare -A link_at gateway
# By circuit: the provider, the devices here, and the ways out of "ip route", as
# "DEVICE GATEWAY ".
declare -A provider devices ways

# link CIRCUIT DEV ADDRESS4 GATEWAY4 [ADDRESS6 GATEWAY6]: a link of it.
link()
{
	local circuit=$1 dev=$2 ns=${provider[$1]}

	cables "$edge $dev $ns $dev"
	configure "$edge" <<- END
		link set $dev up
		addr add $3/30 dev $dev
		${5:+addr add $5/64 dev $dev nodad}
	END
	configure "$ns" <<- END
		link set $dev up
		addr add $4/30 dev $dev
		${6:+addr add $6/64 dev $dev nodad}
	END
	devices[$circuit]+=" $dev"
	ways[$circuit]+="$dev $4 "
	[ -n "${gateway[$circuit,4]:-}" ] || {
		link_at[$circuit,4]=$3 link_at[$circuit,6]=${5:-}
		gateway[$circuit,4]=$4 gateway[$circuit,6]=${6:-}
	}
}

# tunnel CIRCUIT DEV: a link that needs no gateway. Both ends have one MAC address, so
# that no neighbour is asked for it.
tunnel()
{
	cables "$edge $2 ${provider[$1]} $2"
	ip -n "$edge" link set "$2" address 02:00:00:00:00:05 arp off up
	ip -n "${provider[$1]}" link set "$2" address 02:00:00:00:00:05 arp off up
	devices[$1]+=" $2"
	ways[$1]="$2 null "
}

# The network but for the links: circuits a and b, by the names that the example has.
network()
{
	setup_ns client server edge near_a near_b far
	a=$1 b=$2
	provider=([$a]=$near_a [$b]=$near_b)
	forwards "$edge" "$near_a" "$near_b" "$far"
	cables "$edge lan $client eth0" "$edge dmz $server eth0" \
		"$near_a core $far to-a" "$near_b core $far to-b"
	configure "$client" <<- END
		link set eth0 up
		addr add 10.0.0.57/24 dev eth0
		addr add fd00:10::57/64 dev eth0 nodad
		route add default via 10.0.0.1
		route add default via fd00:10::1
	END
	configure "$server" <<- END
		link set eth0 up
		addr add 172.16.1.63/24 dev eth0
		addr add fd00:172::63/64 dev eth0 nodad
		route add default via 172.16.1.1
		route add default via fd00:172::1
	END
	configure "$edge" <<- END
		link set lan up
		link set dmz up
		addr add 10.0.0.1/24 dev lan
		addr add fd00:10::1/64 dev lan nodad
		addr add 172.16.1.1/24 dev dmz
		addr add fd00:172::1/64 dev dmz nodad
	END
	configure "$near_a" <<- END
		link set core up
		addr add 203.0.113.1/30 dev core
		addr add 2001:db8:a::1/64 dev core nodad
		route add ${far_at[4]} via 203.0.113.2
		route add ${far_at[6]} via 2001:db8:a::2
	END
	configure "$near_b" <<- END
		link set core up
		addr add 203.0.113.5/30 dev core
		addr add 2001:db8:b::1/64 dev core nodad
		route add ${far_at[4]} via 203.0.113.6
		route add ${far_at[6]} via 2001:db8:b::2
	END
	configure "$far" <<- END
		link set to-a up
		link set to-b up
		addr add 203.0.113.2/30 dev to-a
		addr add 2001:db8:a::2/64 dev to-a nodad
		addr add 203.0.113.6/30 dev to-b
		addr add 2001:db8:b::2/64 dev to-b nodad
		addr add ${far_at[4]}/32 dev lo
		addr add ${far_at[6]}/128 dev lo nodad
	END
}

# far_routes CIRCUIT PREFIX...: the far host's, by the provider of the circuit, and that
# one's to this host.
far_routes()
{
	local circuit=$1 v4=203.0.113.1 v6=2001:db8:a::1 prefix via

	[ "$circuit" = "$a" ] || { v4=203.0.113.5 v6=2001:db8:b::1; }
	shift
	for prefix in "$@"; do
		[[ $prefix == *:* ]] && via=$v6 || via=$v4
		echo "route replace $prefix via $via"
	done | ip -n "$far" -batch -
	for prefix in "$@"; do
		[[ $prefix == *:* ]] && via=${link_at[$circuit,6]:-} || via=${link_at[$circuit,4]:-}
		echo "route replace $prefix ${via:+via }${via:-dev ${devices[$circuit]# }}"
	done | ip -n "${provider[$circuit]}" -batch -
}

# far_host_over CIRCUIT: this host's route to the far host.
far_host_over()
{
	local family via

	for family in $families; do
		via=${gateway[$1,$family]:-}
		echo "route replace ${far_at[$family]} ${via:+via }${via:-dev ${devices[$1]# }}"
	done | ip -n "$edge" -batch -
}

# all_carriers: both ends of each cable know that it has a carrier, which a busy kernel
# says late: what is sent before is lost.
all_carriers()
{
	! { ip -n "$edge" -o link show up; ip -n "$far" -o link show up; } | grep -q NO-CARRIER
}

# ways_out TABLE: of its default route, as in "ways". Beside it is a blackhole, if the main
# table has a default route by the circuit.
ways_out()
{
	ip -n "$edge" -j route show table "$1" default proto 117 |
		jq -j '.[] | select(.type != "blackhole") | (.nexthops // [.])[] |
			"\(.dev) \(.gateway) "'
}

# use EXAMPLE: its network, and its file in force.
use()
{
	"${1//-/_}"
	example=$1
	wait_for "carriers" all_carriers
	ersym_apply < "$examples/$1/ersym.yaml"
	assert_eq "ways out of $a" "$(ways_out 7001)" "${ways[$a]}"
	assert_eq "ways out of $b" "$(ways_out 7002)" "${ways[$b]}"
	assert_eq "findings in the example" "$(ersym -j -c "$examples/$1/ersym.yaml" check)" "[]"
}

two_expressroute()
{
	network us eu
	link us us-pri 198.51.100.1 198.51.100.2 2001:db8:1::1 2001:db8:1::2
	link us us-sec 198.51.100.5 198.51.100.6 2001:db8:2::1 2001:db8:2::2
	link eu eu-pri 198.51.100.9 198.51.100.10 2001:db8:3::1 2001:db8:3::2
	link eu eu-sec 198.51.100.13 198.51.100.14 2001:db8:4::1 2001:db8:4::2
	pool=([us,4]=20.2.2.0/29 [us,6]=2001:db8:20:1::/64
		[eu,4]=20.2.2.8/29 [eu,6]=2001:db8:20:2::/64)
	pool_seen=([us,4]='20.2.2.[0-7]' [us,6]='2001:db8:20:1:[0-9a-f:]+'
		[eu,4]='20.2.2.([89]|1[0-5])' [eu,6]='2001:db8:20:2:[0-9a-f:]+')
	service=([us,4]=20.2.2.59 [us,6]=2001:db8:20::59
		[eu,4]=20.2.2.59 [eu,6]=2001:db8:20::59)
	inbound_pools
}

expressroute_internet()
{
	network expressroute internet
	link expressroute er-pri 198.51.100.1 198.51.100.2 2001:db8:1::1 2001:db8:1::2
	link expressroute er-sec 198.51.100.5 198.51.100.6 2001:db8:2::1 2001:db8:2::2
	link internet wan 198.51.100.9 198.51.100.10 2001:db8:3::1 2001:db8:3::2
	pool=([$a,4]=20.2.2.0/29 [$a,6]=2001:db8:20:1::/64
		[$b,4]=192.0.2.8/29 [$b,6]=2001:db8:30:1::/64)
	pool_seen=([$a,4]='20.2.2.[0-7]' [$a,6]='2001:db8:20:1:[0-9a-f:]+'
		[$b,4]='192.0.2.([89]|1[0-5])' [$b,6]='2001:db8:30:1:[0-9a-f:]+')
	service=([$a,4]=20.2.2.59 [$a,6]=2001:db8:20::59
		[$b,4]=192.0.2.59 [$b,6]=2001:db8:30::59)
	inbound_pools
}

two_private_peerings()
{
	private_network amsterdam frankfurt
	link amsterdam ams-pri 172.31.1.1 172.31.1.2
	link amsterdam ams-sec 172.31.1.5 172.31.1.6
	link frankfurt fra-pri 172.31.2.1 172.31.2.2
	link frankfurt fra-sec 172.31.2.5 172.31.2.6
}

expressroute_vpn()
{
	private_network expressroute vpn
	link expressroute er-pri 172.31.1.1 172.31.1.2
	link expressroute er-sec 172.31.1.5 172.31.1.6
	tunnel vpn xfrm0
}

# private_network A B: circuits to 10.11.0.0/16, which opens connections untranslated.
private_network()
{
	families=4
	far_at[4]=10.11.0.9
	network "$@"
	pool=([$a,4]=10.201.1.0/28 [$b,4]=10.201.2.0/28)
	pool_seen=([$a,4]='10.201.1.([0-9]|1[0-5])' [$b,4]='10.201.2.([0-9]|1[0-5])')
	service=([$a,4]=172.16.1.63 [$b,4]=172.16.1.63)
	inbound_seen=([$a,4]=10.11.0.9 [$b,4]=10.11.0.9)
}

# As DHCP sets them: the example asks for the gateways that it finds.
two_internet_lines()
{
	families=4
	network fibre cable
	link fibre wan0 198.51.100.1 198.51.100.2
	link cable wan1 198.51.100.9 198.51.100.10
	ip -n "$edge" -batch - <<- END
		route add default via 198.51.100.2 dev wan0 metric 1002 proto dhcp
		route add default via 198.51.100.10 dev wan1 metric 1003 proto dhcp
	END
	pool=([fibre,4]=198.51.100.1 [cable,4]=198.51.100.9)
	pool_seen=([fibre,4]=198.51.100.1 [cable,4]=198.51.100.9)
	service=([fibre,4]=198.51.100.1 [cable,4]=198.51.100.9)
	inbound_pools
}

# 10.200.1.0/24 and 10.200.2.0/24, or those of IPv6: what the server sees.
inbound_pools()
{
	inbound_seen=([$a,4]='10.200.1.[0-9]+' [$a,6]='fd00:200:1:[0-9a-f:]+'
		[$b,4]='10.200.2.[0-9]+' [$b,6]='fd00:200:2:[0-9a-f:]+')
}

# The other circuit of the example.
other()
{
	if [ "$1" = "$a" ]; then echo "$b"; else echo "$a"; fi
}

# capture_links: all, each by its name.
capture_links()
{
	local dev

	for dev in ${devices[$a]} ${devices[$b]}; do
		capture "$dev" "$edge" "$dev"
	done
}

# crossed CIRCUIT FILTER: how many packets crossed its links.
crossed()
{
	local dev n=0

	for dev in ${devices[$1]}; do
		n=$((n + $(captured "$dev" "$2")))
	done
	echo "$n"
}

# only_by CIRCUIT N: of the far host's packets all were on its links, N or more each way.
only_by()
{
	local to="(dst host ${far_at[4]} or dst host ${far_at[6]}) and (tcp or udp)"
	local from="(src host ${far_at[4]} or src host ${far_at[6]}) and (tcp or udp)"

	# shellcheck disable=SC2046,SC2086 # lists of devices
	capture_end ${devices[$a]} ${devices[$b]}
	assert_ge "packets to the far host by $1" "$(crossed "$1" "$to")" "$2"
	assert_ge "packets from the far host by $1" "$(crossed "$1" "$from")" "$2"
	assert_eq "packets by $(other "$1")" "$(crossed "$(other "$1")" "($to) or ($from)")" 0
	assert_violations
}

# out_by EXAMPLE a|b: from the client to the far host. It has both protocols and families.
out_by()
{
	local circuit family proto n=0

	use "$1"
	circuit=${!2}
	for family in $families; do
		far_routes "$a" "${pool[$a,$family]}"
		far_routes "$b" "${pool[$b,$family]}"
	done
	far_host_over "$circuit"
	capture_links
	for family in $families; do
		for proto in tcp udp; do
			serve "far-$proto$family" "$far" "$proto" "${far_at[$family]}" 443
			n=$((n + 6))
			talk_open "$proto$family" "$client" "$proto" "${far_at[$family]}" 443
			talk "$proto$family" exchange 3
			talk_sees "$proto$family" "${pool_seen[$circuit,$family]}"
		done
	done
	far_host_over "$(other "$circuit")"
	for family in $families; do
		for proto in tcp udp; do
			talk "$proto$family" exchange 3
			talk_sees "$proto$family" "${pool_seen[$circuit,$family]}"
		done
	done
	only_by "$circuit" "$n"
}

# in_by EXAMPLE a|b: from the far host to the server, while this host's route to the far
# host is by the other circuit.
in_by()
{
	local circuit family n=0

	use "$1"
	circuit=${!2}
	for family in $families; do
		far_routes "$circuit" "${service[$circuit,$family]}"
	done
	far_host_over "$(other "$circuit")"
	capture_links
	for family in $families; do
		serve "server$family" "$server" tcp "${server_at[$family]}" 443
		n=$((n + 3))
		talk_open "c$family" "$far" tcp "${service[$circuit,$family]}" 443 "${far_at[$family]}"
		talk "c$family" exchange 3
		talk_sees "c$family" "${inbound_seen[$circuit,$family]}"
	done
	only_by "$circuit" "$n"
}

# What is opened without a route of its own, over UDP from another port each time: prints
# the source that the far host saw.
source_of_new()
{
	talk_open "$1" "$client" udp "${far_at[4]}" 443 10.0.0.57 "$2"
	talk "$1" exchange 1
}

# lost_carrier DEV
lost_carrier()
{
	ip -n "$edge" -o link show dev "$1" | grep -q NO-CARRIER
}

# The default routes that the file asks for, and the line that takes over.
line_down()
{
	use two-internet-lines
	far_routes fibre "${pool[fibre,4]}"
	far_routes cable "${pool[cable,4]}"
	serve far "$far" udp "${far_at[4]}" 443
	source_of_new first 5001
	talk_sees first "${pool_seen[fibre,4]}"
	ip -n "$near_a" link set wan0 down
	wait_for "the loss of the carrier" lost_carrier wan0
	ersym_reapply
	source_of_new second 5002
	talk_sees second "${pool_seen[cable,4]}"
}

for example in two-expressroute expressroute-internet two-private-peerings \
	two-internet-lines expressroute-vpn; do
	for circuit in a b; do
		test_case "$example: out by circuit $circuit" out_by $example $circuit
		test_case "$example: in by circuit $circuit" in_by $example $circuit
	done
done
test_case "two-internet-lines: fibre is preferred, cable takes over" line_down
run_tests "$@"
