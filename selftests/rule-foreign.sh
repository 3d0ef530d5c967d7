#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, a remote one (hk) whose edge host is on the dmz; a host on the
#           far side that has addresses of hk's pool
# Claim: answers to it that come in on us are foreign, counted one by one; flag passes
#        them to the filter, drop drops them before conntrack
# Catches: a pool of a remote circuit that is not known here; a packet counted as
#          foreign and as orphan; drop that only counts

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines
with_offload

more_circuits='
  hk:
    id: 3
    remote: true
    snat: [20.2.2.16/29, "2001:db8:20:3::/64"]'
to_hk='(dst net 20.2.2.16/29 or dst net 2001:db8:20:3::/64)'

# requested: requests of the other host, whose answers come in on us.
requested()
{
	local proto family

	two_circuits
	configure "$edge" <<- END
		route add 20.2.2.16/29 via 172.16.1.63
		route add 2001:db8:20:3::/64 via fd00:172::63
	END
	site_config | ersym_apply
	serve_cloud
	elsewhere 20.2.2.17 2001:db8:20:3::17
	capture us "$edge" us-pri in
	capture dmz "$edge" dmz out
	for proto in icmp udp tcp; do
		for family in 4 6; do
			unanswered e "$elsewhere" "$proto" "$family" "${elsewhere_at[$family]}"
		done
	done
	arrive us "$to_hk"
	unplug "$us_pe" core
	capture_end us dmz
	counted foreign hk us us "$to_hk" "$all_flows" 0
	# A UDP packet could begin a connection; an answer of ICMP or TCP cannot.
	invalid=$(captured us "$to_hk and not udp")
	refused=$(captured us "$to_hk and udp")
	assert_eq "packets that reach the dmz" "$(captured dmz "$to_hk")" 0
}

flagged()
{
	requested
	assert_eq "counter invalid" "$(nft_counter invalid)" "$invalid"
	assert_eq "counter refused" "$(nft_counter refused)" "$refused"
}

dropped()
{
	us_policy='{foreign: drop}' requested
	assert_eq "counter invalid" "$(nft_counter invalid)" 0
	assert_eq "counter refused" "$(nft_counter refused)" 0
	# Engine nftables drops only TCP before conntrack, and only with return-in.
	[ "$ENGINE" = module ] || return 0
	in_ns "$edge" conntrack -S > "$work/conntrack"
	if grep -v ' invalid=0 ' "$work/conntrack"; then
		fail "conntrack has connections of dropped packets"
	fi
}

smoke "drop"
test_case "foreign, flag" flagged
test_case "foreign, drop" dropped
run_tests "$@"
