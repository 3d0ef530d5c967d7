#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits with default routes, us before eu; "ersym run" probes us, at
#           addresses of its provider, each 100 ms
# Claim: a path that is dead beyond links that are up takes the circuit's default route out
#        of the main table, so that new connections leave by the next circuit; it returns
#        when the addresses have answered for long enough; nothing else than an answer of
#        such an address by the circuit counts; probes are no violations and not translated
# Catches: probes that follow the main table, or carry an address of the pool; a circuit
#          that is down because one of its addresses is; a forged answer that counts; a
#          circuit that never returns, because its probes left with its route

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=topo/site.sh
. "$lib_dir/topo/site.sh"
need_tools ip jq nft notified python3
need_ersym
both_engines

# What manages the service: its messages are in $work/notified. There is no BGP, and the
# provider counts the echo requests that it gets.
setup()
{
	two_circuits
	configure "$us_pe" <<- END
		addr add 192.0.2.1/32 dev lo
		addr add 192.0.2.2/32 dev lo
		addr add 2001:db8:ff::1/128 dev lo nodad
	END
	in_ns "$us_pe" nft -f - <<- END
		table inet count {
			set v4 {
				type ifname . ipv4_addr . ipv4_addr
				size 1000
				flags dynamic
				counter
			}
			set v6 {
				type ifname . ipv6_addr . ipv6_addr
				size 1000
				flags dynamic
				counter
			}
			chain prerouting {
				type filter hook prerouting priority -300
				icmp type echo-request add @v4 { iifname . ip saddr . ip daddr }
				icmpv6 type echo-request add @v6 { iifname . ip6 saddr . ip6 daddr }
			}
		}
	END
	ip -n "$edge" route del 1.2.3.0/24
	ip -n "$edge" -6 route del 2620:1ec::/48
	serve_cloud
	notified "$work/notify" >> "$work/notified" 2>&1 &
	wait_for "notified" has_text "$work/notified" ready
}

# requests v4|v6: prints "DEVICE SOURCE DESTINATION REQUESTS" of what the provider got.
requests()
{
	in_ns "$us_pe" nft -j list set inet count "$1" |
		jq -r '.nftables[].set? // empty | .elem // [] | .[].elem |
			"\(.val.concat | join(" ")) \(.counter.packets)"' | sort
}

# paths v4|v6: the same without the numbers.
paths()
{
	requests "$1" | sed 's/ [0-9]*$//'
}

# requested ADDRESS: prints how many requests to it the provider got.
requested()
{
	{ requests v4; requests v6; } | awk -v to="$1" '$3 == to { n += $4 } END { print n + 0 }'
}

# more_requested ADDRESS N: it got more than N of them.
more_requested()
{
	[ "$(requested "$1")" -gt "$2" ]
}

# probing ADDRESSES [KEY]: the configuration, in which us is probed there, with another key
# of the circuit.
probing()
{
	us_default=100 eu_default=${eu_default-200} site_config | for_engine |
		sed -e "/default-route: 100/a\\    probe: {to: [$1], every: 100ms}" \
			-e "/default-route: 100/a\\    ${2:-}" > "$work/ersym.yaml"
}

# serve_edge: the service, which is ready when this returns.
serve_edge()
{
	: > "$work/service"
	NOTIFY_SOCKET=$work/notify ip netns exec "$edge" \
		"$ERSYM" -c "$work/ersym.yaml" run >> "$work/service" 2>&1 &
	service=$!
	wait_for "the service: $(< "$work/service")" has_text "$work/notified" READY=1
}

# start_service: likewise, and both default routes exist.
start_service()
{
	serve_edge
	both_defaults
}

# main_default FAMILY: metrics and devices of the default routes in the main table.
main_default()
{
	ip -n "$edge" "-$1" -j route show default proto 117 |
		jq -r '.[] | "\(.metric) \([(.nexthops // [.])[].dev] | sort | join(" "))"'
}

both_defaults()
{
	wait_until_eq "IPv4" $'100 us-pri us-sec\n200 eu-pri' main_default 4
	wait_until_eq "IPv6" $'100 us-pri us-sec\n200 eu-pri' main_default 6
}

default_of_eu()
{
	wait_until_eq "IPv4" "200 eu-pri" main_default 4
	wait_until_eq "IPv6" "200 eu-pri" main_default 6
}

# says REGEX: a line of the service.
says()
{
	[[ $(< "$work/service") =~ $1 ]]
}

# dies ADDRESS..., returns ADDRESS...: on the far side of us.
dies()
{
	local address

	for address; do
		ip -n "$us_pe" addr del "$address" dev lo
	done
}

returns()
{
	local address

	for address; do
		ip -n "$us_pe" addr add "$address" dev lo
	done
}

left_to_do()
{
	ersym -j -c "$work/ersym.yaml" diff 2> /dev/null | jq -c .operations
}

path_dies()
{
	probing "192.0.2.1, 192.0.2.2"
	start_service
	each_of udp outbound first
	each_of udp seen_from us_pool first
	dies 192.0.2.1/32 192.0.2.2/32
	wait_for "line" says "circuit us is down .its probe got no answer from 192.0.2.1, 192.0.2.2 5 times in a row."
	default_of_eu
	wait_for "cause" says "deleted route default metric 100 .*, because probe of us: no answer from 192.0.2.1, 192.0.2.2"
	each_of udp outbound second
	each_of udp seen_from eu_pool second
	# Commands know it too, and show what was applied.
	assert_eq "what is left to do" "$(left_to_do)" "[]"
	ersym_reapply
	default_of_eu
	assert_match "configuration" "$(ersym show config)" \
		"default-route: 100"$'\n'" *probe: .to: .192.0.2.1, 192.0.2.2., every: 100ms, down-after: 5, up-after: 10."
	returns 192.0.2.2/32
	both_defaults
	assert_match "lines" "$(< "$work/service")" "circuit us is up"
	assert_match "cause" "$(< "$work/service")" \
		"added route default metric 100 .*, because probe of us: answered again"
	each_of udp outbound third
	each_of udp seen_from us_pool third
	each_of udp seen_from eu_pool second
	# Each address by each link, from an address of the link, and nothing else.
	assert_eq "paths" "$(paths v4)" "$(printf '%s\n' \
		"pri 198.51.100.1 192.0.2.1" "pri 198.51.100.1 192.0.2.2" \
		"sec 198.51.100.5 192.0.2.1" "sec 198.51.100.5 192.0.2.2")"
	assert_violations
}

ipv6()
{
	probing '"2001:db8:ff::1"'
	start_service
	dies 2001:db8:ff::1/128
	default_of_eu
	assert_match "cause" "$(< "$work/service")" \
		"because probe of us: no answer from 2001:db8:ff::1"
	returns 2001:db8:ff::1/128
	both_defaults
	assert_eq "paths" "$(paths v6)" "$(printf '%s\n' \
		"pri 2001:db8:1::1 2001:db8:ff::1" "sec 2001:db8:2::1 2001:db8:ff::1")"
	assert_violations
}

# This address does not answer for longer than would be enough if it were the only one.
one_of_two()
{
	local before

	probing '192.0.2.1, "2001:db8:ff::1"'
	start_service
	dies 2001:db8:ff::1/128
	before=$(requested 2001:db8:ff::1)
	wait_for "probes" more_requested 2001:db8:ff::1 $((before + 40))
	both_defaults
	if says "is down"; then fail "lines: $(< "$work/service")"; fi
}

# Answers arrive, but from another address.
another_source()
{
	probing "192.0.2.1"
	start_service
	in_ns "$us_pe" nft -f - <<- END
		table ip other {
			chain output {
				type filter hook output priority 0
				icmp type echo-reply ip saddr 192.0.2.1 ip saddr set 192.0.2.2
			}
		}
	END
	default_of_eu
	in_ns "$us_pe" nft delete table ip other
	both_defaults
}

hold_down()
{
	probing "192.0.2.1" "hold-down: 3s"
	start_service
	dies 192.0.2.1/32
	default_of_eu
	returns 192.0.2.1/32
	wait_for "line" says "circuit us works again: it is up if it does for 3s"
	assert_eq "IPv4" "$(main_default 4)" "200 eu-pri"
	dies 192.0.2.1/32
	wait_for "another round" more_requested 192.0.2.1 $(($(requested 192.0.2.1) + 12))
	returns 192.0.2.1/32
	both_defaults
	assert_match "cause" "$(< "$work/service")" \
		"added route default metric 100 .*because .*hold-down of us is over"
	assert_eq "times that it was down" "$(grep -c "circuit us is down" "$work/service")" 1
	assert_eq "times that it came back" "$(grep -c "circuit us works again" "$work/service")" 2
}

# Without a probe.
hold_down_of_links()
{
	us_default=100 eu_default=200 site_config | for_engine |
		sed "/default-route: 100/a\\    hold-down: 2s" > "$work/ersym.yaml"
	start_service
	ip -n "$us_pe" link set pri down
	wait_until_eq "IPv4" $'100 us-sec\n200 eu-pri' main_default 4
	ip -n "$us_pe" link set pri up
	# One link of two: the circuit was up all the time.
	wait_until_eq "IPv4" $'100 us-pri us-sec\n200 eu-pri' main_default 4
	ip -n "$us_pe" link set pri down
	ip -n "$us_pe" link set sec down
	default_of_eu
	wait_for "line" says "circuit us is down .no link is running."
	ip -n "$us_pe" link set pri up
	wait_for "line" says "circuit us works again: it is up if it does for 2s"
	assert_eq "IPv4" "$(main_default 4)" "200 eu-pri"
	wait_until_eq "IPv4" $'100 us-pri\n200 eu-pri' main_default 4
	assert_match "cause" "$(< "$work/service")" "because .*hold-down of us is over"
}

# The gateway that another program has set is dead, and it sets another one.
gateway_moves()
{
	ip -n "$edge" route add default via 198.51.100.2 dev us-pri table 100
	us_links='us-pri: {gateway: auto}' probing "192.0.2.1"
	serve_edge
	wait_until_eq "IPv4" $'100 us-pri\n200 eu-pri' main_default 4
	ip -n "$us_pe" addr del 198.51.100.2/30 dev pri
	configure "$us_pe" <<- END
		addr add 198.51.100.66/30 dev pri
		route replace 198.51.100.1/32 via 198.51.100.65
	END
	# The neighbour is known for a while without it.
	ip -n "$edge" neigh flush dev us-pri
	wait_until_eq "IPv4" "200 eu-pri" main_default 4
	configure "$edge" <<- END
		addr add 198.51.100.65/30 dev us-pri
		route replace default via 198.51.100.66 dev us-pri table 100
	END
	wait_until_eq "IPv4" $'100 us-pri\n200 eu-pri' main_default 4
	assert_match "gateway" "$(ip -n "$edge" route show default proto 117 metric 100)" \
		"via 198.51.100.66"
	# The host's own errors about a gateway that is no neighbour.
	assert_no_violations_but related
}

# It is reported for each address and link.
cannot_send()
{
	probing "192.0.2.1, 192.0.2.2"
	start_service
	in_ns "$edge" nft -f - <<- END
		table ip other {
			chain output {
				type filter hook output priority 0
				icmp type echo-request drop
			}
		}
	END
	default_of_eu
	assert_match "line" "$(< "$work/service")" \
		"probe of us: cannot send to 192.0.2.1 by us-pri: Operation not permitted: it counts as no answer"
	assert_eq "times that it was reported" "$(grep -c "cannot send" "$work/service")" 4
	in_ns "$edge" nft delete table ip other
	both_defaults
	assert_eq "times that it was reported" "$(grep -c "cannot send" "$work/service")" 4
}

# Another file is put in force, which changes nothing in the kernel.
another_file()
{
	us_default=100 eu_default=200 site_config | for_engine > "$work/ersym.yaml"
	cp "$work/ersym.yaml" "$work/without"
	start_service
	dies 192.0.2.1/32
	probing "192.0.2.1"
	ersym_reapply
	default_of_eu
	cp "$work/without" "$work/ersym.yaml"
	ersym_reapply
	both_defaults
	assert_eq "what is left to do" "$(left_to_do)" "[]"
}

# What a service that was killed had found is not true any more, for commands and for the
# next service.
killed()
{
	probing "192.0.2.1"
	start_service
	dies 192.0.2.1/32
	default_of_eu
	kill -KILL "$service"
	wait "$service" || :
	returns 192.0.2.1/32
	ersym_reapply
	both_defaults
	: > "$work/notified"
	serve_edge
	both_defaults
	dies 192.0.2.1/32
	default_of_eu
	kill "$service"
	wait "$service"
	ersym_reapply
	both_defaults
}

# Both circuits die: packets have a way out nevertheless, and so do the answers that show
# that a circuit is back, although rp_filter asks for a route to their source.
all_are_down()
{
	in_ns "$edge" sysctl -q net.ipv4.conf.{all,us-pri,us-sec,eu-pri}.rp_filter=2
	ip -n "$eu_pe" addr add 192.0.2.3/32 dev lo
	probing "192.0.2.1"
	sed -i "/default-route: 200/a\\    probe: {to: [192.0.2.3], every: 100ms}" "$work/ersym.yaml"
	start_service
	dies 192.0.2.1/32
	default_of_eu
	ip -n "$eu_pe" addr del 192.0.2.3/32 dev lo
	both_defaults
	wait_for "line" says "circuit eu is down"
	returns 192.0.2.1/32
	wait_until_eq "IPv4" "100 us-pri us-sec" main_default 4
	ip -n "$eu_pe" addr add 192.0.2.3/32 dev lo
	both_defaults
}

test_case "the path dies beyond links that are up, and returns" path_dies
test_case "IPv6" ipv6
test_case "one of two addresses is dead: nothing happens" one_of_two
test_case "answers of another address" another_source
test_case "hold-down" hold_down
test_case "hold-down of a circuit without a probe" hold_down_of_links
test_case "an automatic gateway moves" gateway_moves
test_case "probes cannot be sent" cannot_send
test_case "a file with another probe is applied" another_file
test_case "the service is killed, and ended" killed
test_case "all circuits are down" all_are_down
run_tests "$@"
