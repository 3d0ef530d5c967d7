#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; on the dmz a published server that is translated, one with a
#           public address, and hosts that are not published
# Claim: of unsolicited packets that come in by a link only those to services pass, by
#        the circuits that these are published on; the rest is counted in "refused",
#        what conntrack calls invalid in "invalid", each packet once
# Catches: a filter that accepts more than what is published, or counts wrongly

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines
with_offload

setup()
{
	two_circuits
	configure "$dmz" <<- END
		addr add 20.2.2.60/32 dev eth0
		addr add 20.2.2.61/32 dev eth0
		addr add 2001:db8:20::60/128 dev eth0 nodad
		addr add 2001:db8:20::61/128 dev eth0 nodad
	END
	configure "$edge" <<- END
		route add 20.2.2.60/31 via 172.16.1.63
		route add 2001:db8:20::60/127 via fd00:172::63
	END
	# No route leads to private addresses from outside; a neighbour may try.
	configure "$us_pe" <<- END
		route add 10.0.0.0/8 via 198.51.100.1
		route add fd00::/8 via 2001:db8:1::1
	END
	answers_over us 10.0.0.0/8 fd00::/8
	ersym_apply <<- END
		circuits:
		  us:
		    id: 1
		    kind: microsoft-peering
		    links: {${us_links//[$'\n\t']/ }}
		    snat: [20.2.2.0/29, "2001:db8:20:1::/64"]
		    inbound-snat: [10.200.1.0/24, "fd00:200:1::/64"]
		  eu:
		    id: 2
		    kind: microsoft-peering
		    links: {$eu_links}
		    snat: [20.2.2.8/29, "2001:db8:20:2::/64"]
		    inbound-snat: [10.200.2.0/24, "fd00:200:2::/64"]
		services:
		  exchange:
		    address: 20.2.2.59
		    to: 172.16.1.63
		    ports: [tcp/443]
		    via: [us, eu]
		  exchange6:
		    address: "2001:db8:20::59"
		    to: "fd00:172::63"
		    ports: [tcp/443]
		    via: [us, eu]
		  adfs:
		    address: 20.2.2.60
		    ports: [tcp/443]
		    via: [us]
		  adfs6:
		    address: "2001:db8:20::60"
		    ports: [tcp/443]
		    via: [us]
	END
	capture us "$edge" us-pri in
	capture eu "$edge" eu-pri in
	capture dmz "$edge" dmz out
	capture lan "$edge" lan out
}

# passes ADDRESS PORT FROM: the server at ADDRESS answers FROM.
passes()
{
	talk_open "to-$1" "$cloud" tcp "$1" "$2" "$3"
	talk "to-$1" exchange 3
}

services_pass()
{
	serve dmz "$dmz" tcp :: 443
	passes 20.2.2.59 443 1.2.3.4
	passes 2001:db8:20::59 443 2620:1ec::4
	passes 20.2.2.60 443 1.2.3.4
	passes 2001:db8:20::60 443 2620:1ec::4
	wait_for "acknowledgements" acknowledged "$dmz"
	answers_over eu "${services[@]}"
	talk_open again "$cloud" tcp 20.2.2.59 443 1.2.3.4
	talk again exchange 3
	assert_eq "counter refused" "$(nft_counter refused)" 0
	assert_eq "counter invalid" "$(nft_counter invalid)" 0
	assert_violations
}

# refused ADDRESS FROM: TCP and UDP to port 80, five datagrams.
refused()
{
	talk_new "tcp-$1" "$cloud" tcp "$1" 80 "$2"
	talk_fails "tcp-$1" open 200
	talk_open "udp-$1" "$cloud" udp "$1" 80 "$2"
	talk "udp-$1" send 5
	in_ns "$cloud" ping -q -c 1 -W 0.2 -I "$2" "$1" && fail "ping $1 is answered"
	:
}

others_are_refused()
{
	local adfs='(dst host 20.2.2.60 or dst host 2001:db8:20::60)'
	local others='(dst host 20.2.2.61 or dst host 2001:db8:20::61 or dst host 10.0.0.57 or dst host fd00:10::57)'

	serve dmz "$dmz" tcp :: 80
	serve client "$client" tcp :: 80
	refused 20.2.2.60 1.2.3.4
	refused 2001:db8:20::60 2620:1ec::4
	refused 20.2.2.61 1.2.3.4
	refused 2001:db8:20::61 2620:1ec::4
	refused 10.0.0.57 1.2.3.4
	refused fd00:10::57 2620:1ec::4
	# The service is published, but no server listens.
	answers_over eu 20.2.2.60/32 2001:db8:20::60/128
	talk_new eu-4 "$cloud" tcp 20.2.2.60 443 1.2.3.4
	talk_fails eu-4 open 200
	talk_new eu-6 "$cloud" tcp 2001:db8:20::60 443 2620:1ec::4
	talk_fails eu-6 open 200
	arrive us "$adfs or $others"
	arrive eu "$adfs" "tcp4 tcp6"
	unplug "$us_pe" core
	unplug "$eu_pe" core
	capture_end us eu dmz lan
	assert_eq "counter refused" "$(nft_counter refused)" \
		$(($(captured us "$adfs or $others") + $(captured eu "$adfs")))
	assert_eq "counter invalid" "$(nft_counter invalid)" 0
	assert_eq "packets that reach the dmz" \
		"$(captured dmz "$from_cloud") $(captured lan "$from_cloud")" "0 0"
	assert_violations
}

invalid_is_counted()
{
	local flags

	for flags in S. R. R SF; do
		in_ns "$cloud" "$lib_dir/helpers/talk" forge 1.2.3.4 5000 20.2.2.60 443 "$flags" 1000
		in_ns "$cloud" "$lib_dir/helpers/talk" forge 2620:1ec::4 5000 2001:db8:20::60 443 \
			"$flags" 1000
	done
	wait_until_eq "packets over us" 8 captured us tcp
	unplug "$us_pe" core
	capture_end us eu dmz lan
	assert_eq "counter invalid" "$(nft_counter invalid)" 8
	assert_eq "counter refused" "$(nft_counter refused)" 0
	assert_eq "packets that reach the dmz" "$(captured dmz "$from_cloud")" 0
	assert_violations "orphan - us 8"
}

test_case "services pass" services_pass
test_case "everything else is refused and counted" others_are_refused
test_case "invalid packets are dropped, and counted" invalid_is_counted
run_tests "$@"
