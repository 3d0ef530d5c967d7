#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; connections that conntrack has forgotten, with
#           nf_conntrack_tcp_loose 1 (connections are picked up mid-stream) and 0 (they
#           are not)
# Claim: picked up from inside, a connection has facts and a birth as any first packet
#        gives them; on a link its first segment is orphan, or foreign if it is for
#        another circuit's pool, and no other segment is. Not picked up, every segment on
#        a link is orphan (or foreign), and one from inside, which is no longer
#        translated, is leak. A segment that is dropped does not pick up a connection
# Catches: a connection picked up that is judged by no facts or by those of its answers;
#          segments of no connection that are not seen

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_tools ip jq nft tcpdump conntrack
need_ersym
both_engines
with_offload

# loose 0|1
loose()
{
	two_circuits
	site_config | ersym_apply
	in_ns "$edge" sysctl -q -w "net.netfilter.nf_conntrack_tcp_loose=$1"
}

# each_family COMMAND [ARG...]: COMMAND ARG... tcp FAMILY
each_family()
{
	"$@" tcp 4
	"$@" tcp 6
}

serve_tcp()
{
	serve "$1-tcp4" "$2" tcp "$3" 443
	serve "$1-tcp6" "$2" tcp "$4" 443
}

forget()
{
	in_ns "$edge" conntrack -F 2> "$work/flushed"
}

# outbound_open: connections over us that conntrack then forgets.
outbound_open()
{
	serve_tcp cloud "$cloud" "${cloud_at[4]}" "${cloud_at[6]}"
	each_family outbound c
	each_family talk_each c exchange 1
	assert_eq "born" "$(born)" "us 0 2"
	forget
	assert_eq "facts" "$(facts)" ""
}

inbound_open()
{
	serve_tcp site "$dmz" "${server_at[4]}" "${server_at[6]}"
	each_family inbound c
	each_family talk_each c exchange 1
	assert_eq "born" "$(born)" "us 2 0"
	forget
}

outbound_taken_up()
{
	loose 1
	outbound_open
	requests_over us
	each_family talk_each c exchange 2
	assert_violations
	assert_eq "facts" "$(facts)" "$(printf '%s\n' \
		"tcp 10.0.0.57 443 inside us -" "tcp fd00:10::57 443 inside us -")"
	assert_eq "born" "$(born)" "us 0 4"
	# It stays on the circuit where it was picked up, and is judged by it.
	requests_over eu
	capture eu "$edge" eu-pri
	each_family talk_each c exchange 2
	answers_over eu "${us_pools[@]}"
	each_family talk_each c exchange 2
	capture_end eu
	counted return-in us eu eu "$to_us" "tcp4 tcp6"
	assert_eq "requests over eu" "$(captured eu "$to_cloud")" 0
}

outbound_not_taken_up()
{
	loose 0
	outbound_open
	capture us "$us_pe" core out
	each_family talk_each c send 1
	each_family wait_leak
	unplug "$client" eth0
	capture_end us
	counted leak - us us "$to_cloud" "tcp4 tcp6" 0
	assert_eq "requests from us's pool" "$(captured us "$from_us")" 0
	assert_eq "facts" "$(facts)" ""
}

# wait_leak PROTO FAMILY: waits until a packet has left untranslated.
wait_leak()
{
	wait_for "leak of $1 over IPv$2" leaked "$2"
}

leaked()
{
	local at=${client_at[$1]}

	[ -n "$(tcpdump -n -r "$work/us.pcap" -c 1 "src host $at" 2> /dev/null)" ]
}

inbound_taken_up()
{
	loose 1
	inbound_open
	capture us "$us_pe" core
	capture eu "$edge" eu-pri
	requests_over eu
	each_family talk_each c exchange 2
	assert_eq "facts" "$(facts)" "$(printf '%s\n' \
		"tcp 1.2.3.4 443 us inside -" "tcp 2620:1ec::4 443 us inside -")"
	assert_eq "born" "$(born)" "us 4 0"
	capture_end us eu
	# Of each connection the first segment, which has the data.
	assert_violations "orphan - us 2"
	assert_eq "connections" "$(violations orphan - us connections)" 0
	assert_eq "answers over eu" "$(captured eu "$to_cloud")" 0
	assert_ge "answers over us" "$(captured us "$from_service and $to_cloud")" 4
}

# inbound_refused LOOSE [POLICY]
inbound_refused()
{
	us_policy=${2:-flag}
	loose "$1"
	inbound_open
	# Segments may take either link of us.
	capture us "$us_pe" core in
	capture dmz "$edge" dmz
	each_family talk_each c send 1
	wait_until_eq "flows" "tcp4 tcp6" captured_flows us "$to_service"
	unplug "$cloud" us
	capture_end us dmz
	counted orphan - us us "$to_service" "tcp4 tcp6" 0
	assert_eq "segments that reach the server" "$(captured dmz "$to_server")" 0
	assert_eq "facts" "$(facts)" ""
}

# Conntrack forgets the connection, then answers come in on eu before a request leaves.
foreign()
{
	eu_policy=$2
	loose "$1"
	outbound_open
	answers_over eu "${us_pools[@]}"
	capture eu "$edge" eu-pri in
	for family in 4 6; do
		in_ns "$cloud" "$lib_dir/helpers/talk" forge "${cloud_at[$family]}" 443 \
			"${pool_at[$family]}" 5000 P. 1000
		in_ns "$cloud" "$lib_dir/helpers/talk" forge "${cloud_at[$family]}" 443 \
			"${pool_at[$family]}" 5000 . 1000
	done
	wait_until_eq "segments" 4 captured eu "$to_us"
	unplug "$eu_pe" core
	capture_end eu
	counted foreign us eu eu "$to_us" "tcp4 tcp6" 0
}
declare -A pool_at=([4]=20.2.2.3 [6]=2001:db8:20:1::3)

test_case "loose: picked up from inside" outbound_taken_up
test_case "loose: picked up on a link, an orphan first" inbound_taken_up
test_case "loose: orphans that are dropped pick up no connection" \
	inbound_refused 1 '{orphan: drop}'
test_case "loose: for another circuit's pool, foreign" foreign 1 flag
test_case "not loose: from inside, leak" outbound_not_taken_up
test_case "not loose: on a link, orphans" inbound_refused 0
test_case "not loose: on a link, orphans, dropped" inbound_refused 0 '{orphan: drop}'
test_case "not loose: for another circuit's pool, foreign" foreign 0 flag
test_case "not loose: for another circuit's pool, dropped" foreign 0 '{foreign: drop}'
run_tests "$@"
