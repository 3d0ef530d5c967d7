#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, with "ersym run" on the edge host
# Claim: an edge in order has no finding; each thing that can be wrong has a finding with
#        its code, which is gone after the command that it names, run as it is; exit
#        status and JSON follow the severities; what cannot be looked at is named as such
# Catches: a check that finds nothing, or something on a host in order; a command that
#          does not mend; a probe that failed and counts as fine

# shellcheck disable=SC2154 # setup_ns sets the namespaces' variables
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=topo/site.sh
. "$lib_dir/topo/site.sh"
need_tools ip jq nft conntrack setpriv
need_ersym
both_engines

setup()
{
	two_circuits
	mkdir "$work/bin"
	ln -s "$ERSYM" "$work/bin/ersym"
	site_config | ersym_apply
	start_service
}

start_service()
{
	in_ns "$edge" "$ERSYM" -c "$work/ersym.yaml" run >> "$work/service" 2>&1 &
	service=$!
	wait_for "the service" served
}

served()
{
	[ -z "$(commands service-stopped)" ]
}

# doctor [FILTER]: the JSON of the command, through jq; its exit status is in $work/status.
doctor()
{
	local status=0

	ersym -j -c "$work/ersym.yaml" doctor > "$work/doctor.json" || status=$?
	echo "$status" > "$work/status"
	jq -r "${1:-.}" "$work/doctor.json"
}

# codes: those of all findings, sorted, once each.
codes()
{
	doctor '[.findings[].code] | unique | join(" ")'
}

# commands CODE: what mends the findings with that code, a command a line.
commands()
{
	doctor ".findings[] | select(.code == \"$1\").command"
}

found()
{
	[ -n "$(commands "$1")" ]
}

# mend CODE: runs the commands of its findings, in the namespace and mount namespace of edge.
mend()
{
	local command list

	list=$(commands "$1")
	[ -n "$list" ] || fail "no finding $1 but: $(codes)"
	while IFS= read -r command; do
		in_ns "$edge" env PATH="$work/bin:$PATH" sh -c "$command" \
			>> "$work/mend.out" 2>&1 ||
			fail "$command: $(tail -n 3 "$work/mend.out")"
	done <<< "$list"
}

# mends CODE: it is found, and is the only thing that is; after its command, nothing is.
mends()
{
	wait_until_eq "what is wrong" "$1" codes
	mend "$1"
	wait_until_eq "what is wrong after: $(commands "$1")" "" codes
}

in_order()
{
	local text

	assert_eq "findings" "$(codes)" ""
	assert_eq "status" "$(< "$work/status")" 0
	text=$(ersym -c "$work/ersym.yaml" doctor)
	assert_match "text" "$text" "[0-9]+ checks were made and found nothing"
	assert_match "last line" "$(tail -n 1 <<< "$text")" \
		"^0 errors, 0 warnings, 0 notes, [0-9]+ not checked$"
}

# with_sysctl CODE SYSCTL VALUE
with_sysctl()
{
	in_ns "$edge" sysctl -q -w "$2=$3"
	mends "$1"
}

test_case "an edge in order" in_order
test_case "no forwarding" with_sysctl forwarding net.ipv4.ip_forward 0
test_case "strict rp_filter on a link" with_sysctl rp-filter net.ipv4.conf.us-pri.rp_filter 1
run_tests "$@"
