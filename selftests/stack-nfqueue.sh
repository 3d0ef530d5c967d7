#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; on the edge host every packet waits for a program in userspace
#           (NFQUEUE) before, between and after ersym's hooks
# Claim: a packet that is reinjected continues after the hook that queued it: it is
#        judged once, by the same facts, and what is dropped stays dropped. The
#        configuration may change or be cleared while packets wait
# Catches: packets that are judged again when they are reinjected; a queue that keeps a
#          hook registered

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_tools ip jq nft tcpdump conntrack
need_kernel nfnetlink_queue nft_queue
need_ersym

setup()
{
	two_circuits
}

# queued: at each hook, and in PREROUTING before and after conntrack and NAT.
queued()
{
	in_ns "$edge" nft -f - <<- END
		table inet waits {
			chain raw {
				type filter hook prerouting priority raw - 10
				queue num 5
			}
			chain conntracked {
				type filter hook prerouting priority mangle
				queue num 5
			}
			chain translated {
				type filter hook prerouting priority dstnat + 10
				queue num 5
			}
			chain input {
				type filter hook input priority filter
				queue num 5
			}
			chain forward {
				type filter hook forward priority filter + 10
				queue num 5
			}
			chain output {
				type filter hook output priority filter
				queue num 5
			}
			chain postrouting {
				type filter hook postrouting priority srcnat + 10
				queue num 5
			}
		}
	END
	queue "$edge" 5
}

# passed: packets that the queue has released.
passed()
{
	in_ns "$edge" awk '$1 == 5 { print $8 }' /proc/net/netfilter/nfnetlink_queue
}

in_order()
{
	queued
	site_config | ersym_apply
	serve_cloud
	serve_site
	capture eu "$edge" eu-pri
	each_flow outbound o
	each_flow seen_from us_pool o
	each_flow inbound i
	each_flow seen_from us_inbound i
	requests_over eu
	each_flow talk_each o exchange 3
	each_flow talk_each i exchange 3
	capture_end eu
	assert_violations
	assert_eq "born" "$(born)" "us 6 6"
	assert_eq "packets over eu" "$(captured eu "$to_cloud or $from_cloud")" 0
	# Twelve flows with at least twelve packets each, at five hooks.
	assert_ge "packets in the queue" "$(passed)" 720
}

# return_in POLICY
return_in()
{
	queued
	eu_policy=$1 site_config | ersym_apply
	serve_cloud
	each_flow outbound c
	each_flow seen_from us_pool c
	capture eu "$edge" eu-pri in
	capture lan "$edge" lan out
	answers_over eu "${us_pools[@]}"
	if [ "$1" = flag ]; then
		each_flow talk_each c exchange 3
	else
		each_flow talk_each c send 3
		wait_strayed inside us eu
		unplug "$eu_pe" core
	fi
	capture_end eu lan
	counted return-in us eu eu "$to_us"
	if [ "$1" = flag ]; then
		assert_eq "answers that reach the client" "$(captured lan "$from_cloud")" \
			"$(captured eu "$to_us")"
	else
		assert_eq "answers that reach the client" "$(captured lan "$from_cloud")" 0
	fi
}

# Violations in POSTROUTING, of packets that waited after routing.
forward_out()
{
	queued
	eu_policy=$1 site_config | ersym_apply
	serve_cloud
	each_flow outbound c
	each_flow seen_from us_pool c
	capture eu "$edge" eu-pri out
	capture lan "$edge" lan in
	site_rule lan eu
	each_flow talk_each c send 3
	wait_strayed inside us eu
	unplug "$client" eth0
	capture_end eu lan
	counted forward-out us eu lan "$to_cloud"
	assert_eq "requests that leave" "$(captured eu "$to_cloud")" 0
}

# held N: UDP packets of the client wait in FORWARD until there are N.
held()
{
	in_ns "$edge" nft -f - <<- END
		table inet waits {
			chain forward {
				type filter hook forward priority filter + 10
				iifname lan udp dport 443 queue num 5
			}
		}
	END
	queue "$edge" 5 "$1"
}

# A first packet, of whose facts only "in" is known, and a later one wait while circuit
# us, or the whole configuration, is removed.
meanwhile()
{
	site_config | ersym_apply
	serve_cloud
	talk_open old "$client" udp 1.2.3.4 443
	talk old exchange 1
	held 3
	capture us "$us_pe" core
	talk old send 1
	talk_open new "$client" udp 2620:1ec::4 443
	talk new send 1
	wait_for "packets that wait" has_text "$work/queue" "held 2"
	"$@"
	talk old send 1
}

reconfigured()
{
	meanwhile reapply_with_drop
	wait_for "answers" talk_pending old 2
	wait_for "answer" talk_pending new 1
	capture_end us
	assert_violations
	assert_eq "facts" "$(facts)" "$(printf '%s\n' \
		"udp 10.0.0.57 443 inside us -" "udp fd00:10::57 443 inside us -")"
	assert_eq "born" "$(born)" "us 0 2"
}

reapply_with_drop()
{
	inside_policy=drop us_policy=drop eu_policy=drop site_config | ersym_apply
}

# talk_pending NAME N: the number of all answers so far is N.
talk_pending()
{
	talk "$1" pending
	answered[$1]=$((${answered[$1]:-0} + ${answer#ok }))
	[ "${answered[$1]}" -eq "$2" ]
}
declare -A answered

# The kernel drops queued packets when a hook of their namespace is unregistered.
cleared()
{
	meanwhile ersym clear
	assert_eq "connections with facts" "$(in_ns "$edge" conntrack -L 2> /dev/null |
		sed -n '/ mark=[1-9]/p')" ""
	site_config | ersym_apply
	talk old exchange 1
	assert_violations
}

smoke "everywhere, no violation"
test_case "NFQUEUE everywhere, no violation" in_order
test_case "NFQUEUE everywhere, return-in, flag" return_in flag
test_case "NFQUEUE everywhere, return-in, drop before conntrack" return_in '{return-in: drop}'
test_case "NFQUEUE everywhere, forward-out, drop" forward_out '{forward-out: drop}'
test_case "NFQUEUE, another configuration while packets wait" reconfigured
test_case "NFQUEUE, the configuration is cleared while packets wait" cleared
run_tests "$@"
