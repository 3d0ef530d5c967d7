#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, with "ersym run" on the edge host
# Claim: whatever takes from what was last applied, the service puts it back without a
#        command, and says why; a storm of changes costs it a few looks a second; commands
#        and the service do not mix; what cannot be kept is not applied; its end takes
#        nothing out of force
# Catches: a change that is not noticed, or not mended; a look for each notification; a
#          service that restores what apply or clear has replaced; one that forgets what
#          changed during a command, or ends because of it

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=topo/site.sh
. "$lib_dir/topo/site.sh"
# shellcheck source-path=SCRIPTDIR source=topo/service.sh
. "$lib_dir/topo/service.sh"
need_tools ip jq nft notified python3 setpriv
need_ersym
both_engines

setup()
{
	two_circuits
	site_config | for_engine > "$work/ersym.yaml"
	manager_starts
}

# Prints how often the service has looked.
looks()
{
	sed -n 's/.*looked \([0-9]*\) times.*/\1/p' "$work/notified" | tail -n 1
}

left_to_do()
{
	ersym -j -c "$work/ersym.yaml" diff 2> /dev/null | jq -c .operations
}

# mended REGEX: a line says what was done and why, and nothing is left to do. Until a link
# is running nothing is to be done, so the line comes first.
mended()
{
	wait_for "line of the service: $1" says "$1"
	wait_until_eq "what is left to do" "[]" left_to_do
}

default_of_us()
{
	ip -n "$edge" -j route show table 7001 default proto 117 |
		jq -r '.[] | (.nexthops // [.])[] | "\(.dev) \(.gateway)"'
}

link_down_and_up()
{
	start_service
	ip -n "$edge" link set eu-pri down
	ip -n "$edge" link set eu-pri up
	mended "circuit eu: added route default via 198.51.100.10 dev eu-pri table 7002, because .*eu-pri (is up|has no carrier)"
	assert_match "WATCHDOG" "$(< "$work/notified")" WATCHDOG=1
}

# sends NAME UID: an event like those of the service, about an object NAME.
sends()
{
	in_ns "$edge" python3 - "$@" <<- 'END'
		import os, socket, struct, sys
		def attribute(number, value):
		    return struct.pack("HH", 4 + len(value), number) + value + bytes(-len(value) % 4)
		body = attribute(1, struct.pack("I", 1))
		for i, text in enumerate(["", "", sys.argv[1], "nothing"]):
		    body += attribute(2 + i, text.encode() + b"\0")
		os.setuid(int(sys.argv[2]))
		s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 2)
		try:
		    s.sendto(struct.pack("IHHII", 16 + len(body), 0x6572, 0, 0, 0) + body, (0, 1 << 16))
		except ConnectionRefusedError:
		    pass
	END
}

# mended_events: prints those of the monitor that are about an object.
mended_events()
{
	events 'select(.event == "mended" and (.object | test("'"$1"'"))) |
		"\(.op) \(.circuit) \(.device) \(.cause)"'
}

# What is mended is an event as well, and nobody else than root can send one.
monitored()
{
	start_service
	monitor
	ersym monitor > "$work/text" 2> "$work/heading" &
	wait_for "monitor" has_text "$work/heading" waiting
	ip -n "$edge" link set eu-pri down
	ip -n "$edge" link set eu-pri up
	mended "added route default via 198.51.100.10 dev eu-pri"
	wait_for "the event" has_text "$work/events" "route default via 198.51.100.10"
	assert_match "event" "$(mended_events "^route default via 198.51.100.10")" \
		"^add eu eu-pri .*eu-pri (is up|has no carrier)"
	wait_for "the line" has_text "$work/text" "route default via 198.51.100.10"
	assert_match "line" "$(< "$work/text")" \
		" mended circuit eu: added route default via 198.51.100.10 dev eu-pri table 7002, because .*eu-pri (is up|has no carrier)"
	sends forged 65534
	sends proper 0
	wait_for "an event of root" has_text "$work/events" proper
	assert_eq "events of others" "$(mended_events forged)" ""
	in_ns "$edge" nft flush ruleset
	mended "added table inet ersym"
	wait_for "the event" has_text "$work/events" "table inet ersym"
	assert_match "event" "$(mended_events "^table inet ersym")" \
		"^add null null nft .process [0-9]+. changed the nft ruleset"
}

address_deleted_and_added()
{
	start_service
	ip -n "$edge" addr del 198.51.100.9/30 dev eu-pri
	ip -n "$edge" addr add 198.51.100.9/30 dev eu-pri
	mended "circuit eu: added route default via 198.51.100.10 dev eu-pri table 7002, because .*an address of eu-pri changed"
}

device_made_again()
{
	start_service
	ip -n "$edge" link del us-sec
	wait_until_eq "default of us" "us-pri 198.51.100.2" default_of_us
	configure "$edge" <<- END
		link add us-sec type veth peer name sec-again
		link set us-sec up
		link set sec-again up
		addr add 198.51.100.5/30 dev us-sec
		addr add 2001:db8:2::1/64 dev us-sec nodad
	END
	wait_until_eq "default of us" $'us-pri 198.51.100.2\nus-sec 198.51.100.6' default_of_us
	# The kernel may say later that it has a carrier.
	mended "circuit us: changed route default .*table 7001.* because .*us-sec (is up|has no carrier)"
}

default_deleted()
{
	start_service
	ip -n "$edge" route del default table 7001
	mended "circuit us: added route default .*table 7001.* because a route changed"
}

ruleset_flushed()
{
	start_service
	in_ns "$edge" nft flush ruleset
	mended "added table inet ersym, because nft \(process [0-9]+\) changed the nft ruleset"
}

rule_deleted()
{
	start_service
	ip -n "$edge" rule del pref 33000
	mended "circuit us: added rule 33000: .* because a routing rule changed"
}

gateway_moved()
{
	ip -n "$edge" route add default via 198.51.100.10 dev eu-pri table 100
	eu_links='eu-pri: {gateway: auto}' site_config | for_engine > "$work/ersym.yaml"
	start_service
	configure "$edge" <<- END
		addr add 198.51.100.65/30 dev eu-pri
		route replace default via 198.51.100.66 dev eu-pri table 100
	END
	mended "circuit eu: changed route default via 198.51.100.66 dev eu-pri table 7002"
}

# Two notifications for each time that the device is set up or down.
storm()
{
	local before started took i

	ip -n "$edge" link add storm type veth peer name storm2
	start_service
	for ((i = 0; i < 500; i++)); do
		echo "link set storm up"
		echo "link set storm down"
	done > "$work/batch"
	before=$(looks)
	started=${EPOCHREALTIME/./}
	ip -n "$edge" -batch "$work/batch"
	ip -n "$edge" route del default table 7001
	mended "added route default .*table 7001"
	took=$(((${EPOCHREALTIME/./} - started) / 1000))
	assert_ge "looks allowed in $took ms" $((took / 250 + 2)) $(($(looks) - before))
}

reload()
{
	start_service
	us_snat='20.2.2.4/30' site_config | for_engine > "$work/ersym.yaml"
	kill -HUP "$service"
	wait_until_eq "what is left to do" "[]" left_to_do
	wait_until_eq "times that it was ready" 2 grep -c READY=1 "$work/notified"
	assert_match "RELOADING" "$(< "$work/notified")" $'RELOADING=1\nMONOTONIC_USEC=[0-9]+\n'
	assert_eq "history" "$(ersym -j history | jq -c '[.entries[] | [.entry, .action, .current]]')" \
		'[[2,"apply",true],[1,"apply",false]]'
	assert_eq "warnings" "$(sed -n /history/p "$work/service")" ""
	# A file with an error: what was in force stays.
	cp "$work/ersym.yaml" "$work/good.yaml"
	echo "nonsense: true" >> "$work/ersym.yaml"
	kill -HUP "$service"
	wait_until_eq "times that it was ready" 3 grep -c READY=1 "$work/notified"
	assert_match "refusal" "$(< "$work/service")" "ersym.yaml:[0-9]+:1: .*nonsense"
	mv "$work/good.yaml" "$work/ersym.yaml"
	assert_eq "what is left to do" "$(left_to_do)" "[]"
}

ended()
{
	start_service
	kill "$service"
	wait "$service"
	wait_for "STOPPING" has_text "$work/notified" STOPPING=1
	assert_eq "what is left to do" "$(left_to_do)" "[]"
}

# What was last applied is followed, not the file, and clear ends it.
follows_commands()
{
	start_service
	us_snat='20.2.2.4/30' site_config | for_engine > "$work/other.yaml"
	ersym -c "$work/other.yaml" apply > "$work/apply.out"
	mv "$work/ersym.yaml" "$work/first.yaml"
	mv "$work/other.yaml" "$work/ersym.yaml"
	in_ns "$edge" nft flush ruleset
	mended "added table inet ersym"
	# Started again, it takes what is in force, and not the file.
	kill "$service"
	wait "$service"
	in_ns "$edge" nft flush ruleset
	cp "$work/ersym.yaml" "$work/other.yaml"
	mv "$work/first.yaml" "$work/ersym.yaml"
	: > "$work/notified"
	start_service
	mv "$work/other.yaml" "$work/ersym.yaml"
	mended "added table inet ersym, because the service was started"
	ersym clear > /dev/null
	in_ns "$edge" nft add table inet other
	wait_until_eq "circuits in force" 0 circuits_in_force
	assert_eq "routes" "$(ip -n "$edge" route show table all proto 117)" ""
}

# statuses N: the service has looked, or tried to, more often than N times.
statuses()
{
	[ "$(grep -c STATUS= "$work/notified")" -gt "$1" ]
}

# It looks when the command has ended: what changed before is not forgotten.
waits_for_command()
{
	local before

	start_service
	lock_held "$edge"
	before=$(grep -c STATUS= "$work/notified")
	in_ns "$edge" nft flush ruleset
	wait_for "an attempt to look" statuses $((before + 1))
	lock_released
	mended "added table inet ersym, because nft \(process [0-9]+\) changed the nft ruleset"
}

# What was last applied is refused for the time being: that is no reason to end.
refused_for_now()
{
	ersym_reapply
	ip -n "$edge" rule add fwmark 0x30000/0xff0000 lookup 100 priority 502
	in_ns "$edge" nft flush ruleset
	start_service
	assert_match "refusal" "$(< "$work/service")" "rule 502 .* uses bits of mark-mask"
	ip -n "$edge" rule del priority 502
	mended "added table inet ersym, because .*a routing rule changed"
}

circuits_in_force()
{
	sed -n 's/^STATUS=\([0-9]*\) circuits.*/\1/p' "$work/notified" | tail -n 1
}

module_made_again()
{
	start_service
	rmmod ersym
	wait_for "the message" has_text "$work/service" "the kernel module is not loaded"
	load_module
	mended "added module .* because a kernel module was loaded or unloaded"
	assert_eq "times that it was reported" "$(grep -c "is not loaded" "$work/service")" 1
}

# Without the service.
shown()
{
	ersym_reapply
	assert_match "circuits" "$(ersym show circuits)" "eu-pri running *($|"$'\n'")"
	ip -n "$edge" link set eu-pri down
	assert_match "circuits" "$(ersym show circuits)" "eu-pri down *($|"$'\n'")"
	ip -n "$edge" link set eu-pri up
	assert_fails ersym show circuits
	assert_match "circuits" "$output" "us-sec running"$'\n'".*eu-pri running \(routes missing\)"
	assert_match "what helps" "$output" 'are missing: run "ersym apply"'
	assert_fails ersym -c "$work/ersym.yaml" diff
	assert_match "operations" "$output" \
		"\+ route default via 198.51.100.10 dev eu-pri table 7002"
	assert_match "what helps" "$output" \
		'of what was applied, [0-9]+ objects? (is|are) not in force: run "ersym apply"'
	ersym_reapply
	assert_match "circuits" "$(ersym show circuits)" "eu-pri running *($|"$'\n'")"
	ip -n "$edge" rule del pref 33000
	assert_fails ersym show circuits
	assert_match "circuits" "$output" "us-pri running \(routes missing\)"
}

# What is new in the file is not missing; what was applied is, whatever the file says.
diff_status()
{
	ersym_reapply
	sed -i 's/20.2.2.0\/29/20.2.2.0\/30/' "$work/ersym.yaml"
	assert_match "operations" "$(ersym -c "$work/ersym.yaml" diff)" "20.2.2.0/30"
	ersym -c "$work/ersym.yaml" diff > "$work/diff"
	in_ns "$edge" nft flush chain inet ersym postrouting
	assert_fails ersym -c "$work/ersym.yaml" diff
	assert_match "what is missing" "$output" "of what was applied, 1 object is not in force"
	ersym clear > "$work/clear"
	ersym -c "$work/ersym.yaml" diff > "$work/diff"
}

link_comes_later()
{
	ip -n "$edge" link del eu-pri
	start_service
	configure "$edge" <<- END
		link add eu-pri type veth peer name eu-again
		link set eu-pri up
		link set eu-again up
		addr add 198.51.100.9/30 dev eu-pri
	END
	mended "circuit eu: added route default via 198.51.100.10 dev eu-pri table 7002"
}

# with_default_routes US EU: the service, with a default route of these metrics by each
# circuit instead of BGP.
with_default_routes()
{
	ip -n "$edge" route del 1.2.3.0/24
	ip -n "$edge" -6 route del 2620:1ec::/48
	us_default=$1 eu_default=$2 site_config | for_engine > "$work/ersym.yaml"
	start_service
	serve_cloud
}

# us_loses_carrier: the edge's own devices stay up.
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

# main_default FAMILY: metrics and devices of the default routes in the main table.
main_default()
{
	ip -n "$edge" "-$1" -j route show default proto 117 |
		jq -r '.[] | "\(.metric) \([(.nexthops // [.])[].dev] | sort | join(" "))"'
}

default_route_of_next_circuit()
{
	us_on_down=keep
	with_default_routes 100 200
	wait_until_eq "IPv4" $'100 us-pri us-sec\n200 eu-pri' main_default 4
	wait_until_eq "IPv6" $'100 us-pri us-sec\n200 eu-pri' main_default 6
	each_of udp outbound first
	each_of udp seen_from us_pool first
	us_loses_carrier
	mended "deleted route default metric 100 .*, because .*us-pri has no carrier"
	wait_until_eq "IPv4" "200 eu-pri" main_default 4
	wait_until_eq "IPv6" "200 eu-pri" main_default 6
	each_of udp outbound second
	each_of udp seen_from eu_pool second
	us_returns
	mended "added route default metric 100 .*, because .*us-pri is up"
	wait_until_eq "IPv6" $'100 us-pri us-sec\n200 eu-pri' main_default 6
	each_of udp outbound third
	each_of udp seen_from us_pool third
	each_of udp seen_from eu_pool second
	# It was pinned all the time, and not ended.
	each_of udp seen_from us_pool first
	assert_violations
}

default_route_of_both()
{
	with_default_routes 100 100
	wait_until_eq "IPv4" "100 eu-pri us-pri us-sec" main_default 4
	wait_until_eq "IPv6" "100 eu-pri us-pri us-sec" main_default 6
	us_loses_carrier
	wait_until_eq "IPv4" "100 eu-pri" main_default 4
	wait_until_eq "IPv6" "100 eu-pri" main_default 6
	each_of "udp tcp" outbound second
	each_of "udp tcp" seen_from eu_pool second
	assert_violations
}

default_route_of_another_program()
{
	ip -n "$edge" route add default via 198.51.100.2 metric 100
	us_default=100 site_config | for_engine > "$work/ersym.yaml"
	assert_fails ersym -c "$work/ersym.yaml" apply
	assert_match "refusal" "$output" "cannot add route default metric 100 .*: another program has added the same one: remove it"
	assert_eq "routes" "$(main_default 4)" ""
}

refused_at_start()
{
	assert_fails in_ns "$edge" setpriv --bounding-set -net_admin --inh-caps -net_admin \
		"$ERSYM" -c "$work/ersym.yaml" run
	assert_match "refusal" "$output" "this needs CAP_NET_ADMIN in the network namespace"
	start_service
	assert_fails in_ns "$edge" "$ERSYM" -c "$work/ersym.yaml" run
	assert_match "refusal" "$output" "process $service, serves this network namespace already"
}

# cannot_keep MOUNT-OPTIONS MESSAGE: apply of another file is refused, and changes nothing.
cannot_keep()
{
	ersym_reapply
	us_snat='20.2.2.4/30' site_config | for_engine > "$work/other.yaml"
	# shellcheck disable=SC2016 # of the inner shell
	assert_fails in_ns "$edge" unshare --mount sh -ec '
		mount -t tmpfs -o "$1" none /var/lib/ersym
		exec "$2" -c "$3" apply' sh "$1" "$ERSYM" "$work/other.yaml"
	assert_match "refusal" "$output" \
		"cannot keep the configuration in /var/lib/ersym/.*: $2: nothing was changed"
	assert_eq "what is left to do" "$(left_to_do)" "[]"
}

smoke "set down and up" "nft flush ruleset"
test_case "a link is set down and up" link_down_and_up
test_case "what is mended is an event of monitor" monitored
test_case "the only address is deleted and added" address_deleted_and_added
test_case "a device is deleted and made again" device_made_again
test_case "another program deletes a circuit's default" default_deleted
test_case "nft flush ruleset" ruleset_flushed
test_case "another program deletes a rule" rule_deleted
test_case "an automatic gateway moves" gateway_moved
module_case "the module is unloaded and loaded" module_made_again
test_case "1,000 changes of a link: a few looks" storm
test_case "SIGHUP applies the file" reload
test_case "SIGTERM leaves everything in force" ended
test_case "apply and clear are followed" follows_commands
test_case "a command is running" waits_for_command
test_case "what was last applied is refused for now" refused_for_now
test_case "without the service: show circuits and diff say what is missing" shown
test_case "diff fails if something that was applied is missing" diff_status
test_case "a link that is missing at the start" link_comes_later
test_case "default routes: the next circuit, when one has no carrier" \
	default_route_of_next_circuit
test_case "default routes of one metric" default_route_of_both
test_case "a default route of another program has the metric" default_route_of_another_program
test_case "started twice, or without CAP_NET_ADMIN: refused" refused_at_start
test_case "a state directory that is read-only" cannot_keep ro "Read-only file system"
test_case "a state directory that is full" cannot_keep nr_inodes=1 "No space left on device"
run_tests "$@"
