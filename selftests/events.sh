#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, a third one (hk) that ends elsewhere
# Claim: "monitor" tells once of each connection that strays, of a packet without
#        a connection each time; of a flood it tells a few and how many it held
#        back, which adds up to what was counted, and that is exact
# Catches: an event per packet of a connection; events that are lost without a
#          word; a counter that follows the rate limit

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
with_offload
need_tools ip jq nft tcpdump
need_ersym

more_circuits='
  hk:
    id: 3
    remote: true
    snat: [20.2.2.16/29]'

setup()
{
	two_circuits
	site_config | ersym_apply
	serve cloud "$cloud" udp 1.2.3.4 443
	serve cloud6 "$cloud" udp 2620:1ec::4 443
	monitor
}

# The words of an event that do not change from run to run.
words='"\(.event) \(.kind) \(.expected // "-") \(.actual // "-") \(.device) " +
	"\(.proto) \(.src) \(.sport // "-") \(.dst) \(.dport // "-") " +
	"\(.verdict) \(.suppressed)"'

# told "EVENT"...: these, and no others.
told()
{
	wait_until_eq "events" "$(printf '%s\n' "$@")" events "$words"
}

per_change()
{
	local a b

	talk_open a "$client" udp 1.2.3.4 443
	talk_open b "$client" udp 1.2.3.4 443
	talk a exchange 1
	a=${answer#ok 1 }
	talk b exchange 1
	b=${answer#ok 1 }
	answers_over eu 20.2.2.0/29
	talk a exchange 5
	told "violation return-in us eu eu-pri udp 1.2.3.4 443 $a accept 0"
	talk b exchange 1
	# It does not stray anew when it comes back and goes again.
	answers_over us 20.2.2.0/29
	talk a exchange 2
	answers_over eu 20.2.2.0/29
	talk a exchange 2
	assert_violations "return-in us eu 8"
	assert_eq "connections" "$(violations return-in us eu connections)" 2
	told "violation return-in us eu eu-pri udp 1.2.3.4 443 $a accept 0" \
		"violation return-in us eu eu-pri udp 1.2.3.4 443 $b accept 0"
}

# What a packet looked like on the wire, before it was translated.
both_families()
{
	talk_open a "$client" udp 2620:1ec::4 443
	talk a exchange 1
	a=${answer#ok 1 }
	answers_over eu 2001:db8:20:1::/64
	talk a exchange 1
	told "violation return-in us eu eu-pri udp 2620:1ec::4 443 $a accept 0"
	ersym monitor > "$work/text" 2> "$work/heading" &
	wait_for "monitor" grep -q 'waiting for events' "$work/heading"
	ersym -j flush > /dev/null
	talk a exchange 1
	a=${answer#ok 1 }
	wait_for "a line" grep -q return-in "$work/text"
	assert_match "the line" "$(cat "$work/text")" \
		"return-in us → eu udp [^ ]*2620:1ec::4[^ ]*443 → .* on eu-pri accept$"
}

counts()
{
	[ "$(violations foreign hk us)" -ge "$1" ]
}

told_of()
{
	events 'select(.kind == "foreign") | 1 + .suppressed' | awk '{ n += $1 } END { print n + 0 }'
}

# As long as the last ones are held back: one more.
all_are_told()
{
	[ "$(told_of)" -eq "$(violations foreign hk us)" ] && return
	talk flood send 1
	return 1
}

flood()
{
	local n events began

	us_policy=$1 site_config | ersym_apply
	capture us "$edge" us-pri in
	talk_open flood "$cloud" udp 20.2.2.17 443
	began=$SECONDS
	talk flood send 4000
	wait_for "foreign packets" counts 4000
	wait_for "word of all" all_are_told
	capture_end us
	n=$(captured us 'udp dst port 443')
	assert_violations "foreign hk us $n"
	assert_eq "packets that were told of" "$(told_of)" "$n"
	events=$(events .verdict | wc -l)
	# 256 a second.
	assert_ge "events" "$events" 256
	assert_ge "the most events that may be" \
		$(((SECONDS - began + 2) * 256)) "$events"
	assert_ge "held back" "$((n - events))" 1
	assert_eq "verdicts" "$(events .verdict | sort -u)" "$2"
}

# Nobody listens: nothing is held back for one who comes later.
nobody_listens()
{
	kill %?monitor
	wait %?monitor || :
	talk_open flood "$cloud" udp 20.2.2.17 443
	talk flood send 500
	wait_for "foreign packets" counts 500
	monitor
	talk flood send 1
	wait_for "an event" grep -q foreign "$work/events"
	assert_eq "held back" "$(events .suppressed)" 0
}

# With another configuration ids have other names: those of the time of an event.
names_change()
{
	talk_open flood "$cloud" udp 20.2.2.17 443
	talk flood send 1
	wait_for "foreign packets" counts 1
	more_circuits=${more_circuits/hk/asia} site_config | ersym_apply
	talk flood send 1
	wait_until_eq "names" "hk
asia" events .expected
}

test_case "an event for each connection that strays, not for each packet" per_change
test_case "an event tells the packet, as JSON and as text" both_families
test_case "a flood that is flagged: what is held back is told" flood flag accept
test_case "a flood that is dropped: what is held back is told" flood drop drop
test_case "what nobody listened to is not told later" nobody_listens
test_case "events name circuits as the configuration does" names_change
run_tests "$@"
