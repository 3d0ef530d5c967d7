#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: one namespace
# Claim: whatever bytes a message to the netlink family has, it is accepted if and
#        only if it is right; config-get then tells what it asked for, and after
#        every other message what it told before. TEST_COUNT says how many,
#        TEST_SEED which; the seed is printed
# Catches: a policy that lets something through, an attribute read past its end, a
#          name that is another one once it is copied, a refusal that leaves
#          something behind

. "$(dirname "$0")/lib.sh"
need_tools ip
[ -x "$lib_dir/fuzz-netlink" ] || skip_all "needs fuzz-netlink: make selftests"
need_module

messages=${TEST_COUNT:-$(at_speed 200000 5000)}
seed=${TEST_SEED:-$RANDOM$RANDOM}

setup()
{
	setup_ns edge
}

fuzz()
{
	local said

	echo "TEST_SEED=$seed TEST_COUNT=$messages"
	said=$(in_ns "$edge" "$lib_dir/fuzz-netlink" "$seed" "$messages") ||
		fail "$said"
	echo "$said"
	[[ $said =~ :\ ([0-9]+)\ messages,\ ([0-9]+)\ refused,\ ([0-9]+)\ .*accepted ]]
	assert_eq "messages" "${BASH_REMATCH[1]}" "$messages"
	assert_ge "refused" "${BASH_REMATCH[2]}" $((messages / 4))
	assert_ge "configurations accepted" "${BASH_REMATCH[3]}" $((messages / 40))
}

test_case "messages as no good program sends them" fuzz
run_tests "$@"
