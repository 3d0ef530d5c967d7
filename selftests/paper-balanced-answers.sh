#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; the far side has both as equal routes to a pool that is
#           announced on both, and chooses by hash of the connection: figure 16 of
#           "Implementing the Microsoft Peering for ExpressRoute access to Office365 and
#           CRM Online", section 7.2, as equal cost makes it; then figure 17, a pool for
#           each circuit
# Claim: of 200 outbound connections about half are answered over the other circuit, and
#        exactly those have strayed, each counted packet by packet; with separate pools
#        none has
# Catches: connections that are taken for strayed because others of their pool are, or
#          that are missed among them

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines

setup()
{
	two_circuits
	wait_for "carriers" all_carriers
	serve cloud-tcp4 "$cloud" tcp 1.2.3.4 443
	serve cloud-udp6 "$cloud" udp 2620:1ec::4 443
	capture eu "$edge" eu-pri in
	capture us "$us_pe" core in
}

# one_pool: a rule of the site's own translates to one pool on both circuits, which the
# cloud has two equal routes to.
one_pool()
{
	in_ns "$edge" nft -f - <<- END
		table inet site {
			chain postrouting {
				type nat hook postrouting priority srcnat
				oifname != { us-pri, us-sec, eu-pri } accept
				ip saddr 10.0.0.0/8 snat ip to 20.2.2.0/29
				ip6 saddr fd00::/8 snat ip6 to 2001:db8:20:1::/64
			}
		}
	END
	in_ns "$cloud" sh -ec 'cd /proc/sys/net
		echo 1 > ipv4/fib_multipath_hash_policy
		echo 1 > ipv6/fib_multipath_hash_policy'
	ip -n "$cloud" -batch - <<- END
		route replace 20.2.2.0/29 nexthop via 203.0.113.1 nexthop via 203.0.113.5
		route replace 2001:db8:20:1::/64 nexthop via 2001:db8:a::1 nexthop via 2001:db8:b::1
	END
}

# connections PROTO ADDRESS HOW: a hundred from the client, one after the other, because a
# listener of TCP has 64 peers. The shell opens them, so that no program has to start;
# each has its answer, which "read HOW" reads, when the next begins. Those of UDP stay
# open: the kernel draws their ports, and may draw one of a closed socket again.
connections()
{
	# shellcheck disable=SC2016 # for the other shell
	in_ns "$client" timeout "$((WAIT_SECONDS * 5))" bash -ec '
		for ((i = 0; i < 100; i++)); do
			exec {fd}<> "/dev/$1/$2/443"
			echo "message $i" >&"$fd"
			read $3 line <&"$fd"
			[ "$1" = udp ] || exec {fd}>&-
		done' connections "$@"
}

two_hundred()
{
	# However slow the test is, its connections are listed in the end.
	in_ns "$edge" sh -c \
		'echo 600 > /proc/sys/net/netfilter/nf_conntrack_tcp_timeout_time_wait'
	connections tcp 1.2.3.4 -r
	# The shell reads a byte at a time, and loses the rest of a datagram.
	connections udp 2620:1ec::4 -rN1
	wait_until_eq "connections that are not closed" "" \
		in_ns "$client" ss -Htn state connected exclude time-wait
	capture_end eu us
}

# peers CAPTURE FILTER: the sources that the answers there are to, each once: what a
# connection is to the far side.
peers()
{
	tcpdump -n -r "${capture_file[$1]}" "${capture_way[$1]} and ($2)" 2> /dev/null |
		awk '{ print $2, $5 }' | sort -u
}

# strayed_by PROTO: how many connections of it strayed to eu.
strayed_by()
{
	ersym -j flows --strayed | "$lib_dir/helpers/rows" proto in out stray |
		grep -cx "$1 inside us eu" || :
}

one_pool_on_both()
{
	local tcp udp

	one_pool
	us_snat='' eu_snat='' site_config | ersym_apply
	two_hundred
	tcp=$(peers eu "$to_us and tcp" | wc -l)
	udp=$(peers eu "$to_us and udp" | wc -l)
	# Seven standard deviations of 200 tosses of a coin.
	assert_ge "connections that are answered over eu" "$((tcp + udp))" 51
	assert_ge "connections that are answered over us" "$((200 - tcp - udp))" 51
	assert_eq "connections that are answered" \
		"$(peers us "$to_us and $from_cloud" | wc -l) and $((tcp + udp))" \
		"$((200 - tcp - udp)) and $((tcp + udp))"
	counted return-in us eu eu "$to_us" "tcp4 udp6" "$((tcp + udp))"
	assert_eq "connections that strayed" "$(strayed_by tcp) $(strayed_by udp)" "$tcp $udp"
}

a_pool_for_each()
{
	site_config | ersym_apply
	two_hundred
	assert_eq "connections over us" "$(peers us "$to_us and $from_cloud" | wc -l)" 200
	assert_eq "answers over eu" "$(captured eu "$from_cloud")" 0
	assert_violations
	assert_eq "connections that strayed" "$(facts --strayed)" ""
}

test_case "one pool on both circuits: those whose hash chooses the other have strayed" \
	one_pool_on_both
test_case "a pool for each circuit: none of 200 connections has strayed" a_pool_for_each
run_tests "$@"
