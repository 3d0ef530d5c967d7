#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, vpn and azure; a host of a branch on the one, a virtual machine
#           on the other
# Claim: connections from vpn to azure pass, untranslated, and none of their packets is a
#        violation; the opposite direction, and sources that are not accepted, are
#        refused and counted
# Catches: transit that is translated as if it were outbound or inbound; a circuit that
#          reaches another one without permission

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines
with_offload

# shellcheck disable=SC2034 # named in arguments
declare -A branch_at=([4]=10.12.0.5 [6]=fd00:12::5)
# shellcheck disable=SC2034 # named in arguments
declare -A vm_at=([4]=10.11.0.5 [6]=fd00:11::5)
to_client='(dst host 10.0.0.57 or dst host fd00:10::57)'
to_vm='(dst host 10.11.0.5 or dst host fd00:11::5)'
to_branch='(dst host 10.12.0.5 or dst host fd00:12::5)'

setup()
{
	two_circuits
	configure "$us_pe" <<- END
		addr add 10.12.0.5/32 dev lo
		addr add fd00:12::5/128 dev lo nodad
		route add default via 198.51.100.1
		route add default via 2001:db8:1::1
	END
	configure "$eu_pe" <<- END
		addr add 10.11.0.5/32 dev lo
		addr add fd00:11::5/128 dev lo nodad
		route add default via 198.51.100.9
		route add default via 2001:db8:3::1
	END
	configure "$edge" <<- END
		route add 10.12.0.0/16 via 198.51.100.2
		route add fd00:12::/64 via 2001:db8:1::2
		route add 10.11.0.0/16 via 198.51.100.10
		route add fd00:11::/64 via 2001:db8:3::2
	END
	ersym_apply <<- END
		circuits:
		  azure:
		    id: 4
		    kind: private-peering
		    links: {$eu_links}
		    snat: [10.210.4.0/24, "fd00:210:4::/64"]
		    inbound-snat: [10.200.2.0/24, "fd00:200:2::/64"]
		    accept: [10.11.0.0/16, "fd00:11::/64"]
		  vpn:
		    id: 5
		    kind: vpn
		    links: {us-pri: {gateway: [198.51.100.2, "2001:db8:1::2"]}}
		    inbound-snat: [10.200.1.0/24, "fd00:200:1::/64"]
		    accept: [10.12.0.0/16, "fd00:12::/64"]
		transit: [{from: vpn, to: azure}]
	END
	capture vpn "$edge" us-pri in
	capture azure "$edge" eu-pri
	capture lan "$edge" lan out
}

# serve_at NS ARRAY: servers for each_flow at its addresses.
serve_at()
{
	local -n at=$2
	local proto family

	for proto in tcp udp; do
		for family in 4 6; do
			serve "$2-$proto$family" "$1" "$proto" "${at[$family]}" 443
		done
	done
}

# between NAME NS FROM-ARRAY TO-ARRAY PROTO FAMILY
between()
{
	local -n from=$3 to=$4

	talk_open "$1-$5$6" "$2" "$5" "${to[$6]}" 443 "${from[$6]}"
}

# seen_as ARRAY NAME PROTO FAMILY
seen_as()
{
	local -n at=$1

	talk "$2-$3$4" exchange 3
	[ "$3" = icmp ] || talk_sees "$2-$3$4" "${at[$4]}"
}

allowed()
{
	serve_at "$eu_pe" vm_at
	each_flow between c "$us_pe" branch_at vm_at
	each_flow seen_as branch_at c
	capture_end vpn azure lan
	assert_violations
	all_flows_in azure "$to_vm and not $to_branch"
	assert_eq "packets to the machine" "$(captured azure "$to_vm")" \
		"$(captured vpn "$to_vm")"
	assert_eq "requests that were translated" "$(captured azure \
		"$to_vm and not (src host 10.12.0.5 or src host fd00:12::5)")" 0
	assert_eq "counter refused" "$(nft_counter refused)" 0
}

# attempted NS FROM-ARRAY TO-ARRAY PROTO FAMILY: requests get no answer.
attempted()
{
	local -n from=$2 to=$3

	talk_new "a-$4$5" "$1" "$4" "${to[$5]}" 443 "${from[$5]}"
	if [ "$4" = tcp ]; then
		talk_fails "a-$4$5" open 300
	else
		talk "a-$4$5" open
		talk "a-$4$5" send 3
	fi
}

the_other_way()
{
	each_flow attempted "$eu_pe" vm_at branch_at
	arrive azure "$to_branch"
	unplug "$eu_pe" pri
	capture_end vpn azure lan
	assert_eq "counter refused" "$(nft_counter refused)" \
		"$(captured azure "$to_branch")"
	assert_violations
}

to_the_inside()
{
	serve_at "$client" client_at
	each_flow between c "$us_pe" branch_at client_at
	each_flow seen_as branch_at c
	capture_end vpn azure lan
	assert_violations
	all_flows_in lan "src host 10.12.0.5 or src host fd00:12::5"
	assert_eq "counter refused" "$(nft_counter refused)" 0
}

not_accepted()
{
	# shellcheck disable=SC2034 # named in an argument
	local -A stranger_at=([4]=10.13.0.5 [6]=fd00:13::5)

	configure "$us_pe" <<- END
		addr add 10.13.0.5/32 dev lo
		addr add fd00:13::5/128 dev lo nodad
	END
	each_flow attempted "$us_pe" stranger_at client_at
	arrive vpn "$to_client"
	unplug "$us_pe" pri
	capture_end vpn azure lan
	assert_eq "counter refused" "$(nft_counter refused)" "$(captured vpn "$to_client")"
	assert_eq "packets that reach the inside" \
		"$(captured lan 'src host 10.13.0.5 or src host fd00:13::5')" 0
	assert_violations
}

test_case "transit, vpn to azure: passes untranslated" allowed
test_case "transit, azure to vpn: refused" the_other_way
test_case "vpn to the inside: passes untranslated" to_the_inside
test_case "vpn to the inside, from what is not accepted: refused" not_accepted
run_tests "$@"
