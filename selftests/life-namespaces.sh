#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, each with its pool; traffic on the right path and on the
#           wrong one
# Claim: configurations, counters and events of one namespace do not affect another; a
#        namespace may be deleted, and the module unloaded and loaded, at any time;
#        connections keep their facts or learn them again; without circuits no hook is
#        registered
# Catches: state that is global; hooks, references or memory that outlive a namespace
#          or the module; facts that are lost with the module

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_tools ip jq nft tcpdump conntrack python3 ping rmmod
need_ersym

setup()
{
	two_circuits
	site_config | ersym_apply
	serve cloud "$cloud" udp 1.2.3.4 443
	talk_open c "$client" udp 1.2.3.4 443
	talk c exchange 1
}

received()
{
	ip -n "$1" -s -j link show "$2" | jq '.[0].stats64.rx.packets'
}

receives_more()
{
	[ "$(received "$1" "$2")" -gt "$3" ]
}

# under_traffic: sends packets from here on: over us on the right path, and foreign ones
# to the pool of eu.
under_traffic()
{
	flood=()
	ip netns exec "$client" ping -q -f 1.2.3.4 > /dev/null 2>&1 &
	flood+=($!)
	ip netns exec "$client" ping -q -f 2620:1ec::4 > /dev/null 2>&1 &
	flood+=($!)
	answers_over us 20.2.2.8/29
	ip netns exec "$cloud" ping -q -f 20.2.2.9 > /dev/null 2>&1 &
	flood+=($!)
	still_under_traffic
}

# Packets arrive on both sides of the edge host.
still_under_traffic()
{
	wait_for "requests" receives_more "$us_pe" pri "$(received "$us_pe" pri)"
	wait_for "foreign packets" receives_more "$edge" us-pri \
		$(($(received "$edge" us-pri) + 10))
}

config()
{
	in_ns "$1" "$lib_dir/helpers/genl.py" config
}

apart()
{
	local before other=

	setup_ns other
	ip -n "$other" link add us-pri up type dummy
	before=$(config "$edge")
	in_ns "$other" "$lib_dir/helpers/genl.py" errno config-set
	assert_eq "the configuration after another namespace was configured" "$(config "$edge")" "$before"
	monitor "$other"
	answers_over eu 20.2.2.0/29
	talk c exchange 2
	assert_violations "return-in us eu 2"
	assert_eq "violations in the other namespace" \
		"$(in_ns "$other" "$ERSYM" -j show violations | jq -c .)" "[]"
	assert_eq "links" "$(links | sort | paste -s -d ,)" \
		"eu eu-pri running,us us-pri running,us us-sec running"
	# The last event is one of the other namespace itself.
	ip -n "$other" link set us-pri down
	wait_for "an event of the other namespace" grep -q link "$work/events"
	assert_eq "events in the other namespace" "$(events .device)" us-pri

	before=$(config "$other")
	ersym clear
	assert_eq "the configuration after the other namespace was deleted" "$(config "$other")" \
		"$before"
}

# The devices of a deleted namespace are deleted too.
gone()
{
	! ip -n "$client" link show eth0
}

deleted()
{
	local us_policy=$1

	site_config | ersym_apply
	under_traffic
	remove_ns "$edge"
	wait_for "end of the namespace" gone
	edge=
	# Waits until its cleanup is done.
	rmmod ersym
	load_module
}

# The module is unloaded while packets are in its hooks.
unloaded()
{
	under_traffic
	rmmod ersym
	assert_fails ersym show circuits
	assert_match "without the module" "$output" "module is not loaded"
	talk_open born "$client" udp 1.2.3.4 443
	talk born exchange 1
	still_under_traffic
	load_module
	assert_eq "circuits after it came back" "$(ersym -j show circuits | jq -c .)" "[]"
	kill "${flood[@]}"
	answers_over eu 20.2.2.8/29
	ersym_reapply
	assert_violations
	# One connection kept its facts, the other learns them; answers set none.
	assert_eq "mark of both" "$(mark udp 443 | sort | paste -s -d ,)" "0,0x3f0000"
	talk born exchange 1
	assert_eq "facts" "$(facts | grep ^udp)" "udp 10.0.0.57 443 inside us -
udp 10.0.0.57 443 inside us -"
	assert_violations

	capture eu "$edge" eu-pri in
	answers_over eu 20.2.2.0/29
	requests_over eu
	talk c exchange 3
	talk born exchange 4
	capture_end eu
	assert_violations "return-in us eu 7"
	assert_eq "answers over eu" "$(captured eu 'udp src port 443')" 7
}

# Connection tracking, which no other program enabled, is disabled too.
without_circuits()
{
	assert_eq "connections" "$(mark udp 443)" 0x3f0000
	"$@"
	in_ns "$edge" nft flush ruleset
	in_ns "$edge" conntrack -F
	# An answer may come in as its request left.
	ip -n "$cloud" route add 10.0.0.0/8 via 203.0.113.1
	ip -n "$us_pe" route add 10.0.0.0/8 via 198.51.100.1
	talk_open plain "$client" udp 1.2.3.4 443
	talk plain exchange 3
	talk_sees plain 10.0.0.57
	assert_eq "connections that are tracked" \
		"$(in_ns "$edge" conntrack -C)" 0
	# The next configuration works as the first one did.
	ersym_reapply
	talk_open again "$client" udp 1.2.3.4 443
	talk again exchange 1
	assert_eq "facts" "$(facts | tail -n 1)" "udp 10.0.0.57 443 inside us -"
}

set_empty()
{
	in_ns "$edge" "$lib_dir/helpers/genl.py" errno clear
}

test_case "two namespaces do not affect each other" apart
test_case "a namespace is deleted under traffic" deleted flag
test_case "a namespace is deleted under traffic, with drop before conntrack" deleted drop
test_case "the module is unloaded under traffic, and loaded again" unloaded
test_case "clear removes the hooks" without_circuits ersym clear
test_case "a configuration without circuits removes the hooks" without_circuits set_empty
run_tests "$@"
