#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: figure 20 of "Implementing the Microsoft Peering for ExpressRoute access to
#           Office365 and CRM Online", section 7.4.3, as userspace/tests/network describes
#           it: real routers, and ersym with engine nftables on both edges
# Claim: the model of ersym-net, FRR and ersym agree on every route of every device, and
#        on every link that the four kinds of connection cross, while all is well, while
#        circuit eu is down, and afterwards; a model of another network is found out; a
#        lab leaves nothing behind
# Catches: a route or a translation that the model has wrong; a comparison that cannot
#          fail; a daemon or a namespace that stays

. "$(dirname "$0")/lib.sh"
. "$lib_dir/lib/lab.sh"
need_lab

figure20()
{
	take_network s1-figure20
	lab_agrees eu
	assert_match "processes" "$(pgrep -af "ersym-net/test-$lab_number/")" zebra

	sed -i 's/cost: 100/cost: 5/; s/20.2.2.8\/29, //' "$work/net/network.yaml"
	sed -i '/inbound-snat/d' "$work/net/edges/eu.yaml"
	! lab test > "$work/test.out" || fail "no difference was seen"
	assert_match "what is said" "$(< "$work/test.out")" 'only the lab has 20.2.2.8/29'
	assert_match "what is said" "$(< "$work/test.out")" 'in-eu from office-eu: the lab saw'

	lab down
	assert_eq "processes" "$(pgrep -af "ersym-net/test-$lab_number/" || :)" ""
	assert_eq "namespaces" "$(find /run/netns -name "test-$lab_number.*")" ""
	assert_eq "directories" "$(find /run/ersym-net -name "test-$lab_number")" ""
}

test_case "model and lab agree, with eu down, and again; another model is found out" figure20
run_tests "$@"
