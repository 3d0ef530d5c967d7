#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, on a host that has tables, rules, routes and marks of other
#           programs
# Claim: apply does what diff lists; a second apply does nothing; of a changed file
#        only the difference is applied, so that counters and connections survive. If
#        apply fails, or after clear, everything is as it was before, to the byte
# Catches: a table that is rewritten as a whole; a step that is not undone; an object of
#          another program that is taken for ersym's

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_tools ip jq nft tcpdump conntrack
need_ersym
both_engines

# What a host has before ersym: a ruleset, policy routing rules, also with marks, and
# routes in the tables next to ersym's.
others()
{
	in_ns "$edge" nft -f - <<- END
		table inet filter {
			counter seen { }
			set blocked { type ipv4_addr; flags interval; elements = { 192.0.2.0/24 } }
			chain input {
				type filter hook input priority filter; policy accept;
				ip saddr @blocked counter drop
			}
			chain forward {
				type filter hook forward priority -10; policy accept;
				meta mark set meta mark or 0x0000ff00 counter name seen
			}
		}
		table ip nat {
			chain postrouting {
				type nat hook postrouting priority srcnat + 10;
				oifname "dmz" ip saddr 10.9.9.0/24 masquerade
			}
		}
		table ip6 other {
			chain own {
			}
		}
		table ip ersym {
			chain own {
			}
		}
	END
	configure "$edge" <<- END
		rule add pref 100 fwmark 0xff00/0xff00 lookup 100
		rule add pref 7001 from 192.0.2.1 lookup 7100
		rule add pref 7002 fwmark 0x4200/0xff00 lookup 7001
		route add 192.0.2.0/24 dev lan table 7001
		route add 192.0.2.0/24 dev lan table 7100
		route add 20.2.2.60 via 172.16.1.63
		route add 192.0.2.128/25 dev lan proto static metric 7000
		route add blackhole 192.0.2.77 proto 116 metric 7000
		route add throw 203.0.113.0/24 table 100
		route add 2001:db8:99::/48 dev lan table 7001
		route add blackhole 2001:db8:98::/48 metric 7000
		route add unreachable 2001:db8:97::/48 proto bird table 7002
	END
	ip -n "$edge" -6 rule add pref 100 fwmark 0xff00/0xff00 lookup 100
	ip -n "$edge" -6 rule add pref 7001 from 2001:db8:99::1 lookup 7100
}

setup()
{
	two_circuits
	# Routes and addresses that the kernel adds when the links have a carrier.
	wait_for "addresses" all_addresses
	others
	snapshot before
	site_config | for_engine > "$work/ersym.yaml"
}

# Each of the five devices has a link-local address, and none waits for its detection.
all_addresses()
{
	[ "$(ip -n "$edge" -o -6 addr show scope link | wc -l)" -eq 5 ] &&
		[ -z "$(ip -n "$edge" addr show tentative)" ]
}

# snapshot NAME: everything that ersym could have changed, its own module too.
snapshot()
{
	{
		in_ns "$edge" nft -s list ruleset
		ip -n "$edge" rule
		ip -n "$edge" -6 rule
		ip -n "$edge" route show table all
		ip -n "$edge" -6 route show table all
		in_ns "$edge" "$ERSYM" -j show circuits 2>&1 || :
	} > "$work/$1.state"
}

# same NAME NAME
same()
{
	diff -u "$work/$1.state" "$work/$2.state" || fail "$2 is not as $1"
}

# operations apply|diff: also if diff says that something is missing.
operations()
{
	{ ersym -j -c "$work/ersym.yaml" "$@" || [ "$1" = diff ]; } | jq -c .operations
}

twice()
{
	local diff

	diff=$(operations diff)
	snapshot after-diff
	same before after-diff
	assert_eq "what apply did, and diff had said" "$(operations apply)" "$diff"
	snapshot once
	assert_eq "what apply is to do again" "$(operations diff)" "[]"
	in_ns "$edge" nft monitor > "$work/nft.monitor" 2>&1 &
	ip netns exec "$edge" ip monitor route rule > "$work/ip.monitor" 2>&1 &
	wait_for "monitors" in_ns "$edge" awk '$2 == 12 && $4 !~ /^0+$/ { a = 1 }
		$2 == 0 && $4 !~ /^0+$/ { b = 1 } END { exit !(a && b) }' /proc/net/netlink
	assert_eq "what apply did again" "$(operations apply)" "[]"
	snapshot twice
	same once twice
	assert_eq "text" "$(ersym -c "$work/ersym.yaml" apply)" ""
	# Ends of the two listings.
	in_ns "$edge" nft add table inet end
	ip -n "$edge" route add 192.0.2.99 dev lan
	wait_for "nft monitor" grep -q end "$work/nft.monitor"
	wait_for "ip monitor" grep -q 192.0.2.99 "$work/ip.monitor"
	assert_eq "changes to the ruleset" "$(grep -v '^# new generation' \
		"$work/nft.monitor")" "add table inet end"
	assert_eq "changes to routes and rules" "$(grep -c . "$work/ip.monitor")" 1
}

# Bits of other programs' marks leave as they came in.
with_others_marks()
{
	ersym_reapply
	serve cloud "$cloud" udp 1.2.3.4 443
	talk_open c "$client" udp 1.2.3.4 443
	talk c exchange 1
	requests_over eu
	talk c exchange 5
	talk_sees c '20.2.2.[0-7]'
	assert_violations
}

cleared()
{
	ersym_reapply
	ersym clear > "$work/clear.out"
	snapshot cleared
	same before cleared
	ersym clear > "$work/clear.out"
	snapshot cleared-again
	same before cleared-again
}

# A service, a pool and a circuit are added, a service is deleted, the rest is kept.
changed()
{
	local before

	serve cloud "$cloud" tcp 1.2.3.4 443
	serve site "$dmz" tcp 172.16.1.63 444
	ersym_reapply
	talk_open out "$client" tcp 1.2.3.4 443
	talk_open in "$cloud" tcp 20.2.2.59 444 1.2.3.4
	talk in exchange 1
	# Refused by the filter, on both circuits.
	talk_open refused "$cloud" udp 20.2.2.60 444 1.2.3.4
	talk refused send 3
	wait_until_eq "counter" 3 nft_counter refused
	answers_over eu 20.2.2.0/29
	talk out exchange 1
	before=$(matrix)
	assert_match "violations" "$before" "return-in us eu"
	answers_over us 20.2.2.0/29

	more_circuits='
  hk:
    id: 3
    remote: true
    snat: [20.2.2.16/29]' site_config |
		sed 's/^  exchange6:/  other6:/; s/db8:20::59/db8:20::61/; s/172::63/172::64/' |
		for_engine > "$work/ersym.yaml"
	operations diff > "$work/diff"
	assert_eq "changes to what stays" "$(jq -r '.[] | select(.op != "add") |
		"\(.op) \(.object)"' "$work/diff" | grep -E 'table|counter|chain|rule' || :)" ""
	assert_eq "what apply did, and diff had said" "$(operations apply)" \
		"$(cat "$work/diff")"
	assert_eq "violations" "$(matrix)" "$before"
	assert_eq "counter" "$(nft_counter refused)" 3
	assert_eq "born" "$(ersym -j show circuits |
		jq -r '[.[] | "\(.name) \(.born_in) \(.born_out)"] | join(", ")')" \
		"us 1 1, eu 0 0, hk 0 0"
	talk out exchange 1
	talk in exchange 1
	assert_eq "violations" "$(matrix)" "$before"
	assert_eq "what apply is to do again" "$(operations diff)" "[]"
	site_config | for_engine > "$work/ersym.yaml"
	ersym_reapply
	assert_eq "counter" "$(nft_counter refused)" 3
	ersym clear > "$work/clear.out"
	snapshot cleared
	same before cleared
}

# fails_at COMMAND...: COMMAND makes an obstacle to a step; then all that was done is
# undone, with a configuration in force before and without one.
undone()
{
	snapshot before
	assert_fails ersym -c "$work/ersym.yaml" apply
	echo "$output"
	snapshot failed
	same before failed
	[ -n "$output" ] || fail "the failure has no message"
}

# A route of another program in the very place of ersym's, which the plan does not see.
a_route_fails()
{
	"$@"
	ip -n "$edge" route add blackhole 20.2.2.8/29 metric 7000
	undone
}

a_route6_fails()
{
	"$@"
	ip -n "$edge" route add blackhole 2001:db8:20:2::/64 metric 7000
	undone
}

# nft: a table with another owner.
nft_fails()
{
	"$@"
	mkfifo "$work/owner"
	ip netns exec "$edge" nft -i < "$work/owner" > "$work/owner.out" 2>&1 &
	exec {owner}> "$work/owner"
	echo "add table inet ersym { flags owner; }" >&"$owner"
	wait_for "the other owner" in_ns "$edge" nft list table inet ersym
	undone
}

nothing_before()
{
	:
}

us_before()
{
	site_config | sed '/^  eu:$/,/on-violation/d; s/via: .*/via: [us]/' \
		| for_engine > "$work/us.yaml"
	ersym -c "$work/us.yaml" apply > "$work/apply.out"
}

at_once()
{
	local pids=() status n=0 done=0

	for n in 1 2 3 4; do
		ip netns exec "$edge" "$ERSYM" -c "$work/ersym.yaml" apply \
			> "$work/apply.$n" 2>&1 &
		pids+=($!)
	done
	for n in 1 2 3 4; do
		if wait "${pids[n - 1]}"; then
			done=$((done + 1))
		else
			assert_match "the one that came second" \
				"$(cat "$work/apply.$n")" "another ersym"
		fi
	done
	assert_ge "those that came through" "$done" 1
	assert_eq "what is left to do" "$(operations diff)" "[]"
	ersym clear > "$work/clear.out"
	snapshot cleared
	same before cleared
}

# It is created later: then apply adds what is missing.
link_is_missing()
{
	ip -n "$edge" link del us-sec
	snapshot before
	ersym -c "$work/ersym.yaml" apply > "$work/apply.out" 2> "$work/warnings"
	assert_match "warning" "$(cat "$work/warnings")" "us-sec"
	assert_eq "links" "$(links | paste -s -d ,)" \
		"us us-pri running,us us-sec absent,eu eu-pri running"
	assert_eq "what apply is to do again" "$(operations diff 2> /dev/null)" "[]"
	ip -n "$edge" link add us-sec up type veth peer name far
	ip -n "$edge" addr add 198.51.100.5/30 dev us-sec
	ip -n "$edge" -6 addr add 2001:db8:2::1/64 dev us-sec nodad
	assert_eq "what apply is to do now" "$(operations diff |
		jq -r '[.[].object] | unique | join(" ")')" "route"
	ersym -c "$work/ersym.yaml" apply > "$work/apply.out"
	assert_eq "next hops" "$(ip -n "$edge" -j route show table 7001 |
		jq -c '[.[] | select(.dst == "default").nexthops[].dev]')" \
		'["us-pri","us-sec"]'
	ip -n "$edge" link del us-sec
	ersym clear > "$work/clear.out"
	snapshot cleared
	same before cleared
}

# refused WORDS: check of the file fails with these words, and nothing is changed.
refused()
{
	assert_fails ersym -c "$work/ersym.yaml" apply
	assert_match "the reason" "$output" "$1"
	snapshot after
	same before after
}

# engine_is NAME: it is in force, and nothing of the other engine is left.
engine_is()
{
	local chains=module

	assert_eq "engine" "$(ersym -j show config | jq -r .engine)" "$1"
	assert_eq "what is left to do" "$(operations diff)" "[]"
	in_ns "$edge" nft list chains > "$work/chains"
	! has_text "$work/chains" 'chain circuit-in' || chains=nftables
	assert_eq "whose chains there are" "$chains" "$1"
}

# The connection was born with the module; each engine learns its facts again. If the
# engine in force is nftables, the module has no circuits.
engines_take_turns()
{
	local engine

	serve cloud "$cloud" udp 1.2.3.4 443
	cp "$work/ersym.yaml" "$work/module.yaml"
	ersym_reapply
	talk_open c "$client" udp 1.2.3.4 443
	for engine in module nftables module; do
		{
			echo "engine: $engine"
			cat "$work/module.yaml"
		} > "$work/ersym.yaml"
		ersym_reapply
		engine_is "$engine"
		talk c exchange 3
		talk_sees c "${us_pool[4]}"
		assert_eq "facts" "$(facts)" "udp 10.0.0.57 443 inside us -"
		assert_violations
	done
	ersym clear > "$work/clear.out"
	snapshot cleared
	same before cleared
}

# Another program's rule routes by a bit in ersym's mask.
conflict()
{
	ip -n "$edge" rule add pref 200 fwmark 0x20000/0xff0000 lookup 100
	snapshot before
	refused "mark-mask"
}

smoke "nothing the second time" "clear restores"
test_case "apply does what diff says, and nothing the second time" twice
test_case "connections are pinned whatever other programs' marks are" with_others_marks
test_case "clear restores the state before apply, to the byte" cleared
test_case "a changed file changes what differs" changed
test_case "a route fails, nothing was configured: undone" a_route_fails nothing_before
test_case "a route fails, a circuit was configured: undone" a_route_fails us_before
test_case "an IPv6 route fails: undone" a_route6_fails us_before
test_case "the ruleset fails: undone" nft_fails nothing_before
test_case "several at once: one after the other, or refused" at_once
test_case "a link that does not exist: a warning, until it is created" link_is_missing
module_case "engines take turns" engines_take_turns
test_case "a rule of another program that routes by bits of the mask is refused" conflict
run_tests "$@"
