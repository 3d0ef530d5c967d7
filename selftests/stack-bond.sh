#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, of which us-pri and eu-pri are bonds of two cables that take
#           turns
# Claim: the bond is the link, its cables are not: no false violation, each kind is
#        counted once; the loss of a cable changes nothing, the loss of all is reported
# Catches: packets that are judged by the cable they came in on, or on both devices

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/kinds.sh"
with_offload
need_ersym
both_engines rare

# bond NS DEV CABLE CABLE: prints commands for ip.
bond()
{
	configure "$1" <<- END
		link add $2 type bond mode balance-rr miimon 20
		link set $3 master $2
		link set $4 master $2
	END
}

edge_devices()
{
	cables "$edge lan $client eth0" "$edge dmz $dmz eth0" \
		"$edge us-sec $us_pe sec" \
		"$edge us0 $us_pe us0" "$edge us1 $us_pe us1" \
		"$edge eu0 $eu_pe eu0" "$edge eu1 $eu_pe eu1"
	bond "$edge" us-pri us0 us1
	bond "$us_pe" pri us0 us1
	bond "$edge" eu-pri eu0 eu1
	bond "$eu_pe" pri eu0 eu1
}

# cable NS DEV: UP or DOWN, as its bond sees it.
cable()
{
	ip -n "$1" -j -d link show dev "$2" |
		jq -r '.[].linkinfo.info_slave_data.mii_status'
}

# pri: the state of that link.
pri()
{
	links | sed -n 's/^us us-pri //p'
}

# Both ends know a lost cable by its carrier.
cables_lost()
{
	opened
	unplug "$us_pe" us1
	wait_until_eq "us1 at the edge host" DOWN cable "$edge" us1
	wait_until_eq "us1 at the provider" DOWN cable "$us_pe" us1
	each_c talk_each c exchange 2
	each_i talk_each i exchange 2
	assert_violations
	assert_eq "us-pri with one cable" "$(pri)" running
	unplug "$us_pe" us0
	wait_until_eq "us-pri without" down pri
}

kinds_cases "bonds"
smoke "bonds"
test_case "bonds: a lost cable changes nothing, the loss of both is reported" cables_lost
run_tests "$@"
