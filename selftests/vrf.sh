#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; links and inside devices are in a VRF
# Claim: packets, which pass the hooks with their device and with the VRF, are judged
#        once, on their device: no false violation, each kind is seen and counted
#        once, drop lets nothing through. With the rule for VRFs behind those of
#        ersym connections are pinned; with it before them, where the kernel puts
#        it, they are not: that is seen, and "diff" has a warning
# Catches: the VRF as a device of the inside; packets that are counted twice

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/kinds.sh"
with_offload
need_ersym
both_engines rare

edge_table='table 10'
# In a VRF an inbound connection keeps its source: see ersym(8).
inbound_at=cloud_at
from_inbound=$from_cloud

edge_devices()
{
	cables "$edge lan $client eth0" "$edge dmz $dmz eth0" \
		"$edge us-pri $us_pe pri" "$edge us-sec $us_pe sec" \
		"$edge eu-pri $eu_pe pri"
	configure "$edge" <<- END
		link add red type vrf table 10
		link set red up
		link set lan master red
		link set dmz master red
		link set us-pri master red
		link set us-sec master red
		link set eu-pri master red
	END
	[ "${rule_behind:-yes}" = no ] || rule_for_vrfs_behind
}

# As ersym(8) has it.
rule_for_vrfs_behind()
{
	local family

	for family in -4 -6; do
		ip -n "$edge" "$family" rule add pref 32000 l3mdev
		ip -n "$edge" "$family" rule del pref 1000
	done
}

# site_rule DEV us|eu: as in site.sh, by the source: whether a rule sees the device or
# its VRF depends on the kernel and the protocol.
site_rule()
{
	local v4=198.51.100.2 v6=2001:db8:1::2 dev=us-pri from4=10.0.0.0/24 from6=fd00:10::/64

	[ "$2" = us ] || { v4=198.51.100.10 v6=2001:db8:3::2 dev=eu-pri; }
	[ "$1" = lan ] || { from4=172.16.1.0/24 from6=fd00:172::/64; }
	ip -n "$edge" -batch - <<- END
		route replace default via $v4 dev $dev table 100
		route replace default via $v6 dev $dev table 100
		rule add pref 100 from $from4 lookup 100
	END
	ip -n "$edge" -6 rule add pref 100 from "$from6" lookup 100
}

pinned()
{
	opened
	capture eu "$edge" eu-pri
	requests_over eu
	each_c seen_from us_pool c
	each_i talk_each i exchange 3
	capture_end eu
	assert_eq "packets over eu" "$(captured eu "$to_cloud or $from_cloud")" 0
	assert_violations
}

not_pinned()
{
	rule_behind=no opened
	warns 'link us-pri is in VRF red: '
	warns 'warning: rule 1000 for VRFs comes before'
	warns 'warning: IPv6 rule 1000 for VRFs comes before'
	capture eu "$edge" eu-pri
	requests_over eu
	each_c talk_each c exchange 2
	each_i talk_each i exchange 2
	capture_end eu
	flows_are "$c_flows" eu "$from_us"
	flows_are "$i_flows" eu "$from_service"
	assert_eq "violations and the capture" "$(matrix)" "$({
		row forward-out us eu 2 eu "$from_us"
		row return-out us eu 2 eu "$from_service"
	} | sort)"
}

# The host's own packets pass the hooks with the VRF first, those to it last.
own()
{
	two_circuits
	inside_policy=drop us_policy=drop eu_policy=drop site_config | ersym_apply
	ping_from "$edge" 198.51.100.2 -I red
	ping_from "$edge" 2001:db8:1::2 -I red
	ping_from "$us_pe" 198.51.100.1
	ping_from "$us_pe" 2001:db8:1::1
	assert_violations
	assert_eq "their circuits" "$(facts | cut -d ' ' -f 1,4- | sort)" "$(cat <<- END
		icmp inside us -
		icmp us - -
		icmpv6 inside us -
		icmpv6 us - -
	END
	)"
}

kinds_cases "VRF"
test_case "VRF: connections are pinned with the rule for VRFs behind ersym's" pinned
test_case "VRF: with it before ersym's they are not, which is seen" not_pinned
test_case "VRF: the host's own connections" own
run_tests "$@"
