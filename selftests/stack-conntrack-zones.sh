#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; conntrack zones of the operator
# Claim: facts are those of the connection in the packet's zone: one zone for all; a
#        zone by the packet's mark; a zone in one direction only; two tenants with the
#        same address. With a zone for each circuit an answer on the wrong circuit
#        belongs to no connection in its zone: it is foreign, and counted and dropped as
#        such
# Catches: a look-up before conntrack that knows only the default zone; facts of another
#          connection with the same addresses and ports

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/kinds.sh"
with_offload
need_tools ip jq nft tcpdump conntrack
need_ersym
both_engines

# zones RULE...: rules of the edge host before conntrack.
zones()
{
	in_ns "$edge" nft -f - <<- END
		table inet zones {
			chain prerouting {
				type filter hook prerouting priority raw
				$(printf '%s\n' "$@")
			}
		}
	END
}

# in_zone N: the number of connections in it.
in_zone()
{
	in_ns "$edge" conntrack -L 2> /dev/null |
		grep -E ' mark=[1-9]' | grep -c -E " zone(-orig)?=$1( |\$)" || :
}

# answers_dropped KIND ZONE COMMAND...: connections over us, in zones that COMMAND
# sets, whose answers then come in on eu: each is a violation of KIND.
answers_dropped()
{
	local policy=drop

	# Before conntrack engine nftables drops as foreign what may be return-in.
	[ "$ENGINE" = module ] || policy="{$1: drop}"
	two_circuits
	"${@:3}"
	eu_policy=$policy site_config | ersym_apply
	each_c serve_c
	each_c outbound c
	each_c seen_from us_pool c
	assert_violations
	assert_eq "connections in zone $2" "$(in_zone "$2")" 2
	capture eu "$edge" eu-pri in
	capture lan "$edge" lan out
	answers_over eu "${us_pools[@]}"
	each_c talk_each c send 2
	if [ "$1" = return-in ]; then
		wait_strayed inside us eu "$c_flows"
	else
		arrive eu "$to_us" "$c_flows"
	fi
	unplug "$client" eth0
	unplug "$eu_pe" core
	capture_end eu lan
	assert_eq "answers that reach the client" "$(captured lan "$from_cloud")" 0
	if [ "$1" = return-in ]; then
		counted return-in us eu eu "$to_us" "$c_flows"
	else
		counted foreign us eu eu "$to_us" "$c_flows" 0
	fi
}

# Both tenants use 10.0.0.57, and a private peering to their 1.2.3.4, the one over
# us, the other over eu.
two_tenants()
{
	local ns proto

	two_circuits
	zones 'iifname { lan, us-pri, us-sec } ct zone set 1' \
		'iifname { dmz, eu-pri } ct zone set 2'
	us_snat='' eu_snat='' site_config | sed 's/microsoft/private/' | ersym_apply
	site_rule dmz eu
	ip -n "$edge" -batch - <<- END
		route add 10.0.0.57 via 172.16.1.63 table 101
		rule add pref 101 iif eu-pri lookup 101
	END
	ip -n "$dmz" addr add 10.0.0.57/32 dev lo
	ip -n "$us_pe" -batch - <<- END
		addr add 1.2.3.4/32 dev lo
		route add 10.0.0.0/24 via 198.51.100.1
	END
	ip -n "$eu_pe" -batch - <<- END
		addr add 1.2.3.4/32 dev lo
		route add 10.0.0.0/24 via 198.51.100.9
	END
	for proto in tcp udp; do
		serve "us-$proto" "$us_pe" "$proto" 1.2.3.4 443
		serve "eu-$proto" "$eu_pe" "$proto" 1.2.3.4 443
		talk_open "one-$proto" "$client" "$proto" 1.2.3.4 443 10.0.0.57 5000
		talk_open "two-$proto" "$dmz" "$proto" 1.2.3.4 443 10.0.0.57 5000
	done
	for proto in tcp udp; do
		talk "one-$proto" exchange 3
		talk_sees "one-$proto" 10.0.0.57 5000
		talk "two-$proto" exchange 3
		talk_sees "two-$proto" 10.0.0.57 5000
	done
	assert_eq "connections and their circuits" "$(facts)" "$(cat <<- END
		tcp 10.0.0.57 443 inside eu -
		tcp 10.0.0.57 443 inside us -
		udp 10.0.0.57 443 inside eu -
		udp 10.0.0.57 443 inside us -
	END
	)"
	assert_violations
}

test_case "one zone for all: an answer on the wrong circuit is return-in" \
	answers_dropped return-in 5 zones 'ct zone set 5'
test_case "a zone by the mark: likewise" \
	answers_dropped return-in 7 zones 'meta mark set 7' 'ct zone set meta mark map { 7 : 7 }'
test_case "a zone of the original direction: likewise" \
	answers_dropped return-in 3 zones 'iifname lan ct original zone set 3'
test_case "a zone for each circuit: it is foreign" \
	answers_dropped foreign 1 zones 'iifname { lan, us-pri, us-sec } ct zone set 1' \
	'iifname { dmz, eu-pri } ct zone set 2'
test_case "two tenants with one address, each in a zone: both have their own facts" \
	two_tenants
run_tests "$@"
