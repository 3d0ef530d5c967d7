#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits
# Claim: a RST that matches a connection over us in addresses, ports and sequence
#        number, but comes in on eu, does not end it where eu drops return-in, and is
#        counted once; with flag it passes and ends the connection
# Catches: a drop that comes after conntrack has changed its state; a RST that would
#          have had no effect anyway (flag shows that it has)

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines
with_offload

# spoofed FAMILY: a connection, and a RST for it over the other circuit.
spoofed()
{
	local family=$1 seen sequence

	two_circuits
	site_config | ersym_apply
	serve cloud "$cloud" tcp "${cloud_at[$family]}" 443
	capture us "$edge" us-pri in
	talk_open c "$client" tcp "${cloud_at[$family]}" 443
	talk c exchange 3
	read -r -a seen <<< "${answer#ok 3 }"
	capture_end us
	sequence=$(tcpdump -n -S -r "$work/us.pcap" "tcp and src port 443" 2> /dev/null |
		sed -n 's/.* seq [0-9]*:\([0-9]*\),.*/\1/p' | tail -n 1)
	capture eu "$edge" eu-pri in
	in_ns "$eu_pe" "$lib_dir/helpers/talk" forge "${cloud_at[$family]}" 443 "${seen[@]}" \
		R "$sequence"
	wait_until_eq "violations" 1 violations "${kind:=return-in}" us eu
}

# established FAMILY: the number of connections in this state, which conntrack does not
# show for one in a flowtable.
established()
{
	in_ns "$edge" conntrack -L -f "ipv$1" -p tcp 2> /dev/null |
		grep -c 'ESTABLISHED\|OFFLOAD' || :
}

flagged()
{
	spoofed "$1"
	[ "$TEST_OFFLOAD" ] || assert_eq "established" "$(established "$1")" 0
	talk_fails c exchange 1
	assert_match "end of the connection" "$answer" "reset"
	capture_end eu
	counted return-in us eu eu tcp "tcp$1"
}

dropped()
{
	local connections=1 established=1

	# Before conntrack engine nftables does not know whether it belongs to a
	# connection, so it drops there only what it drops in either case.
	case $ENGINE:$2 in
	nftables:drop) kind=foreign connections=0 ;;
	nftables:*) established=0 ;;
	esac
	eu_policy=$2 spoofed "$1"
	assert_eq "established" "$(established "$1")" "$established"
	talk c exchange 3
	talk c close
	capture_end eu
	counted "$kind" us eu eu tcp "tcp$1" "$connections"
}

test_case "a spoofed RST, flag, IPv4" flagged 4
test_case "a spoofed RST, flag, IPv6" flagged 6
test_case "a spoofed RST, drop of return-in alone, IPv4" dropped 4 '{return-in: drop}'
test_case "a spoofed RST, drop, IPv4" dropped 4 drop
test_case "a spoofed RST, drop, IPv6" dropped 6 drop
run_tests "$@"
