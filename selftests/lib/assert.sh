# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # variables of the other parts and of the tests
#
# Asserts: the first that fails ends its case.

# assert_eq WHAT ACTUAL EXPECTED
assert_eq()
{
	[ "$2" = "$3" ] && return
	if [[ $2$3 == *$'\n'* ]]; then
		diff -u --label expected --label actual \
			<(printf '%s\n' "$3") <(printf '%s\n' "$2") || :
		fail "$1"
	fi
	fail "$1: $2, expected $3"
}

# assert_ge WHAT ACTUAL LEAST
assert_ge()
{
	[ "$2" -ge "$3" ] || fail "$1: $2, expected at least $3"
}

# assert_match WHAT TEXT REGEX
assert_match()
{
	[[ $2 =~ $3 ]] || fail "$1: no match of '$3' in: $2"
}

# assert_fails COMMAND...: its exit status must not be 0. Its output is in the
# variable "output".
assert_fails()
{
	# shellcheck disable=SC2034 # the caller reads it
	if output=$("$@" 2>&1); then
		fail "succeeded, but should not have: $*"
	fi
}
