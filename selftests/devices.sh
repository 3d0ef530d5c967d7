#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, a connection over us that was there from the beginning
# Claim: a device is a link as long as it has the link's name in this namespace,
#        whatever was done to it before; each change is told once, and packets
#        are judged by it
# Catches: binding by index, by a stale name or by an alternative one; an event
#          that is missing or told twice; a device of the past that is followed

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
with_offload
need_tools ip jq nft tcpdump
need_ersym

setup()
{
	two_circuits
	site_config | ersym_apply
	serve cloud "$cloud" udp 1.2.3.4 443
	talk_open c "$client" udp 1.2.3.4 443
	talk c exchange 1
	talk_sees c '20.2.2.[0-7]'
	monitor
}

# told "CIRCUIT DEVICE absent|down|running"...: these events, in this order, and
# what the last one says of each is what "show circuits" says.
told()
{
	wait_until_eq "events" "$(printf '%s\n' "$@")" events \
		'select(.event == "link") |
		"\(.circuit) \(.device) " + if .running then "running"
			elif .present then "down" else "absent" end'
}

# linked "us-pri STATE" "us-sec STATE" "eu-pri STATE"
linked()
{
	assert_eq "links" "$(links)" "$(printf '%s\n' "us $1" "us $2" "eu $3")"
}

# strays KIND N: all packets of N exchanges are on the inside instead of on us.
strays()
{
	assert_eq "violations" "$(matrix | cut -d ' ' -f 1-4)" \
		"forward-out us inside $1
return-in us inside $1"
}

# The routes that went with us-pri, as a routing daemon would put them back.
route_again()
{
	ip -n "$edge" route replace 1.2.3.0/24 via 198.51.100.2 dev "$1"
}

renamed()
{
	configure "$edge" <<- END
		link set us-pri down
		link set us-pri name old-pri
	END
	told "us us-pri down" "us us-pri absent"
	ip -n "$edge" link set old-pri up
	linked "us-pri absent" "us-sec running" "eu-pri running"
	# The connection is pinned to the routes of us, which are now without it:
	# as if the operator had not noticed.
	ip -n "$edge" route flush table 7001
	route_again old-pri
	talk c exchange 4
	strays 4

	configure "$edge" <<- END
		link set old-pri down
		link set old-pri name us-pri
	END
	told "us us-pri down" "us us-pri absent" "us us-pri down"
	ip -n "$edge" link set us-pri up
	route_again us-pri
	told "us us-pri down" "us us-pri absent" "us us-pri down" "us us-pri running"
	linked "us-pri running" "us-sec running" "eu-pri running"
	talk c exchange 4
	strays 4
}

# The name of a link passes to another device: so does the link.
name_of_another()
{
	configure "$edge" <<- END
		link set us-sec down
		link set us-sec name old-sec
		link set us-pri down
		link set us-pri name us-sec
		link set us-sec up
	END
	told "us us-sec down" "us us-sec absent" "us us-pri down" \
		"us us-pri absent" "us us-sec down" "us us-sec running"
	ersym_reapply 2> "$work/warnings"
	route_again us-sec
	ip -n "$edge" route replace default via 198.51.100.2 dev us-sec table 7001
	talk c exchange 4
	assert_violations
}

deleted()
{
	ip -n "$edge" link del us-pri
	told "us us-pri down" "us us-pri absent"
	linked "us-pri absent" "us-sec running" "eu-pri running"
	# Over the other link of the circuit: all is as it should be.
	ip -n "$us_pe" route replace 20.2.2.0/24 via 198.51.100.5
	ersym_reapply 2> "$work/warnings"
	talk c exchange 4
	assert_violations

	cables "$edge us-pri $us_pe pri"
	ip -n "$us_pe" -batch - <<- END
		link set pri up
		addr add 198.51.100.2/30 dev pri
		route replace 20.2.2.0/24 via 198.51.100.5
	END
	ip -n "$edge" -batch - <<- END
		link set us-pri up
		addr add 198.51.100.1/30 dev us-pri
	END
	told "us us-pri down" "us us-pri absent" "us us-pri down" "us us-pri running"
	linked "us-pri running" "us-sec running" "eu-pri running"
	ip -n "$us_pe" route replace 20.2.2.0/24 via 198.51.100.1
	ip -n "$edge" route replace default via 198.51.100.2 dev us-pri table 7001
	capture us "$edge" us-pri
	talk c exchange 4
	capture_end us
	assert_violations
	assert_eq "packets over the new us-pri" "$(captured us 'udp port 443')" 8
}

moved()
{
	local other=

	setup_ns other
	ip -n "$edge" link set us-pri netns "$other"
	told "us us-pri down" "us us-pri absent"
	linked "us-pri absent" "us-sec running" "eu-pri running"
	ip -n "$other" link set us-pri up
	ip -n "$other" link set us-pri netns "$edge"
	ip -n "$edge" -batch - <<- END
		link set us-pri up
		addr add 198.51.100.1/30 dev us-pri
	END
	told "us us-pri down" "us us-pri absent" "us us-pri down" "us us-pri running"
	route_again us-pri
	ip -n "$edge" route replace default via 198.51.100.2 dev us-pri table 7001
	ip -n "$us_pe" route replace 20.2.2.0/24 via 198.51.100.1
	talk c exchange 4
	assert_violations

	# It takes the name of a link with it, and comes back under another one.
	ip -n "$edge" link set us-pri netns "$other"
	ip -n "$other" link set us-pri name guest
	ip -n "$other" link set guest netns "$edge"
	ip -n "$edge" -batch - <<- END
		link set guest up
		addr add 198.51.100.1/30 dev guest
	END
	ip -n "$edge" route flush table 7001
	route_again guest
	ip -n "$us_pe" route replace 20.2.2.0/24 via 198.51.100.1
	talk c exchange 3
	strays 3
	linked "us-pri absent" "us-sec running" "eu-pri running"
}

# A device that comes in from another namespace under the name of a link.
came()
{
	local other=

	setup_ns other
	ip -n "$edge" link del us-sec
	ip -n "$other" link add us-sec index 4711 type dummy
	ip -n "$other" link set us-sec netns "$edge"
	ip -n "$edge" link set us-sec up
	told "us us-sec down" "us us-sec absent" "us us-sec down" "us us-sec running"
	linked "us-pri running" "us-sec running" "eu-pri running"
}

alternative_name()
{
	site_config | sed 's/eu-pri:/uplink:/' > "$work/other.yaml"
	ersym_apply < "$work/other.yaml" 2> "$work/warnings"
	ip -n "$edge" link property add dev us-pri altname uplink
	linked "us-pri running" "us-sec running" "uplink absent"
	talk c exchange 4
	assert_violations
	ip -n "$edge" link set eu-pri mtu 1400
	ip -n "$edge" link set us-sec down
	told "us us-sec down"
	linked "us-pri running" "us-sec down" "uplink absent"
	talk c exchange 1
	assert_violations
}

# Up, down, carrier: no change of binding.
carrier()
{
	ip -n "$us_pe" link set sec down
	told "us us-sec down"
	linked "us-pri running" "us-sec down" "eu-pri running"
	ip -n "$us_pe" link set sec up
	told "us us-sec down" "us us-sec running"
	ip -n "$edge" link set us-sec down
	told "us us-sec down" "us us-sec running" "us us-sec down"
	ip -n "$edge" link set us-sec up
	told "us us-sec down" "us us-sec running" "us us-sec down" \
		"us us-sec running"
	talk c exchange 1
	assert_violations
}

test_case "a link is renamed, and gets its name back" renamed
test_case "the name of a link passes to another device" name_of_another
test_case "a link is deleted, and made again" deleted
test_case "a link moves to another namespace, and back" moved
test_case "a device comes from another namespace with the name of a link" came
test_case "an alternative name is no binding" alternative_name
test_case "a link goes down and up, its carrier goes and comes" carrier
run_tests "$@"
