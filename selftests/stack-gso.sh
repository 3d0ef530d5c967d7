#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; large messages over TCP
# Claim: packets are judged and counted as the kernel handles them: one that a device
#        will segment (GSO), or that was merged from several (GRO), is one packet, with
#        the bytes that it has there, as a capture on the link and conntrack's accounting
#        show it. Flag passes it, drop drops it as a whole
# Catches: bytes of the first segment only; segments that are counted one by one here
#          and together there; large packets that evade a violation

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_tools ip jq nft tcpdump conntrack ethtool
need_ersym
both_engines
with_offload

# opened SIZE [POLICY-OF-EU]: connections over us, with messages of SIZE bytes both ways.
opened()
{
	two_circuits
	eu_policy=${2:-flag} site_config | ersym_apply
	in_ns "$edge" sysctl -q -w net.netfilter.nf_conntrack_acct=1
	each_family serve_cloud_at
	each_family outbound c tcp
	each_family talk_each c exchange 1 tcp
	each_family talk_each c size "$1" tcp
}

# each_family COMMAND [ARG...]: COMMAND ARG... FAMILY
each_family()
{
	"$@" 4
	"$@" 6
}

serve_cloud_at()
{
	serve "cloud$1" "$cloud" tcp "${cloud_at[$1]}" 443
}

# assert_large CAPTURE FILTER LEAST: at least so many packets exceed the MTU.
assert_large()
{
	assert_ge "large packets in $1: $2" "$(captured "$1" "$2 and greater 1600")" "$3"
}

pinned()
{
	opened 60000
	requests_over eu
	capture us "$us_pe" core
	capture eu "$edge" eu-pri
	each_family talk_each c exchange 2 tcp
	capture_end us eu
	assert_large us "$to_cloud" 2
	assert_large us "$from_cloud" 2
	assert_eq "packets over eu" "$(captured eu "$to_cloud or $from_cloud")" 0
	assert_violations
}

# accounted: "PACKETS BYTES" of all answers in conntrack's accounting.
accounted()
{
	{
		in_ns "$edge" conntrack -L -f ipv4 -p tcp
		in_ns "$edge" conntrack -L -f ipv6 -p tcp
	} 2> /dev/null | awk '{
		n = 0
		for (i = 1; i <= NF; i++) {
			if ($i ~ /^packets=/ && ++n == 2) packets += substr($i, 9)
			if ($i ~ /^bytes=/ && n == 2) bytes += substr($i, 7)
		}
	}
	END { print packets + 0, bytes + 0 }'
}

return_in()
{
	local before after packets bytes size=60000

	# Nothing is acknowledged, so the socket's buffer must have room for all of it.
	[ "$1" = flag ] || size=20000
	opened "$size" "$1"
	before=$(accounted)
	capture eu "$edge" eu-pri in
	capture lan "$edge" lan out
	answers_over eu "${us_pools[@]}"
	if [ "$1" = flag ]; then
		each_family talk_each c exchange 2 tcp
	else
		each_family talk_each c send 1 tcp
		wait_until_eq "flows that strayed" "tcp4 tcp6" strayed inside us eu
		unplug "$eu_pe" core
	fi
	capture_end eu lan
	after=$(accounted)
	counted return-in us eu eu "$to_us" "tcp4 tcp6"
	packets=$((${after% *} - ${before% *})) bytes=$((${after#* } - ${before#* }))
	if [ "$1" = flag ]; then
		assert_large eu "$to_us" 2
		assert_eq "conntrack's accounting and the capture" "$packets $bytes" \
			"$(tally eu "$to_us")"
		assert_eq "answers that reach the client" "$(tally lan "$from_cloud")" \
			"$(tally eu "$to_us")"
	else
		assert_eq "what conntrack has seen" "$packets $bytes" "0 0"
		assert_eq "answers that reach the client" "$(captured lan "$from_cloud")" 0
	fi
}

# Large packets in POSTROUTING.
forward_out()
{
	opened 20000 '{forward-out: drop}'
	site_rule lan eu
	capture eu "$edge" eu-pri out
	capture lan "$edge" lan in
	each_family talk_each c send 1 tcp
	wait_until_eq "flows that strayed" "tcp4 tcp6" strayed inside us eu
	unplug "$client" eth0
	capture_end eu lan
	assert_large lan "$to_cloud" 2
	counted forward-out us eu lan "$to_cloud" "tcp4 tcp6"
	assert_eq "requests that leave" "$(captured eu "$to_cloud")" 0
}

# The far side's device cuts segments; the link's device puts them together.
gro()
{
	opened 60000
	in_ns "$eu_pe" ethtool -K pri tso off > "$work/ethtool"
	in_ns "$edge" ethtool -K eu-pri gro on > "$work/ethtool"
	capture wire "$eu_pe" pri out
	capture eu "$edge" eu-pri in
	answers_over eu "${us_pools[@]}"
	each_family talk_each c exchange 2 tcp
	capture_end wire eu
	assert_eq "large packets on the wire" "$(captured wire "$to_us and greater 1600")" 0
	assert_large eu "$to_us" 2
	assert_ge "packets on the wire" "$(captured wire "$to_us")" \
		"$((2 * $(captured eu "$to_us")))"
	counted return-in us eu eu "$to_us" "tcp4 tcp6"
}

smoke "return-in, flag"
test_case "GSO, in order, pinned when the route moves" pinned
test_case "GSO, return-in, flag" return_in flag
module_case "GSO, return-in, drop before conntrack" return_in '{return-in: drop}'
test_case "GSO, forward-out, drop" forward_out
test_case "GRO, return-in, flag" gro
run_tests "$@"
