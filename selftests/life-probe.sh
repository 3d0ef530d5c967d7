#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits with default routes, us before eu; "ersym run" probes us, at
#           addresses of its provider
# Claim: a path that is dead behind links that are up takes the circuit's default route out
#        of the main table, so that new connections leave by the next circuit; it returns
#        when the addresses have answered for long enough; nothing else than an answer of
#        such an address by the circuit counts; probes are no violations and not translated
# Catches: probes that follow the main table, or carry an address of the pool; a circuit
#          that is down because one of its addresses is; a forged answer that counts; a
#          circuit that never returns, because its probes left with its route

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=topo/site.sh
. "$lib_dir/topo/site.sh"
need_tools ip jq nft notified python3
need_ersym
both_engines

# What manages the service: its messages are in $work/notified. There is no BGP.
setup()
{
	two_circuits
	configure "$us_pe" <<- END
		addr add 192.0.2.1/32 dev lo
		addr add 192.0.2.2/32 dev lo
		addr add 2001:db8:ff::1/128 dev lo nodad
	END
	ip -n "$edge" route del 1.2.3.0/24
	ip -n "$edge" -6 route del 2620:1ec::/48
	serve_cloud
	notified "$work/notify" >> "$work/notified" 2>&1 &
	wait_for "notified" has_text "$work/notified" ready
}

# probing ADDRESSES [KEY: VALUE...]: the configuration, in which us is probed there.
probing()
{
	local more

	printf -v more ', %s' "${@:2}"
	us_default=100 eu_default=200 site_config | for_engine |
		sed "/default-route: 100/a\\    probe: {to: [$1], every: 100ms${2:+$more}}" \
			> "$work/ersym.yaml"
}

# start_service: it is ready when this returns, and both default routes exist.
start_service()
{
	: > "$work/service"
	NOTIFY_SOCKET=$work/notify ip netns exec "$edge" \
		"$ERSYM" -c "$work/ersym.yaml" run >> "$work/service" 2>&1 &
	service=$!
	wait_for "the service: $(< "$work/service")" has_text "$work/notified" READY=1
	both_defaults
}

# main_default FAMILY: metrics and devices of the default routes in the main table.
main_default()
{
	ip -n "$edge" "-$1" -j route show default proto 117 |
		jq -r '.[] | "\(.metric) \([(.nexthops // [.])[].dev] | sort | join(" "))"'
}

both_defaults()
{
	wait_until_eq "IPv4" $'100 us-pri us-sec\n200 eu-pri' main_default 4
	wait_until_eq "IPv6" $'100 us-pri us-sec\n200 eu-pri' main_default 6
}

default_of_eu()
{
	wait_until_eq "IPv4" "200 eu-pri" main_default 4
	wait_until_eq "IPv6" "200 eu-pri" main_default 6
}

# says REGEX: a line of the service.
says()
{
	[[ $(< "$work/service") =~ $1 ]]
}

# dies ADDRESS..., returns ADDRESS...: on the far side.
dies()
{
	local address

	for address; do
		ip -n "$us_pe" addr del "$address" dev lo
	done
}

returns()
{
	local address

	for address; do
		ip -n "$us_pe" addr add "$address" dev lo nodad
	done
}

left_to_do()
{
	ersym -j -c "$work/ersym.yaml" diff 2> /dev/null | jq -c .operations
}

# rounds NS FILTER: echo requests that a capture there has seen.
echoes()
{
	captured "$1" "$2"
}

path_dies()
{
	probing "192.0.2.1, 192.0.2.2"
	start_service
	each_of udp outbound first
	each_of udp seen_from us_pool first
	dies 192.0.2.1/32 192.0.2.2/32
	wait_for "line" says "circuit us is down: its probe got no answer from 192.0.2.1, 192.0.2.2 5 times in a row"
	default_of_eu
	wait_for "cause" says "deleted route default metric 100 .*, because probe of us: no answer from 192.0.2.1, 192.0.2.2"
	each_of udp outbound second
	each_of udp seen_from eu_pool second
	# Commands know it too.
	assert_eq "what is left to do" "$(left_to_do)" "[]"
	ersym_reapply
	default_of_eu
	returns 192.0.2.2/32
	wait_for "line" says "circuit us is up"
	both_defaults
	wait_for "cause" says "added route default metric 100 .*, because probe of us: answered again"
	each_of udp outbound third
	each_of udp seen_from us_pool third
	each_of udp seen_from eu_pool second
	assert_violations
}

test_case "the path dies behind links that are up, and returns" path_dies
run_tests "$@"
