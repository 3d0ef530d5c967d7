#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: an edge with netmaps on two circuits, some of them inbound, transit, and services,
#           as userspace/tests/network/netmap describes it: real routers, and ersym with
#           engine nftables
# Claim: the model of ersym-net and ersym agree on every link that connections cross and
#        on their addresses there: outbound by each circuit, between circuits, inbound, to
#        the edge itself and behind a circuit; likewise if no netmap is inbound, and if the
#        outside prefix is announced on a circuit that has no netmap for it
# Catches: a netmap that the model has in another order among services, pools and the filter
#          than the kernel

. "$(dirname "$0")/lib.sh"
. "$lib_dir/lib/lab.sh"
need_lab

as_described()
{
	take_network netmap
	lab_agrees
}

not_inbound()
{
	take_network netmap
	sed -i 's/, inbound: true//' "$work/net/edges/edge.yaml"
	lab_agrees
}

by_other()
{
	take_network netmap
	edit_network 'announce: \[20.2.3.0/24, 20.2.8.0/24\]' \
		'announce: [20.2.3.0/24, 20.2.8.0/24, 20.2.2.0/25]'
	lab_agrees
}

test_case "netmaps as described" as_described
test_case "no netmap is inbound" not_inbound
test_case "an outside prefix that another circuit announces" by_other
run_tests "$@"
