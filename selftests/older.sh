#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; connections that are older than the configuration
# Claim: such a connection is not judged before its next original packets have
#        taught where it comes in and by which circuit it leaves; answers teach
#        nothing; from then on it is judged as any other
# Catches: facts learned from an answer, from a packet of another connection or
#          from the wrong path; a connection that is judged by facts it has not;
#          a child that is never born

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_tools ip jq nft tcpdump conntrack
need_ersym
both_engines
with_offload

# The site as it was: an old rule translates, nothing knows of circuits.
setup()
{
	two_circuits
	in_ns "$edge" nft -f - <<- END
		table ip old {
			chain postrouting {
				type nat hook postrouting priority srcnat - 1;
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
	# A late acknowledgement would teach.
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

# An answer comes first, and over the wrong circuit: a forged one for TCP, with flags
# that none has. (What conntrack thinks of a wrong sequence number depends on the
# connection's own.)
answers_teach_nothing()
{
	answers_over eu 20.2.2.0/29
	site_config | ersym_apply
	knows
	in_ns "$cloud" "$lib_dir/talk" forge 1.2.3.4 443 20.2.2.1 "$port_t" SF 1
	capture eu "$edge" eu-pri in
	unserve cloud-udp
	talk_open back "$cloud" udp 20.2.2.1 "$port_u" 1.2.3.4 443
	talk back send 3
	wait_for "answers" answers_are 3
	capture_end eu
	assert_eq "answers over eu" "$(captured eu 'udp src port 443')" 3
	knows
	# The forged one is no packet of the connection.
	assert_violations "foreign us eu 1"
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

# What has been learned holds: the route may flip, the connection does not.
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

# It moved between its birth and the configuration: it is from where it is now.
moved_before()
{
	requests_over eu
	answers_over eu 20.2.2.0/29
	site_config | ersym_apply
	talk u exchange 3
	knows "udp inside eu -"
	assert_violations
}

# Born: only what the circuits have seen from its first packet on.
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

test_case "an older connection learns from its next packets" learn
test_case "answers teach nothing, and are not judged" answers_teach_nothing
test_case "an older connection stays where it was found" stay
test_case "an older connection that had moved is taken as it is" moved_before
test_case "an older connection is not born again" no_birth
run_tests "$@"
