#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; connections from before the configuration
# Claim: such a connection is not judged until its next original packets have shown on
#        which circuit it comes in and by which it leaves; answers set no facts; from
#        then on it is judged as any other
# Catches: facts taken from an answer, from a packet of another connection or from the
#          wrong path; a connection that is judged by facts that it does not have; a
#          connection that is counted as born again

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_tools ip jq nft tcpdump conntrack
need_ersym
both_engines
with_offload

# The site before ersym: a NAT rule of its own translates.
setup()
{
	two_circuits
	in_ns "$edge" nft -f - <<- END
		table ip old {
			chain postrouting {
				type nat hook postrouting priority srcnat - 10;
				oifname { us-pri, us-sec, eu-pri } ip saddr 10.0.0.57 snat to 20.2.2.1
			}
		}
	END
	serve cloud-udp "$cloud" udp 1.2.3.4 443
	serve cloud-tcp "$cloud" tcp 1.2.3.4 443
	talk_open u "$client" udp 1.2.3.4 443
	talk_open t "$client" tcp 1.2.3.4 443
	talk u exchange 1
	port_u=${answer##* }
	talk t exchange 1
	port_t=${answer##* }
	talk_sees t 20.2.2.1
	# A late acknowledgement would set facts.
	wait_for "acknowledgement" all_is_acknowledged
}

all_is_acknowledged()
{
	[ -z "$(in_ns "$cloud" ss -Htn state established '( sport = :443 )' |
		awk '$2')" ]
}

knows()
{
	assert_eq "facts" "$(facts | sed 's/ 10.0.0.57 443//')" "$(printf '%s\n' "$@")"
}

# An answer comes first, and over the wrong circuit: for TCP a forged one, with flags
# that are never used. (Whether conntrack accepts a wrong sequence number depends on
# the connection's own.)
answers_teach_nothing()
{
	answers_over eu 20.2.2.0/29
	site_config | ersym_apply
	knows
	in_ns "$cloud" "$lib_dir/helpers/talk" forge 1.2.3.4 443 20.2.2.1 "$port_t" SF 1
	capture eu "$edge" eu-pri in
	unserve cloud-udp
	talk_open back "$cloud" udp 20.2.2.1 "$port_u" 1.2.3.4 443
	talk back send 3
	wait_for "answers" answers_are 3
	capture_end eu
	assert_eq "answers over eu" "$(captured eu 'udp src port 443')" 3
	knows
	# To conntrack the forged one is no packet of the connection.
	assert_violations "foreign us eu 1"
}

# The client's ICMP error for an answer that it does not want any more: conntrack finds
# the connection of the answer, but the error may take another path.
errors_teach_nothing()
{
	site_config | ersym_apply
	capture us "$us_pe" core out
	talk u close
	unserve cloud-udp
	talk_open back "$cloud" udp 20.2.2.1 "$port_u" 1.2.3.4 443
	talk back send 1
	arrive us "src host 20.2.2.1 and icmp" icmp4
	capture_end us
	knows
	assert_violations
}

answers_are()
{
	talk u pending
	pending=$((${pending:-0} + ${answer#ok }))
	[ "$pending" -eq "$1" ]
}

learn()
{
	site_config | ersym_apply
	knows
	talk u exchange 1
	knows "udp inside us -"
	talk t exchange 1
	knows "tcp inside us -" "udp inside us -"
	assert_violations

	answers_over eu 20.2.2.0/29
	talk u exchange 3
	talk_sees u 20.2.2.1
	assert_violations "return-in us eu 3"
	knows "tcp inside us -" "udp inside us eu"
}

# Facts that were learned stay: when the route flips, the connection does not.
stay()
{
	site_config | ersym_apply
	talk u exchange 1
	talk t exchange 1
	requests_over eu
	capture eu "$edge" eu-pri out
	talk u exchange 3
	talk t exchange 3
	capture_end eu
	assert_violations
	assert_eq "packets over eu" "$(captured eu 'port 443')" 0
}

# It moved between its birth and the configuration: its circuit is the current one.
moved_before()
{
	requests_over eu
	answers_over eu 20.2.2.0/29
	site_config | ersym_apply
	talk u exchange 3
	knows "udp inside eu -"
	assert_violations
}

# Only connections that the circuits see from their first packet on are born.
no_birth()
{
	site_config | ersym_apply
	talk u exchange 1
	talk t exchange 1
	assert_eq "born before the circuits" \
		"$(ersym -j show circuits | jq '[.[] | .born_in + .born_out] | add')" 0
	talk_open n "$client" udp 1.2.3.4 443
	talk n exchange 1
	assert_eq "born after them" \
		"$(ersym -j show circuits | jq '[.[] | .born_in + .born_out] | add')" 1
}

test_case "an existing connection learns its facts from its next packets" learn
test_case "answers set no facts, and are not judged" answers_teach_nothing
test_case "ICMP errors set no facts" errors_teach_nothing
test_case "an existing connection stays on the circuit where it was found" stay
test_case "an existing connection that had moved gets its current circuit" moved_before
test_case "an existing connection is not born again" no_birth
run_tests "$@"
