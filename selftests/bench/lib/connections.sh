# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # variables of the other parts
#
# The connection that the packets of a case belong to, or many of them.

zone=()

connection()
{
	in_edge conntrack -L -f "$family" -p udp -s "$client" -d "$cloud" --sport 1000 --dport 9 \
		"${zone[@]}" 2> /run/connection || die "$case: $(cat /run/connection)"
}

# established: the connection is assured, which UDP is after two seconds. Natively that is
# too long: a connection with an answer takes the same path, except for a bit.
established()
{
	case $mode in
	counted) [[ $(connection) == *@(ASSURED|OFFLOAD)* ]] ;;
	native) [[ $(connection) != *UNREPLIED* ]] ;;
	esac
}

# connect: makes one established connection. Sets $to and $to_port, the destination of its
# answers.
connect()
{
	local tuple tries=0

	in_edge conntrack -F 2> /dev/null
	packets_are g1 lan "$client" 1000 "$cloud" 9
	send 1 1 g1
	no_packets
	tuple=$(connection)
	[ -n "$tuple" ] || die "$case: no connection"
	to=${tuple##* dst=} to_port=${tuple##* dport=}
	to=${to%% *} to_port=${to_port%% *}
	until established; do
		[ $((++tries)) -le 100 ] || die "$case: not established: $tuple"
		packets_are g0 us-pri "$cloud" 9 "$to" "$to_port"
		send 3 1 g0
		no_packets
		packets_are g1 lan "$client" 1000 "$cloud" 9
		send 3 1 g1
		no_packets
	done
}

# many_up ADDRESSES PORTS: so many connections, in about as many hash buckets.
many_up()
{
	local count=$(($1 * $2))

	many=yes addresses=$1 ports=$2
	[ "$(in_edge conntrack -C)" -ne "$count" ] || return 0
	in_edge conntrack -F 2> /dev/null
	sysctl -qw net.netfilter.nf_conntrack_buckets=$((count * 1024 / 1000)) \
		net.netfilter.nf_conntrack_max=$((count * 2))
	# From the inside over us
	in_edge insmod "$dir/modules/connections.ko" addresses="$1" ports="$2" mark=$((0x1ff00))
	rmmod connections
}

# connect_all: makes the connection of the packets, or many.
connect_all()
{
	from=$client from_port=1000 to=$client to_port=1000
	if [ -n "$many" ]; then
		from=10.1.0.0-10.1.0.$((addresses - 1)) from_port=1024-$((ports + 1023))
		to=$from to_port=$from_port
	elif [ "$case" != none ]; then
		connect
	fi
}

request()
{
	packets_are g1 lan "$from" "$from_port" "$cloud" 9
}

answer()
{
	packets_are "$1" "$2" "$cloud" 9 "$to" "$to_port"
}
