#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, a connection over us from before the first change
# Claim: a device is a link as long as it has the link's name in this namespace,
#        whatever its history; each change is reported once, and packets are judged by
#        it
# Catches: binding by index, by a stale name or by an alternative name; an event that
#          is missing or repeated; a device that is still a link after it was renamed

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

# reported "CIRCUIT DEVICE absent|down|running"...: these events, in this order, and
# "show circuits" agrees with the last one of each device.
reported()
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

# strays KIND N: all packets of N exchanges are on the inside instead of us.
strays()
{
	assert_eq "violations" "$(matrix | cut -d ' ' -f 1-4)" \
		"forward-out us inside $1
return-in us inside $1"
}

# Restores the routes that were deleted with us-pri, as a routing daemon would.
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
	reported "us us-pri down" "us us-pri absent"
	ip -n "$edge" link set old-pri up
	linked "us-pri absent" "us-sec running" "eu-pri running"
	# The connection is pinned to the routes of us, which no longer have the
	# device: as if the operator had not noticed.
	ip -n "$edge" route flush table 7001
	route_again old-pri
	talk c exchange 4
	strays 4

	configure "$edge" <<- END
		link set old-pri down
		link set old-pri name us-pri
	END
	reported "us us-pri down" "us us-pri absent" "us us-pri down"
	ip -n "$edge" link set us-pri up
	route_again us-pri
	reported "us us-pri down" "us us-pri absent" "us us-pri down" "us us-pri running"
	linked "us-pri running" "us-sec running" "eu-pri running"
	talk c exchange 4
	strays 4
}

# Another device gets the name of a link, and is the link from then on.
name_of_another()
{
	configure "$edge" <<- END
		link set us-sec down
		link set us-sec name old-sec
		link set us-pri down
		link set us-pri name us-sec
		link set us-sec up
	END
	reported "us us-sec down" "us us-sec absent" "us us-pri down" \
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
	reported "us us-pri down" "us us-pri absent"
	linked "us-pri absent" "us-sec running" "eu-pri running"
	# Over the other link of the circuit there is no violation.
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
	reported "us us-pri down" "us us-pri absent" "us us-pri down" "us us-pri running"
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
	reported "us us-pri down" "us us-pri absent"
	linked "us-pri absent" "us-sec running" "eu-pri running"
	ip -n "$other" link set us-pri up
	ip -n "$other" link set us-pri netns "$edge"
	ip -n "$edge" -batch - <<- END
		link set us-pri up
		addr add 198.51.100.1/30 dev us-pri
	END
	reported "us us-pri down" "us us-pri absent" "us us-pri down" "us us-pri running"
	route_again us-pri
	ip -n "$edge" route replace default via 198.51.100.2 dev us-pri table 7001
	ip -n "$us_pe" route replace 20.2.2.0/24 via 198.51.100.1
	talk c exchange 4
	assert_violations

	# It leaves with the name of a link, and returns with another one.
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

# A device with the name of a link is moved in from another namespace.
came()
{
	local other=

	setup_ns other
	ip -n "$edge" link del us-sec
	ip -n "$other" link add us-sec index 4711 type dummy
	ip -n "$other" link set us-sec netns "$edge"
	ip -n "$edge" link set us-sec up
	reported "us us-sec down" "us us-sec absent" "us us-sec down" "us us-sec running"
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
	reported "us us-sec down"
	linked "us-pri running" "us-sec down" "uplink absent"
	talk c exchange 1
	assert_violations
}

# Up, down and carrier do not change the binding.
carrier()
{
	ip -n "$us_pe" link set sec down
	reported "us us-sec down"
	linked "us-pri running" "us-sec down" "eu-pri running"
	ip -n "$us_pe" link set sec up
	reported "us us-sec down" "us us-sec running"
	ip -n "$edge" link set us-sec down
	reported "us us-sec down" "us us-sec running" "us us-sec down"
	ip -n "$edge" link set us-sec up
	reported "us us-sec down" "us us-sec running" "us us-sec down" \
		"us us-sec running"
	talk c exchange 1
	assert_violations
}

test_case "a link is renamed, and gets its name back" renamed
test_case "another device gets the name of a link" name_of_another
test_case "a link is deleted, and made again" deleted
test_case "a link moves to another namespace, and back" moved
test_case "a device with the name of a link is moved in from another namespace" came
test_case "an alternative name is no binding" alternative_name
test_case "a link goes down and up, and loses and regains carrier" carrier
run_tests "$@"
