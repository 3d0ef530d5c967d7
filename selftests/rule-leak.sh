#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; a NAT rule of the site's own translates what leaves by eu to
#           the pool of us, or nothing is translated
# Claim: first packets that leave with a source in another circuit's pool, or with a
#        private source on a circuit that carries only public addresses, are leak,
#        counted one by one; flag passes them, drop does not
# Catches: wrong addressing of the site's own that is not seen; later packets of a
#          connection that are counted again; drop that only counts; packets of the host
#          itself that are taken for forwarded ones

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
				type nat hook postrouting priority srcnat - 10
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
	# Each connection has one first packet.
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
	# A dropped first packet makes no connection, so each packet is a first one.
	counted leak us eu lan "$to_cloud" "$all_flows" "$(captured lan "$to_cloud")"
	assert_eq "requests that leave" "$(captured eu "$to_cloud")" 0
}

# private_source: outbound over us, not translated; the far side could answer.
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

declare -A branch_at=([4]=10.99.0.4 [6]=fd00:99::4)
to_branch='(dst host 10.99.0.4 or dst host fd00:99::4)'

# to_the_branch PROTO FAMILY: from the client to a private address at the far end.
to_the_branch()
{
	[ "$1" = icmp ] || serve "branch-$1$2" "$cloud" "$1" "${branch_at[$2]}" 443
	talk_open "b-$1$2" "$client" "$1" "${branch_at[$2]}" 443
	talk "b-$1$2" exchange 2
}

# Outbound over eu from its own pool, to an address that no such circuit carries.
private_destination()
{
	two_circuits
	configure "$edge" <<- END
		route add 10.99.0.0/16 via 198.51.100.10
		route add fd00:99::/64 via 2001:db8:3::2
	END
	configure "$eu_pe" <<- END
		route add 10.99.0.0/16 via 203.0.113.6
		route add fd00:99::/64 via 2001:db8:b::2
	END
	configure "$cloud" <<- END
		addr add 10.99.0.4/32 dev lo
		addr add fd00:99::4/128 dev lo nodad
	END
	in_ns "$edge" nft -f - <<- END
		table inet site {
			chain postrouting {
				type nat hook postrouting priority srcnat - 10
				ip daddr 10.99.0.4 snat ip to 20.2.2.8/29
				ip6 daddr fd00:99::4 snat ip6 to 2001:db8:20:2::/64
			}
		}
	END
	site_config | ersym_apply
	capture eu "$edge" eu-pri out
	each_flow to_the_branch
	capture_end eu
	assert_eq "violations" "$(matrix | cut -d ' ' -f 1-4,6)" "leak - eu 6 6"
	all_flows_in eu "$from_eu and $to_branch"
}

declare -A lan_at=([4]=10.0.0.1 [6]=fd00:10::1)

# from_lan PROTO FAMILY: a connection of the host, from its address on another device.
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

smoke "flag: the pool"
test_case "leak, flag: the pool of another circuit" wrong_pool_flagged
test_case "leak, drop: the pool of another circuit" wrong_pool_dropped
test_case "leak, flag: a private source" private_source_flagged
test_case "leak, drop: a private source" private_source_dropped
test_case "leak, flag: a private destination" private_destination
test_case "leak: none, from an address of another device of the host" hosts_own
run_tests "$@"
