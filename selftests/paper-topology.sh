#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: the two circuits of the figures, without ersym
# Claim: the test network itself works: traffic of each kind passes, captures count
#        every packet, an answer can be sent over the other circuit
# Catches: a test that passes or fails because of its network

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/two-circuits.sh"
need_tools ip tcpdump nft ping
[ -x "$lib_dir/helpers/talk" ] || skip_all "needs talk: make selftests"

setup()
{
	two_circuits
	# The site's private addresses are routed too: nothing translates them.
	answers_over us 10.0.0.0/8 fd00::/8
	ip -n "$us_pe" -batch - <<-END
		route add 10.0.0.0/8 via 198.51.100.1
		route add fd00::/8 via 2001:db8:1::1
	END
	ip -n "$eu_pe" route add 10.0.0.0/8 via 198.51.100.9
}

udp_is_counted()
{
	capture us "$edge" us-pri
	serve cloud "$cloud" udp 1.2.3.4 5000
	talk_open c "$client" udp 1.2.3.4 5000
	talk c exchange 10
	talk_sees c 10.0.0.57
	capture_end us
	assert_eq "packets on us-pri" "$(captured us 'udp port 5000')" 20
	assert_eq "requests" "$(captured us 'src 10.0.0.57')" 10
	assert_eq "answers" "$(captured us 'dst 10.0.0.57')" 10
}

tcp_in_steps()
{
	capture us "$edge" us-pri
	serve cloud "$cloud" tcp "$1" 443
	talk_open c "$client" tcp "$1" 443
	talk c exchange 5
	unserve cloud
	talk_fails c exchange 1
	capture_end us
	assert_eq "SYN and SYN+ACK" \
		"$(captured us 'tcp[13] & 2 != 0 or (ip6 proto 6 and ip6[53] & 2 != 0)')" 2
}

answer_by_the_other_circuit()
{
	capture us "$edge" us-pri in
	capture eu "$edge" eu-pri in
	answers_over eu 10.0.0.0/8
	ping_from "$client" 1.2.3.4
	capture_end us eu
	assert_eq "answers over us" "$(captured us icmp)" 0
	assert_eq "answers over eu" "$(captured eu icmp)" 3
}

bursts_are_counted()
{
	capture eu "$edge" lan in
	serve cloud "$cloud" udp 1.2.3.4 5000
	talk_open c "$client" udp 1.2.3.4 5000
	talk c send 2000
	capture_end eu
	assert_eq "packets" "$(captured eu 'udp port 5000')" 2000
}

test_case "UDP passes, and a capture counts it" udp_is_counted
test_case "TCP passes in steps that the test decides" tcp_in_steps 1.2.3.4
test_case "TCP over IPv6" tcp_in_steps 2620:1ec::4
test_case "an answer can come in on the other circuit" answer_by_the_other_circuit
test_case "a capture counts each packet of a burst" bursts_are_counted
run_tests "$@"
