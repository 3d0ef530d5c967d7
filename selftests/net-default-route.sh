#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: an edge with two circuits to the Internet and a default-route, as
#           userspace/tests/network/edge-default describes it: real routers, and ersym with
#           engine nftables
# Claim: the model of ersym-net, FRR and ersym agree on every route and on the links that
#        connections cross: a default-route precedes what BGP prefers, also while the
#        circuit that BGP prefers is down; equal metrics share
# Catches: a default-route that the model has in another order than FRR and the kernel

. "$(dirname "$0")/lib.sh"
. "$lib_dir/lib/lab.sh"
need_lab

# One alone: zebra may show the kernel's routes of two metrics as installed, both.
alone()
{
	take_network edge-default
	sed -i '/default-route: 40/d' "$work/net/edges/edge.yaml"
	lab_agrees inet
}

equal()
{
	take_network edge-default
	sed -i 's/default-route: 40/default-route: 30/' "$work/net/edges/edge.yaml"
	lab_agrees
}

test_case "before what BGP prefers" alone
test_case "equal metrics" equal
run_tests "$@"
