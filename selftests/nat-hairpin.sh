#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; hosts inside connect to published services by their public
#           addresses
# Claim: a service without "to" can be reached from inside as from anywhere. One with
#        "to" is translated only for what comes in by links: from inside its public
#        address is unreachable, and no packet to it leaves by a link; with NAT rules of
#        the site's own it can be reached. None of it is a violation, and both facts
#        are inside
# Catches: requests for a service of the site that are sent to the provider; NAT for the
#          inside that ersym takes for a circuit's

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines
with_offload

declare -A plain_at=([4]=20.2.2.60 [6]=2001:db8:20::60)

setup()
{
	two_circuits
	serve_site
	capture us "$us_pe" core
	capture eu "$edge" eu-pri
}

# A default route, as a site has.
default_routes()
{
	configure "$edge" <<- END
		route add default via 198.51.100.2
		route add default via 2001:db8:1::2
	END
}

# nothing_outside FILTER: no such packet is on any link.
nothing_outside()
{
	capture_end us eu
	assert_eq "packets over us" "$(captured us "$1")" 0
	assert_eq "packets over eu" "$(captured eu "$1")" 0
	assert_violations
}

# calls NAME NS ARRAY PROTO FAMILY: NS connects to the service at the address in ARRAY.
calls()
{
	local -n service=$3

	talk_open "$1-$4$5" "$2" "$4" "${service[$5]}" 443
}

# calls_in_vain NAME NS PROTO FAMILY: there is no answer.
calls_in_vain()
{
	talk_new "$1-$3$4" "$2" "$3" "${service_at[$4]}" 443
	if [ "$3" = tcp ]; then
		talk_fails "$1-$3$4" open 300
	else
		talk "$1-$3$4" open
		talk "$1-$3$4" send 3
	fi
}

# inside_to_inside N: there are so many connections, and no others.
inside_to_inside()
{
	assert_eq "facts" "$(facts | cut -d ' ' -f 4-6 | uniq -c | xargs)" \
		"$1 inside inside -"
}

translated()
{
	default_routes
	site_config | ersym_apply
	capture dmz "$edge" dmz out
	each_flow calls_in_vain c "$client"
	each_flow nothing_pending c
	capture_end dmz
	assert_eq "packets to the server" "$(captured dmz "$to_server")" 0
	nothing_outside "$to_service"
}

untranslated()
{
	local proto family

	default_routes
	configure "$dmz" <<- END
		addr add 20.2.2.60/32 dev lo
		addr add 2001:db8:20::60/128 dev lo nodad
	END
	configure "$edge" <<- END
		route add 20.2.2.60/32 via 172.16.1.63
		route add 2001:db8:20::60/128 via fd00:172::63
	END
	{
		site_config
		cat <<- END
			  adfs:
			    address: 20.2.2.60
			    via: [us, eu]
			  adfs6:
			    address: "2001:db8:20::60"
			    via: [us, eu]
		END
	} | ersym_apply
	for proto in tcp udp; do
		for family in 4 6; do
			serve "plain-$proto$family" "$dmz" "$proto" "${plain_at[$family]}" 443
		done
	done
	each_flow calls c "$client" plain_at
	each_flow seen_from client_at c
	inside_to_inside 6
	nothing_outside 'net 20.2.2.0/24 or net 2001:db8:20::/48'
}

# Hosts of both networks inside, also of the server's, whose answers must not reach
# their client directly.
own_rules()
{
	# shellcheck disable=SC2034 # named in arguments
	local -A edge_at=([4]=172.16.1.1 [6]=fd00:172::1)

	default_routes
	site_config | ersym_apply
	in_ns "$edge" nft -f - <<- END
		table inet hairpin {
			chain prerouting {
				type nat hook prerouting priority dstnat
				iifname { lan, dmz } ip daddr 20.2.2.59 dnat ip to 172.16.1.63
				iifname { lan, dmz } ip6 daddr 2001:db8:20::59 dnat ip6 to fd00:172::63
			}
			chain postrouting {
				type nat hook postrouting priority srcnat - 10
				iifname { lan, dmz } oifname dmz ct status dnat masquerade
			}
		}
	END
	each_flow calls c "$client" service_at
	each_flow seen_from edge_at c
	each_flow calls s "$dmz" service_at
	each_flow seen_from edge_at s
	inside_to_inside 12
	nothing_outside "$to_service or $from_service"
	# From outside nothing changes.
	each_flow inbound o
	each_flow seen_from us_inbound o
	assert_violations
}

test_case "a public address from inside: a translated service" translated
test_case "a public address from inside: a service as it is" untranslated
test_case "a public address from inside: with rules of the site's own" own_rules
run_tests "$@"
