#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two edge hosts: the Internet comes in at New Jersey, the inside's route
#           to the cloud, more specific, goes by ExpressRoute at New York; then
#           both circuits on one host
# Claim: Problem 1: without inbound SNAT the answers to what came in from the
#        Internet leave by ExpressRoute, no connection works, and the wrong path
#        is counted; Solution 1a: with it all answers go back to New Jersey, and
#        no packet is a violation
# Catches: inbound connections whose source is not translated

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

# A rule of the site's own publishes the server. The route to the cloud is
# ExpressRoute's, eu; what comes from the Internet, us, is answered there.
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
	# Where its two links are one.
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
test_case "problem 1 on one host: before and after" one_host
run_tests "$@"
