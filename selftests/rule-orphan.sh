#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; a host on the far side that has addresses of us's pool
# Claim: packets on a link that belong to no connection and cannot begin one are orphan,
#        counted one by one: answers to requests that did not pass here, TCP segments
#        without a lone SYN; flag passes them, drop does not. A packet that can begin a
#        connection is no orphan
# Catches: answers without a request that are not seen; a SYN or a datagram that is
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
		table inet after {
			counter seen { }
			chain prerouting {
				type filter hook prerouting priority filter
				iifname us-pri ip daddr 20.2.2.0/29 counter name seen
				iifname us-pri ip6 daddr 2001:db8:20:1::/64 counter name seen
			}
		}
	END
	elsewhere 20.2.2.3 2001:db8:20:1::3
	serve_cloud
	capture us "$edge" us-pri in
}

# passed: packets that passed the module.
passed()
{
	in_ns "$edge" nft -j list counter inet after seen |
		jq '.nftables[] | select(.counter).counter.packets'
}

# answered FLOWS PROTO...: requests of the other host, whose answers come in on us,
# until the capture has these flows.
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
		assert_eq "packets that passed" "$(passed)" "$(captured us "$to_us")"
	else
		assert_eq "packets that passed" "$(passed)" 0
	fi
}

segments()
{
	local flags

	us_policy=$1 site_config | ersym_apply
	for flags in S. . P. R R. F. SF; do
		in_ns "$cloud" "$lib_dir/helpers/talk" forge 1.2.3.4 443 20.2.2.3 5000 "$flags" 1000
		in_ns "$cloud" "$lib_dir/helpers/talk" forge 2620:1ec::4 443 \
			2001:db8:20:1::3 5000 "$flags" 1000
	done
	wait_until_eq "segments" 14 captured us "$to_us"
	unplug "$us_pe" core
	capture_end us
	counted orphan - us us "$to_us" "tcp4 tcp6" 0
	if [ "$1" = flag ]; then
		assert_eq "packets that passed" "$(passed)" 14
	else
		assert_eq "packets that passed" "$(passed)" 0
	fi
}

first_packets()
{
	us_policy=drop site_config | ersym_apply
	in_ns "$cloud" "$lib_dir/helpers/talk" forge 1.2.3.4 443 20.2.2.3 5000 S 1000
	in_ns "$cloud" "$lib_dir/helpers/talk" forge 2620:1ec::4 443 2001:db8:20:1::3 5000 S 1000
	answered "tcp4 tcp6 udp4 udp6" udp
	assert_violations
	assert_eq "packets that passed" "$(passed)" "$(captured us "$to_us")"
}

smoke "drop: answers"
test_case "orphan, flag: answers" answers flag
test_case "orphan, drop: answers" answers '{orphan: drop}'
test_case "orphan, flag: segments of no connection" segments flag
test_case "orphan, drop: segments of no connection" segments '{orphan: drop}'
test_case "orphan: not what can begin a connection" first_packets
run_tests "$@"
