#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; the pool and the services of us are out of the network of its
#           link, and the inbound pool out of that of dmz
# Claim: connections work without a route to these addresses on the wire, IPv4 and IPv6;
#        the host's own services are not reachable by them, from anywhere, also when apply
#        or clear is killed after any message; packets to unused addresses are not
#        forwarded; clear restores what it found
# Catches: addresses that nobody answers for; an open port of the host at each of them; a
#          solicitation to the address itself that gets no answer, so that the neighbour
#          resolves it again and again; the broadcast address as a client's

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=topo/site.sh
. "$lib_dir/topo/site.sh"
need_tools ip jq nft at-send
need_ersym
both_engines

# shellcheck disable=SC2034 # seen_from reads them
us_pool=([4]='192.0.2.([89]|1[0-4])' [6]='2001:db8:1::10[0-7]')
# shellcheck disable=SC2034
us_inbound=([4]='172.16.1.(12[89]|13[0-5])' [6]='fd00:172::10[0-7]')
service_at=([4]=192.0.2.5 [6]=2001:db8:1::59)

setup()
{
	two_circuits
	wait_for "carriers" all_carriers
	configure "$edge" <<- END
		addr add 192.0.2.1/28 dev us-pri
	END
	configure "$us_pe" <<- END
		addr add 192.0.2.2/28 dev pri
	END
	configure "$cloud" <<- END
		route add 192.0.2.0/28 via 203.0.113.1
		route add 2001:db8:1::/64 via 2001:db8:a::1
	END
}

config()
{
	cat <<- END
		circuits:
		  us:
		    id: 1
		    kind: microsoft-peering
		    links: {${us_links//[$'\n\t']/ }}
		    snat: [192.0.2.8/29, "2001:db8:1::100/125"]
		    inbound-snat: [172.16.1.128/29, "fd00:172::100/125"]
		  eu:
		    id: 2
		    kind: microsoft-peering
		    links: {$eu_links}
		    snat: [20.2.2.8/29]
		services:
		  exchange: {address: ${service_at[4]}, to: 172.16.1.63, ports: [tcp/443, udp/443, icmp], via: us}
		  exchange6: {address: "${service_at[6]}", to: "fd00:172::63", ports: [tcp/443, udp/443, icmp], via: us}
		  ${1:-}
	END
}

apply()
{
	config "${1:-}" | ersym_apply
}

# answering: what ersym has in the kernel to answer for addresses.
answering()
{
	ip -n "$edge" route show table all type local proto 117
	ip -n "$edge" -6 neigh show proxy | grep 'proto 117' || :
}

left_to_do()
{
	ersym -j -c "$work/ersym.yaml" diff 2> /dev/null | jq '.operations | length'
}

connections()
{
	apply
	serve_cloud
	serve_site
	each_flow outbound out
	each_flow seen_from us_pool out
	each_flow inbound in
	each_flow seen_from us_inbound in
	assert_violations
	assert_eq "what is left to do" "$(left_to_do)" 0
}

broadcast()
{
	apply
	assert_match "pool" "$(in_ns "$edge" nft list chain inet ersym snat-us)" \
		'192\.0\.2\.8-192\.0\.2\.14'
	assert_match "show config" "$(ersym show config)" 'snat: \[192\.0\.2\.8/29'
	sed -i 's|192.0.2.8/29|192.0.2.15|' "$work/ersym.yaml"
	assert_fails ersym -c "$work/ersym.yaml" apply
	assert_match "refusal" "$output" \
		'ersym.yaml:[0-9]+:[0-9]+: no host can have the address 192.0.2.15, the highest of the network 192.0.2.0/28 of us-pri'
	sed -i 's|192.0.2.15|192.0.2.0|' "$work/ersym.yaml"
	assert_fails ersym -c "$work/ersym.yaml" apply
	assert_match "refusal" "$output" 'the address 192.0.2.0, the lowest of'
}

refused_since()
{
	[ "$(nft_counter refused)" -ge "$1" ]
}

# closed NAME NS ADDRESS PORT: the host's own service is not reached: each packet is refused.
closed()
{
	local before

	before=$(nft_counter refused)
	talk_new "$1-tcp" "$2" tcp "$3" "$4"
	talk_fails "$1-tcp" open 300
	wait_for "$1: a segment is refused" refused_since "$((before + 1))"
	# Also those that TCP sends again.
	before=$(($(nft_counter refused) + 3))
	talk_open "$1-udp" "$2" udp "$3" "$4"
	talk "$1-udp" send 3
	wait_for "$1: three datagrams are refused" refused_since "$before"
	talk "$1-udp" pending
	assert_eq "$1: answers" "$answer" "ok 0"
}

own_services()
{
	local name

	apply 'host: {address: 198.51.100.1, to: 172.16.1.63, ports: [tcp/444], via: us}'
	for name in tcp udp; do
		serve "host-${name}4" "$edge" "$name" 0.0.0.0 999
		serve "host-${name}6" "$edge" "$name" :: 998
	done
	# An address of the host's own, which a service shares.
	talk_open control "$us_pe" tcp 198.51.100.1 999
	talk control exchange 1
	talk_open control6 "$us_pe" tcp 2001:db8:1::1 998
	talk control6 exchange 1
	configure "$eu_pe" <<- END
		route add 192.0.2.0/28 via 198.51.100.9
		route add 2001:db8:1::/64 via 2001:db8:3::1
	END
	for name in us_pe cloud client dmz eu_pe; do
		closed "$name" "${!name}" 192.0.2.9 999
		closed "${name}6" "${!name}" 2001:db8:1::101 998
	done
	talk_new own "$edge" tcp 192.0.2.9 999
	talk_fails own open 300
	talk_new own6 "$edge" tcp 2001:db8:1::101 998
	talk_fails own6 open 300
	closed service "$us_pe" "${service_at[4]}" 999
	closed service6 "$us_pe" "${service_at[6]}" 998
	closed inbound "$dmz" 172.16.1.129 999
	closed inbound6 "$dmz" fd00:172::101 998
}

unused()
{
	local before address

	apply
	before=$(forwarded)
	capture us "$edge" us-pri out
	for address in 192.0.2.9 192.0.2.5 2001:db8:1::101 2001:db8:1::59; do
		talk_open "to-$address" "$cloud" udp "$address" 999
		talk "to-$address" send 10
	done
	wait_for "packets are refused" refused_since 40
	capture_end us
	assert_eq "packets forwarded" "$(($(forwarded) - before))" 0
	assert_eq "packets returned to the provider" "$(captured us udp)" 0
	assert_violations
}

state_of()
{
	ip -n "$us_pe" -j neigh show "$1" | jq -r '.[].state[]'
}

# A neighbour that has an entry sends its solicitations to the address itself.
resolved_again()
{
	apply
	for address in 192.0.2.9 2001:db8:1::101; do
		talk_open "to-$address" "$us_pe" udp "$address" 999
		talk "to-$address" send 1
		wait_until_eq "neighbour $address" REACHABLE state_of "$address"
		capture "$address" "$edge" us-pri in
		ip -n "$us_pe" neigh change "$address" dev pri nud probe
		wait_until_eq "neighbour $address" REACHABLE state_of "$address"
		capture_end "$address"
	done
	assert_ge "requests to an address itself" \
		"$(captured 192.0.2.9 'arp and not ether broadcast')" 1
	assert_ge "solicitations to an address itself" \
		"$(captured 2001:db8:1::101 'icmp6 and dst host 2001:db8:1::101')" 1
}

proxy_ndp()
{
	in_ns "$edge" cat "/proc/sys/net/ipv6/conf/$1/proxy_ndp"
}

cleared()
{
	ip -n "$edge" -6 neigh add proxy fd00:172::77 dev dmz
	in_ns "$edge" sysctl -qw net.ipv6.conf.dmz.proxy_ndp=1
	apply
	assert_ge "what answers" "$(answering | wc -l)" 23
	assert_eq "proxy_ndp of us-pri" "$(proxy_ndp us-pri)" 1
	ersym clear
	assert_eq "what answers" "$(answering)" ""
	assert_eq "proxy_ndp of us-pri" "$(proxy_ndp us-pri)" 0
	assert_eq "proxy_ndp of dmz" "$(proxy_ndp dmz)" 1
	assert_match "entries" "$(ip -n "$edge" -6 neigh show proxy)" "fd00:172::77 dev dmz"
}

# A wider configuration and back; another program's changes.
mended()
{
	apply
	in_ns "$edge" sysctl -qw net.ipv6.conf.us-pri.proxy_ndp=0
	ip -n "$edge" -6 neigh del proxy fd00:172::101 dev dmz
	ip -n "$edge" route del local 192.0.2.8/29 table main
	config | for_engine > "$work/ersym.yaml"
	assert_match "diff" "$(ersym -c "$work/ersym.yaml" diff)" '\+ route local 192\.0\.2\.8/29 dev us-pri metric 6999'
	assert_match "diff" "$(ersym -c "$work/ersym.yaml" diff)" '\+ neighbour proxy fd00:172::101 dev dmz'
	assert_match "diff" "$(ersym -c "$work/ersym.yaml" diff)" '~ neighbour proxy 2001:db8:1::100 dev us-pri'
	ersym_reapply
	assert_eq "proxy_ndp of us-pri" "$(proxy_ndp us-pri)" 1
	assert_eq "what is left to do" "$(left_to_do)" 0
	sed -i 's|192.0.2.8/29, "2001:db8:1::100/125"|192.0.2.8/30|' "$work/ersym.yaml"
	ersym_reapply
	assert_eq "what answers for 192.0.2.8" "$(answering | grep -c '192.0.2.8/30')" 1
	assert_eq "what answers for 192.0.2.8" "$(answering | grep -c '192.0.2.8/29' || :)" 0
	assert_eq "what answers for 2001:db8:1::100" "$(answering | grep -c '2001:db8:1::10' || :)" 0
	assert_eq "what is left to do" "$(left_to_do)" 0
}

count_answering()
{
	answering | wc -l
}

all_answers()
{
	wait_until_eq "what answers" 23 count_answering
	wait_until_eq "what is left to do" 0 left_to_do
}

# With the service: the link is set down, with its IPv6 addresses, and up; its carrier is
# lost; another program sets the sysctl.
link_flaps()
{
	apply
	ip -n "$edge" link set us-pri down
	# Local routes of IPv4 remain.
	assert_eq "what answers" "$(answering | grep -c 'dev us-pri' || :)" 2
	ip -n "$edge" link set us-pri up
	assert_fails ersym show circuits
	assert_match "show circuits" "$output" "us-pri running .routes missing."
	ip netns exec "$edge" "$ERSYM" -c "$work/ersym.yaml" run > "$work/service" 2>&1 &
	ip -n "$edge" addr replace 2001:db8:1::1/64 dev us-pri nodad
	all_answers
	ip -n "$us_pe" link set pri down
	wait_for "no carrier" has_no_carrier
	ip -n "$us_pe" link set pri up
	all_answers
	in_ns "$edge" sysctl -qw net.ipv6.conf.us-pri.proxy_ndp=0
	# Its line may name it as one of several changes.
	wait_until_eq "proxy_ndp of us-pri" 1 proxy_ndp us-pri
	all_answers
}

has_no_carrier()
{
	[[ $(ip -n "$edge" link show us-pri) == *NO-CARRIER* ]]
}

# The kernel would not answer for addresses that no device has.
restricted()
{
	local sysctl

	config | for_engine > "$work/ersym.yaml"
	for sysctl in us-pri.arp_ignore all.arp_ignore us-pri.arp_filter; do
		in_ns "$edge" sysctl -qw "net.ipv4.conf.$sysctl=1"
		warns '192.0.2.8/29 is in the network 192.0.2.0/28 of us-pri, where arp_ignore or arp_filter'
		in_ns "$edge" sysctl -qw "net.ipv4.conf.$sysctl=0"
	done
	assert_eq "warnings" "$(ersym -c "$work/ersym.yaml" diff 2>&1 > /dev/null)" ""
}

large()
{
	config | sed 's|::100/125|:8000::/65|' | sed 's|"fd00:172:8000::/65"|"fd00:172::100/125"|' |
		sed 's|2001:db8:1:8000::/65|2001:db8:1:0:8000::/65|' | for_engine > "$work/ersym.yaml"
	ersym -c "$work/ersym.yaml" apply > "$work/apply.out" 2>&1 || fail "$(< "$work/apply.out")"
	assert_match "warning" "$(< "$work/apply.out")" \
		'2001:db8:1:0:8000::/65 is in the network 2001:db8:1::/64 of us-pri, and .* at most 256 addresses'
	assert_eq "what answers" "$(answering | grep -c 2001:db8:1:0:8000 || :)" 0
}

# protected WHEN: what delivers packets to the host has a rule that drops them.
protected()
{
	local prefix rest rules

	rules=$(in_ns "$edge" nft -j list table inet ersym 2> /dev/null |
		jq -r '.nftables[] | select(.chain?.name == "answered" or .set?.name == "answered"
			or .set?.name == "answered6") | tojson') || :
	answering | while read -r _ prefix rest; do
		[[ $rest == *metric* ]] || continue
		assert_match "$1: chain" "$rules" '"hook":"input"'
		assert_match "$1: elements" "$rules" "\"(addr\":\")?${prefix%/*}\""
	done
}

# killed COMMAND...: at each message of it
killed()
{
	local n status from=$1 seen=0 step=$step

	shift
	for ((n = 1; ; n += step)); do
		# shellcheck disable=SC2086 # arguments without blanks
		ersym $from > "$work/apply.out"
		status=0
		in_ns "$edge" at-send "$n" "kill -KILL \$PID" "$ERSYM" "$@" \
			> "$work/apply.out" 2>&1 || status=$?
		if [ "$status" -eq 77 ]; then
			# Only the last messages of apply have it answer: each of those.
			[ "$step" -gt 1 ] || break
			n=$((n - step)) step=1
			continue
		fi
		protected "killed after message $n"
		[ -z "$(answering)" ] || seen=$((seen + 1))
	done
	assert_ge "kills that left addresses answered for" "$seen" 1
}

each_killed()
{
	config | for_engine > "$work/ersym.yaml"
	killed clear -c "$work/ersym.yaml" apply
	killed "-c $work/ersym.yaml apply" clear
	ersym clear > "$work/apply.out"
	assert_eq "what answers" "$(answering)" ""
}

step=1
[ -z "${KSFT_MACHINE_SLOW:-}" ] || step=4

test_case "connections, without a route to the addresses" connections
test_case "the broadcast address is nobody's" broadcast
test_case "the host's own services" own_services
test_case "packets to unused addresses and ports" unused
test_case "neighbours that resolve an address again" resolved_again
test_case "clear, beside entries of another program" cleared
test_case "changes by another program, and of the pool" mended
test_case "a link that is set down and up" link_flaps
test_case "arp_ignore and arp_filter" restricted
test_case "an IPv6 pool with too many addresses" large
test_case "apply and clear are killed" each_killed
run_tests "$@"
