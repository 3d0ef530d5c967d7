# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # variables of lib.sh and of the tests
#
# The site of kinds.sh with a flowtable: cases that hold for a flowtable of ersym and
# for one of the operator. The test defines "fastpath_up", which makes one.

. "$lib_dir/topo/kinds.sh"

# slow: prints the number of TCP and UDP packets that have passed the hooks.
slow()
{
	in_ns "$edge" nft -j list counter inet watch slow |
		jq '.nftables[] | select(.counter).counter.packets'
}

# taken: prints the number of connections in the flowtable.
taken()
{
	in_ns "$edge" conntrack -L 2> /dev/null | grep -c OFFLOAD || :
}

# all_taken each_c|each_i NAME: both connections are in the flowtable, once each.
all_taken()
{
	"$1" talk_each "$2" exchange 1
	[ "$(taken)" -eq 2 ] &&
		! in_ns "$edge" conntrack -L 2> /dev/null | grep OFFLOAD | grep -qv 'use=2 *$'
}

# wait_taken each_c|each_i NAME: a second after a device gets carrier the kernel
# invalidates cached routes; the next packet is offloaded again.
wait_taken()
{
	wait_for "connections in the flowtable" all_taken "$@"
}

# fast COMMAND...: no packet passes the hooks while it runs.
fast()
{
	local before

	before=$(slow)
	"$@"
	assert_eq "packets that passed the hooks" $(($(slow) - before)) 0
}

# gateways_known: resolves all gateways, as BGP sessions would. The kernel offloads a
# connection only if the neighbours of both directions are known.
gateways_known()
{
	ip -n "$edge" -batch - <<- END
		neigh replace 198.51.100.2 dev us-pri use
		neigh replace 198.51.100.6 dev us-sec use
		neigh replace 198.51.100.10 dev eu-pri use
		neigh replace 2001:db8:1::2 dev us-pri use
		neigh replace 2001:db8:2::2 dev us-sec use
		neigh replace 2001:db8:3::2 dev eu-pri use
	END
	wait_until_eq "gateways that are known" 6 known
}

known()
{
	ip -n "$edge" neigh show nud reachable |
		grep -c '^\(198.51.100.[0-9]*\|2001:db8:[123]::2\) ' || :
}

# begin: servers, captures, and a counter of packets that pass the hooks.
begin()
{
	two_circuits
	fastpath_up
	in_ns "$edge" nft -f - <<- END
		table inet watch {
			counter slow { }
			chain forward {
				type filter hook forward priority filter - 1
				meta l4proto { tcp, udp } counter name slow
			}
		}
	END
	site_config | ersym_apply
	gateways_known
	each_c serve_c
	each_i serve_i
	capture us "$us_pe" core
	capture eu "$edge" eu-pri
}

# Then the main table gets another route, which invalidates the flowtable's.
outbound_pinned()
{
	begin
	each_c outbound c
	each_c seen_from us_pool c
	wait_taken each_c c
	fast each_c seen_from us_pool c
	requests_over eu
	each_c seen_from us_pool c
	wait_taken each_c c
	fast each_c seen_from us_pool c
	capture_end us eu
	assert_eq "packets over eu" "$(captured eu "$from_us or $to_us")" 0
	assert_violations
}

# Inbound over the circuit that the main table does not prefer.
inbound_other()
{
	begin
	answers_over eu "${services[@]}"
	each_i inbound i
	each_i seen_from eu_inbound i
	wait_taken each_i i
	fast each_i seen_from eu_inbound i
	# The main table changes.
	ip -n "$edge" route add 192.0.2.0/24 via 198.51.100.2
	ip -n "$edge" route add 2001:db8:ffff::/48 via 2001:db8:1::2
	each_i seen_from eu_inbound i
	wait_taken each_i i
	fast each_i seen_from eu_inbound i
	capture_end us eu
	assert_eq "packets over us" "$(captured us "$from_service or $to_service")" 0
	assert_violations
}

# moved POLICY COMMAND...: connections are offloaded, then their answers come in on eu.
moved()
{
	eu_policy=$1 begin
	each_c outbound c
	each_c seen_from us_pool c
	wait_taken each_c c
	fast each_c seen_from us_pool c
	capture lan "$edge" lan out
	answers_over eu "${us_pools[@]}"
	each_c talk_each c "${@:2}"
	wait_strayed inside us eu "$c_flows"
	unplug "$client" eth0
	unplug "$eu_pe" core
	capture_end us eu lan
	counted return-in us eu eu "$to_us" "$c_flows"
	assert_eq "requests over eu" "$(captured eu "$from_us")" 0
}

answers_flagged()
{
	moved flag exchange 3
	assert_eq "answers that reach the client" "$(captured lan "$from_cloud")" \
		"$(captured eu "$to_us")"
}

answers_dropped()
{
	moved '{return-in: drop}' send 3
	assert_eq "answers that reach the client" "$(captured lan "$from_cloud")" 0
}

requests_dropped()
{
	eu_policy='{forward-in: drop}' begin
	each_i inbound i
	each_i seen_from us_inbound i
	wait_taken each_i i
	fast each_i seen_from us_inbound i
	capture dmz "$edge" dmz out
	answers_over eu "${services[@]}"
	each_i talk_each i send 3
	wait_strayed us inside eu "$i_flows"
	unplug "$eu_pe" core
	capture_end us eu dmz
	counted forward-in us eu eu "$to_service" "$i_flows"
	assert_eq "requests that reach the server" "$(captured dmz "$from_us_inbound")" 0
}

# Answers come in on the wrong circuit from the first one on.
strayed_first()
{
	begin
	answers_over eu "${us_pools[@]}"
	each_c outbound c
	each_c seen_from us_pool c
	each_c seen_from us_pool c
	assert_eq "connections in the flowtable" "$(taken)" 0
	answers_over us "${us_pools[@]}"
	each_c seen_from us_pool c
	assert_eq "connections in the flowtable" "$(taken)" 0
	capture_end us eu
	counted return-in us eu eu "$to_us" "$c_flows"
	assert_eq "requests over eu" "$(captured eu "$from_us")" 0
}
