# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # variables of lib.sh and of the tests
#
# The site of site.sh with devices of any type (edge_devices): cases that must pass with
# all of them.

. "$lib_dir/topo/site.sh"

# Devices to capture on: incoming packets have not passed a hook there.
us_tap=us-pri
eu_tap=eu-pri

# The source of an inbound connection that the server and captures see.
inbound_at=us_inbound
from_inbound=$from_us_inbound

# Where programs start slowly each connection takes seconds, so there is one of each
# protocol and family: each_c COMMAND [ARG...] for those from the client, each_i for those
# to the server; see each_flow.
each_c()
{
	"$@" udp 4
	"$@" tcp 6
}

each_i()
{
	"$@" udp 6
	"$@" tcp 4
}

c_flows="tcp6 udp4"
i_flows="tcp4 udp6"

# serve_c PROTO FAMILY, serve_i
serve_c()
{
	serve "cloud-$1$2" "$cloud" "$1" "${cloud_at[$2]}" 443
}

serve_i()
{
	serve "site-$1$2" "$dmz" "$1" "${server_at[$2]}" 443
}

# opened: connections both ways over us: "c" from the client, "i" to the server.
opened()
{
	two_circuits
	site_config | ersym_apply
	each_c serve_c
	each_i serve_i
	each_c outbound c
	each_i inbound i
	each_c seen_from us_pool c
	each_i seen_from "$inbound_at" i
	assert_violations
	assert_eq "connections that us has seen born" \
		"$(ersym -j show circuits | jq -r '.[0] | "\(.born_in) \(.born_out)"')" "2 2"
}

# flows_are FLOWS CAPTURE FILTER
flows_are()
{
	assert_eq "flows in $2: $3" "$(captured_flows "$2" "$3")" "$1"
}

# row KIND EXPECTED ACTUAL CONNECTIONS CAPTURE FILTER: prints the row that the matrix
# should have.
row()
{
	echo "$1 $2 $3 $(tally "$5" "$6") $4"
}

# Every packet of a connection is on eu, in each of the four directions. A connection
# strays once: by its request, which is seen first.
paths_move()
{
	opened
	capture eu "$edge" "$eu_tap"
	answers_over eu "${us_pools[@]}" "${services[@]}"
	site_rule lan eu
	site_rule dmz eu
	each_c talk_each c exchange 2
	each_i talk_each i exchange 2
	capture_end eu
	flows_are "$c_flows" eu "$from_us"
	flows_are "$c_flows" eu "$to_us"
	flows_are "$i_flows" eu "$from_service"
	flows_are "$i_flows" eu "$to_service"
	assert_eq "violations and the capture" "$(matrix)" "$({
		row forward-in us eu 2 eu "$to_service"
		row forward-out us eu 2 eu "$from_us"
		row return-in us eu 0 eu "$to_us"
		row return-out us eu 0 eu "$from_service"
	} | sort)"
}

# forge NS FROM TO FLAGS: sends a TCP segment of no connection.
forge()
{
	in_ns "$1" "$lib_dir/helpers/talk" forge "$2" 443 "$3" 5000 "$4" 1000
}

# No packet of connections of us that comes in on eu passes, and answers to the pool are
# dropped before conntrack. On us there are packets without a connection.
drop_and_forge()
{
	local strayed=$c_flows

	# Before conntrack engine nftables cannot distinguish the two kinds of a segment
	# to another circuit's pool.
	[ "$ENGINE" = module ] || strayed=udp4
	eu_policy=drop opened
	capture eu "$edge" "$eu_tap"
	capture us "$edge" "$us_tap"
	capture lan "$edge" lan out
	capture dmz "$edge" dmz out
	answers_over eu "${us_pools[@]}" "${services[@]}"
	each_c talk_each c send 2
	each_i talk_each i send 2
	wait_strayed us inside eu "$i_flows"
	wait_strayed inside us eu "$strayed"
	unplug "$eu_pe" core
	# The cloud must not answer these packets.
	unplug "$us_pe" core
	forge "$us_pe" 1.2.3.4 20.2.2.9 S
	forge "$us_pe" 2620:1ec::4 2001:db8:20:2::9 S
	forge "$us_pe" 1.2.3.4 20.2.2.3 S.
	forge "$us_pe" 2620:1ec::4 2001:db8:20:1::3 S.
	forge "$client" 20.2.2.10 1.2.3.4 S
	forge "$client" 2001:db8:20:2::10 2620:1ec::4 S
	capture_end eu us lan dmz
	flows_are "$c_flows" eu "$to_us"
	flows_are "$i_flows" eu "$to_service"
	flows_are "tcp4 tcp6" us "$to_eu and tcp"
	flows_are "tcp4 tcp6" us "$to_us and tcp"
	flows_are "tcp4 tcp6" us "$from_eu"
	assert_eq "violations and the captures" "$(matrix)" "$({
		row foreign eu us 0 us "$to_eu and tcp"
		row forward-in us eu 2 eu "$to_service"
		row leak eu us 2 us "$from_eu"
		row orphan - us 0 us "$to_us and tcp"
		if [ "$ENGINE" = module ]; then
			row return-in us eu 2 eu "$to_us"
		else
			row foreign us eu 0 eu "$to_us and tcp"
			row return-in us eu 1 eu "$to_us and udp"
		fi
	} | sort)"
	assert_eq "answers over eu that reach the client" \
		"$(captured lan "$from_cloud")" 0
	assert_eq "requests over eu that reach the server" \
		"$(captured dmz "$from_inbound")" 0
}

# kinds_cases WHAT [COMMAND...]: registers both cases, each run by COMMAND.
kinds_cases()
{
	local what=$1

	shift
	test_case "$what: no violation, then each kind of a connection, counted once" \
		"$@" paths_move
	test_case "$what: drop, and each kind of a packet without a connection" \
		"$@" drop_and_forge
}
