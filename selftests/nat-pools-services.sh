#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits
# Claim: every form of translation in the configuration file works: masquerade, several
#        pools of a circuit, services with ranges of ports, with another port inside,
#        without ports, and without "to"
# Catches: a map with the wrong key; a pool that is never used; unpublished ports that
#          reach a server

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines
with_offload

setup()
{
	two_circuits
}

# config SNAT < SERVICES: circuit us alone, with one link: a masqueraded connection
# ends when it changes its device.
config()
{
	{
		cat <<- END
			circuits:
			  us:
			    id: 1
			    kind: microsoft-peering
			    links: {us-pri: {gateway: [198.51.100.2, "2001:db8:1::2"]}}
			    snat: $1
			    inbound-snat: [10.200.1.0/24, "fd00:200:1::/64"]
		END
		cat
	} | ersym_apply
}

masquerade()
{
	# shellcheck disable=SC2034 # named in an argument
	local -A link_at=([4]=198.51.100.1 [6]=2001:db8:1::1)

	config masquerade < /dev/null
	configure "$cloud" <<- END
		route add 198.51.100.0/30 via 203.0.113.1
		route add 2001:db8:1::/64 via 2001:db8:a::1
	END
	serve_cloud
	capture us "$edge" us-pri out
	each_flow outbound c
	each_flow seen_from link_at c
	capture_end us
	all_flows_in us "$to_cloud and (src host 198.51.100.1 or src host 2001:db8:1::1)"
	assert_violations
}

several_pools()
{
	local i seen=

	config '[20.2.2.0/30, 20.2.2.64/30, 20.2.2.128/30, "2001:db8:20:1::/64", "2001:db8:20:4::/64"]' \
		< /dev/null
	answers_over us 2001:db8:20:4::/64
	serve_cloud
	for i in {100..115}; do
		printf 'addr add 10.0.0.%s/32 dev eth0\naddr add fd00:10::%s/128 dev eth0 nodad\n' \
			"$i" "$i"
	done | ip -n "$client" -batch -
	for i in {100..115}; do
		talk_open "c4-$i" "$client" udp 1.2.3.4 443 "10.0.0.$i"
		talk "c4-$i" exchange 1
		seen+=" $answer"
		talk_open "c6-$i" "$client" udp 2620:1ec::4 443 "fd00:10::$i"
		talk "c6-$i" exchange 1
		seen+=" $answer"
	done
	assert_match "first pool" "$seen" ' 20\.2\.2\.[0-3] '
	assert_match "second pool" "$seen" ' 20\.2\.2\.6[4-7] '
	assert_match "third pool" "$seen" ' 20\.2\.2\.1(28|29|30|31) '
	assert_match "first pool, IPv6" "$seen" ' 2001:db8:20:1:'
	assert_match "second pool, IPv6" "$seen" ' 2001:db8:20:4:'
	assert_violations
}

# reaches PROTO FAMILY PORT INSIDE-ADDRESS INSIDE-PORT [ADDRESS]: the published port
# leads to that server.
reaches()
{
	serve "s-$1-$4-$5" "$dmz" "$1" "$4" "$5"
	talk_open "c-$1-$2-$3" "$cloud" "$1" "${6:-${service_at[$2]}}" "$3" "${cloud_at[$2]}"
	talk "c-$1-$2-$3" exchange 2
	talk_sees "c-$1-$2-$3" "${us_inbound[$2]}"
	unserve "s-$1-$4-$5"
}

# does_not_reach PROTO FAMILY PORT
does_not_reach()
{
	talk_new "n-$1-$2-$3" "$cloud" "$1" "${service_at[$2]}" "$3" "${cloud_at[$2]}"
	talk_fails "n-$1-$2-$3" open 200
}

ports()
{
	local family port

	config '[20.2.2.0/29, "2001:db8:20:1::/64"]' <<- END
		services:
		  mail:
		    address: 20.2.2.59
		    to: 172.16.1.63
		    ports: [tcp/25, tcp/587-590, tcp/8443:443, udp/5000-5001, udp/53:5353]
		    via: [us]
		  mail6:
		    address: "2001:db8:20::59"
		    to: "fd00:172::63"
		    ports: [tcp/25, tcp/587-590, tcp/8443:443, udp/5000-5001, udp/53:5353]
		    via: [us]
	END
	capture dmz "$edge" dmz out
	for family in 4 6; do
		reaches tcp "$family" 25 "${server_at[$family]}" 25
		reaches tcp "$family" 587 "${server_at[$family]}" 587
		reaches tcp "$family" 589 "${server_at[$family]}" 589
		reaches tcp "$family" 590 "${server_at[$family]}" 590
		reaches tcp "$family" 8443 "${server_at[$family]}" 443
		reaches udp "$family" 5001 "${server_at[$family]}" 5001
		reaches udp "$family" 53 "${server_at[$family]}" 5353
	done
	capture_end dmz
	capture unpublished "$edge" dmz out
	for family in 4 6; do
		for port in 24 26 443 586 591 5000; do
			does_not_reach tcp "$family" "$port"
		done
	done
	capture_end unpublished
	assert_eq "packets that reach the dmz" "$(captured unpublished 'tcp[13] & 2 != 0 or (ip6[6] == 6 and ip6[53] & 2 != 0)')" 0
	assert_violations
}

without_ports()
{
	config '[20.2.2.0/29, "2001:db8:20:1::/64"]' <<- END
		services:
		  all:
		    address: 20.2.2.59
		    to: 172.16.1.63
		    via: [us]
		  all6:
		    address: "2001:db8:20::59"
		    to: "fd00:172::63"
		    via: [us]
	END
	serve_site
	capture dmz "$edge" dmz out
	each_flow inbound c
	each_flow seen_from us_inbound c
	capture_end dmz
	all_flows_in dmz "$from_us_inbound and $to_server"
	assert_violations
}

# The destination is not translated; the source is, to the inbound pool.
without_to()
{
	configure "$dmz" <<- END
		addr add 20.2.2.60/32 dev eth0
		addr add 2001:db8:20::60/128 dev eth0 nodad
	END
	configure "$edge" <<- END
		route add 20.2.2.60/32 via 172.16.1.63
		route add 2001:db8:20::60/128 via fd00:172::63
	END
	config '[20.2.2.0/29, "2001:db8:20:1::/64"]' <<- END
		services:
		  adfs:
		    address: 20.2.2.60
		    ports: [tcp/443, udp/4000-4001]
		    via: [us]
		  adfs6:
		    address: "2001:db8:20::60"
		    ports: [tcp/443, udp/4000-4001]
		    via: [us]
	END
	reaches tcp 4 443 20.2.2.60 443 20.2.2.60
	reaches tcp 6 443 2001:db8:20::60 443 2001:db8:20::60
	reaches udp 4 4001 20.2.2.60 4001 20.2.2.60
	reaches udp 6 4001 2001:db8:20::60 4001 2001:db8:20::60
	assert_violations
}

test_case "masquerade: the link's own address" masquerade
test_case "several pools in a circuit: all are used" several_pools
test_case "services with ports, ranges and other ports inside" ports
test_case "a service without ports: every port, and echo" without_ports
test_case "a service without \"to\": published as it is" without_to
run_tests "$@"
