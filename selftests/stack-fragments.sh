#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; datagrams of three fragments, UDP and ICMP
# Claim: conntrack reassembles fragments before they are judged, so a datagram is one
#        packet: judged once, by its ports, counted as one with the bytes of the whole,
#        dropped or pinned as a whole. One that is never complete is neither passed nor
#        counted
# Catches: later fragments, which have no ports, that are taken for packets of no
#          connection; datagrams counted by the fragment; fragments on two circuits

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines
with_offload

setup()
{
	two_circuits
}

# each_datagram COMMAND [ARG...]: for each protocol of datagrams.
each_datagram()
{
	each_of "icmp udp" "$@"
}

serve_udp()
{
	serve "$1-udp4" "$2" udp "$3" 443
	serve "$1-udp6" "$2" udp "$4" 443
}

fragments='(ip[6:2] & 0x3fff != 0 or ip6[6] == 44)'
first='((ip[6:2] & 0x3fff != 0 and ip[6:2] & 0x1fff == 0) or (ip6[6] == 44 and ip6[42:2] & 0xfff8 == 0))'

# datagrams NAME FILTER: "DATAGRAMS BYTES" of the fragments in a capture, reassembled:
# one header for each datagram, and no fragment header.
datagrams()
{
	local n4 n6 f4 f6 b4 b6

	n4=$(captured "$1" "$2 and $first and ip")
	n6=$(captured "$1" "$2 and $first and ip6")
	read -r f4 b4 < <(tally "$1" "$2 and $fragments and ip")
	read -r f6 b6 < <(tally "$1" "$2 and $fragments and ip6")
	assert_eq "packets that are no fragments in $1" \
		"$(captured "$1" "$2 and not $fragments")" 0
	assert_eq "fragments in $1" "$((f4 + f6))" "$((3 * (n4 + n6)))"
	echo "$((n4 + n6)) $((b4 - 20 * (f4 - n4) + b6 - 48 * f6 + 40 * n6))"
}

# opened: connections with requests over us.
opened()
{
	site_config | ersym_apply
	serve_udp cloud "$cloud" "${cloud_at[4]}" "${cloud_at[6]}"
	each_datagram outbound c
	each_datagram talk_each c exchange 1
	each_datagram talk_each c size 3000
}

pinned()
{
	opened
	requests_over eu
	# Both links of us lead to this device.
	capture us "$us_pe" core
	capture eu "$edge" eu-pri
	capture lan "$edge" lan
	each_datagram talk_each c exchange 3
	capture_end us eu lan
	assert_violations
	datagrams us "$to_cloud" > "$work/requests"
	assert_eq "requests over us" "$(< "$work/requests")" "$(datagrams lan "$to_cloud")"
	datagrams us "$from_cloud" > "$work/answers"
	assert_eq "answers over us" "$(< "$work/answers")" "$(datagrams lan "$from_cloud")"
	assert_match "requests" "$(< "$work/requests")" '^12 '
	assert_match "answers" "$(< "$work/answers")" '^12 '
	assert_eq "fragments over eu" "$(captured eu "$fragments")" 0
}

# return_in POLICY: the answers move to eu.
return_in()
{
	eu_policy=$1 opened
	capture eu "$edge" eu-pri in
	capture lan "$edge" lan out
	answers_over eu "${us_pools[@]}"
	if [ "$1" = flag ]; then
		each_datagram talk_each c exchange 3
	else
		each_datagram talk_each c send 3
		wait_until_eq "return-in" 12 violations return-in us eu
	fi
	capture_end eu lan
	datagrams eu "$to_us" > "$work/answers"
	assert_match "answers over eu" "$(< "$work/answers")" '^12 '
	assert_eq "violations" "$(matrix)" "return-in us eu $(< "$work/answers") 4"
	if [ "$1" = flag ]; then
		assert_eq "answers that reach the client" "$(datagrams lan "$from_cloud")" \
			"$(< "$work/answers")"
	else
		assert_eq "answers that reach the client" "$(captured lan "$from_cloud")" 0
		each_datagram nothing_pending c
	fi
}

# Inbound over us, with answers that leave by eu.
return_out()
{
	eu_policy=$1 site_config | ersym_apply
	serve_udp site "$dmz" "${server_at[4]}" "${server_at[6]}"
	each_datagram inbound c
	each_datagram talk_each c exchange 1
	each_datagram talk_each c size 3000
	capture eu "$edge" eu-pri out
	capture dmz "$edge" dmz in
	site_rule dmz eu
	if [ "$1" = flag ]; then
		each_datagram talk_each c exchange 3
	else
		each_datagram talk_each c send 3
		wait_until_eq "return-out" 12 violations return-out us eu
	fi
	capture_end eu dmz
	datagrams dmz "$to_us_inbound" > "$work/answers"
	assert_match "answers" "$(< "$work/answers")" '^12 '
	assert_eq "violations" "$(matrix)" "return-out us eu $(< "$work/answers") 4"
	if [ "$1" = flag ]; then
		assert_eq "answers over eu" "$(datagrams eu "$from_service")" \
			"$(< "$work/answers")"
	else
		assert_eq "answers over eu" "$(captured eu "$to_cloud")" 0
	fi
}

# forward_in POLICY: inbound over us; the cloud's requests move to eu.
forward_in()
{
	eu_policy=$1 site_config | ersym_apply
	serve_udp site "$dmz" "${server_at[4]}" "${server_at[6]}"
	each_datagram inbound c
	each_datagram talk_each c exchange 1
	each_datagram talk_each c size 3000
	capture eu "$edge" eu-pri in
	answers_over eu "${services[@]}"
	each_datagram talk_each c send 3
	wait_until_eq "forward-in" 12 violations forward-in us eu
	capture_end eu
	datagrams eu "$to_service" > "$work/requests"
	assert_match "requests over eu" "$(< "$work/requests")" '^12 '
	assert_eq "violations" "$(matrix)" "forward-in us eu $(< "$work/requests") 4"
}

# Of the answers that come over eu, the provider loses every fragment but the first.
never_whole()
{
	opened
	in_ns "$eu_pe" nft -f - <<- END
		table inet lossy {
			chain prerouting {
				type filter hook prerouting priority raw
				ip frag-off & 0x1fff != 0 drop
				frag frag-off != 0 drop
			}
		}
	END
	capture eu "$edge" eu-pri in
	capture lan "$edge" lan out
	answers_over eu "${us_pools[@]}"
	each_datagram talk_each c send 3
	# Small datagrams after them pass.
	each_datagram talk_each c size 0
	each_datagram talk_each c exchange 1
	capture_end eu lan
	assert_eq "first fragments over eu" "$(captured eu "$to_us and $first")" 12
	assert_eq "other fragments over eu" "$(captured eu "$to_us and $fragments and not $first")" 0
	assert_eq "violations" "$(matrix)" \
		"return-in us eu $(tally eu "$to_us and not $fragments") 4"
	assert_eq "fragments that reach the client" "$(captured lan "$fragments")" 0
}

test_case "fragments in order, pinned when the route moves" pinned
test_case "fragments, return-in, flag" return_in flag
test_case "fragments, return-in, drop before conntrack" return_in '{return-in: drop}'
test_case "fragments, return-out, flag" return_out flag
test_case "fragments, return-out, drop" return_out '{return-out: drop}'
test_case "fragments, forward-in, flag" forward_in flag
test_case "fragments, forward-in, drop" forward_in '{forward-in: drop}'
test_case "fragments of a datagram that is never complete" never_whole
run_tests "$@"
