#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, of which us has a primary and a secondary link
# Claim: packets of one connection may use either link of its circuit, in any
#        combination, in and out, and change links, also because one fails: none is a
#        violation
# Catches: facts about links instead of circuits; a route of a circuit with one next hop
#          only

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_ersym
both_engines
with_offload

setup()
{
	two_circuits
	site_config | ersym_apply
	capture pri "$edge" us-pri
	capture sec "$edge" us-sec
}

# leave_by pri|sec: the edge host's route to the cloud.
leave_by()
{
	local v4=198.51.100.2 v6=2001:db8:1::2

	[ "$1" = pri ] || { v4=198.51.100.6 v6=2001:db8:2::2; }
	ip -n "$edge" -batch - <<- END
		route replace 1.2.3.0/24 via $v4
		route replace 2620:1ec::/48 via $v6
	END
}

# come_by pri|sec: the provider's route to the site.
come_by()
{
	local v4=198.51.100.1 v6=2001:db8:1::1

	[ "$1" = pri ] || { v4=198.51.100.5 v6=2001:db8:2::1; }
	ip -n "$us_pe" -batch - <<- END
		route replace 20.2.2.0/24 via $v4
		route replace 2001:db8:20::/48 via $v6
	END
}

other()
{
	if [ "$1" = pri ]; then echo sec; else echo pri; fi
}

outbound_by()
{
	serve_cloud
	leave_by "$1"
	come_by "$2"
	each_flow outbound c
	each_flow seen_from us_pool c
	leave_by "$(other "$1")"
	each_flow seen_from us_pool c
	capture_end pri sec
	assert_violations
	assert_eq "first packets of TCP" "$(captured "$1" "$from_us and $tcp_syn")" 2
	all_flows_in "$2" "$to_us"
	assert_eq "answers over the other link" \
		"$(captured "$(other "$2")" "$to_us")" 0
}

inbound_by()
{
	serve_site
	come_by "$1"
	leave_by "$2"
	each_flow inbound c
	each_flow seen_from us_inbound c
	come_by "$(other "$1")"
	each_flow seen_from us_inbound c
	capture_end pri sec
	assert_violations
	assert_eq "first packets of TCP" "$(captured "$1" "$to_service and $tcp_syn")" 2
	all_flows_in "$(other "$1")" "$to_service"
}

# Both links at once, as the kernel's multipath hash distributes connections.
multipath()
{
	local port

	serve_cloud
	ip -n "$edge" -batch - <<- END
		route replace 1.2.3.0/24 nexthop via 198.51.100.2 nexthop via 198.51.100.6
		route replace 2620:1ec::/48 nexthop via 2001:db8:1::2 nexthop via 2001:db8:2::2
	END
	in_ns "$edge" sysctl -q -w net.ipv4.fib_multipath_hash_policy=1
	for port in {5001..5012}; do
		talk_open "c$port" "$client" udp 1.2.3.4 443 10.0.0.57 "$port"
		talk "c$port" exchange 3
		talk_sees "c$port" "${us_pool[4]}"
	done
	capture_end pri sec
	assert_violations
	assert_ge "requests over pri" "$(captured pri "$from_us")" 1
	assert_ge "requests over sec" "$(captured sec "$from_us")" 1
	assert_eq "requests" \
		$(($(captured pri "$from_us") + $(captured sec "$from_us"))) 36
}

# A link goes down while connections use it.
taken_over()
{
	serve_site
	come_by pri
	leave_by pri
	each_flow inbound c
	each_flow seen_from us_inbound c
	come_by sec
	unplug "$edge" us-pri
	each_flow seen_from us_inbound c
	capture_end sec
	assert_violations
	all_flows_in sec "$from_service"
}

for out in pri sec; do
	for in in pri sec; do
		test_case "outbound: requests by $out, answers by $in" outbound_by $out $in
	done
done
test_case "inbound: requests by pri, then sec" inbound_by pri sec
test_case "inbound: requests by sec, then pri" inbound_by sec pri
test_case "outbound by both links at once" multipath
test_case "a link goes down: the other one takes over" taken_over
run_tests "$@"
