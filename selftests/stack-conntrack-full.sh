#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; the conntrack table is full of connections that early drop may
#           not evict
# Claim: connections in the table stay on their circuits and are judged. First packets
#        are dropped and counted by conntrack ("drop" of conntrack -S): they are no
#        violation and give birth to nothing. The drop before conntrack still works and
#        counts. With room in the table, new connections are made again
# Catches: a packet without a connection, because the table had no room, that is taken
#          for an answer without a request; facts that a full table loses

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_tools ip jq nft tcpdump conntrack
need_ersym

max=/proc/sys/net/netfilter/nf_conntrack_max

setup()
{
	two_circuits
	# The limit is the machine's, not the namespace's.
	read -r max_before < "$max"
}

teardown()
{
	[ -z "${max_before:-}" ] || echo "$max_before" > "$max"
}

# filled [POLICY-OF-EU]: two connections over us, and a full table.
filled()
{
	eu_policy=${1:-flag} site_config | ersym_apply
	serve_cloud
	talk_open old4 "$client" tcp 1.2.3.4 443
	talk_open old6 "$client" tcp 2620:1ec::4 443
	talk old4 exchange 2
	talk old6 exchange 2
	assert_eq "connections" "$(in_ns "$edge" conntrack -C)" 2
	echo 2 > "$max"
}

drops()
{
	in_ns "$edge" conntrack -S |
		awk '{ sub(/.* drop=/, ""); sub(/ .*/, ""); n += $0 } END { print n }'
}

no_first_packets()
{
	filled
	capture lan "$edge" lan in
	capture us "$us_pe" core
	each_flow unanswered c "$client"
	arrive lan "$to_cloud"
	unplug "$client" eth0
	capture_end lan us
	all_flows_in lan "$to_cloud"
	assert_eq "packets that leave" "$(captured us "$to_cloud")" 0
	assert_eq "what conntrack says it dropped" "$(drops)" \
		"$(captured lan "$to_cloud")"
	assert_violations
	assert_eq "born" "$(born)" "us 0 2"
	assert_eq "connections" "$(in_ns "$edge" conntrack -C)" 2
}

the_old_stay()
{
	filled
	requests_over eu
	capture eu "$edge" eu-pri
	talk old4 exchange 3
	talk old6 exchange 3
	assert_violations
	answers_over eu "${us_pools[@]}"
	talk old4 exchange 3
	talk old6 exchange 3
	capture_end eu
	counted return-in us eu eu "$to_us" "tcp4 tcp6"
	assert_eq "requests over eu" "$(captured eu "$to_cloud")" 0
	assert_eq "facts" "$(facts)" "$(printf '%s\n' \
		"tcp 10.0.0.57 443 inside us eu" "tcp fd00:10::57 443 inside us eu")"
}

# Segments that would be orphan on us, and foreign on eu.
from_outside()
{
	local family
	local -A pool_at=([4]=20.2.2.3 [6]=2001:db8:20:1::3)

	filled "$1"
	capture us "$edge" us-pri in
	capture eu "$edge" eu-pri in
	for family in 4 6; do
		in_ns "$us_pe" "$lib_dir/helpers/talk" forge "${cloud_at[$family]}" 443 \
			"${pool_at[$family]}" 5000 . 1000
		in_ns "$eu_pe" "$lib_dir/helpers/talk" forge "${cloud_at[$family]}" 443 \
			"${pool_at[$family]}" 5000 . 1000
	done
	wait_until_eq "segments over us" 2 captured us "$to_us"
	wait_until_eq "segments over eu" 2 captured eu "$to_us"
	unplug "$us_pe" core
	unplug "$eu_pe" core
	capture_end us eu
	if [ "$1" = flag ]; then
		assert_violations
		assert_eq "what conntrack says it dropped" "$(drops)" 4
	else
		counted foreign us eu eu "$to_us" "tcp4 tcp6" 0
		assert_eq "what conntrack says it dropped" "$(drops)" 2
	fi
}

room_again()
{
	filled
	talk_new c "$client" tcp 1.2.3.4 443
	talk_fails c open 300
	echo "$max_before" > "$max"
	each_flow outbound n
	each_flow seen_from us_pool n
	assert_violations
}

test_case "a full table: no first packets, no violations" no_first_packets
test_case "a full table: connections in it stay, and are judged" the_old_stay
test_case "a full table: packets from outside, flag" from_outside flag
test_case "a full table: packets from outside, dropped before conntrack" \
	from_outside '{foreign: drop}'
test_case "a full table: room again" room_again
run_tests "$@"
