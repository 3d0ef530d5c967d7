#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits and a remote one (hk); live connections over each circuit,
#           with bits of other programs in their marks
# Claim: a new configuration takes effect at once for all packets, and keeps the
#        counters and facts of circuits that stay, other programs' bits, and every
#        packet. A removed circuit is forgotten, also by live connections
# Catches: an id that inherits the facts of the circuit that had it before; facts that
#          are read with the wrong mask; a gap between two configurations

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_tools ip jq nft tcpdump conntrack python3
need_ersym
both_engines
with_offload

more_circuits='
  hk:
    id: 3
    remote: true
    snat: [20.2.2.16/29]'

inside=31 us=1 eu=2

# A connection over us (443), one over eu (444), one that came in on eu to the
# published server (445), and one that strayed from us to eu (446). All bits outside
# the mask are set.
setup()
{
	two_circuits
	site_config | ersym_apply
	in_ns "$edge" nft -f - <<- END
		table inet others {
			chain marks {
				type filter hook forward priority mangle;
				ct mark set ct mark or 0xff
			}
		}
	END
	serve 443 "$cloud" udp 1.2.3.4 443
	serve 444 "$cloud" udp 1.2.3.4 444
	serve 445 "$dmz" udp 172.16.1.63 445
	serve 446 "$cloud" udp 1.2.3.4 446
	talk_open us "$client" udp 1.2.3.4 443
	talk us exchange 1
	talk_open strayed "$client" udp 1.2.3.4 446
	talk strayed exchange 1
	requests_over eu
	talk_open eu "$client" udp 1.2.3.4 444
	talk eu exchange 1
	answers_over eu 20.2.2.59
	talk_open in "$cloud" udp 20.2.2.59 445 1.2.3.4
	talk in exchange 1
	answers_over eu 20.2.2.0/29
	talk strayed exchange 2
	answers_over us 20.2.2.0/29
	# A packet of another host to hk's pool.
	talk_open foreign "$cloud" udp 20.2.2.17 447
	talk foreign send 1
	in_ns "$edge" nft delete table inet others
	marks $((0xff | inside << 16 | us << 21)) $((0xff | inside << 16 | eu << 21)) \
		$((0xff | eu << 16 | inside << 21)) \
		$((0xff | inside << 16 | us << 21 | eu << 26))
	assert_violations "foreign hk us 1" "return-in us eu 2"
}

# marks US EU IN STRAYED
marks()
{
	local port=443 expected='' actual=''

	for mark in "$@"; do
		expected+="$port $(printf '%#x' "$mark") "
		actual+="$port $(mark udp $port) "
		port=$((port + 1))
	done
	assert_eq "marks by port" "$actual" "$expected"
}

born()
{
	ersym -j show circuits | jq -r '[.[] | "\(.name) \(.born_in) \(.born_out)"] | join(", ")'
}

# Everything else is as it was.
policy_changes()
{
	before=$(born)
	assert_eq "born" "$before" "us 0 2, eu 1 1, hk 0 0"
	us_policy=drop inside_policy=drop site_config | ersym_apply
	assert_violations "foreign hk us 1" "return-in us eu 2"
	assert_eq "connections that strayed" "$(violations return-in us eu connections)" 1
	assert_eq "born" "$(born)" "$before"
	marks $((0xff | inside << 16 | us << 21)) $((0xff | inside << 16 | eu << 21)) \
		$((0xff | eu << 16 | inside << 21)) \
		$((0xff | inside << 16 | us << 21 | eu << 26))
	# The new policy applies at once.
	talk foreign send 1
	wait_until_eq "foreign packets" 2 violations foreign hk us
	# The stray connection was reported, and is not reported again.
	answers_over eu 20.2.2.0/29
	talk strayed exchange 1
	assert_violations "foreign hk us 2" "return-in us eu 3"
	assert_eq "connections that strayed" "$(violations return-in us eu connections)" 1
}

remote_leaves()
{
	before=$(born)
	more_circuits='' site_config | ersym_apply
	assert_violations "return-in us eu 2"
	assert_eq "born" "$(born)" "${before%, hk*}"
	# The circuit is added again, with new counters.
	site_config | ersym_apply
	assert_violations "return-in us eu 2"
}

without_eu()
{
	site_config | sed '/^  eu:$/,/on-violation/d; s/via: .*/via: [us]/'
}

circuit_leaves()
{
	without_eu | ersym_apply
	marks $((0xff | inside << 16 | us << 21)) $((0xff | inside << 16)) \
		$((0xff | inside << 21)) $((0xff | inside << 16 | us << 21))
	assert_violations "foreign hk us 1"
	assert_eq "born" "$(born)" "us 0 2, hk 0 0"
	# A device that is no longer a link is inside.
	talk eu exchange 1
	assert_eq "mark" "$(mark udp 444)" \
		"$(printf '%#x' $((0xff | inside << 16 | inside << 21)))"
	site_config | ersym_apply
	assert_violations "foreign hk us 1"
	assert_eq "born" "$(born)" "us 0 2, eu 0 0, hk 0 0"
}

# The id of eu is given to asia, which has the link of eu and another pool.
id_is_reused()
{
	site_config | sed 's/^  eu:$/  asia:/; s/via: .*/via: [us]/' | ersym_apply
	marks $((0xff | inside << 16 | us << 21)) $((0xff | inside << 16)) \
		$((0xff | inside << 21)) $((0xff | inside << 16 | us << 21))
	assert_violations "foreign hk us 1"
	assert_eq "born" "$(born)" "us 0 2, asia 0 0, hk 0 0"
	assert_eq "facts" "$(facts --out asia)" ""
	# The facts are learned, not inherited.
	talk eu exchange 1
	assert_eq "facts" "$(facts --out asia)" "udp 10.0.0.57 444 inside asia -"
}

# Two circuits exchange their ids: no packet may be judged by the old id.
ids_are_exchanged()
{
	site_config | sed 's/id: 1$/id: X/; s/id: 2$/id: 1/; s/id: X$/id: 2/' | ersym_apply
	marks $((0xff | inside << 16)) $((0xff | inside << 16)) \
		$((0xff | inside << 21)) $((0xff | inside << 16))
	assert_violations
	requests_over us
	talk us exchange 1
	assert_eq "facts" "$(facts --out us)" "udp 10.0.0.57 443 inside us -"
	assert_violations
}

# mask_changes MASK SHIFT WIDTH OTHERS: facts move to the new fields, their old bits
# are cleared, bits that belong to neither mask stay.
mask_changes()
{
	local shift=$2 width=$3 others=$4 inside=$(((1 << $3) - 1))

	before=$(born)
	{
		echo "mark-mask: $1"
		site_config
	} | ersym_apply
	marks $((others | inside << shift | us << width + shift)) \
		$((others | inside << shift | eu << width + shift)) \
		$((others | eu << shift | inside << width + shift)) \
		$((others | inside << shift | us << width + shift | eu << 2 * width + shift))
	assert_violations "foreign hk us 1" "return-in us eu 2"
	assert_eq "born" "$(born)" "$before"
	# It leaves by its circuit, although the route has moved; where all rules and
	# routes have moved too.
	capture us "$edge" us-pri
	capture us2 "$edge" us-sec
	capture eu "$edge" eu-pri
	talk us exchange 3
	talk in exchange 3
	capture_end us us2 eu
	assert_eq "packets over us" "$(over_us)" 6
	assert_eq "packets over eu" "$(captured eu 'udp port 445')" 6
	assert_violations "foreign hk us 1" "return-in us eu 2"
}

# By either link of the circuit.
over_us()
{
	echo $(($(captured us 'udp port 443') + $(captured us2 'udp port 443')))
}

# Two configurations alternate while a connection sends: each packet that comes in
# goes out by its circuit, although the route is over the other one.
under_traffic()
{
	capture lan "$edge" lan in
	capture us "$edge" us-pri out
	capture us2 "$edge" us-sec out
	capture eu "$edge" eu-pri out
	site_config | for_engine > "$work/a.yaml"
	"$1" | for_engine > "$work/b.yaml"
	echo "send 3000" >&"${talk_in[us]}"
	for _ in 1 2 3 4; do
		ersym -c "$work/b.yaml" apply > "$work/apply.out"
		ersym -c "$work/a.yaml" apply > "$work/apply.out"
	done
	IFS= read -r -t "$WAIT_SECONDS" -u "${talk_out[us]}" answer ||
		fail "the sender does not answer"
	assert_eq "sender" "$answer" "ok 3000"
	# All that it sent before has left too.
	talk_until_answered
	capture_end lan us us2 eu
	assert_eq "packets over eu" "$(captured eu 'udp port 443')" 0
	assert_eq "packets over us" "$(over_us)" "$(captured lan 'udp port 443')"
	assert_ge "packets" "$(captured lan 'udp port 443')" 3000
	assert_violations "foreign hk us 1" "return-in us eu 2"
}

# Answers to earlier messages are read first.
talk_until_answered()
{
	talk_open last "$client" udp 1.2.3.4 446
	talk last exchange 1
}

another_policy()
{
	us_policy='{return-in: drop, foreign: drop}' site_config
}

another_link()
{
	site_config | sed 's/,  us-sec: {gateway: [^}]*}//'
}

another_pool()
{
	us_snat='[20.2.2.0/30, "2001:db8:20:1::/64"]' site_config
}

test_case "another policy: everything is kept" policy_changes
test_case "a remote circuit is removed: its counters too, the others stay" remote_leaves
test_case "a circuit is removed: live connections forget it" circuit_leaves
test_case "an id is reused: the new circuit inherits nothing" id_is_reused
test_case "two circuits exchange their ids" ids_are_exchanged
# Engine nftables counts by marks: with another mask its counters restart.
module_case "a wider mask: facts move, old bits are cleared" mask_changes 0x0fffff00 8 6 0xff
module_case "a narrower mask below: facts move, old bits are cleared" mask_changes 0x0001fffc 2 5 3
module_case "a mask at the low end" mask_changes 0x00ffffff 0 8 0
module_case "a mask next to bits of other programs" mask_changes 0x3ffff000 12 6 0xff
test_case "under traffic: policies change, the guard is set and removed" \
	under_traffic another_policy
test_case "under traffic: a link is added and removed" under_traffic another_link
test_case "under traffic: a pool changes" under_traffic another_pool
run_tests "$@"
