#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits
# Claim: a signal that ends programs, at any message that apply sends, leaves all of the
#        change or nothing; nobody who reads the output, and closed standard descriptors,
#        change nothing about it, and no file gets the output. An apply that fails is
#        undone, whenever another program changes the ruleset
# Catches: a signal or SIGPIPE that ends apply between two steps; output in the file of
#          the lock; an undo that gives up when its look at the ruleset is outdated

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=topo/site.sh
. "$lib_dir/topo/site.sh"
need_tools ip jq nft at-send
need_ersym
both_engines

setup()
{
	two_circuits
	site_config | for_engine > "$work/ersym.yaml"
}

left_to_do()
{
	ersym -j -c "$work/ersym.yaml" diff 2> /dev/null | jq '.operations | length'
}

# A pipe that nobody reads, as descriptor $broken.
break_pipe()
{
	local reader

	mkfifo "$work/pipe"
	exec {reader}<> "$work/pipe"
	exec {broken}> "$work/pipe"
	exec {reader}<&-
}

# signal_at_each SIGNAL: what is kept on disk is what is in force.
signal_at_each()
{
	local all n status kept=/var/lib/ersym/netns/$edge/in-force.yaml step=$step

	all=$(left_to_do)
	for ((n = 1; ; n += step)); do
		ersym clear
		status=0
		in_ns "$edge" at-send "$n" "kill -$1 \$PID" "$ERSYM" -c "$work/ersym.yaml" apply \
			> "$work/apply.out" 2>&1 || status=$?
		if [ "$status" -eq 77 ]; then
			# Only the last messages complete the change: each of those.
			[ "$step" -gt 1 ] || break
			n=$((n - step)) step=1
			continue
		fi
		case $(left_to_do) in
		0)
			complete=$((complete + 1))
			cmp "$kept" "$work/ersym.yaml"
			;;
		"$all")
			nothing=$((nothing + 1))
			[ ! -e "$kept" ] || fail "$1 after message $n: kept, but not in force"
			;;
		*) fail "$1 after message $n of apply: $(left_to_do) of $all steps are left" ;;
		esac
		assert_eq "exit status after message $n" "$status" "$((128 + $(kill -l "$1")))"
	done
	assert_ge "signals after which the change was complete" "$complete" 1
	assert_ge "signals before the change began" "$nothing" 1
}

nobody_reads_output()
{
	local status=0

	break_pipe
	ersym -c "$work/ersym.yaml" apply 1>&"$broken" 2> "$work/err" || status=$?
	assert_eq "exit status" "$status" 1
	assert_match "message" "$(cat "$work/err")" "cannot write the output"
	assert_eq "what is left to do" "$(left_to_do)" 0
}

nobody_reads_errors()
{
	break_pipe
	# This gives a warning.
	ip -n "$edge" link del us-sec
	ersym -c "$work/ersym.yaml" apply > "$work/apply.out" 2>&"$broken"
	assert_eq "what is left to do" "$(left_to_do)" 0
}

closed_descriptors()
{
	local lock=/run/ersym.lock

	[ ! -e "$lock" ] || : > "$lock"
	ersym -c "$work/ersym.yaml" apply <&- >&- 2>&-
	assert_eq "bytes in the lock's file" "$(stat -c %s "$lock")" 0
	assert_eq "what is left to do" "$(left_to_do)" 0
}

# A route of another program is in the place of ersym's, so that apply fails and undoes.
ruleset_changes_during_undo()
{
	local all n status

	ip -n "$edge" route add blackhole 20.2.2.8/29 metric 7000
	all=$(left_to_do)
	for ((n = 1; ; n += step)); do
		status=0
		in_ns "$edge" at-send "$n" "nft add table inet other-$n" \
			"$ERSYM" -c "$work/ersym.yaml" apply > "$work/apply.out" 2>&1 || status=$?
		[ "$status" -ne 77 ] || break
		assert_eq "exit status, ruleset changed after message $n" "$status" 1
		assert_eq "what is left to do, ruleset changed after message $n: $(
			cat "$work/apply.out")" "$(left_to_do)" "$all"
	done
}

complete=0 nothing=0
# A kernel that checks itself takes seconds for each apply: some of the messages there.
step=1
[ -z "${KSFT_MACHINE_SLOW:-}" ] || step=7
for signal in HUP INT TERM; do
	test_case "SIG$signal: all of the change, or nothing" signal_at_each "$signal"
done
test_case "nobody reads the output" nobody_reads_output
test_case "nobody reads the errors" nobody_reads_errors
test_case "closed descriptors" closed_descriptors
test_case "the ruleset changes while apply is undone: undone again" ruleset_changes_during_undo
run_tests "$@"
