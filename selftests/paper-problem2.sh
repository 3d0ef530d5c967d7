#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two edge hosts, each with an ExpressRoute circuit; a request comes in at New
#           Jersey, the inside's route to the cloud is New York. "Implementing
#           ExpressRoute for Office 365", "Problem 2: Cloud to on-premises connection
#           over ExpressRoute" and "Solution 2: Source NAT"
# Claim: Problem 2: without inbound SNAT the answers leave by the other circuit, no
#        connection works, and the wrong path is counted; Solution 2: with it all
#        answers return by the circuit of the request, and no packet is a violation
# Catches: inbound connections whose source is not translated

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/two-sites.sh"
need_ersym
both_engines
with_offload

problem()
{
	sites
	"$@" microsoft-peering
}

test_case "problem 2: without inbound SNAT" problem without_inbound_snat
test_case "problem 2: published as it is, without inbound SNAT" problem published_as_it_is
test_case "solution 2: with inbound SNAT" problem with_inbound_snat
run_tests "$@"
