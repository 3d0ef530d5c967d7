#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, a published server; a policy routing rule of another program
#           has precedence over ersym's
# Claim: answers that this host sends by another circuit than the request came in on are
#        return-out, counted one by one; flag passes all, drop none, and both list the
#        connection as strayed
# Catches: wrong counts of return-out; pinning that is assumed to have worked

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines
with_offload

# opened: connections in over us, whose answers then are routed over eu. With offload
# they are from the first answer on: an offloaded connection would keep its circuit.
opened()
{
	two_circuits
	site_config | ersym_apply
	serve_site
	if [ "$TEST_OFFLOAD" ]; then
		capture dmz "$edge" dmz in
		capture eu "$edge" eu-pri out
		site_rule dmz eu
		each_flow inbound c
		each_flow talk_each c exchange 1
		wait_strayed us inside eu
	else
		each_flow inbound c
		each_flow seen_from us_inbound c
		assert_no_violations_but
		capture dmz "$edge" dmz in
		capture eu "$edge" eu-pri out
		site_rule dmz eu
	fi
}

flagged()
{
	opened
	each_flow talk_each c exchange 3
	capture_end eu dmz
	counted return-out us eu eu "$from_service"
	wait_strayed us inside eu
	assert_eq "answers that leave" "$(captured eu "$from_service")" \
		"$(captured dmz "$to_us_inbound")"
}

dropped()
{
	if [ "$TEST_OFFLOAD" ]; then
		opened
		capture_end eu
		eu_policy='{return-out: drop}'
		site_config | ersym_apply
		capture eu "$edge" eu-pri out
	else
		eu_policy='{return-out: drop}' opened
	fi
	each_flow talk_each c send 3
	wait_strayed us inside eu
	unplug "$dmz" eth0
	capture_end eu dmz
	counted return-out us eu dmz "$to_us_inbound"
	assert_eq "answers that leave" "$(captured eu "$to_cloud")" 0
	each_flow nothing_pending c
}

smoke "drop"
test_case "return-out, flag" flagged
test_case "return-out, drop" dropped
run_tests "$@"
