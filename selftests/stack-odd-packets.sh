#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, where every kind that can be dropped is; connections of the
#           client over us
# Claim: whatever packets come in on either link and from the inside, truncated,
#        mislabelled, in overlapping fragments, with the very addresses and ports of
#        these connections on the wrong circuit, the connections continue. TEST_COUNT is
#        their number on each device, TEST_SEED selects them; the seed is printed
# Catches: a header that is read past its end; a length that is trusted; a drop of
#          packets on the right path

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
[ -x "$lib_dir/helpers/odd-packets" ] || skip_all "needs odd-packets: make selftests"

count=${TEST_COUNT:-$(at_speed 30000 3000)}
seed=${TEST_SEED:-$RANDOM$RANDOM}
senders=()

# odd_packets NS DEV TO SEED SOURCE PORT DESTINATION PORT...: sends them from DEV to
# the device TO of the edge host.
odd_packets()
{
	local mac

	read -r _ _ mac _ < <(ip -n "$edge" -brief link show dev "$3")
	ip netns exec "$1" "$lib_dir/helpers/odd-packets" "$2" "$mac" "$4" "$count" "${@:5}" &
	senders+=($!)
}

# connection PROTO FAMILY: opens it, and adds its ends, as the cloud sees them, to the
# arguments of odd-packets in "connections".
connection()
{
	local peer

	outbound c "$1" "$2"
	talk "c-$1$2" exchange 1
	read -r -a peer <<< "${answer#ok 1 }"
	connections+=("${cloud_at[$2]}" 443 "${peer[@]}")
}

# each_connection COMMAND [ARG...]
each_connection()
{
	each_of "udp tcp" "$@"
}

senders_run()
{
	local pid

	for pid in "${senders[@]}"; do
		! kill -0 "$pid" 2> /dev/null || return 0
	done
	return 1
}

# seen KIND EXPECTED ACTUAL: this was counted, so packets have reached the rule.
seen()
{
	assert_ge "$*" "$(violations "$@")" 1
}

odd()
{
	local connections=() pid

	echo "TEST_SEED=$seed TEST_COUNT=$count"
	two_circuits
	us_policy=drop eu_policy=drop inside_policy=drop site_config | ersym_apply
	serve_cloud
	each_connection connection

	# Addresses in use, with other ports or on the wrong circuit; addresses in a
	# pool, and in none.
	odd_packets "$eu_pe" pri eu-pri "$seed" "${connections[@]}" \
		1.2.3.4 0 20.2.2.3 0 1.2.3.4 443 20.2.2.9 0 \
		1.2.3.4 0 20.2.2.59 443 2620:1ec::4 0 2001:db8:20:1::3 0 \
		2620:1ec::4 443 2001:db8:20:2::9 0 2620:1ec::4 0 2001:db8:20::59 443
	odd_packets "$us_pe" pri us-pri "$((seed + 1))" \
		1.2.3.4 0 20.2.2.3 0 1.2.3.4 443 20.2.2.9 0 \
		1.2.3.4 0 20.2.2.59 443 1.2.3.4 0 198.51.100.1 0 \
		127.0.0.1 0 20.2.2.3 0 224.0.0.5 0 20.2.2.3 0 1.2.3.4 0 10.0.0.57 0 \
		2620:1ec::4 0 2001:db8:20:1::3 0 2620:1ec::4 443 2001:db8:20:2::9 0 \
		2620:1ec::4 0 2001:db8:20::59 443 2620:1ec::4 0 2001:db8:1::1 0 \
		::1 0 2001:db8:20:1::3 0 ff02::1 0 2001:db8:20:1::3 0
	odd_packets "$client" eth0 lan "$((seed + 2))" \
		10.0.0.57 0 1.2.3.4 0 20.2.2.9 0 1.2.3.4 0 172.16.1.99 0 1.2.3.4 443 \
		10.0.0.57 0 172.16.1.63 0 10.0.0.57 0 10.0.0.1 0 \
		fd00:10::57 0 2620:1ec::4 0 2001:db8:20:2::9 0 2620:1ec::4 0 \
		fd00:10::99 0 2620:1ec::4 443 fd00:10::57 0 fd00:172::63 0

	while senders_run; do
		each_connection talk_each c exchange 20
	done
	for pid in "${senders[@]}"; do
		wait "$pid"
	done
	each_connection seen_from us_pool c

	seen return-in us eu
	seen foreign us eu
	seen orphan - us
	seen orphan - eu
	seen leak eu us
}

test_case "odd packets, where everything is dropped" odd
run_tests "$@"
