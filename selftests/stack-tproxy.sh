#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; a proxy on the edge host intercepts connections (TPROXY) and
#           opens its own to their destinations
# Claim: with every kind set to drop, the proxy works: for clients inside, from an
#        address of the host or with the client's own, and for clients that come in by a
#        link, which it answers by the circuit that they came in on. None of it is a
#        violation; what it intercepts ends at the host, its own connections begin on the
#        inside
# Catches: answers of a transparent socket that follow the route; a proxy's mark that is
#          lost; the two halves of a connection taken for one

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_tools ip jq nft tcpdump socat
need_kernel nft_tproxy nft_socket
need_ersym
both_engines
with_offload

# Marks outside ersym's mask route packets to the proxy.
setup()
{
	two_circuits
	inside_policy=drop us_policy=drop eu_policy=drop site_config | ersym_apply
	ip -n "$edge" -batch - <<- END
		rule add fwmark 0x1/0xff lookup 100 pref 50
		route add local default dev lo table 100
	END
	ip -n "$edge" -6 -batch - <<- END
		rule add fwmark 0x1/0xff lookup 100 pref 50
		route add local default dev lo table 100
	END
	capture us "$us_pe" core
	capture eu "$edge" eu-pri
	# A wrong route that it could take.
	requests_over us
}

# tproxy MATCH: redirects what matches, and the answers to the proxy's own connections.
tproxy()
{
	in_ns "$edge" nft -f - <<- END
		table inet proxy {
			chain takes {
				type filter hook prerouting priority mangle
				$1 tcp dport 443 tproxy to :8080 meta mark set meta mark | 0x1 accept
			}
			chain answers {
				type filter hook prerouting priority dstnat + 10
				meta l4proto tcp socket transparent 1 meta mark set meta mark | 0x1
			}
		}
	END
}

# proxy FAMILY ADDRESS [BIND]: starts a proxy to the server at ADDRESS.
proxy()
{
	local to=$2 from=${3:-} only=

	# IPv6 only, because another listener has the port over IPv4.
	[ "$1" = 4 ] || to=[$to] from=${from:+[$from]} only=,ipv6only
	ip netns exec "$edge" socat "TCP$1-LISTEN:8080,fork,reuseaddr,ip-transparent$only" \
		"TCP$1:$to:443${from:+,bind=$from,ip-transparent}" > "$work/proxy$1" 2>&1 &
	wait_for "proxy" in_ns "$edge" grep -q ':1F90 .* 0A ' \
		"/proc/net/tcp$([ "$1" = 4 ] || echo 6)"
}

# intercepted SEEN-ARRAY [as-client]: connections of the client, whose address the cloud
# sees in SEEN-ARRAY.
intercepted()
{
	local -n seen_at=$1
	local family

	tproxy "iifname lan"
	for family in 4 6; do
		serve "cloud$family" "$cloud" tcp "${cloud_at[$family]}" 443
		proxy "$family" "${cloud_at[$family]}" ${2:+"${client_at[$family]}"}
		talk_open "c$family" "$client" tcp "${cloud_at[$family]}" 443
		talk "c$family" exchange 3
		talk_sees "c$family" "${seen_at[$family]}"
	done
}

# From an address of the host, which is that of the link.
own_address()
{
	# shellcheck disable=SC2034 # named in an argument
	local -A link_at=([4]=198.51.100.1 [6]=2001:db8:1::1)

	configure "$cloud" <<- END
		route add 198.51.100.0/30 via 203.0.113.1
		route add 2001:db8:1::/64 via 2001:db8:a::1
	END
	intercepted link_at
	requests_over eu
	each_exchange
	capture_end us eu
	assert_violations
	assert_eq "facts" "$(facts | sort -k 4)" "$(printf '%s\n' \
		"tcp 10.0.0.57 443 inside - -" "tcp fd00:10::57 443 inside - -" \
		"tcp 198.51.100.1 443 inside us -" "tcp 2001:db8:1::1 443 inside us -")"
	assert_eq "born" "$(born)" "us 0 2"
	assert_eq "packets over eu" "$(captured eu "$to_cloud or $from_cloud")" 0
}

each_exchange()
{
	talk c4 exchange 3
	talk c6 exchange 3
}

# With the client's own address, from a port that the proxy chooses.
address_of_the_client()
{
	intercepted us_pool as-client
	requests_over eu
	each_exchange
	capture_end us eu
	assert_violations
	assert_eq "facts" "$(facts)" "$(printf '%s\n' \
		"tcp 10.0.0.57 443 inside - -" "tcp 10.0.0.57 443 inside us -" \
		"tcp fd00:10::57 443 inside - -" "tcp fd00:10::57 443 inside us -")"
	assert_eq "born" "$(born)" "us 0 2"
	assert_eq "packets over eu" "$(captured eu "$to_cloud or $from_cloud")" 0
}

# Connections that come in on eu to an address that no host has; the route to the cloud
# is over us.
from_a_link()
{
	local -A published=([4]=20.2.2.70 [6]=2001:db8:20::70)
	local -A dmz_side=([4]=172.16.1.1 [6]=fd00:172::1)
	local family

	tproxy "iifname { us-pri, us-sec, eu-pri }"
	answers_over eu 20.2.2.70/32 2001:db8:20::70/128
	for family in 4 6; do
		serve "site$family" "$dmz" tcp "${server_at[$family]}" 443
		proxy "$family" "${server_at[$family]}"
		talk_open "c$family" "$cloud" tcp "${published[$family]}" 443 \
			"${cloud_at[$family]}"
		talk "c$family" exchange 3
		talk_sees "c$family" "${dmz_side[$family]}"
	done
	capture_end us eu
	assert_violations
	assert_eq "facts" "$(facts | sort -k 4)" "$(printf '%s\n' \
		"tcp 1.2.3.4 443 eu - -" "tcp 2620:1ec::4 443 eu - -" \
		"tcp 172.16.1.1 443 inside inside -" "tcp fd00:172::1 443 inside inside -")"
	assert_eq "born" "$(born)" "eu 2 0"
	assert_eq "answers over us" "$(captured us "$to_cloud")" 0
	assert_ge "answers over eu" "$(captured eu "$to_cloud")" 6
}

smoke "an address of its own"
test_case "a proxy with an address of its own" own_address
test_case "a proxy with the address of its client" address_of_the_client
test_case "a proxy for what comes in by a link" from_a_link
run_tests "$@"
