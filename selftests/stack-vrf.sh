#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; links and inside devices are in a VRF
# Claim: packets, which pass the hooks with their device and with the VRF, are judged
#        once, on their device: no false violation, each kind is counted once, drop
#        passes nothing. Connections are pinned before the rule for VRFs, where the
#        kernel puts it, decides
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
}

# site_rule DEV us|eu: as in site.sh, but by the source: whether a rule matches the
# device or its VRF depends on the kernel and the protocol.
site_rule()
{
	local v4=198.51.100.2 v6=2001:db8:1::2 dev=us-pri from4=10.0.0.0/24 from6=fd00:10::/64

	[ "$2" = us ] || { v4=198.51.100.10 v6=2001:db8:3::2 dev=eu-pri; }
	[ "$1" = lan ] || { from4=172.16.1.0/24 from6=fd00:172::/64; }
	# Packets from devices in a VRF pass prerouting twice.
	unmark "$1"
	[[ $(in_ns "$edge" nft list tables) == *other-red* ]] || unmark red
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
	warns 'link us-pri is in VRF red: '
	capture eu "$edge" eu-pri
	requests_over eu
	each_c seen_from us_pool c
	each_i talk_each i exchange 3
	capture_end eu
	assert_eq "packets over eu" "$(captured eu "$to_cloud or $from_cloud")" 0
	assert_violations
}

# Packets of the host pass the hooks with the VRF first, packets to it last.
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

# A route of the main table leads into the VRF: the first packet leaves by the VRF, and then,
# confirmed by conntrack, by its link.
led_in()
{
	two_circuits
	configure "$edge" <<- END
		link set lan nomaster
		addr replace fd00:10::1/64 dev lan nodad
		route add 1.2.3.0/24 dev red
		route add 2620:1ec::/48 dev red
		route add 10.0.0.0/24 dev lan table 10
		route add fd00:10::/64 dev lan table 10
	END
	configure "$us_pe" <<- END
		route add 10.0.0.0/24 via 198.51.100.1
		route add fd00:10::/64 via 2001:db8:1::1
	END
	answers_over us 10.0.0.0/24 fd00:10::/64
	ersym_apply <<- END
		circuits:
		  us: {id: 1, kind: vpn, links: {us-pri: {gateway: [198.51.100.2, "2001:db8:1::2"]}}}
		  eu: {id: 2, kind: vpn, links: {eu-pri: {gateway: [198.51.100.10, "2001:db8:3::2"]}}}
	END
	each_c serve_c
	each_c outbound c
	each_c talk_each c exchange 3
	assert_violations
	assert_eq "their circuits" "$(facts | cut -d ' ' -f 1,4-)" $'tcp inside us -\nudp inside us -'
}

kinds_cases "VRF"
smoke "are pinned"
test_case "VRF: connections are pinned before the rule for VRFs" pinned
test_case "VRF: the host's own connections" own
test_case "VRF: a route of the main table leads into it" led_in
run_tests "$@"
