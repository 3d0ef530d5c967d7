# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # variables of the other parts
#
# Measuring one path of a case.

# result PATH NANOSECONDS
result()
{
	echo "$round $case $1 $2" >> "$dir/result.new"
	say "$progress: $case $1 $2"
}

# offloaded: dies if more packets passed the hooks than the first ones of a connection.
offloaded()
{
	local count

	count=$(in_edge nft -j list counter inet long way | jq '.nftables[1].counter.packets')
	[ "$count" -lt 1000 ] || die "$case: $count packets were not offloaded"
}

# measure PATH: the fastest of several runs, because background work disturbs some.
measure()
{
	local path=$1 best='' i devs=(g1) out=us-pri passes=$((packets * runs)) before

	connect_all
	case $path in
	generator)
		devs=(g0) passes=0
		answer g0 us-pri
		pktgen g0 "dst_mac 02:00:00:00:00:03"
		;;
	reply) devs=(g0) out=lan; answer g0 us-pri ;;
	violation) devs=(g2) out=lan; answer g2 eu-pri ;;
	forward) request ;;
	first) packets_are g1 lan "$client" 1024-65023 "$cloud" 9 ;;
	esac
	if [ "$path" = violation ] && [[ $drops == *" $case "* ]]; then
		passes=0
	fi
	before=$(left "$out")
	if [ "$path" = first ]; then
		for ((i = 0; i < runs; i++)); do
			in_edge conntrack -F 2> /dev/null
			send "$packets" 1 "${devs[@]}"
			[ "${best:-$took}" -lt "$took" ] || best=$took
		done
	else
		send "$packets" "$runs" "${devs[@]}"
		best=$took
	fi
	passed "$out" "$before" "$passes"
	[[ $case != *offload* ]] || offloaded
	no_packets
	result "$path" $((best * 1000 / packets))
}

violations()
{
	in_edge ersym -j show violations | jq '[.[].packets] | add // 0'
}

# measure_streams PATH: without pktgen, see modules/streams.c.
measure_streams()
{
	local device devices=lan took
	local -A before

	[ "$1" = alone ] || devices=lan,us-pri
	for device in us-pri lan; do
		before[$device]=$(left "$device")
	done
	in_edge insmod "$dir/modules/streams.ko" devices="$devices" packets="$packets" \
		bursts="$runs"
	took=$(< /sys/module/streams/parameters/took)
	rmmod streams
	passed us-pri "${before[us-pri]}" $((packets * runs))
	[ "$1" = alone ] || passed lan "${before[lan]}" $((packets * runs))
	result "$1" $((took / packets))
}

# measure_flood: with the smallest delay pktgen sends from its devices in turn.
measure_flood()
{
	local before counted calm both

	connect_all
	delay=1
	before=$(left us-pri) counted=$(violations)
	request
	send "$packets" "$runs" g1
	calm=$took
	answer g2 eu-pri
	send "$packets" "$runs" g1 g2
	both=$took
	no_packets
	answer g2 eu-pri
	send "$packets" "$runs" g2
	no_packets
	delay=0
	passed us-pri "$before" $((2 * packets * runs))
	counted=$(($(violations) - counted))
	[ "$counted" -eq $((2 * packets * runs)) ] ||
		die "$case: $counted violations counted, not $((2 * packets * runs))"
	result calm $((calm * 1000 / packets))
	result flood $(((both - took) * 1000 / packets))
}
