#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: one edge host with five circuits to one far side: two of ExpressRoute, two
#           Internet lines, a VPN, each with a pool of its own. "Asymmetric routing with
#           multiple network paths": the forms that it names, Internet beside private and
#           private beside private, and two Internet lines as its first example
# Claim: where the far side answers the pool of one circuit over another, each of the
#        twenty ordered pairs is counted as return-in by itself, packet by packet and
#        connection by connection; with drop no answer passes, and no connection of TCP
#        comes about
# Catches: a pair of circuits that is not distinguished from another, or from its reverse; a kind
#          of circuit whose answers are not judged

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines

circuits=(er1 er2 inet1 inet2 vpn)
declare -A circuit_kind=([er1]=microsoft-peering [er2]=microsoft-peering
	[inet1]=internet [inet2]=internet [vpn]=vpn)

# In its addresses, and where the answers of a capture are to.
declare -A number to_pool

links_up()
{
	local i circuit plan=() ours='' theirs=''

	setup_ns client edge cloud
	forwards "$edge" "$cloud"
	for i in "${!circuits[@]}"; do
		circuit=${circuits[i]}
		number[$circuit]=$i
		plan+=("$edge $circuit $cloud $circuit")
		ours+="link set $circuit up
			addr add 198.51.100.$((4 * i + 1))/30 dev $circuit
			addr add 2001:db8:$i::1/64 dev $circuit nodad
		"
		theirs+="link set $circuit up
			addr add 198.51.100.$((4 * i + 2))/30 dev $circuit
			addr add 2001:db8:$i::2/64 dev $circuit nodad
		"
		to_pool[$circuit]="(dst net 20.2.2.$((8 * i))/29 or dst net 2001:db8:20:$i::/64)"
	done
	cables "$edge lan $client eth0" "${plan[@]}"
	configure "$client" <<- END
		link set eth0 up
		addr add 10.0.0.57/24 dev eth0
		addr add fd00:10::57/64 dev eth0 nodad
		route add default via 10.0.0.1
		route add default via fd00:10::1
	END
	configure "$edge" <<- END
		link set lan up
		addr add 10.0.0.1/24 dev lan
		addr add fd00:10::1/64 dev lan nodad
		$ours
	END
	configure "$cloud" <<- END
		addr add 1.2.3.4/32 dev lo
		addr add 2620:1ec::4/128 dev lo nodad
		$theirs
	END
}

# pairs_config [POLICY]
pairs_config()
{
	local i circuit

	echo "circuits:"
	for i in "${!circuits[@]}"; do
		circuit=${circuits[i]}
		cat <<- END
			  $circuit:
			    id: $((i + 1))
			    kind: ${circuit_kind[$circuit]}
			    links: {$circuit: {gateway: [198.51.100.$((4 * i + 2)), "2001:db8:$i::2"]}}
			    snat: [20.2.2.$((8 * i))/29, "2001:db8:20:$i::/64"]
			    on-violation: ${1:-flag}
		END
	done
}

# each_pair COMMAND...: COMMAND... CIRCUIT OTHER for the ordered pairs.
each_pair()
{
	local circuit other

	for circuit in "${circuits[@]}"; do
		for other in "${circuits[@]}"; do
			[ "$circuit" = "$other" ] || "$@" "$circuit" "$other"
		done
	done
}

# go_and_return CIRCUIT OTHER: connections leave by the one, and the cloud answers its
# pool over the other.
go_and_return()
{
	local go=${number[$1]} return=${number[$2]}

	ip -n "$edge" -batch - <<- END
		route replace 1.2.3.0/24 via 198.51.100.$((4 * go + 2))
		route replace 2620:1ec::/48 via 2001:db8:$go::2
	END
	ip -n "$cloud" -batch - <<- END
		route replace 20.2.2.$((8 * go))/29 via 198.51.100.$((4 * return + 1))
		route replace 2001:db8:20:$go::/64 via 2001:db8:$return::1
	END
}

setup()
{
	local circuit

	links_up
	serve cloud-tcp4 "$cloud" tcp 1.2.3.4 443
	serve cloud-udp6 "$cloud" udp 2620:1ec::4 443
	capture lan "$edge" lan out
	for circuit in "${circuits[@]}"; do
		capture "$circuit" "$edge" "$circuit" in
	done
}

# peers CIRCUIT OTHER FILTER: how many connections have answers to the pool of CIRCUIT
# there. Those of an earlier pair are sent again, and come by OTHER once it is its turn.
peers()
{
	tcpdump -n -r "${capture_file[$2]}" \
		"${capture_way[$2]} and ${to_pool[$1]} and ($3)" 2> /dev/null |
		awk '{ print $5 }' | sort -u | wc -l
}

# pair_row KIND FILTER CIRCUIT OTHER: as the matrix should have it.
pair_row()
{
	local connections=0

	[ "$1" = foreign ] || connections=$(peers "$3" "$4" "$2")
	echo "$1 $3 $4 $(tally "$4" "${to_pool[$3]} and $2") $connections"
}

answered()
{
	go_and_return "$1" "$2"
	talk_open "$1-$2-tcp4" "$client" tcp 1.2.3.4 443
	talk_open "$1-$2-udp6" "$client" udp 2620:1ec::4 443
	talk "$1-$2-tcp4" exchange 2
	talk "$1-$2-udp6" exchange 2
}

flagged()
{
	pairs_config | ersym_apply
	each_pair answered
	capture_end lan "${circuits[@]}"
	assert_eq "violations and the captures" "$(matrix)" \
		"$(each_pair pair_row return-in '(ip or ip6)' | sort)"
}

no_answer()
{
	go_and_return "$1" "$2"
	unanswered "$1-$2" "$client" tcp 4
	unanswered "$1-$2" "$client" udp 6
	arrive "$2" "${to_pool[$1]}" "tcp4 udp6"
}

dropped()
{
	pairs_config drop | ersym_apply
	each_pair no_answer
	# Both ends of TCP send again what was not answered.
	printf 'link set %s down\n' "${circuits[@]}" | ip -n "$cloud" -batch -
	capture_end lan "${circuits[@]}"
	assert_eq "violations and the captures" "$(matrix)" "$({
		if [ "$ENGINE" = module ]; then
			each_pair pair_row return-in '(ip or ip6)'
		else
			# To the pool of another circuit, TCP is judged before
			# conntrack, as what belongs to no connection.
			each_pair pair_row foreign tcp
			each_pair pair_row return-in udp
		fi
	} | sort)"
	assert_eq "answers that reach the client" "$(captured lan "$from_cloud")" 0
}

test_case "each ordered pair of circuits, flag: counted by pair" flagged
test_case "each ordered pair of circuits, drop: no answer passes" dropped
run_tests "$@"
