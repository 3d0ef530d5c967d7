#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; packets that begin the same connection at once: they wait in a
#           queue, and conntrack resolves the clash when the queue releases them
# Claim: it is one connection, born once, with its facts, and none of its packets is a
#        violation: UDP, where conntrack merges the losing entry into the other one, or
#        keeps it for its answer if NAT gave it another source; TCP, where it drops the
#        packet; forwarded and to the host. A connection that a rule rejects is not born,
#        and a RST that refuses it leaves by the circuit that the request came in on
# Catches: births counted by first packets; an answer to the losing entry that is taken
#          for one without a request

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_tools ip jq nft tcpdump conntrack
need_kernel nfnetlink_queue nft_queue
need_ersym

setup()
{
	two_circuits
}

# held CHAIN DEVICE N: new packets from DEVICE wait in CHAIN until there are N.
held()
{
	in_ns "$edge" nft -f - <<- END
		table inet waits {
			chain $1 {
				type filter hook $1 priority filter + 10
				iifname $2 meta l4proto { tcp, udp } ct state new queue num 5
			}
		}
	END
	queue "$edge" 5 "$3"
}

# Prints what conntrack did about it: on an older kernel nothing, as there a reinjected
# packet looks up its connection again; there only packets of two CPUs clash.
resolved()
{
	in_ns "$edge" conntrack -S |
		grep -o -e 'clash_resolve=[1-9].*' -e 'insert_failed=[1-9][0-9]*' || :
}

# at_once FAMILY: three datagrams of the client begin one connection, all are answered.
at_once()
{
	talk_open "c$1" "$client" udp "${cloud_at[$1]}" 443
	talk "c$1" send 3
}

answered()
{
	talk "c$1" pending
	pending[$1]=$((${pending[$1]:-0} + ${answer#ok }))
	[ "${pending[$1]}" -eq 3 ]
}
declare -a pending

through()
{
	local family

	in_ns "$edge" conntrack -F 2> "$work/flushed"
	for family in 4 6; do
		serve "cloud$family" "$cloud" udp "${cloud_at[$family]}" 443
		at_once "$family"
	done
	wait_for "packets in the queue" has_text "$work/queue" "held 6"
	for family in 4 6; do
		wait_for "answers" answered "$family"
	done
	resolved
	assert_violations
	assert_eq "facts" "$(facts)" "$(printf '%s\n' \
		"udp 10.0.0.57 443 inside us -" "udp fd00:10::57 443 inside us -")"
	assert_eq "born" "$(born)" "us 0 2"
	# It continues as any other, also when the route moves.
	requests_over eu
	for family in 4 6; do
		talk "c$family" exchange 3
	done
	assert_violations
}

translated()
{
	site_config | ersym_apply
	held forward lan 6
	through
}

# A NAT rule of the site's own gives each first packet another port.
scattered()
{
	in_ns "$edge" nft -f - <<- END
		table inet site {
			chain postrouting {
				type nat hook postrouting priority srcnat - 10
				iifname lan oifname us-pri snat ip to 20.2.2.1 fully-random
				iifname lan oifname us-pri snat ip6 to 2001:db8:20:1::1 fully-random
			}
		}
	END
	translated
}

untranslated()
{
	us_snat='' eu_snat='' site_config | sed 's/microsoft/private/' | ersym_apply
	configure "$us_pe" <<- END
		route add 10.0.0.0/8 via 198.51.100.1
		route add fd00:10::/64 via 2001:db8:1::1
	END
	answers_over us 10.0.0.0/8 fd00:10::/64
	held forward lan 6
	through
}

# To the published server, and to a server of the host itself.
inbound()
{
	local family

	site_config | ersym_apply
	held forward us-pri 6
	serve_site
	for family in 4 6; do
		inbound_at_once "$family" "${service_at[$family]}"
	done
	for family in 4 6; do
		wait_for "answers" answered "$family"
	done
	assert_match "the queue" "$(< "$work/queue")" "held 6"
	resolved
	assert_violations
	assert_eq "born" "$(born)" "us 2 0"
}

# inbound_at_once FAMILY ADDRESS
inbound_at_once()
{
	talk_open "c$1" "$cloud" udp "$2" 443 "${cloud_at[$1]}"
	talk "c$1" send 3
}

to_the_host()
{
	local family
	local -A host_at=([4]=20.2.2.100 [6]=2001:db8:20::100)

	configure "$edge" <<- END
		addr add 20.2.2.100/32 dev lo
		addr add 2001:db8:20::100/128 dev lo nodad
	END
	site_config | ersym_apply
	held input us-pri 6
	for family in 4 6; do
		serve "host$family" "$edge" udp "${host_at[$family]}" 443
		inbound_at_once "$family" "${host_at[$family]}"
	done
	for family in 4 6; do
		wait_for "answers" answered "$family"
	done
	assert_match "the queue" "$(< "$work/queue")" "held 6"
	resolved
	assert_violations
	assert_eq "born" "$(born)" "us 2 0"
}

# A SYN is retransmitted while the first one waits: conntrack drops one of them.
syn_again()
{
	site_config | ersym_apply
	held forward lan 2
	serve cloud "$cloud" tcp 1.2.3.4 443
	talk_open c "$client" tcp 1.2.3.4 443
	talk c exchange 3
	assert_match "the queue" "$(< "$work/queue")" "held 2"
	resolved
	assert_violations
	assert_eq "born" "$(born)" "us 0 1"
}

# From two CPUs, where there are two.
cpus()
{
	site_config | ersym_apply
	serve cloud "$cloud" udp 1.2.3.4 443
	capture lan "$edge" lan in
	in_ns "$client" "$lib_dir/helpers/talk" race 1.2.3.4 443 100
	capture_end lan
	assert_eq "requests" "$(captured lan "udp dst port 443")" 200
	assert_violations
	assert_eq "connections" "$(facts | uniq -c | xargs)" \
		"100 udp 10.0.0.57 443 inside us -"
	assert_eq "born" "$(born)" "us 0 100"
	resolved
}

# The host rejects what comes in on eu; the route to the cloud is over us.
rejected()
{
	configure "$edge" <<- END
		addr add 20.2.2.100/32 dev lo
	END
	site_config | ersym_apply
	in_ns "$edge" nft -f - <<- END
		table inet refuses {
			chain input {
				type filter hook input priority filter
				iifname eu-pri meta l4proto tcp reject with tcp reset
				iifname eu-pri meta l4proto udp reject
			}
		}
	END
	answers_over eu 20.2.2.100/32
	capture eu "$edge" eu-pri out
	talk_new t "$cloud" tcp 20.2.2.100 443 1.2.3.4
	talk_fails t open
	assert_match "TCP" "$answer" refused
	talk_open u "$cloud" udp 20.2.2.100 443 1.2.3.4
	talk_fails u exchange 1
	assert_match "UDP" "$answer" refused
	capture_end eu
	# An ICMP error may be about a connection that conntrack does not know.
	assert_eq "RST over eu" "$(captured_flows eu "tcp and $to_cloud")" tcp4
	assert_violations
	assert_eq "born" "$(born)" ""
}

test_case "clash, translated: born once" translated
test_case "clash, translated to different ports: born once" scattered
test_case "clash, untranslated: born once" untranslated
test_case "clash, inbound: born once" inbound
test_case "clash, to the host: born once" to_the_host
test_case "clash of SYNs: born once" syn_again
test_case "clash of two CPUs: born once" cpus
test_case "rejected: not born" rejected
run_tests "$@"
