#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; a rule of the site's own, from before ersym, translates to one
#           pool on both, and the far side answers that pool over the EU circuit.
#           Figure 16 of "Implementing the Microsoft Peering for ExpressRoute access to
#           Office365 and CRM Online", section 7.2, "The asymmetric routing problem"
# Claim: ersym that only observes counts each such answer and nothing else, lists the
#        connections and reports each once; with drop no answer passes and the
#        connection fails
# Catches: a wrong path that is not seen; answers counted twice or not at all where the
#          module does not know the pools

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines
with_offload

setup()
{
	two_circuits
	in_ns "$edge" nft -f - <<- END
		table inet site {
			chain postrouting {
				type nat hook postrouting priority srcnat
				oifname != { us-pri, us-sec, eu-pri } accept
				ip saddr 10.0.0.0/8 snat ip to 20.2.2.0/29
				ip6 saddr fd00::/8 snat ip6 to 2001:db8:20:1::/64
			}
		}
	END
	answers_over eu "${us_pools[@]}"
	serve_cloud
	capture eu "$edge" eu-pri in
	capture lan "$edge" lan out
}

# The event of each connection, without members that differ from run to run.
events()
{
	jq -r 'select(.event == "violation") | "\(.kind) \(.expected) \(.actual) " +
		"\(.proto) \(.src) \(.sport) \(.dst | .[0:6]) \(.verdict) \(.suppressed)"' \
		"$work/monitor" | sort
}

monitor_subscribed()
{
	grep -q subscribed "$work/monitor"
}

watched()
{
	us_snat='' eu_snat='' site_config | ersym_apply
	if [ "$ENGINE" = module ]; then
		ersym -j monitor > "$work/monitor" &
		wait_for "monitor listens" monitor_subscribed
	fi

	each_flow outbound c
	each_flow seen_from us_pool c
	capture_end eu lan
	counted return-in us eu eu "$to_us"
	wait_strayed inside us eu
	assert_eq "answers that reach the client" "$(captured lan "$from_cloud")" \
		"$(captured eu "$to_us")"
	# Engine nftables has no events.
	[ "$ENGINE" = module ] || return 0
	wait_until_eq "events" "return-in us eu icmp 1.2.3.4 null 20.2.2 accept 0
return-in us eu icmpv6 2620:1ec::4 null 2001:d accept 0
return-in us eu tcp 1.2.3.4 443 20.2.2 accept 0
return-in us eu tcp 2620:1ec::4 443 2001:d accept 0
return-in us eu udp 1.2.3.4 443 20.2.2 accept 0
return-in us eu udp 2620:1ec::4 443 2001:d accept 0" events
}

dropped()
{
	us_snat='' eu_snat='' eu_policy='{return-in: drop}' site_config | ersym_apply
	each_flow unanswered c "$client"
	wait_strayed inside us eu
	unplug "$eu_pe" core
	capture_end eu lan
	counted return-in us eu eu "$to_us"
	assert_eq "answers that reach the client" "$(captured lan "$from_cloud")" 0
}

smoke "figure 16"
test_case "figure 16, watched: each answer over EU is counted and passes" watched
test_case "figure 16, drop: the connection fails, and the count says why" dropped
run_tests "$@"
