#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; a host elsewhere that has addresses of us's pool
# Claim: packets on a link that belong to no connection and cannot begin one are
#        orphan, counted one by one: answers to requests that were never made
#        here, segments of TCP without a lone SYN; flag lets them go on, drop
#        does not. What can begin a connection is none
# Catches: answers without a request that go unseen; a SYN or a datagram that is
#          taken for one

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines
with_offload

setup()
{
	two_circuits
	in_ns "$edge" nft -f - <<- END
		table inet behind {
			counter seen { }
			chain prerouting {
				type filter hook prerouting priority mangle
				iifname us-pri ip daddr 20.2.2.0/29 counter name seen
				iifname us-pri ip6 daddr 2001:db8:20:1::/64 counter name seen
			}
		}
	END
	elsewhere 20.2.2.3 2001:db8:20:1::3
	serve_cloud
	capture us "$edge" us-pri in
}

# seen_behind: packets that went on past the module.
seen_behind()
{
	in_ns "$edge" nft -j list counter inet behind seen |
		jq '.nftables[] | select(.counter).counter.packets'
}

# answered FLOWS PROTO...: requests from elsewhere, answered to us, until those flows
# have come by.
answered()
{
	local proto family flows=$1

	shift
	for proto in "$@"; do
		for family in 4 6; do
			unanswered e "$elsewhere" "$proto" "$family" "${elsewhere_at[$family]}"
		done
	done
	arrive us "$to_us" "$flows"
	unplug "$elsewhere" eth0
	unplug "$us_pe" core
	capture_end us
}

answers()
{
	us_policy=$1 site_config | ersym_apply
	answered "icmp4 icmp6 tcp4 tcp6" icmp tcp
	counted orphan - us us "$to_us" "icmp4 icmp6 tcp4 tcp6" 0
	if [ "$1" = flag ]; then
		assert_eq "packets that went on" "$(seen_behind)" "$(captured us "$to_us")"
	else
		assert_eq "packets that went on" "$(seen_behind)" 0
	fi
}

segments()
{
	local flags

	us_policy=$1 site_config | ersym_apply
	for flags in S. . P. R R. F. SF; do
		in_ns "$cloud" "$lib_dir/talk" forge 1.2.3.4 443 20.2.2.3 5000 "$flags" 1000
		in_ns "$cloud" "$lib_dir/talk" forge 2620:1ec::4 443 \
			2001:db8:20:1::3 5000 "$flags" 1000
	done
	wait_until_eq "segments" 14 captured us "$to_us"
	unplug "$us_pe" core
	capture_end us
	counted orphan - us us "$to_us" "tcp4 tcp6" 0
	if [ "$1" = flag ]; then
		assert_eq "packets that went on" "$(seen_behind)" 14
	else
		assert_eq "packets that went on" "$(seen_behind)" 0
	fi
}

first_packets()
{
	us_policy=drop site_config | ersym_apply
	in_ns "$cloud" "$lib_dir/talk" forge 1.2.3.4 443 20.2.2.3 5000 S 1000
	in_ns "$cloud" "$lib_dir/talk" forge 2620:1ec::4 443 2001:db8:20:1::3 5000 S 1000
	answered "tcp4 tcp6 udp4 udp6" udp
	assert_violations
	assert_eq "packets that went on" "$(seen_behind)" "$(captured us "$to_us")"
}

test_case "orphan, flag: answers" answers flag
test_case "orphan, drop: answers" answers '{orphan: drop}'
test_case "orphan, flag: segments of no connection" segments flag
test_case "orphan, drop: segments of no connection" segments '{orphan: drop}'
test_case "orphan: not what can begin a connection" first_packets
run_tests "$@"
