#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, a published server; us loses its links
# Claim: packets that are pinned to a circuit without a running link leave by another one,
#        and are counted with that cause, one by one, whether they pass or are dropped; no
#        other violation has it: while one link of the circuit runs, when another program
#        overrides pinning, of packets that came in
# Catches: a cause that is counted with each violation, or with none; one that depends on
#          what the link was when the connection was born; a link that only receives, taken
#          for a way out

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/kinds.sh"
need_tools ip jq nft tcpdump
need_ersym
both_engines

# causes: prints "KIND EXPECTED ACTUAL PACKETS" of each pair with packets that had no way.
causes()
{
	ersym -j show violations | "$lib_dir/helpers/rows" kind expected actual way_gone |
		sed '/ 0$/d' | sort
}

# packets_out: prints the same of all packets that were judged when they left.
packets_out()
{
	matrix | awk '$1 ~ /-out$/ { print $1, $2, $3, $4 }'
}

# us_loses DEV...: these links. The module looks at them when a packet strays; the rules
# of nftables know what "apply", or the service, has found last.
us_loses()
{
	local dev

	for dev in "$@"; do
		if [ "$lose_by" = down ]; then
			ip -n "$edge" link set "$dev" down
		else
			ip -n "$edge" link del "$dev"
		fi
	done
	[ "$ENGINE" = module ] || ersym_reapply 2> "$work/warnings"
}
lose_by=down

# over_eu: everything is routed there, in both ways. The initiator's packets are first.
over_eu()
{
	requests_over eu
	answers_over eu "${us_pools[@]}" "${services[@]}"
	each_c talk_each c exchange 2
	each_i talk_each i exchange 2
}

# all_four: the matrix has every packet of the capture, in each of the four directions.
all_four()
{
	assert_eq "violations and the capture" "$(matrix)" "$({
		row forward-in us eu 2 eu "$to_service"
		row forward-out us eu 2 eu "$from_us"
		row return-in us eu 0 eu "$to_us"
		row return-out us eu 0 eu "$from_service"
	} | sort)"
}

# gone DEV...: with these links lost, no way of us is left.
gone()
{
	opened
	capture eu "$edge" "$eu_tap"
	us_loses "$@"
	over_eu
	capture_end eu
	all_four
	assert_eq "packets without a way" "$(causes)" "$(packets_out)"
	assert_match "text" "$(ersym show violations)" \
		"return-out.*us +[0-9]+"$'\n'"    us → eu: [0-9]+ packets because no link of us was running"
}

deleted()
{
	lose_by=deletion gone us-pri us-sec
}

receives()
{
	us_links='us-pri: {gateway: [198.51.100.2, "2001:db8:1::2"]}, us-sec: {receive: true}' \
		gone us-pri
}

dropped()
{
	eu_policy='{forward-out: drop}' opened
	capture lan "$edge" lan in
	us_loses us-pri us-sec
	requests_over eu
	each_c talk_each c send 2
	wait_strayed inside us eu "$c_flows"
	unplug "$client" eth0
	capture_end lan
	counted forward-out us eu lan "$to_cloud" "$c_flows"
	assert_eq "packets without a way" "$(causes)" "$(packets_out)"
}

# overridden [DEV]: another program overrides pinning; us has lost DEV, but not both links.
overridden()
{
	opened
	capture eu "$edge" "$eu_tap"
	us_loses "$@"
	site_rule lan eu
	site_rule dmz eu
	over_eu
	capture_end eu
	all_four
	assert_eq "packets without a way" "$(causes)" ""
	assert_fails grep -q "no link of" <(ersym show violations)
}

# The routes are not back, but the links are: there is something to mend.
back()
{
	local before

	gone us-pri us-sec
	before=$(causes)
	ip -n "$edge" link set us-pri up
	wait_until_eq "links of us" "down running" links_of_us
	each_c talk_each c exchange 2
	each_i talk_each i exchange 2
	assert_ge "packets that left" "$(violations forward-out us eu)" \
		$(($(awk '/^forward-out/ { print $4 }' <<< "$before") + 4))
	assert_eq "packets without a way" "$(causes)" "$before"
}

links_of_us()
{
	links | awk '$1 == "us" { print $3 }' | sort | xargs
}

# circuits_without_way: prints those that the rules of nftables know, each once.
circuits_without_way()
{
	in_ns "$edge" nft list set inet ersym without-way | tr ',' '\n' |
		sed -n 's/.*comment "\([^"]*\)".*/\1/p' | sort -u
}

# The service keeps the set of the rules, without a command.
kept_by_service()
{
	# Otherwise the service would end the connections.
	us_on_down=keep opened
	ip netns exec "$edge" "$ERSYM" -c "$work/ersym.yaml" run > "$work/service" 2>&1 &
	assert_eq "circuits without a way" "$(circuits_without_way)" ""
	ip -n "$edge" link set us-pri down
	ip -n "$edge" link set us-sec down
	wait_until_eq "circuits without a way" us circuits_without_way
	requests_over eu
	each_c talk_each c send 2
	wait_strayed inside us eu "$c_flows"
	unplug "$client" eth0
	assert_eq "packets without a way" "$(causes)" "$(packets_out)"
	ip -n "$edge" link set us-sec up
	wait_until_eq "circuits without a way" "" circuits_without_way
}

# causes_of_events: prints the kinds of all events of violations with their causes.
causes_of_events()
{
	events 'select(.event == "violation") | "\(.kind) \(.cause)"' | sort | uniq -c |
		awk '{ print $2, $3, $1 }'
}

reported()
{
	opened
	monitor
	ersym monitor > "$work/text" 2> "$work/heading" &
	wait_for "monitor" has_text "$work/heading" waiting
	site_rule dmz eu
	each_i talk_each i exchange 2
	wait_until_eq "events" "return-out null 2" causes_of_events
	us_loses us-pri us-sec
	requests_over eu
	each_c talk_each c send 2
	wait_until_eq "events" $'forward-out way-gone 2\nreturn-out null 2' causes_of_events
	wait_until_eq "lines with the cause" 2 grep -c \
		" forward-out us → eu .* accept because no link of us is running" "$work/text"
	assert_eq "lines with a cause" "$(grep -c because "$work/text")" 2
}

test_case "both links are down: what leaves has the cause, what comes in has not" \
	gone us-pri us-sec
test_case "both links are deleted" deleted
test_case "the link that runs only receives" receives
test_case "packets that are dropped are counted with the cause" dropped
test_case "another program overrides pinning: no cause" overridden
test_case "one link of two is down: no cause" overridden us-pri
[ "$ENGINE" = module ] ||
	test_case "the service keeps the set of nftables" kept_by_service
module_case "a link is up again, its routes are not back: no cause" back
module_case "events name the cause" reported
run_tests "$@"
