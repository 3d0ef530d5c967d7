#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, one of them with two links; offload: true
# Claim: established connections pass no hook any more, on the circuits that they
#        were born on, out by the link that their answers come in on, whatever the
#        main table says later; a packet that comes in on another circuit is no match:
#        it is seen, counted and dropped as ever; one whose circuit has no way left,
#        and so takes another, or that has strayed, is not taken; what is flushed, or
#        is on a device that changes its circuit, is let go
# Catches: a direction that is offloaded to another circuit than its own; wrong packets
#          that are forwarded unseen; connections that no flush ends; a mark that a
#          packet keeps

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/kinds.sh"
TEST_OFFLOAD=true
need_tools ip jq nft tcpdump conntrack
need_ersym

# slow: packets of TCP and UDP that have passed the hooks.
slow()
{
	in_ns "$edge" nft -j list counter inet watch slow |
		jq '.nftables[] | select(.counter).counter.packets'
}

# taken: how many connections the flowtable has.
taken()
{
	in_ns "$edge" conntrack -L 2> /dev/null | grep -c OFFLOAD || :
}

# all_taken each_c|each_i NAME: both connections, by one entry of the flowtable each.
all_taken()
{
	"$1" talk_each "$2" exchange 1
	[ "$(taken)" -eq 2 ] &&
		! in_ns "$edge" conntrack -L 2> /dev/null | grep OFFLOAD | grep -qv 'use=2 *$'
}

# wait_taken each_c|each_i NAME: the kernel voids routes when a carrier has come, a
# second after that, and then a flowtable waits for the next packet.
wait_taken()
{
	wait_for "connections in the flowtable" all_taken "$@"
}

# fast COMMAND...: while it runs, no packet passes the hooks.
fast()
{
	local before

	before=$(slow)
	"$@"
	assert_eq "packets that passed the hooks" $(($(slow) - before)) 0
}

# gateways_known: as the sessions of BGP keep them. The kernel takes a connection only
# if it knows where both directions go next.
gateways_known()
{
	ip -n "$edge" -batch - <<- END
		neigh replace 198.51.100.2 dev us-pri use
		neigh replace 198.51.100.6 dev us-sec use
		neigh replace 198.51.100.10 dev eu-pri use
		neigh replace 2001:db8:1::2 dev us-pri use
		neigh replace 2001:db8:2::2 dev us-sec use
		neigh replace 2001:db8:3::2 dev eu-pri use
	END
	wait_until_eq "gateways that are known" 6 known
}

known()
{
	ip -n "$edge" neigh show nud reachable |
		grep -c '^\(198.51.100.[0-9]*\|2001:db8:[123]::2\) ' || :
}

# begin: with servers, captures, and a look at what is not offloaded.
begin()
{
	two_circuits
	in_ns "$edge" nft -f - <<- END
		table inet watch {
			counter slow { }
			chain forward {
				type filter hook forward priority filter - 1
				meta l4proto { tcp, udp } counter name slow
			}
		}
	END
	site_config | ersym_apply
	gateways_known
	each_c serve_c
	each_i serve_i
	capture us "$us_pe" core
	capture eu "$edge" eu-pri
}

# Then the main table has another way: the routes that the flowtable keeps are void.
outbound_pinned()
{
	begin
	assert_eq "what apply is to do now" "$(ersym -c "$work/ersym.yaml" diff)" ""
	assert_match "show config" "$(ersym show config)" "offload: true"
	in_ns "$edge" nft list table inet ersym > "$work/listing"
	in_ns "$edge" nft -c -f "$work/listing"
	each_c outbound c
	each_c seen_from us_pool c
	wait_taken each_c c
	fast each_c seen_from us_pool c
	requests_over eu
	each_c seen_from us_pool c
	wait_taken each_c c
	fast each_c seen_from us_pool c
	capture_end us eu
	assert_eq "packets over eu" "$(captured eu "$from_us or $to_us")" 0
	assert_violations
}

# Over the circuit that the main table does not prefer.
inbound_other()
{
	begin
	answers_over eu "${services[@]}"
	each_i inbound i
	each_i seen_from eu_inbound i
	wait_taken each_i i
	fast each_i seen_from eu_inbound i
	# And something changes in it.
	ip -n "$edge" route add 192.0.2.0/24 via 198.51.100.2
	ip -n "$edge" route add 2001:db8:ffff::/48 via 2001:db8:1::2
	each_i seen_from eu_inbound i
	wait_taken each_i i
	fast each_i seen_from eu_inbound i
	capture_end us eu
	assert_eq "packets over us" "$(captured us "$from_service or $to_service")" 0
	assert_violations
}

# The far side answers by the link of the circuit that requests do not take: these
# come to take it too.
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

# The flowtable has the connections; then their packets come in on eu.
moved()
{
	eu_policy=$1 begin
	each_c outbound c
	each_c seen_from us_pool c
	wait_taken each_c c
	fast each_c seen_from us_pool c
	capture lan "$edge" lan out
	answers_over eu "${us_pools[@]}"
	each_c talk_each c "${@:2}"
	wait_strayed inside us eu "$c_flows"
	unplug "$client" eth0
	unplug "$eu_pe" core
	capture_end us eu lan
	counted return-in us eu eu "$to_us" "$c_flows"
	assert_eq "requests over eu" "$(captured eu "$from_us")" 0
}

answers_flagged()
{
	moved flag exchange 3
	assert_eq "answers that reach the client" "$(captured lan "$from_cloud")" \
		"$(captured eu "$to_us")"
}

answers_dropped()
{
	moved '{return-in: drop}' send 3
	assert_eq "answers that reach the client" "$(captured lan "$from_cloud")" 0
}

requests_dropped()
{
	eu_policy='{forward-in: drop}' begin
	each_i inbound i
	each_i seen_from us_inbound i
	wait_taken each_i i
	fast each_i seen_from us_inbound i
	capture dmz "$edge" dmz out
	answers_over eu "${services[@]}"
	each_i talk_each i send 3
	wait_strayed us inside eu "$i_flows"
	unplug "$eu_pe" core
	capture_end us eu dmz
	counted forward-in us eu eu "$to_service" "$i_flows"
	assert_eq "requests that reach the server" "$(captured dmz "$from_us_inbound")" 0
}

# Answers come in on the wrong circuit from the first one on.
strayed_first()
{
	begin
	answers_over eu "${us_pools[@]}"
	each_c outbound c
	each_c seen_from us_pool c
	each_c seen_from us_pool c
	assert_eq "connections in the flowtable" "$(taken)" 0
	answers_over us "${us_pools[@]}"
	each_c seen_from us_pool c
	assert_eq "connections in the flowtable" "$(taken)" 0
	capture_end us eu
	counted return-in us eu eu "$to_us" "$c_flows"
	assert_eq "requests over eu" "$(captured eu "$from_us")" 0
}

# The host routes the client to eu: answers would go there, unseen.
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

# Us has no link any more, and its connections fall to the main table, which has eu.
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

# A link changes its circuit: what is in the flowtable would never be judged by that.
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

# The link of eu, and no other, is us's.
moved_site()
{
	local us_links=$eu_links eu_links='other: {}'

	site_config | for_engine
}

# What is not TCP or UDP is not taken, and keeps its marks.
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

# Of a flowtable it must be told what it has: devices come and go.
devices_change()
{
	begin
	ip -n "$edge" link add name other type veth peer name other-peer
	ip -n "$edge" link set other up
	assert_match "diff" "$(ersym -c "$work/ersym.yaml" diff)" \
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

test_case "outbound: pinned, also when the main table moves" outbound_pinned
test_case "inbound over the other circuit: pinned, also when the main table changes" \
	inbound_other
test_case "requests take the link of their circuit that answers take" link_of_the_answers
test_case "answers of a taken connection on the wrong circuit, flag" answers_flagged
test_case "answers of a taken connection on the wrong circuit, drop" answers_dropped
test_case "requests of a taken connection on the wrong circuit, drop" requests_dropped
test_case "a connection that has strayed is not taken" strayed_first
test_case "a connection that takes another circuit's way is not taken" no_way_left
test_case "one whose answers this host sends elsewhere is not taken" answers_leave
test_case "what is flushed is let go" flushed
test_case "a link that changes its circuit: all are let go" link_moves
test_case "packets keep their marks" marks_kept
test_case "devices that come and go, and the end of it" devices_change
run_tests "$@"
