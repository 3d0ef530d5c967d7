#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, and no module: engine nftables
# Claim: each kind of violation of a connection is counted once, in both directions and
#        by pair of circuits; nft reads its own listing of the table; connections are
#        flushed by their facts; the number of rules for a packet does not grow with
#        circuits; monitor and show say which engine it is
# Catches: a rule that this version of nft cannot print, or reads as another one; a
#          violation that is counted twice; a mark without its circuit

# shellcheck disable=SC2034 # lib.sh reads it
ENGINE=nftables
. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/kinds.sh"
need_tools ip jq nft tcpdump socat
need_ersym
both_engines

# strayed_flows: connections over us, of which those over TCP strayed to eu.
strayed_flows()
{
	two_circuits
	site_config | ersym_apply
	serve_cloud
	each_flow outbound c
	each_flow talk_each c exchange 1
	answers_over eu "${us_pools[@]}"
	talk c-tcp4 exchange 1
	talk c-tcp6 exchange 1
	# A late packet would begin the flushed connection anew.
	wait_for "acknowledgements" acknowledged "$client" "$cloud"
}

listing_is_read()
{
	eu_policy=drop strayed_pools
	in_ns "$edge" nft list table inet ersym > "$work/listed"
	assert_match "listing" "$(< "$work/listed")" 'counter packets [1-9]'
	ersym clear > "$work/clear.out"
	in_ns "$edge" nft -f "$work/listed"
	in_ns "$edge" nft list table inet ersym > "$work/again"
	assert_eq "what is listed of what was listed" "$(grep -v elements "$work/again")" \
		"$(grep -v elements "$work/listed")"
}

# A leak is counted, so that every set has elements.
strayed_pools()
{
	two_circuits
	site_config | ersym_apply
	forge "$client" 20.2.2.3 1.2.3.4 S
	requests_over eu
	forge "$client" 20.2.2.4 1.2.3.4 S
	wait_until_eq "leaks" 1 violations leak us eu
	serve_cloud
	outbound c udp 4
	answers_over us "${eu_pools[@]}"
	talk c-udp4 exchange 1
	assert_violations "leak us eu 1" "return-in eu us 1"
}

# flush ARG...: the number of connections that it ended.
flush()
{
	ersym -j flush "$@" | jq .ended
}

flushed()
{
	strayed_flows
	assert_eq "ended, in by eu" "$(flush --in eu)" 0
	assert_eq "ended, strayed" "$(flush --strayed)" 2
	assert_eq "those that strayed" "$(strayed inside us eu)" ""
	assert_eq "ended, out by us" "$(flush --out us)" 4
	assert_eq "ended, all" "$(flush)" 0
	assert_eq "facts" "$(facts)" ""
}

# rules_for CIRCUITS: the number of rules in the chains that every packet passes.
rules_for()
{
	local id

	{
		echo "circuits:"
		for ((id = 1; id <= $1; id++)); do
			echo "  c$id: {id: $id, links: {dev$id: {}}, snat: [198.18.$id.0/24]}"
		done
	} | ersym_apply 2> "$work/warnings"
	in_ns "$edge" nft -j list table inet ersym |
		jq '[.nftables[].rule | select(. and
			(.chain == ("circuit-in", "circuit-out", "output", "input", "in-c1", "out-c1")))] |
			length'
}

rules_do_not_grow()
{
	setup_ns edge
	assert_eq "rules for 30 circuits" "$(rules_for 30)" "$(rules_for 1)"
}

# multicast_by ADDRESS: the host sends a datagram by the link with ADDRESS, always from
# the same address and port.
multicast_by()
{
	in_ns "$edge" socat -u - \
		"udp4-datagram:224.0.0.200:5000,bind=10.0.0.1:6000,ip-multicast-if=$1" \
		<<< message
}

multicast_is_left_alone()
{
	two_circuits
	inside_policy=drop us_policy=drop eu_policy=drop site_config | ersym_apply
	capture us "$edge" us-pri out
	capture eu "$edge" eu-pri out
	multicast_by 198.51.100.1
	multicast_by 198.51.100.9
	capture_end us eu
	assert_eq "datagrams" "$(captured us 'dst host 224.0.0.200') $(captured eu \
		'dst host 224.0.0.200')" "1 1"
	assert_eq "facts" "$(facts)" ""
	assert_violations
}

engine_is_named()
{
	two_circuits
	site_config | ersym_apply
	ersym monitor > "$work/monitor" 2>&1 &
	wait_for "monitor" has_text "$work/monitor" \
		'the nftables engine has none of packets and links'
	assert_match "engine" "$(ersym show violations)" "engine: nftables"
	assert_match "engine" "$(ersym show circuits)" "engine: nftables"
	assert_eq "engine" "$(ersym -j show config | jq -r .engine)" nftables
}

test_case "in order, then each kind of a connection, counted once" paths_move
test_case "nft reads what it lists" listing_is_read
test_case "connections are flushed by their facts" flushed
test_case "no packet meets more rules where there are more circuits" rules_do_not_grow
test_case "multicast is not judged" multicast_is_left_alone
test_case "monitor and show name the engine" engine_is_named
run_tests "$@"
