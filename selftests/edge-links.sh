#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; a link's device has another name, or is a port of a bridge
# Claim: apply refuses a link by which no packet is matched, with the name to write, and
#        changes nothing; it warns of a device that resolves neighbours without a gateway;
#        an automatic gateway is what other programs have set at the time of apply
# Catches: a circuit without NAT and filter, because its link never matches; a stranger who
#          reaches the inside through it

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines

setup()
{
	two_circuits
}

# refused REGEX: apply does so, and nothing has changed.
refused()
{
	assert_fails ersym -c "$work/ersym.yaml" apply
	assert_match "refusal" "$output" "ersym.yaml:[0-9]+:[0-9]+: $1"
	assert_eq "ruleset" "$(in_ns "$edge" nft list ruleset)" ""
	assert_eq "routes" "$(ip -n "$edge" route show table all proto 117)" ""
}

other_name()
{
	ip -n "$edge" link property add dev us-pri altname wan-us
	us_links='wan-us: {gateway: 198.51.100.2}' site_config |
		for_engine > "$work/ersym.yaml"
	refused 'wan-us is an alternative name of us-pri, .*; write us-pri'
}

# port MASTER KIND: us-pri as a port of it.
port()
{
	local master=$1

	ip -n "$edge" link add "$master" type "$2" 2> "$work/err" ||
		skip "needs a kernel with $2: $(< "$work/err")"
	configure "$edge" <<- END
		link set us-pri down
		link set us-pri master $master
		link set us-pri up
		link set $master up
	END
	site_config | for_engine > "$work/ersym.yaml"
	refused "link us-pri is a port of $master, .*; write $master"
}

no_gateway()
{
	local warning='link eu-pri resolves neighbours and has no gateway'

	configure "$edge" <<- END
		link add tun9 type veth peer name tun8
		link set tun9 arp off up
		link set tun8 up
	END
	eu_links='eu-pri: {}' site_config | for_engine > "$work/ersym.yaml"
	warns "ersym.yaml:[0-9]+:[0-9]+: warning: $warning"
	eu_links='tun9: {}' site_config | for_engine > "$work/ersym.yaml"
	assert_eq "warnings" "$(ersym -c "$work/ersym.yaml" diff 2>&1 > /dev/null)" ""
}

# circuit_gateway: prints "FAMILY GATEWAY" of the default routes in the table of us.
circuit_gateway()
{
	local family

	for family in 4 6; do
		ip -n "$edge" "-$family" -j route show table 7001 default proto 117 |
			jq -r ".[] | \"$family \\(.gateway)\""
	done
}

# What DHCP sets may be in a table of its own, and what is advertised in the main table.
gateway_auto()
{
	ip -n "$edge" route add default via 198.51.100.2 dev us-pri table 100 metric 100
	ip -n "$edge" -6 route add default via 2001:db8:1::2 dev us-pri proto ra
	us_links='us-pri: {gateway: auto}' site_config | ersym_apply
	assert_eq "gateways" "$(circuit_gateway)" $'4 198.51.100.2\n6 2001:db8:1::2'
	assert_eq "gateway in force" "$(ersym -j show config | jq -r '.circuits.us.links')" \
		$'{\n  "us-pri": {\n    "gateway": "auto"\n  }\n}'
	assert_eq "what is to do" "$(ersym -j -c "$work/ersym.yaml" diff | jq -c .operations)" "[]"
	# Another lease.
	configure "$edge" <<- END
		addr add 198.51.100.65/30 dev us-pri
		route replace default via 198.51.100.66 dev us-pri table 100 metric 100
	END
	ersym_reapply
	assert_eq "gateways" "$(circuit_gateway)" $'4 198.51.100.66\n6 2001:db8:1::2'
	# The main table is preferred.
	ip -n "$edge" route add default via 198.51.100.2 dev us-pri metric 200
	ersym_reapply
	assert_eq "gateways" "$(circuit_gateway)" $'4 198.51.100.2\n6 2001:db8:1::2'
	# A pool over it.
	us_links='us-pri: {gateway: auto}' us_snat='198.51.100.2/31' site_config |
		for_engine > "$work/ersym.yaml"
	warns 'the pool 198.51.100.2/31 covers 198.51.100.2, which a neighbour on us-pri has'
}

gateway_missing()
{
	us_links='us-pri: {gateway: auto}' site_config | for_engine > "$work/ersym.yaml"
	warns 'warning: no default route leads over link us-pri'
	# One of another device.
	ip -n "$edge" route add default via 198.51.100.10 dev eu-pri
	warns 'warning: no default route leads over link us-pri'
	# A device without neighbours needs none.
	configure "$edge" <<- END
		link add tun9 type veth peer name tun8
		link set tun9 arp off up
		link set tun8 up
	END
	us_links='tun9: {gateway: auto}' site_config | ersym_apply
	assert_eq "way out" "$(ip -n "$edge" route show table 7001 default)" \
		"default dev tun9 proto 117 scope link "
}

# defaults: prints "DEVICE" or "DEVICE GATEWAY" of each next hop of the IPv6 default route
# of us, sorted.
defaults()
{
	ip -n "$edge" -6 -j route show table 7001 default proto 117 |
		jq -r '.[] | (.nexthops // [.])[] | [.dev, .gateway // empty] | join(" ")' | sort
}

# applied DEFAULTS: apply leaves these, and then nothing to do.
applied()
{
	for_engine > "$work/ersym.yaml"
	ersym_reapply
	assert_eq "IPv6 next hops" "$(defaults)" "$1"
	assert_eq "what is to do" "$(ersym -j -c "$work/ersym.yaml" diff | jq -c .operations)" "[]"
}

# Each without an address of its own: the site has IPv6.
two_tunnels()
{
	configure "$edge" <<- END
		link add tun0 type veth peer name end0
		link add tun1 type veth peer name end1
		link set tun0 arp off up
		link set tun1 arp off up
		link set end0 up
		link set end1 up
	END
	us_links='tun0: {}, tun1: {}' site_config | applied $'tun0\ntun1'
	us_links='us-pri: {gateway: "2001:db8:1::2"}' site_config |
		applied 'us-pri 2001:db8:1::2'
	us_links='tun0: {}, us-pri: {gateway: "2001:db8:1::2"},
		us-sec: {gateway: "2001:db8:2::2"}' site_config |
		applied $'tun0\nus-pri 2001:db8:1::2\nus-sec 2001:db8:2::2'
	us_links='tun0: {}, tun1: {}, us-pri: {gateway: "2001:db8:1::2"}' site_config |
		applied $'tun0\ntun1\nus-pri 2001:db8:1::2'
	ip -n "$edge" link set tun1 down
	us_links='tun0: {}, tun1: {}, us-pri: {gateway: "2001:db8:1::2"}' site_config |
		applied $'tun0\nus-pri 2001:db8:1::2'
	us_links='tun0: {}' site_config | applied tun0
	ersym clear > /dev/null
	assert_eq "IPv6 next hops" "$(defaults)" ""
}

# keepalived's way: a macvlan on the link has the virtual address and MAC, by which packets
# come in; answers leave by the link.
virtual_mac()
{
	local mac=02:00:5e:00:01:33 warning='vrrp.51 is a macvlan on link eu-pri and no link itself'

	ip -n "$edge" link add vrrp.51 link eu-pri address "$mac" type macvlan mode private 2> \
		"$work/err" || skip "needs a kernel with macvlan: $(< "$work/err")"
	ip -n "$edge" link set vrrp.51 up
	in_ns "$edge" sysctl -qw net.ipv4.conf.vrrp/51.rp_filter=0
	serve web "$dmz" tcp 172.16.1.63 443
	answers_over eu 20.2.2.59
	ip -n "$eu_pe" neigh replace 198.51.100.9 lladdr "$mac" dev pri nud permanent
	site_config | for_engine > "$work/ersym.yaml"
	ersym -c "$work/ersym.yaml" apply > "$work/apply.out" 2> "$work/warnings"
	assert_match "warnings" "$(< "$work/warnings")" "$warning"
	sed -i 's/\(links: {eu-pri: .*}\)}/\1, vrrp.51: {receive: true}}/' "$work/ersym.yaml"
	ersym -c "$work/ersym.yaml" apply > "$work/apply.out" 2> "$work/warnings"
	assert_eq "warnings" "$(< "$work/warnings")" ""
	talk_open web "$cloud" tcp 20.2.2.59 443 1.2.3.4
	talk web exchange 3
	assert_violations
	assert_eq "links" "$(links | grep vrrp)" "eu vrrp.51 running"
	# A stranger does not reach the inside.
	ip -n "$eu_pe" route replace 10.0.0.0/24 via 198.51.100.9
	ip -n "$cloud" route replace 10.0.0.0/24 via 203.0.113.5
	serve ssh "$client" tcp 10.0.0.57 22
	talk_new stranger "$cloud" tcp 10.0.0.57 22
	talk_fails stranger open
}

test_case "an alternative name is refused" other_name
test_case "a port of a bridge is refused" port br0 bridge
test_case "Ethernet without a gateway is warned of" no_gateway
test_case "the gateway that other programs have set is taken" gateway_auto
test_case "a gateway that nobody has set yet is warned of" gateway_missing
test_case "a device that only receives is part of the circuit" virtual_mac
test_case "IPv6 over two links without a gateway" two_tunnels
run_tests "$@"
