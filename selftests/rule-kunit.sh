#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: none; KUnit, in a kernel that has it
# Claim: the rule for a packet, the fields of a mark, pools, links and counters are
#        right for every combination of values: every case of ersym_test.ko, built with
#        CONFIG_ERSYM_KUNIT_TEST=m, passes
# Catches: a reversed comparison in one case of the rule; a field that is a bit off
#          under an odd mask; an address at the edge of a pool; a count that is lost

. "$(dirname "$0")/lib.sh"

suites=(address births classify config linkmap mark pool stats)
kunit=/sys/kernel/debug/kunit

# need_kunit: the kernel has KUnit, and ersym_test.ko is in the module's directory.
need_kunit()
{
	[ -d "$kunit" ] || skip_all "needs a kernel with KUNIT_DEBUGFS"
	[ -e "${ERSYM_MODULE%/*}/ersym_test.ko" ] ||
		skip_all "needs ersym_test.ko: make CONFIG_ERSYM_KUNIT_TEST=m"
}

# The suites run when the module is loaded, and unloading it removes their results.
run_suites()
{
	local suite

	insmod "${ERSYM_MODULE%/*}/ersym_test.ko"
	for suite in "$kunit"/ersym-*; do
		results[${suite##*/ersym-}]=$(< "$suite/results")
	done
	rmmod ersym_test
}

suite_passes()
{
	local text=${results[$1]:-}

	printf '%s\n' "$text"
	assert_match "end of the suite" "$text" $'\n'"ok [0-9]+ ersym-$1"$
	[[ $text != *"not ok "* ]] || fail "a case of the suite"
	[[ $text != *"# SKIP"* ]] || fail "a case of the suite was left out"
}

no_others()
{
	local ran

	ran=$(printf '%s\n' "${!results[@]}" | sort)
	assert_eq "suites" "$ran" "$(printf '%s\n' "${suites[@]}")"
}

need_module
need_kunit
declare -A results
run_suites
for suite in "${suites[@]}"; do
	test_case "KUnit: $suite" suite_passes "$suite"
done
test_case "KUnit: these and no others" no_others
run_tests "$@"
