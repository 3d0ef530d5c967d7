#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; inside-devices names lan, but not dmz
# Claim: what is forwarded from or to a device that is neither a link nor named is refused
#        and counted, each packet once (a stray as that), in connections that were open
#        before as well; the host's own packets pass there; a pattern names devices that
#        are added later; apply and the service report those that are not named; a name that
#        no packet has is refused
# Catches: a new device on the edge host that is trusted; an administrator who is cut off

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_tools ip jq nft ping socat tcpdump
need_ersym
both_engines

setup()
{
	two_circuits
}

# inside_devices NAME...: applies the site with them; messages are in $work/warnings.
inside_devices()
{
	local IFS=,

	{ echo "inside-devices: [$*]"; site_config; } | for_engine > "$work/ersym.yaml"
	ersym -c "$work/ersym.yaml" apply > "$work/apply.out" 2> "$work/warnings"
}

# unanswered NS ADDRESS [ARG...]: three echo requests, whose loss is certain.
unanswered()
{
	assert_fails in_ns "$1" ping -q -c 3 -i 0.1 -W 0.2 "${@:3}" "$2"
	assert_match "ping $2" "$output" "3 packets transmitted, 0 received"
}

# refused N: so many packets were, and the configuration in force is what was written.
refused()
{
	assert_eq "refused" "$(violations unnamed - -)" "$1"
	assert_eq "counter" "$(nft_counter unnamed)" "$1"
}

not_named()
{
	local dev

	inside_devices lan
	assert_match "warnings" "$(< "$work/warnings")" \
		"ersym.yaml:[0-9]+:1: warning: dmz is neither a link nor an inside device"
	assert_eq "number of warnings" "$(grep -c neither "$work/warnings")" 1
	ping_from "$client" 1.2.3.4
	ping_from "$client" 2620:1ec::4
	assert_violations
	for dev in dmz lan us-pri; do
		capture "$dev" "$edge" "$dev" out
	done
	unanswered "$dmz" 1.2.3.4
	refused 3
	unanswered "$dmz" 2620:1ec::4
	refused 6
	unanswered "$dmz" 10.0.0.57
	unanswered "$client" fd00:172::63
	refused 12
	# A service there is not reached either.
	unanswered "$cloud" 20.2.2.59 -I 1.2.3.4
	unanswered "$cloud" 2001:db8:20::59 -I 2620:1ec::4
	refused 18
	assert_violations "unnamed - - 18"
	for dev in dmz lan us-pri; do
		capture_end "$dev"
		assert_eq "requests on $dev" \
			"$(captured "$dev" 'icmp[0] = 8 or ip6[40] = 128')" 0
	done
	assert_match "text" "$(ersym show violations)" \
		"unnamed: devices that are neither links nor inside devices"
	assert_eq "in force" "$(ersym -j show config | jq -c '."inside-devices"')" '["lan"]'
	assert_eq "to do" "$(ersym -j -c "$work/ersym.yaml" diff 2> /dev/null |
		jq -c .operations)" "[]"
	# Without the key it is trusted again.
	site_config | ersym_apply
	ping_from "$dmz" 1.2.3.4
	assert_violations
}

the_host_itself()
{
	serve admin "$edge" tcp :: 22
	talk_open before "$dmz" tcp 172.16.1.1 22
	inside_devices lan
	talk before exchange 3
	talk_open ssh "$dmz" tcp 172.16.1.1 22
	talk ssh exchange 3
	talk_open ssh6 "$dmz" tcp fd00:172::1 22
	talk ssh6 exchange 3
	serve dmz "$dmz" tcp :: 443
	talk_open own "$edge" tcp 172.16.1.63 443
	talk own exchange 3
	ping_from "$edge" 127.0.0.1
	assert_violations
}

open_before()
{
	serve cloud "$cloud" udp 1.2.3.4 53
	site_config | ersym_apply
	talk_open before "$dmz" udp 1.2.3.4 53
	talk before exchange 3
	inside_devices lan
	talk before send 5
	wait_until_eq "refused" 5 violations unnamed - -
}

# spoof NS SOURCE PORT DESTINATION PORT: a datagram as another host would have sent it.
spoof()
{
	ip -n "$1" addr replace "$2/32" dev lo
	in_ns "$1" socat -u - "udp4-datagram:$4:$5,bind=$2:$3" <<< "an answer"
}

# connected NS PORT: opens a connection to the cloud, over us; sets "source" and "port" to
# what the cloud sees.
connected()
{
	serve "cloud-$2" "$cloud" udp 1.2.3.4 "$2"
	talk_open "at-$2" "$1" udp 1.2.3.4 "$2"
	talk "at-$2" exchange 1
	read -r _ _ source port <<< "$answer"
}

# Whether it is about to leave by such a device, or came in by it.
strayed_too()
{
	local source port before after

	site_config | ersym_apply
	connected "$dmz" 53
	before=("$source" "$port")
	inside_devices lan
	connected "$client" 54
	after=("$source" "$port")
	capture dmz "$edge" dmz out
	capture lan "$edge" lan out
	spoof "$eu_pe" 1.2.3.4 53 "${before[@]}"
	wait_until_eq "answers to dmz over eu" 1 violations return-in us eu
	spoof "$dmz" 1.2.3.4 54 "${after[@]}"
	wait_until_eq "answers to the client by dmz" 1 violations return-in us inside
	assert_violations "return-in us eu 1" "return-in us inside 1"
	# One in order is no stray, and counted by the filter.
	spoof "$us_pe" 1.2.3.4 53 "${before[@]}"
	wait_until_eq "refused" 1 violations unnamed - -
	assert_violations "return-in us eu 1" "return-in us inside 1" "unnamed - - 1"
	capture_end dmz lan
	assert_eq "answers that passed" "$(captured dmz udp) $(captured lan udp)" "0 0"
}

patterns()
{
	inside_devices lan '"dm*"' '"tap*"'
	assert_eq "warnings" "$(< "$work/warnings")" ""
	ping_from "$dmz" 1.2.3.4
	ping_from "$dmz" 2620:1ec::4
	# One that is added later.
	ip -n "$edge" link set dmz down
	ip -n "$edge" link set dmz name tap7
	configure "$edge" <<- END
		link set tap7 up
		addr replace fd00:172::1/64 dev tap7 nodad
	END
	ping_from "$dmz" 1.2.3.4
	ip -n "$edge" link set tap7 down
	ip -n "$edge" link set tap7 name ta
	ip -n "$edge" link set ta up
	unanswered "$dmz" 1.2.3.4
	refused 3
}

# wrong NAME REGEX: apply refuses the name.
wrong()
{
	assert_fails inside_devices lan "$1"
	assert_match "refusal" "$(< "$work/warnings")" "ersym.yaml:[0-9]+:22: $2"
	assert_eq "ruleset" "$(in_ns "$edge" nft list ruleset)" ""
}

names()
{
	ip -n "$edge" link property add dev dmz altname servers
	wrong servers 'servers is an alternative name of dmz, .*; write dmz'
	ip -n "$edge" link add br7 type bridge 2> "$work/err" ||
		skip "needs a kernel with bridge: $(< "$work/err")"
	ip -n "$edge" link set dmz master br7
	wrong dmz 'dmz is a port of br7, .*; write br7'
	inside_devices lan br7 later
	assert_match "warnings" "$(< "$work/warnings")" "there is no device later yet"
	assert_eq "number of warnings" "$(wc -l < "$work/warnings")" 1
}

# A packet that is forwarded in a VRF has two input devices.
vrf()
{
	ip -n "$edge" link add red type vrf table 10 2> "$work/err" ||
		skip "needs a kernel with VRF: $(< "$work/err")"
	configure "$edge" <<- END
		link set red up
		link set lan master red
		link set dmz master red
	END
	inside_devices lan dmz
	assert_eq "warnings" "$(< "$work/warnings")" ""
	ping_from "$client" 172.16.1.63
	inside_devices red lan dmz
	ping_from "$dmz" 10.0.0.57
	inside_devices lan
	unanswered "$dmz" 10.0.0.57
	unanswered "$client" 172.16.1.63
	refused 6
}

service_names_them()
{
	{ echo "inside-devices: [lan, dmz]"; site_config; } | for_engine > "$work/ersym.yaml"
	ip netns exec "$edge" "$ERSYM" -c "$work/ersym.yaml" run > "$work/service" 2>&1 &
	wait_for "the service" ersym -c "$work/ersym.yaml" -j diff
	wait_until_eq "what is to do" '[]' to_do
	ip -n "$edge" link add guest type veth peer name guest-peer
	ip -n "$edge" link set guest up
	wait_for "line of the service" has_text "$work/service" "guest is neither a link"
	# It is not said again with the next change.
	ip -n "$edge" link set guest-peer up
	wait_for "line of the service" has_text "$work/service" "guest-peer is neither a link"
	assert_eq "lines" "$(grep -c 'guest is neither' "$work/service")" 1
}

to_do()
{
	ersym -j -c "$work/ersym.yaml" diff 2> /dev/null | jq -c .operations
}

test_case "forwarded packets of a device that nobody named are refused" not_named
test_case "the host's own packets pass on such a device" the_host_itself
test_case "a connection that was open before is refused" open_before
test_case "a stray of such a device is counted once" strayed_too
test_case "a pattern names devices that are added later" patterns
test_case "a name by which no packet is matched is refused" names
module_case "devices in a VRF are named themselves or by the VRF" vrf
test_case "the service names a device that is added later once" service_names_them
run_tests "$@"
