#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; an IPsec tunnel from the edge host's address on us-pri to the
#           cloud's, which leads to a branch, 10.12.0.5: with an xfrm interface, the link
#           of a circuit of its own; then by policies alone
# Claim: outer and inner packets are connections of their own. With an interface, inner
#        ones are on its circuit, whatever carries the outer ones; by policies, on the
#        circuit that carries them, untranslated, and no leak of a private address. On
#        the right path there is no violation; what comes in outside the tunnel, or in it
#        over the other circuit, is counted, outer and inner each once
# Catches: inner packets that are judged again before they are encrypted; one that is
#          trusted because it was encrypted before; NAT for the inside of a tunnel; a
#          mark of the inner packet that routes the outer one into the tunnel

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/kinds.sh"
with_offload
need_ersym
both_engines rare

declare -A branch_at=([4]=10.12.0.5 [6]=fd00:12::5)
to_branch='(dst host 10.12.0.5 or dst host fd00:12::5)'
from_branch='(src host 10.12.0.5 or src host fd00:12::5)'
esp_to_edge='(esp and dst host 198.51.100.1)'

# Authenticated, not encrypted.
transform=(auth 'hmac(sha256)' 0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
	enc 'ecb(cipher_null)' '')

# tunnel_end NS LOCAL REMOTE SPI-OUT SPI-IN "LOCAL-PREFIX..." "REMOTE-PREFIX..."
# [IF-ID]: prefixes of IPv4 and IPv6.
tunnel_end()
{
	local ns=$1 from=$2 to=$3 inside outside i by=(${8:+if_id "$8"})

	read -r -a inside <<< "$6"
	read -r -a outside <<< "$7"
	ip -n "$ns" xfrm state add src "$from" dst "$to" proto esp spi "$4" reqid 1 \
		mode tunnel flag af-unspec "${by[@]}" "${transform[@]}"
	ip -n "$ns" xfrm state add src "$to" dst "$from" proto esp spi "$5" reqid 1 \
		mode tunnel flag af-unspec "${by[@]}" "${transform[@]}"
	for i in 0 1; do
		policy out "${inside[i]}" "${outside[i]}" "$from" "$to"
		policy in "${outside[i]}" "${inside[i]}" "$to" "$from"
		policy fwd "${outside[i]}" "${inside[i]}" "$to" "$from"
	done | ip -n "$ns" -batch -
}

# policy DIRECTION SOURCE DESTINATION FROM TO: a line for ip.
policy()
{
	echo "xfrm policy add src $2 dst $3 dir $1 ${by[*]}" \
		"tmpl src $4 dst $5 proto esp reqid 1 mode tunnel"
}

site_prefixes='10.0.0.0/24 fd00:10::/64'
branch_prefixes='10.12.0.0/24 fd00:12::/64'

# tunnel [IF-ID]: between 198.51.100.1 and 203.0.113.2, over us.
tunnel()
{
	two_circuits
	tunnel_end "$edge" 198.51.100.1 203.0.113.2 0x100 0x200 \
		"$site_prefixes" "$branch_prefixes" "$@"
	tunnel_end "$cloud" 203.0.113.2 198.51.100.1 0x200 0x100 \
		"$branch_prefixes" "$site_prefixes" "$@"
	ip -n "$edge" route add 203.0.113.0/30 via 198.51.100.2
	configure "$cloud" <<- END
		addr add 10.12.0.5/32 dev lo
		addr add fd00:12::5/128 dev lo nodad
		route add 198.51.100.0/30 via 203.0.113.1
	END
	# Both providers route what is sent outside the tunnel.
	configure "$us_pe" <<- END
		route add 10.0.0.0/24 via 198.51.100.1
		route add fd00:10::/64 via 2001:db8:1::1
	END
	configure "$eu_pe" <<- END
		route add 198.51.100.0/30 via 198.51.100.9
		route add 10.0.0.0/24 via 198.51.100.9
		route add fd00:10::/64 via 2001:db8:3::1
	END
	each_c serve_branch
	each_i serve_client
}

serve_branch()
{
	serve "branch-$1$2" "$cloud" "$1" "${branch_at[$2]}" 443
}

serve_client()
{
	serve "client-$1$2" "$client" "$1" "${client_at[$2]}" 444
}

# to_the_branch NAME PROTO FAMILY, from_the_branch: a connection through the tunnel.
to_the_branch()
{
	talk_open "$1-$2$3" "$client" "$2" "${branch_at[$3]}" 443
}

from_the_branch()
{
	talk_open "$1-$2$3" "$cloud" "$2" "${client_at[$3]}" 444 "${branch_at[$3]}"
}

# unchanged ARRAY NAME PROTO FAMILY: the other side sees the untranslated address.
unchanged()
{
	local -n at=$1

	talk "$2-$3$4" exchange 3
	talk_sees "$2-$3$4" "${at[$4]}"
}

# in_tunnel: connections both ways, "c" to the branch and "i" from it.
in_tunnel()
{
	each_c to_the_branch c
	each_i from_the_branch i
	each_c unchanged client_at c
	each_i unchanged branch_at i
	assert_violations
}

# branch_elsewhere: the main table gets another route to the branch.
branch_elsewhere()
{
	ip -n "$edge" -batch - <<- END
		route replace 10.12.0.0/24 via 198.51.100.10
		route replace fd00:12::/64 via 2001:db8:3::2
	END
}

# ---------------------------------------------------------------- an interface

interface()
{
	tunnel 5
	configure "$edge" <<- END
		link add xfrm0 type xfrm dev us-pri if_id 5
		link set xfrm0 up
		route add 10.12.0.0/24 dev xfrm0
		route add fd00:12::/64 dev xfrm0
	END
	configure "$cloud" <<- END
		link add xfrm0 type xfrm dev us if_id 5
		link set xfrm0 up
		route add 10.0.0.0/24 dev xfrm0
		route add fd00:10::/64 dev xfrm0
	END
	more_circuits='
  vpn:
    id: 5
    kind: vpn
    links: {xfrm0: {}}
    accept: [10.12.0.0/24, "fd00:12::/64"]' site_config | ersym_apply
}

interface_in_order()
{
	interface
	capture us "$edge" us-pri
	in_tunnel
	assert_eq "connections born" "$(ersym -j show circuits |
		jq -c '[.[] | [.name, .born_in, .born_out]]')" \
		'[["us",0,1],["eu",0,0],["vpn",2,2]]'
	branch_elsewhere
	each_c unchanged client_at c
	each_i unchanged branch_at i
	capture_end us
	assert_violations
	assert_eq "packets beside the tunnel" "$(captured us "$from_branch or $to_branch")" 0
	assert_ge "packets of the tunnel" "$(captured us esp)" 48
}

interface_beside()
{
	interface
	in_tunnel
	capture us "$edge" us-pri in
	ip -n "$cloud" -batch - <<- END
		route replace 10.0.0.0/24 via 203.0.113.1
		route replace fd00:10::/64 via 2001:db8:a::1
	END
	each_c talk_each c exchange 2
	capture_end us
	counted return-in vpn us us "$from_branch and not esp" "$c_flows"
	wait_strayed inside vpn us "$c_flows"
}

# Over the other circuit: outer packets are violations, inner ones are not.
interface_outer_moves()
{
	interface
	in_tunnel
	capture eu "$edge" eu-pri in
	ip -n "$cloud" route replace 198.51.100.0/30 via 203.0.113.5
	each_c talk_each c exchange 2
	capture_end eu
	assert_ge "packets of the tunnel over eu" "$(captured eu "$esp_to_edge")" 4
	assert_eq "violations" "$(matrix)" \
		"return-in us eu $(tally eu "$esp_to_edge") 1"
}

# ---------------------------------------------------------------- policies

# In a circuit that carries public addresses only.
policies()
{
	tunnel
	ip -n "$edge" -batch - <<- END
		route add 10.12.0.0/24 via 198.51.100.2
		route add fd00:12::/64 via 2001:db8:1::2
	END
	ip -n "$cloud" -batch - <<- END
		route add 10.0.0.0/24 via 203.0.113.1
		route add fd00:10::/64 via 2001:db8:a::1
	END
	site_config | sed '/^  us:/a\    accept: [10.12.0.0/24, "fd00:12::/64"]' | ersym_apply
}

policies_in_order()
{
	policies
	capture us "$edge" us-pri
	in_tunnel
	branch_elsewhere
	each_c unchanged client_at c
	each_i unchanged branch_at i
	capture_end us
	assert_violations
	# A decrypted packet passes the device, and tcpdump, a second time.
	assert_eq "packets that leave outside the tunnel" "$(captured us "$to_branch")" 0
	assert_eq "connections born" "$(ersym -j show circuits |
		jq -c '[.[] | [.name, .born_in, .born_out]]')" '[["us",2,3],["eu",0,0]]'
}

# Both the outer packet and the inner one came in on eu.
policies_outer_moves()
{
	policies
	each_c to_the_branch c
	each_c unchanged client_at c
	assert_violations
	capture eu "$edge" eu-pri in
	capture lan "$edge" lan out
	ip -n "$cloud" route replace 198.51.100.0/30 via 203.0.113.5
	each_c talk_each c exchange 2
	capture_end eu lan
	read -r outer outer_bytes < <(tally eu "$esp_to_edge")
	read -r inner inner_bytes < <(tally lan "$from_branch")
	assert_eq "inner packets" "$inner" "$outer"
	assert_eq "violations" "$(matrix)" \
		"return-in us eu $((outer + inner)) $((outer_bytes + inner_bytes)) 3"
}

any_violation()
{
	[ -n "$(matrix)" ]
}

policies_outer_dropped()
{
	policies
	sed -i '/^  eu:/a\    on-violation: {return-in: drop}' "$work/ersym.yaml"
	sed -i '/^    on-violation: flag$/d' "$work/ersym.yaml"
	ersym_reapply
	each_c to_the_branch c
	each_c unchanged client_at c
	capture eu "$edge" eu-pri in
	capture lan "$edge" lan out
	ip -n "$cloud" route replace 198.51.100.0/30 via 203.0.113.5
	each_c talk_each c send 2
	wait_for "a packet of the tunnel" any_violation
	unplug "$eu_pe" core
	capture_end eu lan
	assert_eq "violations" "$(matrix)" \
		"return-in us eu $(tally eu "$esp_to_edge") 1"
	assert_eq "packets that reach the client" "$(captured lan "$from_branch")" 0
}

# In clear, with an address of the branch: IPsec drops it after it was judged.
policies_beside()
{
	policies
	each_c to_the_branch c
	each_c unchanged client_at c
	capture eu "$edge" eu-pri in
	capture lan "$edge" lan out
	ip -n "$cloud" -batch - <<- END
		xfrm policy delete src 10.12.0.0/24 dst 10.0.0.0/24 dir out
		xfrm policy delete src fd00:12::/64 dst fd00:10::/64 dir out
		route replace 10.0.0.0/24 via 203.0.113.5
		route replace fd00:10::/64 via 2001:db8:b::1
	END
	each_c talk_each c send 2
	wait_strayed inside us eu "$c_flows"
	unplug "$client" eth0
	unplug "$eu_pe" core
	capture_end eu lan
	counted return-in us eu eu "$from_branch" "$c_flows"
	assert_eq "packets that reach the client" "$(captured lan "$from_branch")" 0
}

# Transit to the other circuit is allowed: what came by the tunnel leaves in clear.
policies_in_clear()
{
	policies
	sed -i '$a\transit: [{from: us, to: eu}]' "$work/ersym.yaml"
	ersym_reapply
	ip -n "$edge" route add 10.13.0.0/24 via 198.51.100.10
	ip -n "$edge" xfrm policy add src 10.12.0.0/24 dst 10.13.0.0/24 dir fwd \
		tmpl src 203.0.113.2 dst 198.51.100.1 proto esp reqid 1 mode tunnel
	ip -n "$cloud" xfrm policy add src 10.12.0.0/24 dst 10.13.0.0/24 dir out \
		tmpl src 203.0.113.2 dst 198.51.100.1 proto esp reqid 1 mode tunnel
	ip -n "$cloud" route add 10.13.0.0/24 via 203.0.113.1
	capture eu "$edge" eu-pri out
	talk_new b "$cloud" udp 10.13.0.5 443 10.12.0.5
	talk b open
	talk b send 3
	wait_until_eq "packets in clear" 3 captured eu "$from_branch"
	capture_end eu
	# Only the first packet; the others belong to a connection that began so.
	assert_violations "leak - eu 1"
}

smoke "interface: no violation"
test_case "xfrm interface: no violation, and pinned" interface_in_order
test_case "xfrm interface: answers outside the tunnel" interface_beside
test_case "xfrm interface: the tunnel comes in over the other circuit" interface_outer_moves
test_case "policies: no violation, untranslated, no leak" policies_in_order
test_case "policies: the tunnel comes in over the other circuit, flag" policies_outer_moves
test_case "policies: the tunnel comes in over the other circuit, drop" policies_outer_dropped
test_case "policies: answers outside the tunnel" policies_beside
test_case "policies: what leaves in clear is a leak" policies_in_clear
run_tests "$@"
