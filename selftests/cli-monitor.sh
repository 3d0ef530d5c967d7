#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, and a remote circuit (hk)
# Claim: "monitor" reports each connection once when it strays, and each packet without
#        a connection; of a flood it reports a few and how many were suppressed; the
#        sum is exactly what was counted
# Catches: an event for each packet of a connection; events lost silently; a counter
#          that follows the rate limit

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

# The members of an event that do not change from run to run.
words='"\(.event) \(.kind) \(.expected // "-") \(.actual // "-") \(.device) " +
	"\(.proto) \(.src) \(.sport // "-") \(.dst) \(.dport // "-") " +
	"\(.verdict) \(.suppressed)"'

# reported "EVENT"...: these, and no others.
reported()
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
	reported "violation return-in us eu eu-pri udp 1.2.3.4 443 $a accept 0"
	talk b exchange 1
	# It does not stray again when it returns to its circuit and leaves it again.
	answers_over us 20.2.2.0/29
	talk a exchange 2
	answers_over eu 20.2.2.0/29
	talk a exchange 2
	assert_violations "return-in us eu 8"
	assert_eq "connections" "$(violations return-in us eu connections)" 2
	reported "violation return-in us eu eu-pri udp 1.2.3.4 443 $a accept 0" \
		"violation return-in us eu eu-pri udp 1.2.3.4 443 $b accept 0"
}

# The packet as it was on the wire, before translation.
both_families()
{
	talk_open a "$client" udp 2620:1ec::4 443
	talk a exchange 1
	a=${answer#ok 1 }
	answers_over eu 2001:db8:20:1::/64
	talk a exchange 1
	reported "violation return-in us eu eu-pri udp 2620:1ec::4 443 $a accept 0"
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

reported_of()
{
	events 'select(.kind == "foreign") | 1 + .suppressed' | awk '{ n += $1 } END { print n + 0 }'
}

# One more packet, as long as the last ones are suppressed.
all_are_reported()
{
	[ "$(reported_of)" -eq "$(violations foreign hk us)" ] && return
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
	wait_for "events that report or count all packets" all_are_reported
	capture_end us
	n=$(captured us 'udp dst port 443')
	assert_violations "foreign hk us $n"
	assert_eq "packets reported or suppressed" "$(reported_of)" "$n"
	events=$(events .verdict | wc -l)
	# The rate limit is 256 a second.
	assert_ge "events" "$events" 256
	assert_ge "the most events that may be" \
		$(((SECONDS - began + 2) * 256)) "$events"
	assert_ge "held back" "$((n - events))" 1
	assert_eq "verdicts" "$(events .verdict | sort -u)" "$2"
}

# Without a listener nothing is kept for one that subscribes later.
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

# A new configuration may give ids other names: an event has those of its time.
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

smoke "as JSON and as text"
test_case "an event for each connection that strays, not for each packet" per_change
test_case "an event has the packet, as JSON and as text" both_families
test_case "a flood that is flagged: suppressed events are counted" flood flag accept
test_case "a flood that is dropped: suppressed events are counted" flood drop drop
test_case "events without a listener are not reported later" nobody_listens
test_case "events name circuits as the configuration does" names_change
run_tests "$@"
