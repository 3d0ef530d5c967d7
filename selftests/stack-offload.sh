#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, one of them with two links; offload: true
# Claim: packets of established connections pass no hook, on the circuits that these were
#        born on, out by the link that their answers come in on, whatever the main table
#        says later; a packet that comes in on another circuit does not match: the hooks
#        see, count and drop it; a connection whose circuit has no route left, and so
#        takes another, or that has strayed, is not offloaded; one that is flushed, or on
#        a device that changes its circuit, is released
# Catches: a direction that is offloaded to another circuit than its own; packets on the
#          wrong path that are forwarded unseen; connections that no flush ends; a mark
#          that a packet keeps

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/fastpath.sh"
TEST_OFFLOAD=true
need_tools ip jq nft tcpdump conntrack
need_ersym

# The flowtable is ersym's own.
fastpath_up()
{
	:
}

# The far side answers by the other link of the circuit: requests are moved to it.
link_of_the_answers()
{
	begin
	configure "$us_pe" <<-END
		route replace 20.2.2.0/24 via 198.51.100.5
		route replace 2001:db8:20::/48 via 2001:db8:2::1
	END
	each_c outbound c
	each_c seen_from us_pool c
	wait_taken each_c c
	capture sec "$edge" us-sec
	capture pri "$edge" us-pri
	fast each_c seen_from us_pool c
	capture_end sec pri us eu
	assert_eq "packets by the other link" "$(captured pri "$from_us or $to_us")" 0
	flows_are "$c_flows" sec "$from_us"
	flows_are "$c_flows" sec "$to_us"
	assert_violations
}

# The host routes the client to eu: answers would leave there unseen.
answers_leave()
{
	begin
	each_c outbound c
	each_c seen_from us_pool c
	wait_taken each_c c
	configure "$edge" <<-END
		route add ${client_at[4]}/32 via 198.51.100.10
		route add ${client_at[6]}/128 via 2001:db8:3::2
	END
	each_c talk_each c send 3
	wait_strayed inside us eu "$c_flows"
	each_c talk_each c send 3
	unplug "$client" eth0
	unplug "$us_pe" core
	capture_end us eu
	counted return-out inside eu eu "$from_cloud" "$c_flows"
	assert_eq "connections in the flowtable" "$(taken)" 0
}

# Circuit us has lost its links: its connections follow the main table, over eu.
no_way_left()
{
	begin
	each_c outbound c
	each_c seen_from us_pool c
	wait_taken each_c c
	ip -n "$edge" link set us-pri down
	ip -n "$edge" link set us-sec down
	requests_over eu
	answers_over eu "${us_pools[@]}"
	each_c talk_each c send 3
	wait_strayed inside us eu "$c_flows"
	assert_eq "connections in the flowtable" "$(taken)" 0
	assert_match "violations" "$(matrix)" "forward-out us eu"
}

flushed()
{
	begin
	each_c outbound c
	each_c seen_from us_pool c
	wait_taken each_c c
	assert_eq "flush" "$(ersym flush --out us)" "2 connections ended"
	assert_eq "connections in the flowtable" "$(taken)" 0
	requests_over eu
	talk c-udp4 exchange 1
	talk_sees c-udp4 "${eu_pool[4]}"
	capture_end us eu
}

# A link changes its circuit: packets in the flowtable would not be judged by the new one.
link_moves()
{
	begin
	answers_over eu "${services[@]}"
	each_i inbound i
	each_i seen_from eu_inbound i
	wait_taken each_i i
	moved_site > "$work/moved.yaml"
	ersym -c "$work/moved.yaml" apply > "$work/moved.out"
	assert_match "apply" "$(< "$work/moved.out")" "- flowtable fastpath"
	assert_eq "connections in the flowtable" "$(taken)" 0
	talk i-udp6 send 1
	wait_until_eq "violations" 1 violations forward-in eu us
	capture_end us eu
}

# The link of eu becomes the only link of us.
moved_site()
{
	local us_links=$eu_links eu_links='other: {}'

	site_config | for_engine
}

# Only TCP and UDP are offloaded; packets of other protocols keep their marks.
marks_kept()
{
	begin
	in_ns "$edge" nft -f - <<- END
		table inet marks {
			counter wrong { }
			chain postrouting {
				type filter hook postrouting priority srcnat + 10
				oifname "lan" meta mark & 0x001f0000 != 0 counter name wrong
				oifname "us-pri" ct state established meta mark & 0x001f0000 != 0x00010000 counter name wrong
			}
		}
	END
	outbound c icmp 4
	talk c-icmp4 exchange 3
	each_c outbound c
	each_c seen_from us_pool c
	wait_taken each_c c
	assert_eq "packets with another mark" "$(in_ns "$edge" nft -j list counter inet marks wrong |
		jq '.nftables[] | select(.counter).counter.packets')" 0
	capture_end us eu
}

# A flowtable has a list of devices, which must follow the links.
devices_change()
{
	begin
	assert_eq "what apply is to do now" "$(ersym -c "$work/ersym.yaml" diff)" ""
	assert_match "show config" "$(ersym show config)" "offload: true"
	in_ns "$edge" nft list table inet ersym > "$work/listing"
	in_ns "$edge" nft -c -f "$work/listing"
	ip -n "$edge" link add name other type veth peer name other-peer
	ip -n "$edge" link set other up
	assert_fails ersym -c "$work/ersym.yaml" diff
	assert_match "diff" "$output" \
		"[+] flowtable fastpath devices dmz, eu-pri, lan, other, us-pri, us-sec"
	ersym_reapply
	assert_eq "what apply is to do now" "$(ersym -c "$work/ersym.yaml" diff)" ""
	ip -n "$edge" link del other
	ersym_reapply
	assert_eq "what apply is to do now" "$(ersym -c "$work/ersym.yaml" diff)" ""
	sed -i /offload/d "$work/ersym.yaml"
	ersym_reapply
	assert_eq "flowtables" "$(in_ns "$edge" nft list flowtables | grep fastpath || :)" ""
	assert_eq "show config" "$(ersym show config | grep offload || :)" ""
	capture_end us eu
}

smoke "outbound: pinned" "wrong circuit, flag"
test_case "outbound: pinned, also when the main table moves" outbound_pinned
test_case "inbound over the other circuit: pinned, also when the main table changes" \
	inbound_other
test_case "requests take the link of their circuit that answers take" link_of_the_answers
test_case "answers of a taken connection on the wrong circuit, flag" answers_flagged
test_case "answers of a taken connection on the wrong circuit, drop" answers_dropped
test_case "requests of a taken connection on the wrong circuit, drop" requests_dropped
test_case "a connection that has strayed is not taken" strayed_first
test_case "a connection that leaves by another circuit is not taken" no_way_left
test_case "one whose answers this host sends elsewhere is not taken" answers_leave
test_case "flushed connections are let go" flushed
test_case "a link that changes its circuit: all are let go" link_moves
test_case "packets keep their marks" marks_kept
test_case "devices that are created and deleted, and clear" devices_change
run_tests "$@"
