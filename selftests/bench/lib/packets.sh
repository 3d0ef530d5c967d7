# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # variables of the other parts
#
# What pktgen sends, and how many of these packets left the edge host.

delay=0
many=

pktgen()
{
	ip netns exec gen sh -c "echo '$2' > /proc/net/pktgen/$1"
}

# packets_are DEV EDGE_DEV SOURCE SPORT DESTINATION DPORT: each but an IPv6 address may be
# FIRST-LAST. In mode "counted" they are used in order; otherwise at random, so that
# memory is accessed in no order.
packets_are()
{
	local word ends=("src_min ${3%-*}" "src_max ${3#*-}" "dst_min ${5%-*}" "dst_max ${5#*-}")

	[ "$family" = ipv4 ] || ends=("src6 $3" "dst6 $5")
	pktgen kpktgend_0 "add_device $1"
	for word in "clone_skb 0" "pkt_size 120" "delay $delay" "dst_mac ${mac[$2]}" \
		"${ends[@]}" "udp_src_min ${4%-*}" "udp_src_max ${4#*-}" \
		"udp_dst_min ${6%-*}" "udp_dst_max ${6#*-}"; do
		pktgen "$1" "$word"
	done
	[ -n "$many" ] && [ "$mode" != counted ] || return 0
	for word in IPSRC_RND UDPSRC_RND IPDST_RND UDPDST_RND; do
		pktgen "$1" "flag $word"
	done
}

no_packets()
{
	pktgen kpktgend_0 rem_device_all
}

# send COUNT RUNS DEV...: sets $took, the microseconds of the fastest run, until the last
# device was done. Before each run a packet is queued to a socket that is never read, so
# that the position of packets in their slab varies between runs, not between cases.
send()
{
	# shellcheck disable=SC2016 # of the shell inside
	took=$(ip netns exec gen bash -c '
		count=$1 runs=$2 best=
		shift 2
		cd /proc/net/pktgen
		for dev; do
			echo "count $count" > "$dev"
		done
		for ((i = 0; i < runs; i++)); do
			printf %300s > /dev/udp/127.0.0.1/9
			echo start > pgctrl
			most=0
			for dev; do
				while read -r line; do
					[[ $line != *OK:* ]] || break
				done < "$dev"
				line=${line#*OK: }
				line=${line%%(*}
				[ "$line" -le "$most" ] || most=$line
			done
			[ "${best:-$most}" -lt "$most" ] || best=$most
		done
		echo "$best"' send "$@")
}

# left DEV: prints how many packets left by it.
left()
{
	ip -n edge -s -j link show "$1" | jq '.[0].stats64.tx.dropped'
}

# passed DEV BEFORE COUNT: dies unless COUNT packets have left since BEFORE. pktgen gives
# its threads 125 ms to begin, and does not wait for one that has no device by then.
passed()
{
	local count i

	for ((i = 0; i < 100; i++)); do
		count=$(($(left "$1") - $2))
		[ "$count" -lt "$3" ] || break
	done
	[ "$count" -eq "$3" ] || die "$case: $count packets left by $1, not $3"
}
