#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits
# Claim: answers that come in on another circuit than their requests left by are
#        return-in, counted one by one; flag passes all, drop none, and both list the
#        connection as strayed
# Catches: wrong counts of return-in; drop that only counts; a guard before conntrack
#          that counts again what is judged after it; a connection that can never be freed

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_tools ip jq nft tcpdump conntrack
need_ersym
both_engines
with_offload

# opened: connections over us, whose answers then move to eu.
opened()
{
	two_circuits
	site_config | ersym_apply
	serve_cloud
	each_flow outbound c
	each_flow seen_from us_pool c
	assert_no_violations_but
	capture eu "$edge" eu-pri in
	capture lan "$edge" lan out
	answers_over eu "${us_pools[@]}"
}

flagged()
{
	opened
	each_flow talk_each c exchange 3
	capture_end eu lan
	counted return-in us eu eu "$to_us"
	wait_strayed inside us eu
	assert_match "likely cause" "$(ersym show violations)" \
		"answers to 20.2.2.0/29 and 2001:db8:20:1::/64 come in by eu: the far side routes"
	assert_eq "answers that reach the client" "$(captured lan "$from_cloud")" \
		"$(captured eu "$to_us")"
}

# references: how many conntrack counts for each connection of the client, each once.
references()
{
	in_ns "$edge" conntrack -L -s 10.0.0.57 2> /dev/null | grep -o 'use=[0-9]*' | sort -u
}

dropped()
{
	eu_policy='{return-in: drop}' opened
	each_flow talk_each c send 3
	wait_strayed inside us eu
	unplug "$eu_pe" core
	capture_end eu lan
	counted return-in us eu eu "$to_us"
	assert_eq "answers that reach the client" "$(captured lan "$from_cloud")" 0
	each_flow nothing_pending c
	# The flowtable holds one for as long as it has the connection.
	[ "$TEST_OFFLOAD" ] || wait_until_eq "references" use=1 references
}

smoke "flag"
test_case "return-in, flag" flagged
test_case "return-in, drop" dropped
run_tests "$@"
