#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; the edge host knows neighbours on its links and inside
# Claim: apply refuses a pool and a translated service that cover an address of this host
#        or of a neighbour, by file, line and column, and changes nothing; what is in force
#        already is warned of
# Catches: a pool over the gateway, after which BGP dies; an inbound pool over a client of
#          the LAN

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines

setup()
{
	two_circuits
}

# config KEYS SERVICE-ADDRESS [PORTS]: us with these keys, and one service.
config()
{
	for_engine > "$work/ersym.yaml" <<- END
		circuits:
		  us: {id: 1, links: {us-pri: {gateway: 198.51.100.2}},
		    $1}
		services:
		  web: {to: 172.16.1.63, via: us, ${3:-ports: tcp/443},
		    address: $2}
	END
}

# neighbour ADDRESS DEV: the kernel knows it.
neighbour()
{
	ip -n "$edge" neigh replace "$1" lladdr 02:00:00:00:00:57 nud stale dev "$2"
}

# refused REGEX: apply does so, and nothing has changed.
refused()
{
	assert_fails ersym -c "$work/ersym.yaml" apply
	assert_match "refusal" "$output" "ersym.yaml:[0-9]+:[0-9]+: $1"
	assert_eq "ruleset" "$(in_ns "$edge" nft list ruleset)" ""
	assert_eq "routes" "$(ip -n "$edge" route show table all proto 117)" ""
}

applied()
{
	ersym -c "$work/ersym.yaml" apply > "$work/out" 2>&1 || fail "$(< "$work/out")"
}

own()
{
	config 'snat: 198.51.100.0/30' 20.2.2.59
	refused 'the pool 198.51.100.0/30 covers 198.51.100.[12]'
	config 'snat: 198.51.100.4/30' 20.2.2.59
	refused 'the pool 198.51.100.4/30 covers 198.51.100.5, an address of this host \(us-sec\)'
	config 'snat: "2001:db8:2::/64"' 20.2.2.59
	refused 'the pool 2001:db8:2::/64 covers 2001:db8:2::1, an address of this host'
	config 'inbound-snat: 10.0.0.0/24' 20.2.2.59
	refused 'the inbound pool 10.0.0.0/24 covers 10.0.0.1, an address of this host \(lan\)'
}

neighbours()
{
	neighbour 10.0.0.57 lan
	neighbour fd00:10::57 lan
	neighbour 198.51.100.6 us-sec
	config 'inbound-snat: 10.0.0.48/28' 20.2.2.59
	refused 'the inbound pool 10.0.0.48/28 covers 10.0.0.57, which a neighbour on lan has: .*ip neigh del 10.0.0.57 dev lan'
	config 'inbound-snat: "fd00:10::40/122"' 20.2.2.59
	refused 'the inbound pool fd00:10::40/122 covers fd00:10::57, which a neighbour'
	config 'snat: 20.2.2.0/29' 198.51.100.6
	refused 'a neighbour on us-sec has the address 198.51.100.6 of service web'
	ip -n "$edge" neigh del 10.0.0.57 dev lan
	config 'inbound-snat: 10.0.0.48/28' 20.2.2.59
	applied
}

# The other end of a tunnel is a neighbour without an entry.
other_end()
{
	configure "$edge" <<- END
		link add tun9 type veth peer name tun8
		link set tun9 up
		addr add 192.0.2.1 peer 192.0.2.2 dev tun9
	END
	config 'snat: 192.0.2.2/31' 20.2.2.59
	refused 'the pool 192.0.2.2/31 covers 192.0.2.2, which a neighbour on tun9 has'
	config 'snat: 192.0.2.4/30' 20.2.2.59
	applied
}

# An answer on the wire may say anything.
in_force()
{
	config 'snat: 198.51.100.12/30' 20.2.2.59
	applied
	neighbour 198.51.100.13 eu-pri
	neighbour 20.2.2.59 eu-pri
	applied
	assert_match "warnings" "$(< "$work/out")" 'warning: the pool 198.51.100.12/30 covers'
	assert_match "warnings" "$(< "$work/out")" 'warning: a neighbour on eu-pri has the address'
	# One that nobody answered for.
	configure "$edge" <<- END
		neigh del 198.51.100.13 dev eu-pri
		neigh del 20.2.2.59 dev eu-pri
	END
	applied
	[[ $(< "$work/out") != *neighbour* ]] || fail "$(< "$work/out")"
}

# A service takes its ports of an address of this host, not the address.
own_service()
{
	config 'snat: 20.2.2.0/29' 198.51.100.1 'ports: []'
	sed -i 's/ ports: \[\],//' "$work/ersym.yaml"
	refused 'service web takes every port of 198.51.100.1, an address of this host \(us-pri\)'
	config 'snat: 20.2.2.0/29' 198.51.100.1
	applied
}

test_case "a pool over an address of this host" own
test_case "a pool or a service over a neighbour's address" neighbours
test_case "a pool over the other end of a tunnel" other_end
test_case "a neighbour that claims what is in force" in_force
test_case "a service at an address of this host" own_service
run_tests "$@"
