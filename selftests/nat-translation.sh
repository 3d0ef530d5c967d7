#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits
# Claim: a client has one address of a pool for all destinations, and keeps it when the
#        configuration changes; ports, protocols, servers behind another circuit, transit
#        with a pool and connections of servers are translated as the file says
# Catches: an address that depends on the destination, or on a seed that each change
#          draws anew; a port that a service does not publish; a connection between
#          circuits that the filter refuses, or that keeps its source

# shellcheck disable=SC2154 # setup_ns sets the namespaces
. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_tools conntrack
need_ersym
both_engines

setup()
{
	two_circuits
}

# us_alone [KEY...]: circuit us, without pools; each KEY is a line of it.
us_alone()
{
	cat <<- END
		circuits:
		  us:
		    id: 1
		    kind: internet
		    links: {us-pri: {gateway: [198.51.100.2, "2001:db8:1::2"]}}
	END
	[ $# -eq 0 ] || printf '    %s\n' "$@"
}

# source_towards NAME FAMILY ADDRESS: prints the source that this server sees.
source_towards()
{
	talk_open "$1" "$client" tcp "$3" "44$2"
	talk "$1" exchange 1
	[[ $answer =~ ^ok\ 1\ ([0-9a-f.:]+)\ [0-9]+$ ]]
	seen=${BASH_REMATCH[1]}
	talk "$1" close
}

# sources NAME FAMILY PREFIX: adds the sources that six servers see to "sources".
sources()
{
	local i

	for i in 4 5 6 7 8 9; do
		source_towards "$1-$2-$i" "$2" "$3$i"
		sources+=" $seen"
	done
}

# distinct "WORD...": prints how many different words there are.
distinct()
{
	tr ' ' '\n' <<< "${1# }" | sort -u | wc -l
}

one_address()
{
	local sources pools='20.2.2.0/30, 20.2.2.16/30, 20.2.2.32/30, 20.2.2.48/30'
	local pools6='"2001:db8:20:1::/64", "2001:db8:20:4::/64", "2001:db8:20:6::/64"'
	local four six i

	us_alone "snat: [$pools, $pools6]" | ersym_apply
	for i in 5 6 7 8 9; do
		printf 'addr add 1.2.3.%s/32 dev lo\naddr add 2620:1ec::%s/128 dev lo nodad\n' "$i" "$i"
	done | ip -n "$cloud" -batch -
	serve all4 "$cloud" tcp 0.0.0.0 444
	serve all6 "$cloud" tcp :: 446
	sources=
	sources a 4 1.2.3.
	four=$sources
	sources=
	sources a 6 2620:1ec::
	six=$sources
	# All rules are new.
	ersym clear > "$work/clear.out"
	us_alone "snat: [$pools, $pools6]" "inbound-snat: 10.200.1.0/24" | ersym_apply
	sources=
	sources b 4 1.2.3.
	assert_eq "IPv4 sources after a change" "$sources" "$four"
	sources=
	sources b 6 2620:1ec::
	assert_eq "IPv6 sources after a change" "$sources" "$six"
	assert_eq "IPv4 sources" "$(distinct "$four")" 1
	assert_eq "IPv6 sources" "$(distinct "$six")" 1
}

# meets NAME ADDRESS PORT SERVER SERVER-PORT: the published port leads there.
meets()
{
	serve "s-$1" "$dmz" udp "$4" "$5"
	talk_open "c-$1" "$cloud" udp "$2" "$3"
	talk "c-$1" exchange 2
	unserve "s-$1"
}

# Another server on the same host distinguishes the two services.
published_ports()
{
	configure "$dmz" <<- END
		addr add 172.16.1.64/24 dev eth0
		addr add fd00:172::64/64 dev eth0 nodad
	END
	{
		us_alone
		cat <<- END
			services:
			  all: {address: 20.2.2.59, to: 172.16.1.63, via: us}
			  dns: {address: 20.2.2.59, to: 172.16.1.64, ports: [udp/53], via: us}
			  voice:
			    address: 20.2.2.60
			    to: 172.16.1.63
			    ports: [udp/10000-10003:20000-20003, icmp]
			    via: us
			  voice6:
			    address: "2001:db8:20::60"
			    to: "fd00:172::63"
			    ports: [udp/10000-10003:20000-20003, icmp]
			    via: us
		END
	} | ersym_apply
	meets rest 20.2.2.59 54 172.16.1.63 54
	meets exception 20.2.2.59 53 172.16.1.64 53
	meets first 20.2.2.60 10000 172.16.1.63 20000
	meets last 20.2.2.60 10003 172.16.1.63 20003
	meets first6 2001:db8:20::60 10000 fd00:172::63 20000
	meets last6 2001:db8:20::60 10003 fd00:172::63 20003
	ping_from "$cloud" 20.2.2.60
	ping_from "$cloud" 2001:db8:20::60
	ping_from "$cloud" 20.2.2.59
	serve beyond "$dmz" udp 172.16.1.63 10004
	talk_new n "$cloud" udp 20.2.2.60 10004
	talk n open
	talk_fails n exchange 1 300
	ersym -c "$work/ersym.yaml" diff > "$work/diff.out"
	assert_eq "diff" "$(< "$work/diff.out")" "$(ersym -c "$work/ersym.yaml" diff)"
}

# branch: a host behind eu-pri, which is the link of circuit vpn.
branch()
{
	setup_ns branch
	cables "$branch eth0 $eu_pe branch"
	configure "$branch" <<- END
		link set eth0 up
		addr add 10.12.0.5/24 dev eth0
		addr add fd00:12::5/64 dev eth0 nodad
		route add default via 10.12.0.1
		route add default via fd00:12::1
	END
	configure "$eu_pe" <<- END
		link set branch up
		addr add 10.12.0.1/24 dev branch
		addr add fd00:12::1/64 dev branch nodad
		route add default via 198.51.100.9
		route add default via 2001:db8:3::1
		route del 1.2.3.0/24
		route del 2620:1ec::/48
	END
	configure "$edge" <<- END
		route add 10.12.0.0/16 via 198.51.100.10
		route add fd00:12::/64 via 2001:db8:3::2
	END
}

# us_and_vpn [KEY...]: circuit us with inbound pools and keys, and circuit vpn.
us_and_vpn()
{
	us_alone 'inbound-snat: [10.200.1.0/24, "fd00:200:1::/64"]' "$@"
	cat <<- END
		  vpn:
		    id: 2
		    kind: vpn
		    links: {eu-pri: {gateway: [198.51.100.10, "2001:db8:3::2"]}}
	END
}

behind_vpn()
{
	branch
	{
		us_and_vpn
		cat <<- END
			services:
			  branch: {address: 20.2.2.59, to: 10.12.0.5, ports: [tcp/443], via: us, behind: vpn}
			  branch6: {address: "2001:db8:20::59", to: "fd00:12::5", ports: [tcp/443], via: us, behind: vpn}
		END
	} | ersym_apply
	serve far4 "$branch" tcp 10.12.0.5 443
	serve far6 "$branch" tcp fd00:12::5 443
	inbound c tcp 4
	talk c-tcp4 exchange 2
	talk_sees c-tcp4 "${us_inbound[4]}"
	inbound c tcp 6
	talk c-tcp6 exchange 2
	talk_sees c-tcp6 "${us_inbound[6]}"
	assert_eq "connections" "$(facts | cut -d ' ' -f 1,3-)" "tcp 443 us vpn -"$'\n'"tcp 443 us vpn -"
	serve other "$branch" tcp 10.12.0.5 80
	talk_new n "$cloud" tcp 20.2.2.59 80 1.2.3.4
	talk_fails n open 300
	assert_violations
}

transit_with_pool()
{
	branch
	{
		us_and_vpn 'snat: [20.2.2.0/29, "2001:db8:20:1::/64"]'
		echo "transit: [{from: vpn, to: us, snat: true}]"
	} | ersym_apply
	serve_cloud
	talk_open b4 "$branch" tcp 1.2.3.4 443
	talk b4 exchange 2
	talk_sees b4 "${us_pool[4]}"
	talk_open b6 "$branch" udp 2620:1ec::4 443
	talk b6 exchange 2
	talk_sees b6 "${us_pool[6]}"
	assert_violations
}

# The server's connections have the published address; those of others the pool's.
server_goes_out()
{
	{
		us_alone 'snat: [20.2.2.0/29, "2001:db8:20:1::/64"]'
		cat <<- END
			services:
			  mail: {address: 20.2.2.59, to: 172.16.1.63, ports: [tcp/25], via: us, outbound: true}
			  mail6: {address: "2001:db8:20::59", to: "fd00:172::63", ports: [tcp/25], via: us, outbound: true}
		END
	} | ersym_apply
	serve_cloud
	talk_open m4 "$dmz" tcp 1.2.3.4 443
	talk m4 exchange 2
	talk_sees m4 20.2.2.59
	talk_open m6 "$dmz" udp 2620:1ec::4 443
	talk m6 exchange 2
	talk_sees m6 2001:db8:20::59
	outbound c tcp 4
	talk c-tcp4 exchange 2
	talk_sees c-tcp4 "${us_pool[4]}"
	assert_violations
}

# The link gets another address, and nothing is applied. A packet to the server itself
# has the published port, but was not translated.
links_own_address()
{
	{
		us_alone 'inbound-snat: [10.200.1.0/24, "fd00:200:1::/64"]'
		cat <<- END
			services:
			  web: {address: link, to: 172.16.1.63, ports: [tcp/443, tcp/8443:443, tcp/100-101:443-444], via: us}
			  web6: {address: link, to: "fd00:172::63", ports: [tcp/440-450], via: us}
		END
	} | ersym_apply
	serve_site
	serve host "$edge" tcp 0.0.0.0 80
	configure "$edge" <<- END
		addr add 203.0.113.77/32 dev us-pri
		addr add 2001:db8:77::77/128 dev us-pri nodad
	END
	routes "$us_pe" 198.51.100.1 2001:db8:1::1 <<- END
		203.0.113.77
		2001:db8:77::77
		172.16.1.63
	END
	routes "$cloud" 203.0.113.1 2001:db8:a::1 <<- END
		203.0.113.77
		2001:db8:77::77
		172.16.1.63
		198.51.100.0/30
	END
	routes "$edge" 198.51.100.2 2001:db8:1::2 <<- END
		203.0.113.0/30
		2001:db8:a::/64
	END
	talk_open old "$cloud" tcp 198.51.100.1 443
	talk old exchange 1
	talk_sees old "${us_inbound[4]}"
	talk_open new "$cloud" tcp 203.0.113.77 8443
	talk new exchange 1
	talk_open shifted "$cloud" tcp 203.0.113.77 100
	talk shifted exchange 1
	talk_open new6 "$cloud" tcp 2001:db8:77::77 443
	talk new6 exchange 1
	talk_sees new6 "${us_inbound[6]}"
	talk_open host "$cloud" tcp 203.0.113.77 80
	talk host exchange 1
	talk_new n "$cloud" tcp 172.16.1.63 443
	talk_fails n open 300
}

test_case "a client has one address for all destinations" one_address
test_case "ports: shifted, protocols, and taken from a service with all" published_ports
test_case "a service whose server is behind another circuit" behind_vpn
test_case "transit gets an address of the pool" transit_with_pool
test_case "a server's own connections have the published address" server_goes_out
test_case "a service on the link's own address, which changes" links_own_address
run_tests "$@"
