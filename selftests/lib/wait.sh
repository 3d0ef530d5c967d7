# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # variables of the other parts and of the tests
#
# Waits for conditions.

# Seconds until a wait fails; slow kernels get more.
: "${WAIT_SECONDS:=20}"
[ "${KSFT_MACHINE_SLOW:-}" = yes ] && WAIT_SECONDS=$((WAIT_SECONDS * 3))

exec {never}<> <(:)

# moment: the interval between two checks of a condition.
moment()
{
	read -r -t 0.05 -u "$never" || :
}

# wait_for WHAT COMMAND...: waits until the command succeeds.
wait_for()
{
	local what=$1 end=$((SECONDS + WAIT_SECONDS))

	shift
	until "$@" > /dev/null 2>&1; do
		if [ "$SECONDS" -ge "$end" ]; then
			fail "$what: not within $WAIT_SECONDS s"
		fi
		moment
	done
}

# wait_until_eq WHAT EXPECTED COMMAND...: waits until the command prints EXPECTED.
wait_until_eq()
{
	local what=$1 expected=$2 actual end=$((SECONDS + WAIT_SECONDS))

	shift 2
	until actual=$("$@") && [ "$actual" = "$expected" ]; do
		if [ "$SECONDS" -ge "$end" ]; then
			fail "$what: $actual, expected $expected" \
				"(waited $WAIT_SECONDS s)"
		fi
		moment
	done
}

# has_text FILE TEXT: the file exists and contains it.
has_text()
{
	local text

	[ -e "$1" ] || return
	IFS= read -r -d '' text < "$1" || :
	[[ $text == *"$2"* ]]
}
