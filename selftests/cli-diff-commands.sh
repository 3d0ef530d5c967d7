#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: a host with the links of several circuits, at whose other ends no host answers
# Claim: the script of diff --commands, run by sh with nft, ip and sysctl alone, leads to the
#        state that apply leads to, so that nothing but the module is left to do; from nothing,
#        and from each configuration to the next one and back
# Catches: a rule that nft makes another program of; an order in which a command refers to
#          what does not exist; a route that lacks its table, metric or a next hop

. "$(dirname "$0")/lib.sh"
need_tools sysctl sh
need_ersym
both_engines

links=(us-pri us-sec eu-pri vlan.100 vpn0 wan0 wan1 lan)

setup()
{
	setup_ns edge
	forwards "$edge"
	devices
}

devices()
{
	local link far=0

	for link in "${links[@]}"; do
		echo "link add name $link type veth peer name far$((far++))"
		echo "link set $link up"
		echo "link set far$((far - 1)) up"
	done | configure "$edge"
	configure "$edge" <<- END
		addr add 198.51.100.1/29 dev us-pri
		addr add 2001:db8:1::1/64 dev us-pri nodad
		addr add 198.51.100.17/29 dev us-sec
		addr add 2001:db8:2::1/64 dev us-sec nodad
		addr add 198.51.100.33/29 dev eu-pri
		addr add 2001:db8:3::1/64 dev eu-pri nodad
		addr add 172.31.0.1/24 dev vlan.100
		addr add 2001:db8:4::1/64 dev vlan.100 nodad
		addr add 203.0.113.2/29 dev wan0
		addr add 10.0.0.1/24 dev lan
	END
}

# Pools, services of each sort, connections from outside, violations that are dropped.
config_services()
{
	cat <<- END
		on-violation: {return-out: drop}
		circuits:
		  us:
		    id: 1
		    kind: microsoft-peering
		    links:
		      us-pri: {gateway: [198.51.100.2, "2001:db8:1::2"]}
		      us-sec: {gateway: [198.51.100.18, "2001:db8:2::2"]}
		    snat: [20.2.2.0/29, "2001:db8:20:1::/64"]
		    inbound-snat: [10.200.1.0/24, "fd00:200:1::/64"]
		    on-violation: drop
		  eu:
		    id: 2
		    kind: microsoft-peering
		    links: {eu-pri: {gateway: [198.51.100.34, "2001:db8:3::2"]}}
		    snat: [20.2.2.8/29]
		    inbound-snat: [10.200.2.0/24]
		  hk: {id: 3, remote: true, snat: 20.2.2.16/29}
		  vpn: {id: 4, kind: vpn, links: {vpn0: {}}, accept: [10.12.0.0/16, 10.14.0.1]}
		transit: [{from: vpn, to: us, snat: true}]
		services:
		  exchange:
		    address: 20.2.2.59
		    to: 172.16.1.63
		    ports: [tcp/25, tcp/587-588, tcp/8443:443, udp/500, icmp]
		    via: [us, eu]
		  adfs: {address: 20.2.3.10, ports: tcp/443, via: us}
		  all: {address: 20.2.2.60, to: 172.16.1.64, via: us, outbound: true}
		  six: {address: "2001:db8:20::59", to: "fd00:172::63", ports: [tcp/443, tcp/1000-1009],
		    via: [us, eu]}
		  branch: {address: 20.2.3.11, to: 10.12.0.5, ports: tcp/22, via: us, behind: vpn}
	END
}

# Addresses of ours on a wire, which this host answers for, and a link with a dot.
config_wire()
{
	cat <<- END
		circuits:
		  azure:
		    id: 4
		    kind: private-peering
		    links: {vlan.100: {gateway: [172.31.0.2, "2001:db8:4::2"]}}
		    snat: [172.31.0.64/28, "2001:db8:4::100/124"]
		    accept: [10.11.0.0/16]
		  us:
		    id: 1
		    links: {us-pri: {gateway: 198.51.100.2}}
		    snat: [198.51.100.4/30]
		    inbound-snat: [10.0.0.128/30]
		services:
		  web: {address: 172.31.0.80, to: 10.0.0.9, ports: tcp/443, via: azure}
	END
}

# Translation one to one, several pools, the address of the link, devices by their names,
# default routes.
config_lines()
{
	cat <<- END
		mark-mask: 0x00ffffff
		inside-devices: [lan, "br-*", "far*"]
		circuits:
		  map:
		    id: 1
		    kind: internet
		    default-route: 100
		    links: {us-pri: {gateway: [198.51.100.2, "2001:db8:1::2"]}}
		    inbound-snat: [10.201.0.0/31, 10.202.0.0, "fd00:201::/64"]
		    netmap:
		      - {inside: 10.1.0.0/24, outside: 20.2.3.0/24, inbound: true}
		      - {inside: 10.1.1.7, outside: 20.9.9.9}
		      - {inside: "fd00:1::/48", outside: "2001:db8:20::/48", inbound: true}
		  pools:
		    id: 7
		    kind: internet
		    default-route: 100
		    links: {eu-pri: {gateway: [198.51.100.34, "2001:db8:3::2"]}}
		    snat: [20.3.0.7/32, 20.3.1.0/28, "2001:db8:31::/64", "2001:db8:33::/64"]
		  line:
		    id: 3
		    kind: internet
		    default-route: 200
		    links: {wan0: {gateway: 203.0.113.1}}
		    snat: masquerade
		  bundle: {id: 4, default-route: 300, links: {vpn0: {}, wan1: {}}, snat: 20.4.0.1}
		services:
		  web: {address: link, to: 10.0.0.9, ports: [tcp/80, tcp/8000-8009], via: line}
	END
}

config_offload()
{
	echo "offload: true"
	config_services
}

# config NAME: writes it as $work/NAME.yaml.
config()
{
	"config_$1" | for_engine > "$work/$1.yaml"
}

# diff_commands NAME: writes the script to NAME.sh.
diff_commands()
{
	ersym -c "$work/$1.yaml" diff --commands > "$work/$1.sh" 2> "$work/$1.warnings" ||
		[ "${2:-}" = changed ] || fail "$(< "$work/$1.warnings")"
}

# by_hand NAME: runs the script to NAME as a person would who has no ersym.
by_hand()
{
	config "$1"
	diff_commands "$1" "${2:-}"
	in_ns "$edge" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin sh "$work/$1.sh" \
		> "$work/$1.out" 2>&1 || fail "the script to $1: $(< "$work/$1.out")"
	assert_eq "what the script to $1 printed" "$(< "$work/$1.out")" ""
	nothing_left "$1"
}

# nothing_left NAME: apply has nothing to do; with the module, nothing but that, and to make
# the flowtable anew, whose connections bypass the module.
nothing_left()
{
	ersym -j -c "$work/$1.yaml" diff > "$work/left" 2> /dev/null || :
	assert_eq "what is left to do for $1" "$(jq -c '.operations[] |
		select(.object != "module" and .object != "circuit" and
			.object != "flowtable" and .name != "fastpath-take")' "$work/left")" ""
	[ "$ENGINE" = module ] || assert_eq "all that is left" \
		"$(jq -c .operations "$work/left")" "[]"
}

# What ip and nft say of it, in an order of its own.
snapshot()
{
	ip -n "$edge" rule
	ip -n "$edge" -6 rule
	ip -n "$edge" route show table all proto 117
	ip -n "$edge" -6 route show table all proto 117
	ip -n "$edge" -6 neigh show proxy
	in_ns "$edge" sh -c 'grep . /proc/sys/net/ipv6/conf/*/proxy_ndp'
	in_ns "$edge" nft -s list table inet ersym | tr -s ' \t\n,' '\n' | sort
}

# The same state as apply makes, in the words of others.
like_apply()
{
	by_hand "$1"
	snapshot > "$work/by-hand"
	remove_ns "$edge"
	setup
	config "$1"
	ersym -c "$work/$1.yaml" apply > "$work/apply.out" 2>&1 || fail "$(< "$work/apply.out")"
	snapshot > "$work/applied"
	# nft writes these in each set that it declares.
	diff -u "$work/applied" "$work/by-hand" || fail "the script does not do what apply does"
}

there_and_back()
{
	local name

	for name in services wire lines services lines wire services; do
		by_hand "$name"
	done
}

# What apply has put in force is changed by hand.
after_apply()
{
	config services
	ersym -c "$work/services.yaml" apply > "$work/apply.out" 2>&1 || fail "$(< "$work/apply.out")"
	by_hand lines changed
	grep -q 'flush chain' "$work/lines.sh" || fail "the table is not changed in steps"
	by_hand services changed
}

# Only what differs: a service gets another server.
one_element()
{
	config services
	by_hand services
	config_services() { cat "$work/other"; }
	sed 's/172\.16\.1\.64/172.16.1.65/; /^engine:/d' "$work/services.yaml" > "$work/other"
	by_hand services changed
	assert_eq "commands of nft" "$(grep -cE '^(add|delete|flush|table) ' "$work/services.sh")" \
		"$(grep -cE '^(add|delete) element ' "$work/services.sh")"
	grep -q '^	.*172.16.1.65' "$work/services.sh" || fail "no new server"
}

# The target of a goto is all that differs between two rules, which ip cannot add beside each
# other.
rules()
{
	for rule_ids in "1 2 3 4 5 6 7" "1 2 3 5 6 7" "1 2" "3 5 6 7 8 9" "1 2 3 4 5 6 7"; do
		by_hand rules
	done
}

config_rules()
{
	local id n=0

	echo "circuits:"
	for id in $rule_ids; do
		echo "  c$id: {id: $id, links: {${links[n]}: {}}}"
		n=$((n + 1))
	done
}

# The same lines for programs; nothing to do is a script without commands.
as_json()
{
	config services
	diff_commands services
	ersym -j -c "$work/services.yaml" diff --commands 2> /dev/null |
		jq -r '.commands[]' > "$work/lines"
	diff -u "$work/lines" <(sed '1,/^set -e$/d' "$work/services.sh") ||
		fail "JSON and text differ"
	if [ "$ENGINE" = module ]; then
		grep -q '^# ynl .*config-set' "$work/services.sh" ||
			fail "the module's configuration is missing"
		return
	fi
	by_hand services
	diff_commands services
	assert_eq "commands when nothing is to do" "$(grep -cv '^#' "$work/services.sh")" 1
	assert_fails ersym -c "$work/services.yaml" diff --command
	assert_match "usage" "$output" "diff takes --commands alone: --command"
}

smoke "pools and services"
test_case "pools and services: as apply does it" like_apply services
test_case "on a wire, with neighbours: as apply does it" like_apply wire
test_case "netmap, default routes, inside devices: as apply does it" like_apply lines
test_case "from each to the next, and back" there_and_back
test_case "what apply made is changed by hand" after_apply
test_case "an element is all that differs" one_element
test_case "rules that lead elsewhere" rules
module_case "offload: as apply does it" like_apply offload
test_case "as JSON, nothing to do, usage" as_json
run_tests "$@"
