#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, whose links are VLANs of one trunk: of 802.1Q; then C-VLANs
#           (802.1Q) of S-VLANs (802.1ad), as ExpressRoute has them, with the same C-tag
#           everywhere
# Claim: each VLAN device is a link of its own circuit: no false violation, each kind is
#        counted once, drop passes nothing
# Catches: circuits determined by the device of the frames instead of that of the
#          packets; packets that are judged on the trunk too

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/kinds.sh"
with_offload
need_ersym
both_engines rare

# The device for the provider eu is created on the trunk, first because of its name, and
# keeps its connection to the trunk.
trunk_of_vlans()
{
	cables "$edge lan $client eth0" "$edge dmz $dmz eth0" "$edge trunk $us_pe trunk"
	configure "$edge" <<- END
		link set trunk up
		link add link trunk name us-pri type vlan id 100
		link add link trunk name us-sec type vlan id 101
		link add link trunk name eu-pri type vlan id 200
	END
	configure "$us_pe" <<- END
		link set trunk up
		link add link trunk name pri netns $eu_pe type vlan id 200
		link add link trunk name pri type vlan id 100
		link add link trunk name sec type vlan id 101
	END
}

trunk_of_stacked_vlans()
{
	cables "$edge lan $client eth0" "$edge dmz $dmz eth0" "$edge trunk $us_pe trunk"
	configure "$edge" <<- END
		link set trunk up
		link add link trunk name s10 type vlan proto 802.1ad id 10
		link add link trunk name s11 type vlan proto 802.1ad id 11
		link add link trunk name s20 type vlan proto 802.1ad id 20
		link set s10 up
		link set s11 up
		link set s20 up
		link add link s10 name us-pri type vlan id 100
		link add link s11 name us-sec type vlan id 100
		link add link s20 name eu-pri type vlan id 100
	END
	configure "$us_pe" <<- END
		link set trunk up
		link add link trunk name s10 type vlan proto 802.1ad id 10
		link add link trunk name s11 type vlan proto 802.1ad id 11
		link add link trunk name s20 type vlan proto 802.1ad id 20
		link set s10 up
		link set s11 up
		link set s20 up
		link add link s20 name pri netns $eu_pe type vlan id 100
		link add link s10 name pri type vlan id 100
		link add link s11 name sec type vlan id 100
	END
}

# with TRUNK CASE...
with()
{
	local trunk=$1

	shift
	edge_devices() { "$trunk"; }
	"$@"
}

smoke "VLAN links"
test_case "VLAN links: no violation, then each kind of a connection, counted once" \
	with trunk_of_vlans paths_move
kinds_cases "QinQ links" with trunk_of_stacked_vlans
run_tests "$@"
