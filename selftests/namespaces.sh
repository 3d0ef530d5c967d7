#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, each with its pool; traffic that is in order and traffic
#           that is not
# Claim: what is configured, counted and told in one namespace is nothing to
#        another; a namespace may end, and the module may go and come back, at
#        any time; connections keep their facts or learn them; without circuits
#        there are no hooks
# Catches: state that is global; hooks, references or memory that outlive a
#          namespace or the module; facts lost with the module

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

# under_traffic: floods from here on, in order over us and, of those to the pool
# of eu, foreign.
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

# Packets arrive at both sides of the edge.
still_under_traffic()
{
	wait_for "requests" receives_more "$us_pe" pri "$(received "$us_pe" pri)"
	wait_for "foreign packets" receives_more "$edge" us-pri \
		$(($(received "$edge" us-pri) + 10))
}

config()
{
	in_ns "$1" "$lib_dir/genl.py" config
}

apart()
{
	local before other=

	setup_ns other
	ip -n "$other" link add us-pri up type dummy
	before=$(config "$edge")
	in_ns "$other" "$lib_dir/genl.py" errno config-set
	assert_eq "the configuration beside another one" "$(config "$edge")" "$before"
	monitor "$other"
	answers_over eu 20.2.2.0/29
	talk c exchange 2
	assert_violations "return-in us eu 2"
	assert_eq "violations in the other" \
		"$(in_ns "$other" "$ERSYM" -j show violations | jq -c .)" "[]"
	assert_eq "links" "$(links | sort | paste -s -d ,)" \
		"eu eu-pri running,us us-pri running,us us-sec running"
	# An event of its own, the last one.
	ip -n "$other" link set us-pri down
	wait_for "an event of the other" grep -q link "$work/events"
	assert_eq "events in the other" "$(events .device)" us-pri

	before=$(config "$other")
	ersym clear
	assert_eq "the configuration when another one goes" "$(config "$other")" \
		"$before"
}

# The devices of a namespace that is gone are gone too.
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
	# Waits for what is left of it.
	rmmod ersym
	load_module
}

# The module goes while packets are in its hooks.
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
	# One remembers, the other one learns; answers alone teach nothing.
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

# Even the tracking of connections, which nobody else asked for, ends.
without_circuits()
{
	assert_eq "connections" "$(mark udp 443)" 0x3f0000
	"$@"
	in_ns "$edge" nft flush ruleset
	in_ns "$edge" conntrack -F
	# As it goes out, so it may come back.
	ip -n "$cloud" route add 10.0.0.0/8 via 203.0.113.1
	ip -n "$us_pe" route add 10.0.0.0/8 via 198.51.100.1
	talk_open plain "$client" udp 1.2.3.4 443
	talk plain exchange 3
	talk_sees plain 10.0.0.57
	assert_eq "connections that are tracked" \
		"$(in_ns "$edge" conntrack -C)" 0
	# And the next configuration finds all as it was the first time.
	ersym_reapply
	talk_open again "$client" udp 1.2.3.4 443
	talk again exchange 1
	assert_eq "facts" "$(facts | tail -n 1)" "udp 10.0.0.57 443 inside us -"
}

set_empty()
{
	in_ns "$edge" "$lib_dir/genl.py" errno clear
}

test_case "two namespaces know nothing of each other" apart
test_case "a namespace ends under traffic" deleted flag
test_case "a namespace ends under traffic, with drop before conntrack" deleted drop
test_case "the module goes under traffic, and comes back" unloaded
test_case "clear removes the hooks" without_circuits ersym clear
test_case "a configuration without circuits removes the hooks" without_circuits set_empty
run_tests "$@"
