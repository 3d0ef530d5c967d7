#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: one namespace
# Claim: a message with any bytes to the netlink family is accepted if and only if it is
#        valid; config-get then returns what it asked for, and after every other message
#        what it returned before. TEST_COUNT is the number of messages, TEST_SEED
#        selects them; the seed is printed
# Catches: a policy that accepts an invalid attribute; an attribute read past its end; a
#          name that is another one once it is copied; a refusal that leaves a change

. "$(dirname "$0")/lib.sh"
need_tools ip
[ -x "$lib_dir/helpers/fuzz-netlink" ] || skip_all "needs fuzz-netlink: make selftests"
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
	said=$(in_ns "$edge" "$lib_dir/helpers/fuzz-netlink" "$seed" "$messages") ||
		fail "$said"
	echo "$said"
	[[ $said =~ :\ ([0-9]+)\ messages,\ ([0-9]+)\ refused,\ ([0-9]+)\ .*accepted ]]
	assert_eq "messages" "${BASH_REMATCH[1]}" "$messages"
	assert_ge "refused" "${BASH_REMATCH[2]}" $((messages / 4))
	assert_ge "configurations accepted" "${BASH_REMATCH[3]}" $((messages / 40))
}

test_case "malformed and random messages" fuzz
run_tests "$@"
