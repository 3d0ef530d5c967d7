#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; a flowtable of the operator's over all devices takes
#           connections that are established
# Claim: by the rule of ersym(8), what the flowtable forwards takes the circuits of its
#        connection, whatever the main table says, when it is taken and later; a
#        packet that comes in on another circuit is no match: it is seen, counted
#        and dropped as ever; a connection that has strayed is not taken
# Catches: a flowtable that is given the main table's route for a direction; wrong
#          packets that it forwards unseen

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/kinds.sh"
need_tools ip jq nft tcpdump conntrack
need_ersym

# The flowtable knows connections by the devices of both ways: of a circuit with two
# links, answers by the other one than requests take no part in it.
us_links='us-pri: {gateway: [198.51.100.2, "2001:db8:1::2"]}'

# The rule as in the manual page: nothing has strayed (0x7c000000), and the route
# back is looked up with the mark of the circuit that the connection came in on
# (0x001f0000).
flowtable()
{
	in_ns "$edge" nft -f - > "$work/nft" 2>&1 <<- END || skip "no flowtables: $(cat "$work/nft")"
		table inet fast {
			flowtable fast {
				hook ingress priority filter
				devices = { lan, dmz, us-pri, us-sec, eu-pri }
			}
			counter slow { }
			chain forward {
				type filter hook forward priority filter + 1
				meta l4proto { tcp, udp } counter name slow
				ct state established ct direction original ct mark & 0x7c000000 == 0 meta mark set ct mark & 0x001f0000 flow add @fast
			}
		}
	END
}

# slow: packets of TCP and UDP that have passed the hooks.
slow()
{
	in_ns "$edge" nft -j list counter inet fast slow |
		jq '.nftables[] | select(.counter).counter.packets'
}

# taken: how many connections the flowtable has.
taken()
{
	in_ns "$edge" conntrack -L 2> /dev/null | grep -c OFFLOAD || :
}

# fast COMMAND...: while it runs, no packet passes the hooks.
fast()
{
	local before

	assert_eq "connections in the flowtable" "$(taken)" 2
	before=$(slow)
	"$@"
	assert_eq "packets that passed the hooks" $(($(slow) - before)) 0
}

# begin: with servers and captures.
begin()
{
	two_circuits
	flowtable
	site_config | ersym_apply
	each_c serve_c
	each_i serve_i
	capture us "$us_pe" core
	capture eu "$edge" eu-pri
}

# Then the main table has another way: the routes that the flowtable keeps are void.
outbound_pinned()
{
	begin
	warns 'link eu-pri is in flowtable fast of table fast'
	each_c outbound c
	each_c seen_from us_pool c
	fast each_c seen_from us_pool c
	requests_over eu
	each_c seen_from us_pool c
	fast each_c seen_from us_pool c
	capture_end us eu
	assert_eq "packets over eu" "$(captured eu "$from_us or $to_us")" 0
	assert_violations
}

# Over the circuit that the main table does not prefer.
inbound_other()
{
	begin
	answers_over eu "${services[@]}"
	each_i inbound i
	each_i seen_from eu_inbound i
	fast each_i seen_from eu_inbound i
	# And something changes in it.
	ip -n "$edge" route add 192.0.2.0/24 via 198.51.100.2
	ip -n "$edge" route add 2001:db8:ffff::/48 via 2001:db8:1::2
	each_i seen_from eu_inbound i
	fast each_i seen_from eu_inbound i
	capture_end us eu
	assert_eq "packets over us" "$(captured us "$from_service or $to_service")" 0
	assert_violations
}

# The flowtable has the connections; then their packets come in on eu.
moved()
{
	eu_policy=$1 begin
	each_c outbound c
	each_c seen_from us_pool c
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
	capture_end us eu
	counted return-in us eu eu "$to_us" "$c_flows"
	assert_eq "requests over eu" "$(captured eu "$from_us")" 0
}

test_case "outbound: pinned, also when the main table moves" outbound_pinned
test_case "inbound over the other circuit: pinned, also when the main table changes" \
	inbound_other
test_case "answers of a taken connection on the wrong circuit, flag" answers_flagged
test_case "answers of a taken connection on the wrong circuit, drop" answers_dropped
test_case "requests of a taken connection on the wrong circuit, drop" requests_dropped
test_case "a connection that has strayed is not taken" strayed_first
run_tests "$@"
