#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, whose links and lan are bridges; a neighbour of the client on
#           the bridge lan. Bridged frames pass iptables (br_netfilter), as on hosts of
#           containers
# Claim: packets are judged once, on the bridge: no false violation, each kind is counted
#        once, drop passes nothing; frames between ports of an inside bridge are no
#        violation
# Catches: packets that are judged by the port, or both when the bridge and when the
#          network layer passes them to the hooks

# shellcheck disable=SC2154 # setup_ns sets the namespaces' variables
. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/kinds.sh"
with_offload
need_ersym
both_engines rare
modprobe -q br_netfilter || [ -e /proc/sys/net/bridge ] ||
	skip_all "needs br_netfilter"

# A packet passes the bridge's hooks before tcpdump on the bridge sees it.
us_tap=us0
eu_tap=eu0

edge_devices()
{
	setup_ns neighbour
	cables "$edge lan0 $client eth0" "$edge lan1 $neighbour eth0" \
		"$edge dmz $dmz eth0" \
		"$edge us0 $us_pe pri" "$edge us-sec $us_pe sec" "$edge eu0 $eu_pe pri"
	configure "$edge" <<- END
		link add lan type bridge
		link add us-pri type bridge
		link add eu-pri type bridge
		link set lan0 master lan up
		link set lan1 master lan up
		link set us0 master us-pri up
		link set eu0 master eu-pri up
	END
	in_ns "$edge" sysctl -q -w net.bridge.bridge-nf-call-iptables=1 \
		net.bridge.bridge-nf-call-ip6tables=1
}

# The neighbour answers on the client's network.
from_port_to_port()
{
	two_circuits
	inside_policy=drop site_config | ersym_apply
	configure "$neighbour" <<- END
		link set eth0 up
		addr add 10.0.0.58/24 dev eth0
		addr add fd00:10::58/64 dev eth0 nodad
	END
	in_ns "$edge" nft -f - <<- END
		table inet after {
			counter bridged { }
			chain forward {
				type filter hook forward priority filter
				iifname lan oifname lan counter name bridged
			}
		}
	END
	serve near "$neighbour" tcp 10.0.0.58 443
	serve near6 "$neighbour" udp fd00:10::58 443
	talk_open b4 "$client" tcp 10.0.0.58 443
	talk_open b6 "$client" udp fd00:10::58 443
	talk b4 exchange 3
	talk b6 exchange 3
	assert_ge "packets that passed the hooks" "$(in_ns "$edge" nft -j list counter \
		inet after bridged | jq '.nftables[] | select(.counter).counter.packets')" 12
	assert_eq "their connections" "$(facts)" "$(sort <<- END
		tcp 10.0.0.57 443 inside inside -
		udp fd00:10::57 443 inside inside -
	END
	)"
	assert_violations
}

kinds_cases "bridges"
smoke "between ports"
test_case "bridges: between ports of an inside bridge" from_port_to_port
run_tests "$@"
