# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # variables of the other parts
#
# The edge host, the packet generator, and the three cables between them.

declare -A mac

make_topology()
{
	local dev pair

	ip netns add gen
	ip netns add edge
	in_edge sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 \
		net.ipv6.conf.all.forwarding=1
	# Neighbour discovery of the devices would be counted as forwarded packets.
	nft_edge <<- END
		table ip6 silent {
			chain output {
				type filter hook output priority 0; policy drop;
			}
		}
	END
	for pair in us-pri:g0 lan:g1 eu-pri:g2; do
		dev=${pair%:*}
		ip link add "$dev" netns edge type veth peer name "${pair#*:}" netns gen
		ip -n gen link set "${pair#*:}" mtu 68 up
		ip -n edge link set "$dev" addrgenmode none up
		in_edge sysctl -qw "net.ipv4.conf.$dev.rp_filter=0" \
			"net.ipv6.conf.$dev.router_solicitations=0"
		mac[$dev]=$(ip -n edge -j link show "$dev" | jq -r '.[0].address')
	done
	gateway us-pri 198.51.100. /24
	gateway eu-pri 198.51.101. /24
	gateway lan 10.9.0. /24
	ip -n edge route add 10.0.0.0/8 via 10.9.0.2
	ip -n edge route add default via 198.51.100.2
	gateway us-pri 2001:db8:1:: /64
	gateway eu-pri 2001:db8:2:: /64
	gateway lan 2001:db8:9:: /64
	ip -n edge route add 2001:db8:a::/48 via 2001:db8:9::2
	ip -n edge route add default via 2001:db8:1::2
	wait_for "the edge's devices are up" settled

	# A socket that is never read: see send().
	ip -n gen link set lo up
	ip netns exec gen python3 -c '
import os, signal, socket
keeper = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
keeper.setsockopt(socket.SOL_SOCKET, 33, 1 << 26)  # SO_RCVBUFFORCE
keeper.bind(("127.0.0.1", 9))
if not os.fork():
    signal.pause()' > /dev/null

	# No connection ends by itself, however slow the machine.
	in_edge sysctl -qw net.netfilter.nf_conntrack_udp_timeout=86400 \
		net.netfilter.nf_conntrack_udp_timeout_stream=86400
}

# settled: all devices are up. A device that comes up later invalidates the routes of a
# flowtable: then requests pass the hooks until there is an answer.
settled()
{
	ip -n edge -j link show type veth | jq -e 'all(.[]; .operstate == "UP")' > /dev/null
}

# gateway DEV NET LENGTH: the edge is 1, its neighbour 2, with a permanent entry.
gateway()
{
	ip -n edge addr add "${2}1$3" dev "$1"
	ip -n edge neigh add "${2}2" lladdr 02:00:00:00:00:02 dev "$1" nud permanent
}
