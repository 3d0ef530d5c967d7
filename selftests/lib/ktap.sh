# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # variables of the other parts and of the tests
#
# Test cases and their results in KTAP, the kernel's test output format.

ksft_pass=0
ksft_fail=1
ksft_skip=4

case_names=()
case_commands=()

# test_case DESCRIPTION FUNCTION [ARG...]
test_case()
{
	case_names+=("$1")
	shift
	case_commands+=("$(printf '%q ' "$@")")
}

# both_engines [rare]: declares that the file's claim holds without the module too;
# scripts/check-netns runs the file with ENGINE=nftables. rare: it needs devices that
# not every kernel has; selftests/debug/run runs it so.
both_engines()
{
	:
}

# with_offload: declares that the file's claim holds with offload: true too; the debug
# lane runs the file once more, with TEST_OFFLOAD set.
with_offload()
{
	:
}

smoke_words=()

# smoke WORD...: says that the cases with a WORD in their description are of the smoke
# set: what the stock kernels run in "make check", for their configuration and ABI. All
# cases run there in "make check-vm".
smoke()
{
	smoke_words=("$@")
}

# module_case DESCRIPTION FUNCTION [ARG...]: a case that needs the module.
module_case()
{
	[ "$ENGINE" = nftables ] || test_case "$@"
}

# skip_all REASON: skips the whole file.
skip_all()
{
	echo "TAP version 13"
	echo "1..0 # SKIP $*"
	exit "$ksft_skip"
}

# skip REASON: ends the case that calls it.
skip()
{
	echo "SKIP: $*"
	exit "$ksft_skip"
}

# fail MESSAGE...: ends the case that calls it.
fail()
{
	printf 'FAIL: %s\n' "$*"
	print_callers
	exit "$ksft_fail"
}

print_callers()
{
	local i

	for ((i = 1; i < ${#FUNCNAME[@]}; i++)); do
		case ${FUNCNAME[i]} in
		fail|assert_*|run_case|run_tests|main|command_failed) continue ;;
		esac
		printf '  at %s:%s in %s\n' "$(basename "${BASH_SOURCE[i]}")" \
			"${BASH_LINENO[i - 1]}" "${FUNCNAME[i]}"
	done
}

command_failed()
{
	printf 'FAIL: exit status %s of: %s\n' "$1" "$2"
	print_callers
}

run_case()
{
	work=${TMPDIR:-/tmp}/ersym-test.$BASHPID
	mkdir "$work"
	trap 'end_case $?' EXIT
	trap 'command_failed $? "$BASH_COMMAND"' ERR
	set -eEu -o pipefail
	if [ "$(type -t setup)" = function ]; then
		setup
	fi
	eval "$1"
}

# kill_trees PID...: kills them and their children, which would keep the output open.
kill_trees()
{
	local pids=$* children

	while [ -n "$pids" ]; do
		children=$(pgrep -d ' ' -P "${pids// /,}") || :
		# shellcheck disable=SC2086 # a list of process ids
		kill $pids 2> /dev/null || :
		pids=$children
	done
}

end_case()
{
	local status=$1

	trap - EXIT ERR
	set +eu
	if [ "$status" -ne 0 ] && [ "$status" -ne "$ksft_skip" ]; then
		dump_state
	fi
	if [ "$(type -t teardown)" = function ]; then
		teardown
	fi
	# shellcheck disable=SC2046 # a list of process ids
	kill_trees $(jobs -p)
	wait 2> /dev/null
	if [ ${#all_namespaces[@]} -gt 0 ]; then
		printf 'netns del %s\n' "${all_namespaces[@]}" | ip -batch -
		# What apply keeps of each.
		rm -rf "${all_namespaces[@]/#//var/lib/ersym/netns/}"
	fi
	rm -rf "$work"
	exit "$status"
}

# run_tests: the last line of a test file.
run_tests()
{
	local i n=0 status started took passed=0 failed=0 skipped=0
	local chosen=() word line reason

	if [ "${1:-}" = -l ]; then
		printf '%s\n' "${case_names[@]}"
		exit 0
	fi
	if [ $# -eq 0 ] && [ "${TEST_SMOKE:-}" = yes ]; then
		set -- "${smoke_words[@]}"
	fi
	for i in "${!case_names[@]}"; do
		if [ $# -eq 0 ]; then
			chosen+=("$i")
			continue
		fi
		for word in "$@"; do
			if [[ ${case_names[i]} == *"$word"* ]]; then
				chosen+=("$i")
				break
			fi
		done
	done

	echo "TAP version 13"
	echo "1..${#chosen[@]}"
	for i in "${chosen[@]}"; do
		n=$((n + 1))
		started=${EPOCHREALTIME/./}
		reason=
		(run_case "${case_commands[i]}") 2>&1 < /dev/null |
			while IFS= read -r line; do
				echo "# $line"
				[[ $line != 'SKIP: '* ]] || reason=${line#SKIP: }
			done
		status=${PIPESTATUS[0]}
		took=$(((${EPOCHREALTIME/./} - started) / 1000))
		case $status in
		"$ksft_pass")
			passed=$((passed + 1))
			echo "ok $n ${case_names[i]}"
			;;
		"$ksft_skip")
			skipped=$((skipped + 1))
			echo "ok $n ${case_names[i]} # SKIP $reason"
			;;
		*)
			failed=$((failed + 1))
			echo "not ok $n ${case_names[i]}"
			;;
		esac
		echo "# $took ms"
	done
	echo "# Totals: pass:$passed fail:$failed xfail:0 xpass:0 skip:$skipped error:0"
	[ "$failed" -eq 0 ] || exit "$ksft_fail"
	[ "$passed" -gt 0 ] || exit "$ksft_skip"
	exit "$ksft_pass"
}
