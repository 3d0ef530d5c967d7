#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; connections of each direction over each circuit, two of
#           which strayed, and connections without facts
# Claim: "flows" lists connections, each filter those that match and no others;
#        "flush" with the same filter ends exactly these and reports how many
# Catches: a filter that is ignored or reads another field; other connections that are
#          ended; a count that differs from what was done

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_tools ip jq nft tcpdump conntrack
need_ersym
both_engines
with_offload

# As "facts" prints them.
us_out="udp 10.0.0.57 1001 inside us -"
us_out_tcp="tcp 10.0.0.57 1001 inside us -"
us_strayed="udp 10.0.0.57 1002 inside us eu"
eu_out="udp 10.0.0.57 1003 inside eu -"
eu_out6="udp fd00:10::57 1003 inside eu -"
us_in="tcp 1.2.3.4 1004 us inside -"
eu_in="udp 1.2.3.4 1005 eu inside -"
eu_in_strayed="udp 1.2.3.4 1006 eu inside us"

setup()
{
	two_circuits
	site_config | ersym_apply
	serve 1001 "$cloud" udp 1.2.3.4 1001
	serve 1001t "$cloud" tcp 1.2.3.4 1001
	serve 1002 "$cloud" udp 1.2.3.4 1002
	serve 1003 "$cloud" udp 1.2.3.4 1003
	serve 1003v6 "$cloud" udp 2620:1ec::4 1003
	serve 1004 "$dmz" tcp 172.16.1.63 1004
	serve 1005 "$dmz" udp 172.16.1.63 1005
	serve 1006 "$dmz" udp 172.16.1.63 1006

	# One without facts, as if from before the circuits.
	talk_open lan "$client" udp 10.0.0.1 1000
	talk lan send 1
	in_ns "$edge" conntrack -U -d 10.0.0.1 -m 0x7

	for port in 1001 1002; do
		talk_open $port "$client" udp 1.2.3.4 $port
		talk $port exchange 1
	done
	talk_open 1001t "$client" tcp 1.2.3.4 1001
	requests_over eu
	talk_open 1003 "$client" udp 1.2.3.4 1003
	talk 1003 exchange 1
	talk_open 1003v6 "$client" udp 2620:1ec::4 1003
	talk 1003v6 exchange 1
	talk_open 1004 "$cloud" tcp 20.2.2.59 1004 1.2.3.4
	answers_over eu 20.2.2.59
	for port in 1005 1006; do
		talk_open $port "$cloud" udp 20.2.2.59 $port 1.2.3.4
		talk $port exchange 1
	done
	# Their next packets take the other path.
	answers_over us 20.2.2.59
	talk 1006 exchange 1
	answers_over eu 20.2.2.0/29
	talk 1002 exchange 1
}

all=("$us_out" "$us_out_tcp" "$us_strayed" "$eu_out" "$eu_out6" "$us_in" "$eu_in"
	"$eu_in_strayed")

# listed "FLOW"... -- [FILTER...]
listed()
{
	local expected=()

	while [ "$1" != -- ]; do
		expected+=("$1")
		shift
	done
	shift
	assert_eq "flows $*" "$(facts "$@")" "$(printf '%s\n' "${expected[@]}" | sort)"
}

lists()
{
	listed "${all[@]}" --
	listed "$us_in" -- --in us
	listed "$eu_in" "$eu_in_strayed" -- --in eu
	listed "$us_out" "$us_out_tcp" "$us_strayed" -- --out us
	listed "$eu_out" "$eu_out6" -- --out eu
	listed "$us_in" "$eu_in" "$eu_in_strayed" -- --out inside
	listed "$us_strayed" "$eu_in_strayed" -- --strayed
	listed "$us_strayed" -- --strayed --out us
	listed "$eu_in_strayed" -- --in eu --strayed
	listed "$us_out" "$us_out_tcp" "$us_strayed" -- --in inside --out us
	listed -- --in us --out eu
	assert_eq "text" "$(ersym flows --in us | tail -n +2 | wc -l)" 1
	assert_fails ersym flows --in asia
	assert_match "unknown circuit" "$output" "asia"
}

# translated: both addresses and ports, as translated.
translated()
{
	assert_eq "an inbound connection" "$(ersym -j flows --in us |
		jq -r '.[] | "\(.src) \(.dst) \(.nat_src) \(.nat_dst)"' |
		sed 's/10.200.1.[0-9]*/POOL/')" "1.2.3.4 20.2.2.59 POOL 172.16.1.63"
	assert_eq "an outbound connection" "$(ersym -j flows --out eu |
		jq -r '.[] | select(.src == "10.0.0.57") |
			"\(.src) \(.dst) \(.nat_src) \(.nat_dst)"' |
		sed 's/20.2.2.\([89]\|1[0-5]\) /POOL /')" \
		"10.0.0.57 1.2.3.4 POOL null"
}

# count_is N: connections of all kinds.
count_is()
{
	[ "$(in_ns "$edge" conntrack -C)" -eq "$1" ]
}

# flushes "FLOW"... -- [FILTER...]: these and no others.
flushes()
{
	local expected=() before

	while [ "$1" != -- ]; do
		expected+=("$1")
		shift
	done
	shift
	before=$(facts)
	in_ns "$edge" conntrack -C > "$work/before"
	assert_eq "flush $*" "$(ersym -j flush "$@" | jq .ended)" ${#expected[@]}
	assert_eq "connections that are left" "$(facts)" \
		"$(grep -v -x -F -f <(printf '%s\n' "${expected[@]}") <<< "$before" || :)"
	# A flowtable keeps released connections for a second.
	wait_for "connections of all kinds that are left" count_is \
		$(($(cat "$work/before") - ${#expected[@]}))
}

each_filter()
{
	flushes "$us_strayed" -- --strayed --out us
	flushes "$eu_in_strayed" -- --strayed
	flushes "$us_in" -- --in us
	flushes "$eu_in" -- --in eu --out inside
	flushes "$eu_out" "$eu_out6" -- --out eu
	flushes "$us_out" "$us_out_tcp" -- --in inside --out us
	assert_eq "text" "$(ersym flush --strayed)" "0 connections ended"
	assert_eq "what is left" "$(facts)" ""
	assert_eq "the connection without facts" "$(mark udp 1000)" 0x7
}

# Without a filter: all connections with facts, and none without.
no_filter()
{
	flushes "${all[@]}" --
	assert_eq "the connection without facts" "$(mark udp 1000)" 0x7
}

# A connection that was flushed begins anew, on the current path.
anew()
{
	talk 1001 exchange 1
	talk_sees 1001 '20.2.2.[0-7]'
	ersym flush --out us
	talk 1001 exchange 1
	talk_sees 1001 '20.2.2.([89]|1[0-5])'
	assert_eq "facts" "$(facts --out eu | grep ' 1001 ')" \
		"udp 10.0.0.57 1001 inside eu -"
}

smoke "after translation"
test_case "flows: each filter names its connections" lists
test_case "flows: addresses before and after translation" translated
test_case "flush: each filter ends its connections" each_filter
test_case "flush without a filter ends those with facts" no_filter
test_case "a connection that was flushed begins anew" anew
run_tests "$@"
