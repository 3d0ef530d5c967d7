#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, two clients and two published servers; one of each is enforced
# Claim: with enforce, a policy drops packets of the connections that have such an address at
#        their inside end, whichever side opened them, and flags those of all others, also
#        before conntrack; each is counted once
# Catches: a list that is compared with addresses after NAT, or with one direction only; a
#          packet that the guard counts and passes, and that is counted again after conntrack

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines

enforced="10.0.0.57/32, fd00:10::57/128, 172.16.1.63/32, fd00:172::63/128"

# A second client and a second server, which are not enforced.
declare -A other_client_at=([4]=10.0.0.58 [6]=fd00:10::58)
declare -A other_server_at=([4]=172.16.1.64 [6]=fd00:172::64)
declare -A other_service_at=([4]=20.2.2.61 [6]=2001:db8:20::61)

enforce_config()
{
	echo "enforce: [\"${enforced//, /\", \"}\"]"
	site_config
	cat <<- END
		  other: {address: 20.2.2.61, to: 172.16.1.64, via: [us, eu]}
		  other6: {address: "2001:db8:20::61", to: "fd00:172::64", via: [us, eu]}
	END
}

setup()
{
	two_circuits
	configure "$client" <<- END
		addr add 10.0.0.58/24 dev eth0
		addr add fd00:10::58/64 dev eth0 nodad
	END
	configure "$dmz" <<- END
		addr add 172.16.1.64/24 dev eth0
		addr add fd00:172::64/64 dev eth0 nodad
	END
	answers_over us 20.2.2.61/32 2001:db8:20::61/128
}

# Each of the clients has a connection over us, whose answers move to eu.
clients()
{
	local family

	enforce_config | ersym_apply
	for family in 4 6; do
		serve "cloud-$family" "$cloud" udp "${cloud_at[$family]}" 443
		talk_open "listed$family" "$client" udp "${cloud_at[$family]}" 443 \
			"${client_at[$family]}"
		talk_open "other$family" "$client" udp "${cloud_at[$family]}" 443 \
			"${other_client_at[$family]}"
		talk "listed$family" exchange 1
		talk "other$family" exchange 1
	done
	assert_violations
	answers_over eu "${us_pools[@]}"
}

pass()
{
	talk "$1"4 exchange 3
	talk "$1"6 exchange 3
}

# dropped NAME VIOLATION...: no answer arrives, and the matrix has these rows.
dropped()
{
	local name=$1

	shift
	talk "$name"4 send 3
	talk "$name"6 send 3
	wait_until_eq "violations" "$*" rows
	for family in 4 6; do
		talk "$name$family" pending
		assert_eq "answers to $name, IPv$family" "$answer" "ok 0"
	done
}

# rows: prints "KIND EXPECTED ACTUAL PACKETS", one after the other.
rows()
{
	matrix | cut -d ' ' -f 1-4 | paste -s -d ' '
}

return_in()
{
	clients
	pass other
	assert_eq "violations" "$(rows)" "return-in us eu 6"
	dropped listed return-in us eu 12
}

return_out()
{
	local family

	enforce_config | ersym_apply
	for family in 4 6; do
		serve "listed-$family" "$dmz" udp "${server_at[$family]}" 443
		serve "other-$family" "$dmz" udp "${other_server_at[$family]}" 443
		talk_open "listed$family" "$cloud" udp "${service_at[$family]}" 443 \
			"${cloud_at[$family]}"
		talk_open "other$family" "$cloud" udp "${other_service_at[$family]}" 443 \
			"${cloud_at[$family]}"
		talk "listed$family" exchange 1
		talk "other$family" exchange 1
	done
	assert_violations
	site_rule dmz eu
	pass other
	assert_eq "violations" "$(rows)" "return-out us eu 6"
	dropped listed return-out us eu 12
}

# A packet to the pool of another circuit that belongs to no connection, so to none of these.
foreign()
{
	enforce_config | ersym_apply
	answers_over eu "${us_pools[@]}"
	talk_new f "$cloud" udp 20.2.2.3 443 1.2.3.4
	talk f open
	talk f send 3
	wait_until_eq "violations" "foreign us eu 3" rows
}

# What is in force is shown, a shorter list and no list change it.
list_changes()
{
	clients
	assert_eq "what is in force" "$(ersym -j show config | jq -c '.enforce | sort')" \
		"[\"10.0.0.57/32\",\"172.16.1.63/32\",\"fd00:10::57/128\",\"fd00:172::63/128\"]"
	dropped listed return-in us eu 6
	enforced="10.0.0.58/32, fd00:10::58/128"
	enforce_config | ersym_apply
	assert_eq "what apply is to do again" \
		"$(ersym -j -c "$work/ersym.yaml" diff | jq -c .operations)" "[]"
	pass listed
	dropped other return-in us eu 18
	enforce_config | sed /^enforce/d | ersym_apply
	assert_eq "what is in force" "$(ersym -j show config | jq -c .enforce)" null
	dropped listed return-in us eu 24
}

# on EU-POLICY CASE
on()
{
	eu_policy=$1 "$2"
}

smoke "return-in"
test_case "return-in, after conntrack" on "{return-in: drop}" return_in
test_case "return-in, also before conntrack" on drop return_in
test_case "return-out" on "{return-out: drop}" return_out
test_case "foreign is of no connection" on "{return-in: drop, foreign: drop}" foreign
test_case "the list changes" on drop list_changes
run_tests "$@"
