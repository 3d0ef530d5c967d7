#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; a tunnel from the edge host's address on us-pri to the cloud's,
#           which leads to a branch, 10.50.0.9, and is the link of a circuit of its own
# Claim: packets that are pinned to the tunnel's circuit leave by the tunnel, and the
#        tunnel's own packets by the circuit of its route, which they keep
# Catches: a routing mark of the inner packet that leads the outer one into the tunnel

# shellcheck disable=SC2034,SC2086 # kinds of tunnels are read by name; they are words
. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines rare

declare -A vxlan=([edge]='local 198.51.100.1 remote 203.0.113.2 id 5 dstport 4789'
	[cloud]='local 203.0.113.2 remote 198.51.100.1 id 5 dstport 4789')
declare -A gre=([edge]='local 198.51.100.1 remote 203.0.113.2 ttl 64'
	[cloud]='local 203.0.113.2 remote 198.51.100.1 ttl 64')
declare -A ipip=([edge]='local 198.51.100.1 remote 203.0.113.2 ttl 64'
	[cloud]='local 203.0.113.2 remote 198.51.100.1 ttl 64')

# tunnel KIND: between 198.51.100.1 and 203.0.113.2, over us.
tunnel()
{
	local -n ends=$1

	two_circuits
	cloud_at=([4]=10.50.0.9 [6]=fd00:50::9)
	ip -n "$edge" link add tun5 type "$1" ${ends[edge]} 2> /dev/null ||
		skip "needs a kernel with $1"
	ip -n "$cloud" link add tun5 type "$1" ${ends[cloud]}
	configure "$edge" <<- END
		link set tun5 mtu 1400 up
		addr add 10.90.0.1/24 dev tun5
		route add 203.0.113.0/30 via 198.51.100.2
		route add 10.50.0.0/16 via 10.90.0.2
	END
	configure "$cloud" <<- END
		link set tun5 mtu 1400 up
		addr add 10.90.0.2/24 dev tun5
		addr add 10.50.0.9/32 dev lo
		route add 198.51.100.0/30 via 203.0.113.1
		route add 10.0.0.0/24 via 10.90.0.1
		route add 172.16.1.0/24 via 10.90.0.1
	END
}

tunnel_config()
{
	site_config
	cat <<- END
		  branch-server:
		    address: 172.16.1.63
		    via: [branch]
	END
}

kept()
{
	tunnel "$1"
	more_circuits='  branch:
    id: 3
    kind: private-peering
    links: {tun5: {gateway: [10.90.0.2]}}'
	tunnel_config | ersym_apply
	service_at[4]=172.16.1.63
	serve cloud-tcp4 "$cloud" tcp 10.50.0.9 443
	serve cloud-udp4 "$cloud" udp 10.50.0.9 443
	serve site-tcp4 "$dmz" tcp 172.16.1.63 443
	outbound out udp 4
	outbound out tcp 4
	inbound in tcp 4
	talk out-udp4 exchange 3
	talk out-tcp4 exchange 3
	talk in-tcp4 exchange 3
	# The inner route moves, and so does the outer one.
	ip -n "$edge" route replace 10.50.0.0/16 via 198.51.100.10
	ip -n "$edge" route replace 203.0.113.0/30 via 198.51.100.10
	talk out-udp4 exchange 3
	talk out-tcp4 exchange 3
	talk in-tcp4 exchange 3
	assert_violations
}

for kind in vxlan gre ipip; do
	test_case "a circuit over $kind over a circuit" kept "$kind"
done
run_tests "$@"
