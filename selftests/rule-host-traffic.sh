#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; the edge host itself has a public address, and connects to its
#           neighbours from link addresses
# Claim: the host's own servers answer by the circuit of the request, whatever the
#        default route; its own connections stay on the circuit that they began on; what
#        it sends from a link's address keeps that address, also one that is inside.
#        None of it is a violation
# Catches: pinning only in PREROUTING; BGP that is translated, or sent by the other link
#          of the circuit

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines
with_offload

declare -A host_at=([4]=20.2.2.100 [6]=2001:db8:20::100)
to_host='(dst host 20.2.2.100 or dst host 2001:db8:20::100)'
from_host='(src host 20.2.2.100 or src host 2001:db8:20::100)'

setup()
{
	two_circuits
	configure "$edge" <<- END
		addr add 20.2.2.100/32 dev lo
		addr add 2001:db8:20::100/128 dev lo nodad
	END
	site_config | ersym_apply
	capture us "$edge" us-pri
	capture sec "$edge" us-sec
	capture eu "$edge" eu-pri
}

# to_the_host NAME PROTO FAMILY
to_the_host()
{
	talk_open "$1-$2$3" "$cloud" "$2" "${host_at[$3]}" 443 "${cloud_at[$3]}"
}

# server us|eu us|eu: requests over the first, the route to the cloud over the second.
server()
{
	local proto family

	for proto in tcp udp; do
		for family in 4 6; do
			serve "host-$proto$family" "$edge" "$proto" "${host_at[$family]}" 443
		done
	done
	answers_over "$1" 20.2.2.100/32 2001:db8:20::100/128
	requests_over "$2"
	each_flow to_the_host c
	each_flow seen_from cloud_at c
	capture_end us sec eu
	assert_violations
	all_flows_in "$1" "$to_host"
	assert_eq "answers over $2" "$(captured "$2" "$from_host")" 0
	[ "$1" = us ] || all_flows_in "$1" "$from_host"
}

# from_the_host NAME ARRAY PROTO FAMILY
from_the_host()
{
	local -n local_at=$2

	talk_open "$1-$3$4" "$edge" "$3" "${cloud_at[$4]}" 443 "${local_at[$4]}"
}

client()
{
	serve_cloud
	each_flow from_the_host c host_at
	each_flow seen_from host_at c
	requests_over eu
	each_flow seen_from host_at c
	capture_end us sec eu
	assert_violations
	assert_eq "requests over eu" "$(captured eu "$from_host")" 0
}

client_inside()
{
	# shellcheck disable=SC2034 # named in an argument
	local -A lan_at=([4]=10.0.0.1 [6]=fd00:10::1)

	serve_cloud
	each_flow from_the_host c lan_at
	each_flow seen_from us_pool c
	assert_violations
}

# neighbours EDGE PROVIDER NS: BGP sessions on one link, opened by either side.
neighbours()
{
	serve "provider-$1" "$3" tcp "$2" 179
	serve "edge-$1" "$edge" tcp "$1" 179
	talk_open "begun-here-$1" "$edge" tcp "$2" 179 "$1"
	talk "begun-here-$1" exchange 3
	talk_sees "begun-here-$1" "$1"
	talk_open "begun-there-$1" "$3" tcp "$1" 179 "$2"
	talk "begun-there-$1" exchange 3
	talk_sees "begun-there-$1" "$2"
}

bgp()
{
	neighbours 198.51.100.1 198.51.100.2 "$us_pe"
	neighbours 2001:db8:1::1 2001:db8:1::2 "$us_pe"
	neighbours 198.51.100.5 198.51.100.6 "$us_pe"
	neighbours 2001:db8:2::1 2001:db8:2::2 "$us_pe"
	neighbours 198.51.100.9 198.51.100.10 "$eu_pe"
	in_ns "$edge" ping -q -c 1 -I 198.51.100.5 198.51.100.6
	capture_end us sec eu
	assert_violations
	assert_eq "of the secondary link on the primary one" "$(captured us \
		'host 198.51.100.5 or host 198.51.100.6 or host 2001:db8:2::1 or host 2001:db8:2::2')" 0
	assert_eq "sources on the primary link" "$(captured us "tcp and
		not net 198.51.100.0/30 and not net 2001:db8:1::/64")" 0
}

bgp_inside()
{
	configure "$edge" <<- END
		addr add 172.31.0.1/30 dev eu-pri
		addr add fd00:31::1/64 dev eu-pri nodad
	END
	configure "$eu_pe" <<- END
		addr add 172.31.0.2/30 dev pri
		addr add fd00:31::2/64 dev pri nodad
	END
	ersym_apply <<- END
		circuits:
		  azure:
		    id: 4
		    kind: private-peering
		    links: {eu-pri: {gateway: [172.31.0.2, "fd00:31::2"]}}
		    snat: [10.210.4.0/24, "fd00:210:4::/64"]
	END
	neighbours 172.31.0.1 172.31.0.2 "$eu_pe"
	neighbours fd00:31::1 fd00:31::2 "$eu_pe"
	assert_violations
}

test_case "a server of the host, request over eu, default route over us" server eu us
test_case "a server of the host, request over us, default route over eu" server us eu
test_case "connections of the host stay on their circuit" client
test_case "the host's inside address is translated" client_inside
test_case "BGP between link addresses" bgp
test_case "BGP between link addresses that are inside" bgp_inside
run_tests "$@"
