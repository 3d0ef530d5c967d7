#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits with default routes
# Claim: when a circuit goes down, because "ersym circuit" has set it down or because no link
#        of it is running, exactly its translated connections are ended, once; their clients
#        begin new ones on the other circuit, by which no packet leaves with an address of the
#        pool of the one that is down; when it is up again, only new connections move; the
#        state that was set survives a restart of the service
# Catches: connections of the other circuit, or untranslated ones, that are ended; some that
#          are not; ended again at each look, at each flap, or for one link of two; a state
#          that was set and is lost, or kept although it was refused

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=topo/site.sh
. "$lib_dir/topo/site.sh"
# shellcheck source-path=SCRIPTDIR source=topo/service.sh
. "$lib_dir/topo/service.sh"
need_tools ip jq nft notified tcpdump
need_ersym
both_engines
with_offload

us_default=100 eu_default=200
more_circuits='
  hk:
    id: 3
    remote: true
    snat: [20.2.2.16/29]'

setup()
{
	two_circuits
	ip -n "$edge" route del 1.2.3.0/24
	ip -n "$edge" -6 route del 2620:1ec::/48
	site_config | ersym_apply
	wait_for "carriers" all_carriers
	serve_cloud
	manager_starts
	capture eu "$edge" eu-pri out
}

# main_default: metrics and devices of the IPv4 default routes in the main table.
main_default()
{
	ip -n "$edge" -4 -j route show default proto 117 |
		jq -r '.[] | "\(.metric) \([(.nexthops // [.])[].dev] | sort | join(" "))"'
}

# connections REGEX: those whose translated source matches, a line each.
connections()
{
	ersym -j flows | jq -r --arg pool "$1" '.[] |
		select((.nat_src // "" | test($pool)) and (.proto == "tcp" or .proto == "udp")) |
		"\(.proto) \(.src) \(.sport) \(.nat_src)"' | sort
}

of_us='^(20\.2\.2\.[0-7]|2001:db8:20:1:.*)$'
of_eu='^(20\.2\.2\.([89]|1[0-5])|2001:db8:20:2:.*)$'

count()
{
	connections "$1" | wc -l
}

# state CIRCUIT: prints "STATE REASON WHY", with - for what there is not.
state()
{
	show_circuits | jq -r --arg name "$1" '.[] | select(.name == $name) |
		"\(.state // "-") \(.reason // "-") \(.why // "-")"'
}

# kept: prints what is kept of circuits.
kept()
{
	cat "/var/lib/ersym/netns/$edge/circuits" 2> /dev/null || :
}

# twelve NAME: connections, TCP and UDP, IPv4 and IPv6.
twelve()
{
	local i

	for i in 1 2 3; do
		each_of "udp tcp" outbound "$1$i"
	done
}

# twelve_seen_from POOL NAME ["PROTO..."]
twelve_seen_from()
{
	local i

	for i in 1 2 3; do
		each_of "${3:-udp tcp}" seen_from "$1" "$2$i"
	done
}

# twelve_on_each: "theirs" on eu, and "ours" on us.
twelve_on_each()
{
	ersym circuit us down > "$work/out"
	twelve theirs
	twelve_seen_from eu_pool theirs
	ersym circuit us auto > "$work/out"
	twelve ours
	twelve_seen_from us_pool ours
	assert_eq "connections of us" "$(count "$of_us")" 12
	connections "$of_eu" > "$work/theirs"
	assert_eq "connections of eu" "$(wc -l < "$work/theirs")" 12
}

# moved: the connections of us are on eu, or begin again there, and the others are as they
# were. A server knows nothing of the rest of a TCP connection.
moved()
{
	local i

	assert_eq "connections of us" "$(count "$of_us")" 0
	assert_eq "connections of eu" "$(connections "$of_eu")" "$(< "$work/theirs")"
	twelve_seen_from eu_pool theirs
	twelve_seen_from eu_pool ours udp
	for i in 1 2 3; do
		talk_fails "ours$i-tcp4" exchange 1
		talk_fails "ours$i-tcp6" exchange 1
	done
	each_of tcp outbound again
	each_of tcp seen_from eu_pool again
	assert_eq "connections of us" "$(count "$of_us")" 0
}

# returned: new connections leave by us again, and no others.
returned()
{
	each_of "udp tcp" outbound new
	each_of "udp tcp" seen_from us_pool new
	twelve_seen_from eu_pool theirs
	twelve_seen_from eu_pool ours udp
	each_of tcp seen_from eu_pool again
	assert_eq "connections of us" "$(count "$of_us")" 4
}

# none_by_eu: no packet has left by eu with an address of the pool of us.
none_by_eu()
{
	capture_end eu
	assert_ge "packets by eu" "$(captured eu "$from_eu")" 12
	assert_eq "packets of the pool of us by eu" "$(captured eu "$from_us")" 0
}

us_loses_carrier()
{
	ip -n "$us_pe" link set pri down
	ip -n "$us_pe" link set sec down
}

us_returns()
{
	configure "$us_pe" <<- END
		link set pri up
		link set sec up
		addr replace 2001:db8:1::2/64 dev pri nodad
		addr replace 2001:db8:2::2/64 dev sec nodad
		route replace 20.2.2.0/24 via 198.51.100.1
		route replace 2001:db8:20::/48 via 2001:db8:1::1
	END
}

# Without the service, as a hook of keepalived does.
set_down()
{
	twelve_on_each
	ersym circuit us down --why maintenance > "$work/out"
	assert_match "output" "$(< "$work/out")" \
		"- route default metric 100 .*circuit us is down \(set by command: maintenance\): 12 connections ended"
	assert_eq "default routes" "$(main_default)" "200 eu-pri"
	assert_eq "state" "$(state us)" "down word maintenance"
	assert_match "circuits" "$(ersym show circuits)" \
		"us .* down since 20[0-9: -]*, set by command: maintenance +us-pri running"
	moved
	# Again: nothing is left to do.
	assert_eq "output" "$(ersym circuit us down --why maintenance)" \
		"circuit us is down (set by command: maintenance)"
	ersym -j circuit us auto > "$work/out"
	assert_eq "JSON" "$(jq -c 'del(.operations)' "$work/out")" \
		'{"circuit":"us","state":"up","reason":null,"why":null,"ended":0}'
	assert_eq "default routes" "$(main_default)" $'100 us-pri us-sec\n200 eu-pri'
	assert_eq "state" "$(state us)" "up - -"
	returned
	none_by_eu
	assert_violations
}

link_failure()
{
	twelve_on_each
	start_service
	us_loses_carrier
	wait_for "line of the service" says \
		"circuit us is down \(no link is running\): 12 connections ended"
	assert_eq "state" "$(state us)" "down link -"
	moved
	us_returns
	wait_for "line of the service" says "circuit us is up"
	wait_until_eq "default routes" $'100 us-pri us-sec\n200 eu-pri' main_default
	returned
	none_by_eu
	assert_violations
}

# The kernel deletes the routes over a device with it: until the service can act, which it
# may not for a while here, nothing may follow the main table.
device_deleted()
{
	local i

	twelve_on_each
	start_service
	lock_held "$edge"
	ip -n "$edge" -batch - <<- END
		link del us-pri
		link del us-sec
	END
	for i in 1 2 3; do
		each_of udp talk_each "ours$i" send 3
	done
	lock_released
	wait_for "line of the service" says \
		"circuit us is down \(no link is running\): 12 connections ended"
	moved
	none_by_eu
	assert_violations
}

one_link_of_two()
{
	twelve_on_each
	start_service
	monitor
	ip -n "$us_pe" link set sec down
	wait_for "the event" has_text "$work/events" link-down
	assert_eq "events" "$(events 'select(.event == "link-down") | "\(.circuit) \(.device)"')" \
		"us us-sec"
	wait_until_eq "default routes" $'100 us-pri\n200 eu-pri' main_default
	assert_eq "state" "$(state us)" "up - -"
	assert_eq "connections of us" "$(count "$of_us")" 12
	ip -n "$us_pe" link set sec up
	wait_for "the event" has_text "$work/events" link-up
	assert_eq "circuits that went down" \
		"$(events 'select(.event == "circuit-down") | .circuit')" ""
}

# times TEXT: how often the service has printed it.
times()
{
	grep -cF "$1" "$work/service" || :
}

# A client that continues is ended at the first failure only, as it is on eu from then on.
flapping()
{
	local i

	start_service
	each_of udp outbound steady
	each_of udp seen_from us_pool steady
	for i in 1 2 3 4 5; do
		us_loses_carrier
		wait_until_eq "failures" "$i" times "circuit us is down"
		each_of udp seen_from eu_pool steady
		# One more look, while it is down.
		ip -n "$edge" route del default table 7002
		wait_until_eq "looks" "$i" times "dev eu-pri table 7002, because"
		assert_eq "failures" "$(times "circuit us is down")" "$i"
		us_returns
		wait_until_eq "returns" "$i" times "circuit us is up"
		each_of udp seen_from eu_pool steady
	done
	assert_eq "failures that ended connections" "$(times "connections ended")" 1
	assert_eq "their number" "$(times ": 2 connections ended")" 1
	none_by_eu
}

# What is over before the service looks is no failure.
too_short()
{
	start_service
	each_of udp outbound steady
	each_of udp seen_from us_pool steady
	lock_held "$edge"
	us_loses_carrier
	us_returns
	wait_for "carriers" all_carriers
	ip -n "$edge" route del default table 7002
	lock_released
	wait_for "a look" says "added route default .*table 7002"
	each_of udp seen_from us_pool steady
	assert_eq "failures" "$(times "circuit us is down")" 0
}

# The host is made empty meanwhile, as by a reboot.
outlasts_the_service()
{
	start_service
	ersym circuit us down --why "fibre cut" > "$work/out"
	stop_service
	assert_eq "state" "$(state us)" "down word fibre cut"
	in_ns "$edge" nft flush ruleset
	ip -n "$edge" route flush table main proto 117
	ip -n "$edge" route flush table 7001
	start_service
	assert_eq "default routes" "$(main_default)" "200 eu-pri"
	assert_eq "state" "$(state us)" "down word fibre cut"
	assert_eq "failures" "$(times "circuit us is down")" 0
	ersym_reapply
	assert_eq "default routes" "$(main_default)" "200 eu-pri"
	# The state need not be set again: the links fail, and return.
	us_loses_carrier
	us_returns
	wait_for "carriers" all_carriers
	assert_eq "state" "$(state us)" "down word fibre cut"
	ersym circuit us auto > "$work/out"
	assert_eq "state" "$(state us)" "up - -"
}

# last_action: of the history.
last_action()
{
	ersym -j history | jq -r '.entries[0].action'
}

# What is put back is planned with the word, also with one that was said meanwhile.
outlasts_an_undone_change()
{
	sed 's|20.2.2.0/29|20.2.2.4/30|' "$work/ersym.yaml" > "$work/other.yaml"
	ersym -c "$work/other.yaml" apply --confirm 2s > "$work/out" 2>&1
	ersym circuit us down > "$work/out"
	wait_until_eq "last action" expire last_action
	assert_eq "default routes" "$(main_default)" "200 eu-pri"
	assert_eq "state" "$(state us)" "down word -"
	ersym rollback > "$work/out"
	assert_eq "default routes" "$(main_default)" "200 eu-pri"
	ersym circuit us auto > "$work/out"
	assert_eq "default routes" "$(main_default)" $'100 us-pri us-sec\n200 eu-pri'
}

# forgotten_by COMMAND...: of a change after which nothing is in force.
forgotten_by()
{
	ersym circuit us down > "$work/out"
	assert_match "what is kept" "$(kept)" "us word down"
	"$@"
	assert_eq "what is kept" "$(kept)" ""
}

does_not_outlast_all()
{
	forgotten_by ersym clear
	ersym_reapply
	forgotten_by ersym rollback > "$work/out"
	ersym -c "$work/ersym.yaml" apply --confirm 60s > "$work/out" 2>&1
	forgotten_by ersym rollback > "$work/out"
	ersym_reapply
	assert_eq "default routes" "$(main_default)" $'100 us-pri us-sec\n200 eu-pri'
}

# Setting a circuit up does not replace a running link.
set_up()
{
	ersym circuit us up --why "the probe is wrong" > "$work/out"
	assert_eq "state" "$(state us)" "up word the probe is wrong"
	us_loses_carrier
	wait_until_eq "state" "down link -" state us
	us_returns
	wait_until_eq "state" "up word the probe is wrong" state us
}

keeps()
{
	us_on_down=keep site_config | ersym_apply
	assert_match "show config" "$(ersym show config)" "on-down: keep"
	twelve_on_each
	assert_match "output" "$(ersym circuit us down)" "circuit us is down \(set by command\)$"
	assert_eq "connections of us" "$(count "$of_us")" 12
	twelve_seen_from us_pool ours
	each_of "udp tcp" outbound new
	each_of "udp tcp" seen_from eu_pool new
	none_by_eu
}

# Of services: those that came in by us, and not those by eu. The host's own are kept.
services_and_untranslated()
{
	serve_site
	serve pe "$us_pe" udp 198.51.100.2 99
	talk_open own "$edge" udp 198.51.100.2 99
	talk own exchange 1
	each_of "udp tcp" inbound by_us
	each_of "udp tcp" talk_each by_us exchange 1
	answers_over eu "${services[@]}"
	each_of "udp tcp" inbound by_eu
	each_of "udp tcp" talk_each by_eu exchange 1
	assert_match "output" "$(ersym circuit us down)" ": 4 connections ended"
	assert_eq "connections that came in" \
		"$(ersym -j flows | jq -r '.[] | select(.in != "inside" and .proto != "icmpv6") |
			"\(.in) \(.proto)"' | sort | uniq -c | awk '{ print $1, $2, $3 }')" \
		$'2 eu tcp\n2 eu udp'
	assert_eq "own connections" \
		"$(ersym -j flows | jq '[.[] | select(.dport == 99)] | length')" 1
	each_of "udp tcp" talk_each by_eu exchange 1
	talk own exchange 1
}

monitored()
{
	monitor
	ersym monitor > "$work/text" 2> "$work/heading" &
	wait_for "monitor" has_text "$work/heading" waiting
	each_of udp outbound steady
	each_of udp seen_from us_pool steady
	ersym circuit us down --why maintenance > "$work/out"
	ersym circuit us auto > "$work/out"
	wait_for "the event" has_text "$work/events" circuit-up
	assert_eq "events" "$(events 'select(.event | startswith("circuit")) |
		"\(.event) \(.circuit) \(.reason) \(.why) \(.ended)"')" \
		$'circuit-down us word maintenance 2\ncircuit-up us null null 0'
	wait_for "the line" has_text "$work/text" "circuit us is up"
	assert_match "lines" "$(< "$work/text")" \
		"circuit-down circuit us is down \(set by command: maintenance\): 2 connections ended.*circuit-up circuit us is up"
}

# refuses MESSAGE ARG...: with exit status 1, and nothing is changed.
refuses()
{
	local message=$1 before

	shift
	before=$(kept)
	assert_fails ersym circuit "$@"
	assert_match "message" "$output" "$message"
	assert_eq "what is kept" "$(kept)" "$before"
	assert_eq "default routes" "$(main_default)" $'100 us-pri us-sec\n200 eu-pri'
}

bad_input()
{
	refuses "no circuit is named cn: there are us, eu and hk" cn down
	refuses "circuit hk is remote: set it on the host that has its links" hk down
	refuses "circuit needs the name of a circuit, and one of down, up and auto" us
	refuses "a circuit cannot be set off: use down, up or auto" us off
	refuses "[-]-why needs a text" us down --why
	refuses "circuit does not take later" us down later
	refuses "circuit does not take more" us down --why text more
	refuses "circuit does not take more" us down --why=text more
	refuses "the text of --why is one line" us down --why $'a\nb'
	refuses "auto removes the state that was set" us auto --why maintenance
	# Another program has what would be changed.
	ip -n "$edge" rule add fwmark 0x30000/0xff0000 lookup 100 priority 502
	refuses "rule 502 .* uses bits of mark-mask" us down
	ip -n "$edge" rule del priority 502
	ersym clear > "$work/out"
	assert_eq "what is kept" "$(ls "/var/lib/ersym/netns/$edge")" history
	assert_fails ersym circuit us down
	assert_match "message" "$output" 'nothing is in force: run "ersym apply" first'
}

# cannot_keep: as nothing can be kept, nothing is changed.
cannot_keep()
{
	# shellcheck disable=SC2016 # of the inner shell
	assert_fails in_ns "$edge" unshare --mount sh -ec '
		mount --bind /var/lib/ersym /var/lib/ersym
		mount -o remount,bind,ro /var/lib/ersym
		exec "$1" circuit us down' sh "$ERSYM"
	assert_match "message" "$output" \
		"cannot keep the state of circuits as /var/lib/ersym/.*/circuits: Read-only file system"
	assert_eq "default routes" "$(main_default)" $'100 us-pri us-sec\n200 eu-pri'
	assert_eq "state" "$(state us)" "up - -"
}

# cannot_keep_service: it keeps what is in force, and ends connections once.
cannot_keep_service()
{
	# shellcheck disable=SC2016 # of the inner shell
	start_service unshare --mount sh -ec '
		mount --bind /var/lib/ersym /var/lib/ersym
		mount -o remount,bind,ro /var/lib/ersym
		exec "$@"' sh
	each_of udp outbound steady
	each_of udp seen_from us_pool steady
	us_loses_carrier
	wait_for "line of the service" says "circuit us is down .*: 2 connections ended"
	assert_match "message" "$(< "$work/service")" "Read-only file system"
	each_of udp seen_from eu_pool steady
	us_returns
	wait_for "line of the service" says "circuit us is up"
	assert_eq "failures" "$(times "circuit us is down")" 1
}

smoke "set down" "no link"
test_case "a circuit that is set down, without the service" set_down
test_case "a circuit of which no link is running" link_failure
test_case "a circuit whose devices are deleted" device_deleted
test_case "one link of two" one_link_of_two
test_case "a circuit that flaps: connections are ended once" flapping
test_case "a failure that is over before the service looks" too_short
test_case "the state that was set survives a restart of the service, and an empty host" outlasts_the_service
test_case "the state that was set survives a change that is undone" outlasts_an_undone_change
test_case "the state that was set does not survive all that is in force" does_not_outlast_all
test_case "a circuit that is set to up" set_up
test_case "on-down: keep" keeps
test_case "services, and what is not translated" services_and_untranslated
test_case "events of the command" monitored
test_case "what is refused" bad_input
test_case "a state directory that is read-only" cannot_keep
test_case "the service, with a state directory that is read-only" cannot_keep_service
run_tests "$@"
