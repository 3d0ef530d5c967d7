#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; a rule of the site's own translates to the pool of us
#           what leaves by eu, or nothing translates at all
# Claim: first packets that leave with another circuit's pool as their source, or
#        with a private one on a circuit that carries only public addresses, are
#        leak, counted one by one; flag lets them out, drop does not
# Catches: addressing of our own that is wrong and goes unseen; later packets of
#          a connection that are counted again; drop that only counts; what the
#          host itself sends, taken for forwarded

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines
with_offload

# wrong_pool: outbound over eu, from the pool of us, answered over eu.
wrong_pool()
{
	two_circuits
	in_ns "$edge" nft -f - <<- END
		table inet site {
			chain postrouting {
				type nat hook postrouting priority srcnat - 1
				oifname != eu-pri accept
				ip saddr 10.0.0.0/8 snat ip to 20.2.2.0/29
				ip6 saddr fd00::/8 snat ip6 to 2001:db8:20:1::/64
			}
		}
	END
	requests_over eu
	answers_over eu "${us_pools[@]}"
	serve_cloud
	site_config | ersym_apply
	capture eu "$edge" eu-pri out
	capture lan "$edge" lan in
}

wrong_pool_flagged()
{
	wrong_pool
	each_flow outbound c
	each_flow talk_each c exchange 1
	# Of each connection one packet is the first.
	capture_end eu lan
	counted leak us eu eu "$from_us and (not tcp or $tcp_syn)"
	wait_strayed inside eu eu
	assert_eq "requests that leave" "$(captured eu "$from_us")" \
		"$(captured lan "$to_cloud")"
}

wrong_pool_dropped()
{
	eu_policy='{leak: drop}' wrong_pool
	each_flow unanswered c "$client"
	arrive lan "$to_cloud"
	unplug "$client" eth0
	capture_end eu lan
	# A first packet that is dropped makes no connection: all are first.
	counted leak us eu lan "$to_cloud" "$all_flows" "$(captured lan "$to_cloud")"
	assert_eq "requests that leave" "$(captured eu "$to_cloud")" 0
}

# private_source: outbound over us, translated by nothing; the far side could
# answer.
private_source()
{
	two_circuits
	configure "$us_pe" <<- END
		route add 10.0.0.0/8 via 198.51.100.1
		route add fd00::/8 via 2001:db8:1::1
	END
	answers_over us 10.0.0.0/8 fd00::/8
	serve_cloud
	us_snat='' eu_snat='' site_config | ersym_apply
	capture us "$edge" us-pri out
	# Later packets may use the other link.
	capture both "$us_pe" core out
	capture lan "$edge" lan in
}

private_source_flagged()
{
	private_source
	each_flow outbound c
	each_flow talk_each c exchange 1
	capture_end us both lan
	counted leak - us us "$to_cloud and (not tcp or $tcp_syn)"
	wait_strayed inside us us
	assert_eq "requests that leave" "$(captured both "$to_cloud")" \
		"$(captured lan "$to_cloud")"
}

private_source_dropped()
{
	us_policy='{leak: drop}' private_source
	each_flow unanswered c "$client"
	arrive lan "$to_cloud"
	unplug "$client" eth0
	capture_end us both lan
	counted leak - us lan "$to_cloud" "$all_flows" "$(captured lan "$to_cloud")"
	assert_eq "requests that leave" "$(captured both "$to_cloud")" 0
}

declare -A lan_at=([4]=10.0.0.1 [6]=fd00:10::1)

# from_lan PROTO FAMILY: the host's own, from its address on another device.
from_lan()
{
	talk_open "h-$1$2" "$edge" "$1" "${cloud_at[$2]}" 443 "${lan_at[$2]}"
	talk "h-$1$2" exchange 2
}

hosts_own()
{
	private_source
	each_flow from_lan
	capture_end us both lan
	assert_ge "packets that leave" \
		"$(captured both "src host 10.0.0.1 or src host fd00:10::1")" 18
	assert_violations
}

test_case "leak, flag: the pool of another circuit" wrong_pool_flagged
test_case "leak, drop: the pool of another circuit" wrong_pool_dropped
test_case "leak, flag: a private source" private_source_flagged
test_case "leak, drop: a private source" private_source_dropped
test_case "leak: none, from an address of another device of the host" hosts_own
run_tests "$@"
