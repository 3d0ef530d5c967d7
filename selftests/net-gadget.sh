#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: three AS around a fourth that prefer one another's ways by their AS path, as
#           userspace/tests/network/bgp-gadget describes it: the good gadget of T. G. Griffin
#           and G. Wilfong, and networks that differ from it in a preference
# Claim: of the bad gadget check, verify and walk report that there is no stable state, with
#        the sessions of the circle, and fail instead of hanging, also with each failure; the
#        network that differs in one preference is stable, and so is one that denies paths:
#        real routers with the exported preferences have the routes of the model
# Catches: a preference or a refusal by AS path that export frr writes in another way than
#          the model means it; routes of one moment that pass for the result

. "$(dirname "$0")/lib.sh"
. "$lib_dir/lib/lab.sh"
need_lab

# reports COMMAND [ARGUMENT...]: fails, in time, and names the circle.
reports()
{
	local status=0

	timeout 60 "$ersym_net" -c "$work/net/network.yaml" "$@" > "$work/out" 2> "$work/err" ||
		status=$?
	assert_eq "exit status of $*" "$status" 1
	assert_match "what $* reports" "$(< "$work/err")" \
		'never converges for 198.51.100.0/24: .* one - two, two - three, three - one'
}

bad()
{
	take_network bgp-gadget
	edit_network 'as: 64503' 'as: 64503\n\1import: {as-path: [64501, 64500], local-pref: 200}'
	reports check
	reports verify
	assert_match "verdicts" "$(< "$work/out")" 'users-1 .* symmetric, unstable'
	assert_match "verdicts" "$(< "$work/out")" '0 of 3 are as they should be'
	reports verify --fail each
	reports walk user-1 server
	assert_match "verdict" "$(< "$work/out")" 'symmetric, unstable: request'
}

good()
{
	take_network bgp-gadget
	lab_agrees middle/three
}

denied()
{
	take_network bgp-gadget
	edit_network 'import: {as-path: \[64502, 64500\], local-pref: 200}' \
		'import: [{as-path: ["*", 64503, "*"], deny: true}, {as-path: 64500, deny: true}]'
	edit_network 'import: {as-path: \[64503, 64500\], local-pref: 200}' \
		'import: {as-path: [64500, "*"], deny: true}'
	lab_agrees two/three
}

test_case "the bad gadget has no stable state" bad
test_case "the good gadget has one: routers agree" good
test_case "denied paths: routers agree" denied
run_tests "$@"
