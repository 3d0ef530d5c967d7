#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; a link's device is a port of a bond, or in a VRF
# Claim: apply refuses the port and names the bond, which has the packets; a device in a
#        VRF is a link
# Catches: a circuit without NAT and filter, because its link never matches

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines rare

setup()
{
	two_circuits
}

# refused REGEX: apply does so, and nothing has changed.
refused()
{
	assert_fails ersym -c "$work/ersym.yaml" apply
	assert_match "refusal" "$output" "ersym.yaml:[0-9]+:[0-9]+: $1"
	assert_eq "ruleset" "$(in_ns "$edge" nft list ruleset)" ""
	assert_eq "routes" "$(ip -n "$edge" route show table all proto 117)" ""
}

# port MASTER KIND: us-pri as a port of it.
port()
{
	local master=$1

	ip -n "$edge" link add "$master" type "$2" 2> "$work/err" ||
		skip "needs a kernel with $2: $(< "$work/err")"
	configure "$edge" <<- END
		link set us-pri down
		link set us-pri master $master
		link set us-pri up
		link set $master up
	END
	site_config | for_engine > "$work/ersym.yaml"
	refused "link us-pri is a port of $master, .*; write $master"
}

# A VRF leaves packets with their device.
vrf()
{
	ip -n "$edge" link add red type vrf table 100 2> "$work/err" ||
		skip "needs a kernel with vrf: $(< "$work/err")"
	configure "$edge" <<- END
		link set red up
		link set us-pri master red
	END
	site_config | ersym_apply
}

test_case "a port of a bond is refused" port bond9 bond
test_case "a device in a VRF is a link" vrf
run_tests "$@"
