#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; a policy routing rule of another program has precedence over
#           ersym's
# Claim: packets that this host sends by another circuit than the first one of their
#        connection are forward-out, counted one by one; flag passes all, drop none, and
#        both list the connection as strayed
# Catches: wrong counts of forward-out; packets with a source from one circuit's pool
#          that leave by another unseen, or in spite of drop

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines
with_offload

# opened: connections over us, whose requests then are routed over eu.
opened()
{
	two_circuits
	site_config | ersym_apply
	serve_cloud
	each_flow outbound c
	each_flow seen_from us_pool c
	assert_no_violations_but
	capture eu "$edge" eu-pri out
	capture lan "$edge" lan in
	site_rule lan eu
}

flagged()
{
	opened
	each_flow talk_each c exchange 3
	capture_end eu lan
	counted forward-out us eu eu "$from_us"
	wait_strayed inside us eu
	assert_eq "requests that leave" "$(captured eu "$from_us")" \
		"$(captured lan "$to_cloud")"
}

dropped()
{
	eu_policy='{forward-out: drop}' opened
	each_flow talk_each c send 3
	wait_strayed inside us eu
	unplug "$client" eth0
	capture_end eu lan
	counted forward-out us eu lan "$to_cloud"
	assert_eq "requests that leave" "$(captured eu "$to_cloud")" 0
	each_flow nothing_pending c
}

smoke "drop"
test_case "forward-out, flag" flagged
test_case "forward-out, drop" dropped
run_tests "$@"
