# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # variables of the other parts and of the tests
#
# Captures: tcpdump counts packets, so that no test has to trust ersym's counters.

captures=()
declare -A capture_pid capture_file capture_way

# capture NAME NS DEV [in|out]: records every packet that passes DEV; "captured" counts
# those of both directions, or of one.
capture()
{
	local name=$1 ns=$2 dev=$3 mac

	capture_file[$name]=$work/$name.pcap
	capture_way[$name]=
	if [ -n "${4:-}" ]; then
		# By the MAC address, not by tcpdump -Q: with that, its numbers of
		# packets received and captured are never equal.
		read -r _ _ mac _ < <(ip -n "$ns" -brief link show dev "$dev")
		case $4 in
		in) capture_way[$name]="not ether src $mac" ;;
		out) capture_way[$name]="ether src $mac" ;;
		esac
	fi
	# Immediate mode: tcpdump gets each packet at once, not a full buffer.
	ip netns exec "$ns" tcpdump -i "$dev" -n -U -s 256 -B 16384 \
		--immediate-mode -Z root -w "$work/$name.pcap" \
		2>> "$work/$name.tcpdump" > /dev/null &
	capture_pid[$name]=$!
	captures+=("$name")
	wait_for "capture on $dev" has_text "$work/$name.tcpdump" 'listening on'
}

# capture_is_complete NAME: tcpdump has written every packet that the kernel gave it.
# If the kernel had to drop some, capture_end fails, because the count is wrong.
capture_is_complete()
{
	local name=$1 line='' i

	: > "$work/$name.tcpdump"
	kill -USR1 "${capture_pid[$name]}"
	for ((i = 0; i < 20; i++)); do
		IFS= read -r -d '' line < "$work/$name.tcpdump" || :
		[[ $line == *"dropped by kernel"* ]] && break
		moment
	done
	[[ $line =~ ([0-9]+)\ packets?\ captured,\ ([0-9]+)\ packets?\ received.*,\ ([0-9]+)\ packets?\ dropped ]] ||
		return
	[ "${BASH_REMATCH[3]}" -eq 0 ] || echo "$line" > "$work/$name.dropped"
	[ "${BASH_REMATCH[1]}" -eq "${BASH_REMATCH[2]}" ]
}

# capture_end NAME...: ends captures, so that "captured" is exact.
capture_end()
{
	local name

	# TCP may delay an acknowledgement by up to 0.2 s (TCP_DELACK_MAX). It must not
	# pass between the end of a capture and a read of the counters.
	read -r -t 0.5 -u "$never" || :
	for name in "$@"; do
		wait_for "capture $name is complete" capture_is_complete "$name"
		kill -INT "${capture_pid[$name]}"
		wait "${capture_pid[$name]}" || :
		if [ -e "$work/$name.dropped" ]; then
			fail "capture $name: $(cat "$work/$name.dropped")"
		fi
	done
}

# captured NAME [FILTER]: the number of packets in a capture that has ended.
captured()
{
	local filter=${capture_way[$1]} text

	if [ -n "${2:-}" ]; then
		filter="${filter:+$filter and }($2)"
	fi
	text=$(tcpdump -n -r "${capture_file[$1]}" --count "$filter" 2> /dev/null)
	[[ $text =~ ^([0-9]+)\ packets?$ ]]
	echo "${BASH_REMATCH[1]}"
}
