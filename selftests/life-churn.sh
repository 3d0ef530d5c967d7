#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, connections of each direction, some with answers over the
#           wrong circuit; a third circuit, whose links are created and deleted
# Claim: while configurations are replaced as fast as possible, devices are created,
#        renamed, moved and deleted, namespaces are created and deleted, another
#        program writes its bits of the marks, and dumps and subscribers run, no packet
#        and no fact is lost, and the counters add up; the module may be unloaded and
#        loaded meanwhile
# Catches: a configuration, a link map or a counter that is freed too early, or leaked;
#          a violation that is not counted while the configuration changes; a mark that
#          is written as a whole
#
# TEST_SECONDS is the duration of each case: on several CPUs, minutes find more.

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_tools ip jq nft tcpdump conntrack python3
need_ersym

: "${TEST_SECONDS:=15}"

setup()
{
	two_circuits
	more_circuits='  spare: {id: 9, links: {spare0: {}, spare1: {}}}' site_config |
		ersym_apply 2> "$work/apply.err"
	# 1.2.3.5 is reached over eu, the rest over us, and all answers come over eu.
	configure "$cloud" <<< "addr add 1.2.3.5/32 dev lo"
	configure "$edge" <<< "route add 1.2.3.5/32 via 198.51.100.10"
	configure "$us_pe" <<< "route replace 20.2.2.0/24 via 198.51.100.1"
	answers_over eu 20.2.2.0/29
	serve us "$cloud" udp 1.2.3.4 443
	serve eu "$cloud" udp 1.2.3.5 443
	serve site "$dmz" udp 172.16.1.63 443
	talk_open strayed "$client" udp 1.2.3.4 443
	strayed=${answer#ok }
	talk_open right "$client" udp 1.2.3.5 443
	right=${answer#ok }
	talk_open inbound "$cloud" udp 20.2.2.59 443 1.2.3.4
	for flow in $flows; do
		talk "$flow" exchange 1
	done
	assert_violations "return-in us eu 1"
}

flows="strayed right inbound"
us=1 eu=2 inside=31

# until_end COMMAND...: repeats it until a file "end" exists. It must succeed each
# time.
until_end()
{
	while [ ! -e "$work/end" ]; do
		"$@" || return
	done
}

# churn NAME COMMAND...: in the background, its output in a file.
churn()
{
	local name=$1

	shift
	"$@" > "$work/$name.churn" 2>&1 &
	churns[$!]=$name
}
declare -A churns

# churned: waits for all of them.
churned()
{
	local pid

	for pid in "${!churns[@]}"; do
		wait "$pid" ||
			fail "${churns[$pid]}: $(tail -n 5 "$work/${churns[$pid]}.churn")"
	done
}

# One device of the third circuit is created, moved, renamed and deleted. Before Linux
# 6.2 a device that is up cannot be renamed.
spare_device()
{
	configure "$edge" <<- END
		link add spare0 type veth peer name spare1
		link set spare0 up
		link set spare1 up
		link set spare0 down
		link set spare0 name other0
		link set other0 up
		link set other0 down
		link set other0 name spare0
		link set spare1 down
		link set spare1 name other1
		link set spare0 netns $client
		link add spare1 type dummy
		link set spare1 up
		link set spare1 down
		link set spare1 name elsewhere0
		link del elsewhere0
	END
	ip -n "$client" link del spare0
}

# Packets on the right path and on the wrong one, in a namespace that has its own
# configuration and is deleted while they are sent.
spare_namespace()
{
	ip -batch - <<- END
		netns add $edge-churn
		-n $edge-churn link set lo up
		-n $edge-churn link add us-pri up type dummy
		-n $edge-churn addr add 198.51.100.1/30 dev us-pri
		-n $edge-churn route add default via 198.51.100.2
	END
	in_ns "$edge-churn" "$lib_dir/helpers/genl.py" errno config-set > "$work/churn-errno"
	in_ns "$edge-churn" ping -q -c 5 -i 0.002 -W 0.01 20.2.2.9 \
		> "$work/churn-ping" 2>&1 &
	ip netns del "$edge-churn"
	wait $! || :
	[ "$(cat "$work/churn-errno")" = "config-set none" ]
}

subscriber()
{
	ip netns exec "$edge" timeout 1 "$ERSYM" -j monitor
	[ $? -eq 124 ]
}

# The work that both cases do at the same time.
traffic()
{
	capture eu "$edge" eu-pri in
	for flow in $flows; do
		churn "$flow" until_end talk "$flow" exchange 50 50000
	done
}

everything_at_once()
{
	local flow

	traffic
	churn configurations in_ns "$edge" "$lib_dir/helpers/genl.py" churn "$TEST_SECONDS"
	churn devices until_end spare_device
	churn namespaces until_end spare_namespace
	# shellcheck disable=SC2086 # addresses and ports
	churn marks in_ns "$edge" "$lib_dir/helpers/ctmark.py" 0xffff "$TEST_SECONDS" \
		$strayed 1.2.3.4 443 $right 1.2.3.5 443
	churn subscriber until_end subscriber
	wait_for_configurations
	: > "$work/end"
	churned
	echo "$(cat "$work/configurations.churn") configurations"
	capture_end eu
	sent=$(captured eu 'udp src port 443 and dst net 20.2.2.0/29')
	assert_ge "packets" "$sent" 50
	assert_eq "counted" "$(violations return-in us eu)" "$((sent + 1))"
	assert_no_violations_but return-in
	assert_eq "connections" "$(violations return-in us eu connections)" 1
	assert_eq "facts" "$(facts)" "udp 1.2.3.4 443 us inside -
udp 10.0.0.57 443 inside eu -
udp 10.0.0.57 443 inside us eu"
	others=$(cat "$work/marks.churn")
	assert_eq "marks with the bits of the other program" "$(mark udp 443 | sort)" \
		"$(printf '%#x\n' $((us << 16 | inside << 21)) $((inside << 16 | eu << 21 | others)) \
			$((inside << 16 | us << 21 | eu << 26 | others)) | sort)"
}

# Waits as long as configurations are replaced, and fails if that takes too long.
wait_for_configurations()
{
	local end=$((SECONDS + TEST_SECONDS + WAIT_SECONDS))

	until [ -s "$work/configurations.churn" ]; do
		[ "$SECONDS" -lt "$end" ] ||
			fail "configurations: the program did not end in time"
		moment
	done
}

# These fail while the module is not loaded.
may_fail()
{
	"$@" || :
}

module_cycle()
{
	local end=$((SECONDS + TEST_SECONDS)) cycles=0

	traffic
	churn configurations until_end may_fail in_ns "$edge" "$lib_dir/helpers/genl.py" churn 0.2
	churn devices until_end spare_device
	churn namespaces until_end may_fail spare_namespace
	churn subscriber until_end may_fail subscriber
	while [ "$SECONDS" -lt "$end" ]; do
		# A dump holds a reference to it for a moment.
		wait_for "the end of the module" rmmod ersym
		load_module
		wait_for "a configuration in force" ersym_reapply
		cycles=$((cycles + 1))
	done
	: > "$work/end"
	churned
	capture_end eu
	echo "$cycles cycles"
	# From here on violations are counted again.
	ersym clear
	ersym_reapply
	assert_violations
	capture again "$edge" eu-pri in
	for flow in $flows; do
		talk "$flow" exchange 5
	done
	capture_end again
	assert_eq "answers over eu" \
		"$(captured again 'udp src port 443 and dst net 20.2.2.0/29')" 5
	assert_violations "return-in us eu 5"
}

test_case "everything changes at once, and the counters add up" everything_at_once
test_case "the module is unloaded and loaded meanwhile" module_cycle
run_tests "$@"
