#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two edge hosts: the Internet comes in at New Jersey, the inside's route to
#           the cloud, more specific, is ExpressRoute at New York; then both circuits on
#           one host. "Implementing ExpressRoute for Office 365", "Problem 1: Cloud to
#           on-premises connection over the Internet", "Solution 1a: Source NAT" and
#           "Solution 1b: Route scoping"
# Claim: Problem 1: without inbound SNAT the answers to what came in from the Internet
#        leave by ExpressRoute, no connection works, and the wrong path is counted;
#        Solution 1a: with it all answers return to New Jersey, and no packet is a
#        violation; Solution 1b: they do so without it, and the server sees the cloud's
#        own address, where ExpressRoute's routes do not reach New Jersey's inside
# Catches: inbound connections whose source is not translated; a site that needs no
#          inbound SNAT and is counted, or translated, all the same

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/two-sites.sh"
need_ersym
both_engines
with_offload

problem()
{
	sites
	"$@" internet
}

# own_connection NAME PROTO FAMILY: the server's own connection to the cloud.
own_connection()
{
	talk_open "$1-$2$3" "$dmz" "$2" "${cloud_at[$3]}" 443 "${server_at[$3]}"
}

# New Jersey's inside has only the default route, to New Jersey, which is also where its
# own connections to the cloud leave now.
route_scoping()
{
	sites
	ip -n "$dmz" -batch - <<- END
		route del 1.2.3.0/24 via 172.16.2.1
		route del 2620:1ec::/48 via fd00:173::1
	END
	config_edge internet | ersym_apply
	on_other ersym_apply < <(config_other)
	serve_cloud
	each_flow inbound c
	each_flow seen_from cloud_at c
	each_flow plain p
	each_flow seen_from cloud_at p
	each_flow own_connection s
	each_flow seen_from us_pool s
	capture_end nj ny
	all_flows_in nj "$from_cloud and $to_service"
	all_flows_in nj "$from_service and $to_cloud"
	all_flows_in nj "$from_plain and $to_cloud"
	all_flows_in nj "$from_us and $to_cloud"
	assert_eq "packets to the cloud over New York" "$(captured ny "$to_cloud")" 0
	assert_violations
	on_other assert_violations
}

# A NAT rule of the site's own publishes the server. The route to the cloud is over
# ExpressRoute, eu; what comes in from the Internet, us, is answered there.
one_host()
{
	two_circuits
	requests_over eu
	in_ns "$edge" nft -f - <<- END
		table inet site {
			chain prerouting {
				type nat hook prerouting priority dstnat
				ip daddr 20.2.2.59 dnat ip to 172.16.1.63
				ip6 daddr 2001:db8:20::59 dnat ip6 to fd00:172::63
			}
		}
	END
	serve_site
	# Both links of us lead to this device.
	capture us "$us_pe" core
	capture eu "$edge" eu-pri
	each_flow inbound before
	each_flow talk_each before exchange 1
	each_flow talk_each before close
	capture_end us eu
	assert_eq "answers over us, before" "$(captured us "$from_service")" 0
	all_flows_in eu "$from_service"

	in_ns "$edge" nft delete table inet site
	in_ns "$edge" conntrack -F
	site_config | ersym_apply
	capture us-after "$us_pe" core
	capture eu-after "$edge" eu-pri
	each_flow inbound after
	each_flow seen_from us_inbound after
	capture_end us-after eu-after
	assert_eq "answers over eu, after" "$(captured eu-after "$from_service")" 0
	all_flows_in us-after "$from_service"
	assert_violations
}

test_case "problem 1: without inbound SNAT" problem without_inbound_snat
test_case "problem 1: published as it is, without inbound SNAT" problem published_as_it_is
test_case "solution 1a: with inbound SNAT" problem with_inbound_snat
test_case "solution 1b: with route scoping" route_scoping
test_case "problem 1 on one host: before and after" one_host
run_tests "$@"
