#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits
# Claim: what apply --confirm has applied is undone exactly, unless confirm is run in time:
#        whatever is killed, with the service and without, and after a reboot at once. Until
#        then no other configuration is applied, and the deadline is shown
# Catches: a deadline that only the command knows; a watcher that dies with its shell or
#          holds its pipe; a service that keeps in force, or applies again, what was not
#          confirmed; a confirmation after the deadline that is accepted

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=topo/site.sh
. "$lib_dir/topo/site.sh"
need_tools ip jq nft at-send notified python3 flock setsid pgrep
need_ersym
both_engines

setup()
{
	two_circuits
	site_config | for_engine > "$work/old.yaml"
	us_snat='20.2.2.4/30' more_circuits='  hk: {id: 3, remote: true, snat: [20.2.2.16/29]}' \
		site_config | for_engine > "$work/new.yaml"
	kept=/var/lib/ersym/netns/$edge
	: > "$work/service"
	notified "$work/notify" >> "$work/notified" 2>&1 &
	wait_for "notified" has_text "$work/notified" ready
}

# ruleset: what is in force, without counters.
ruleset()
{
	in_ns "$edge" nft -s list ruleset
	ip -n "$edge" rule
	ip -n "$edge" -6 rule
	ip -n "$edge" route show table all
	ip -n "$edge" -6 route show table all
}

left_to_do()
{
	ersym -j -c "$work/$1.yaml" diff 2> /dev/null | jq -c .operations
}

# apply_old: and keeps its state in $before.
apply_old()
{
	ersym -c "$work/old.yaml" apply > "$work/out"
	before=$(ruleset)
}

# set_field KEY VALUE: of what is written about the change.
set_field()
{
	python3 - "$kept/unconfirmed" "$@" <<- 'END'
		import os, re, sys, zlib
		path, key, value = sys.argv[1:]
		rest = open(path, "rb").read().split(b"\n", 2)[2]
		rest = re.sub(rb"(?m)^%s .*" % key.encode(), f"{key} {value}".encode(), rest, count=1)
		with open(path + ".test", "wb") as out:
		    out.write(b"ersym-state 1\nchecksum %08x\n" % zlib.crc32(rest) + rest)
		os.rename(path + ".test", path)
	END
}

# expire_now: so that no test depends on how long its steps take.
expire_now()
{
	set_field deadline 1
}

# other_boot: makes the change one of another boot of the host.
other_boot()
{
	set_field boot 5d8a3c0e-9a55-4e0f-a1b7-000000000000:1
}

# apply_unconfirmed TIME: of the new configuration.
apply_unconfirmed()
{
	ersym -c "$work/new.yaml" apply --confirm "$1" > "$work/out" 2> "$work/err"
	assert_match "deadline" "$(< "$work/err")" \
		'the last change is undone at ..:..:.. UTC \(in [0-9]+ s\), unless "ersym confirm" is run before'
	assert_eq "what is left to do" "$(left_to_do new)" "[]"
}

# The process that waits for the confirmation.
watchers()
{
	pgrep -f "^$ERSYM -c $work/new.yaml apply --confirm" || :
}

kill_watcher()
{
	local pid

	pid=$(watchers)
	[ -n "$pid" ] || fail "nobody waits for the confirmation"
	kill -KILL "$pid"
	wait_until_eq "watchers" "" watchers
}

# undone: everything is as before, and that is an entry of the history.
undone()
{
	wait_for "the change is undone" eval "[ ! -e '$kept/unconfirmed' ]"
	assert_eq "ruleset" "$(ruleset)" "$before"
	assert_eq "what is left to do" "$(left_to_do old)" "[]"
	cmp "$kept/in-force.yaml" "$work/old.yaml"
	assert_eq "last action" "$(ersym -j history | jq -r '.entries[0].action')" expire
	assert_fails ersym confirm
	assert_match "refusal" "$output" \
		"nothing has to be confirmed: the last change was undone, because it was not confirmed in time"
	wait_until_eq "watchers" "" watchers
}

# still_in_force: that of the new configuration, which is confirmed.
still_in_force()
{
	assert_eq "what is left to do" "$(left_to_do new)" "[]"
	[ ! -e "$kept/unconfirmed" ] || fail "it is not confirmed"
	wait_until_eq "watchers" "" watchers
	assert_eq "unconfirmed" "$(ersym -j history | jq .unconfirmed)" null
}

# start_service [FILE]: it is ready when this returns.
start_service()
{
	NOTIFY_SOCKET=$work/notify ip netns exec "$edge" "$ERSYM" -c "${1:-$work/new.yaml}" run \
		>> "$work/service" 2>&1 &
	service=$!
	wait_for "the service: $(< "$work/service")" has_text "$work/notified" READY=1
}

confirmed()
{
	local seconds command

	assert_fails ersym confirm
	assert_match "refusal" "$output" "nothing has to be confirmed$"
	apply_old
	apply_unconfirmed 10m
	seconds=$(ersym -j history 2> /dev/null | jq .unconfirmed.seconds)
	assert_ge "seconds left" "$seconds" 1
	assert_ge "10 minutes" 600 "$seconds"
	for command in "show circuits" history "-c $work/new.yaml diff"; do
		# shellcheck disable=SC2086 # arguments without blanks
		assert_match "$command" "$(ersym $command 2>&1)" 'is undone at .*"ersym confirm"'
	done
	ersym confirm
	still_in_force
}

expired()
{
	apply_old
	ersym -c "$work/new.yaml" apply --confirm 1s > "$work/out" 2>&1
	undone
}

# not_before: what is in force stays, and only then is it undone.
not_before()
{
	apply_old
	apply_unconfirmed 24h
	expire_now
	undone
}

# On a host on which nothing was in force.
first_expired()
{
	before=$(ruleset)
	apply_unconfirmed 24h
	expire_now
	wait_for "the change is undone" eval "[ ! -e '$kept/unconfirmed' ]"
	assert_eq "ruleset" "$(ruleset)" "$before"
	[ ! -e "$kept/in-force.yaml" ] || fail "something is kept"
	# The file is not applied again, as on a new host.
	start_service
	wait_for "the service" has_text "$work/service" \
		"nothing is in force, because the last change was not confirmed"
	assert_eq "ruleset" "$(ruleset)" "$before"
}

# The whole process group, like that of a terminal, after the change.
group_killed()
{
	apply_old
	# shellcheck disable=SC2016 # of the inner shell
	in_ns "$edge" setsid --wait bash -c '
		"$1" -c "$2" apply --confirm 2 > /dev/null
		kill -KILL 0' sh "$ERSYM" "$work/new.yaml" > "$work/out" 2>&1 || :
	undone
}

# killed_at_each: apply, with its process group, after each message.
killed_at_each()
{
	local n status state between=0

	for ((n = 1; ; n += step)); do
		apply_old
		status=0
		in_ns "$edge" at-send "$n" "kill -KILL \$PID" "$ERSYM" -c "$work/new.yaml" \
			apply --confirm 24h > "$work/out" 2>&1 || status=$?
		if [ "$status" -eq 77 ]; then
			ersym confirm
			break
		fi
		state=$(ruleset)
		[ "$state" = "$before" ] || between=$((between + 1))
		[ ! -e "$kept/unconfirmed" ] || expire_now
		wait_for "the change is undone" eval "[ ! -e '$kept/unconfirmed' ]"
		wait_until_eq "watchers" "" watchers
		assert_eq "ruleset after message $n" "$(ruleset)" "$before"
		assert_eq "recover" "$(ersym recover)" \
			"nothing to recover: no change was interrupted"
	done
	assert_ge "kills within the change" "$between" 1
	wait_until_eq "watchers" "" watchers
}

# What was interrupted is completed, and has to be confirmed still.
recovered()
{
	local n

	apply_old
	for ((n = 1; ; n++)); do
		in_ns "$edge" at-send "$n" "kill -KILL \$PID" "$ERSYM" -c "$work/new.yaml" \
			apply --confirm 24h > "$work/out" 2>&1 || :
		[ "$(ruleset)" = "$before" ] || break
		[ ! -e "$kept/unconfirmed" ] || expire_now
		wait_until_eq "watchers" "" watchers
	done
	[ -e "$kept/unfinished" ] || fail "the change is complete"
	assert_match "recover" "$(ersym recover)" "the new configuration is in force"
	assert_eq "what is left to do" "$(left_to_do new)" "[]"
	expire_now
	undone
}

# Neither a shell that reads the output, nor a lock that the command inherits, waits for the
# watcher.
output_ends()
{
	local lock

	apply_old
	exec {lock}> "$work/lock"
	flock "$lock"
	assert_match "output" "$(ersym -c "$work/new.yaml" apply --confirm 1h 2>&1)" "20.2.2.16"
	[ -n "$(watchers)" ] || fail "nobody waits for the confirmation"
	exec {lock}>&-
	flock --nonblock "$work/lock" true || fail "the watcher has the lock"
	ersym confirm
	still_in_force
}

# The watcher is killed as well.
service_undoes()
{
	local seconds

	apply_old
	start_service
	# Should the watcher be faster, that proves nothing.
	for seconds in 3 10; do
		ersym -c "$work/new.yaml" apply --confirm "$seconds" > "$work/out" 2>&1
		watchers | xargs -r kill -KILL || :
		[ ! -e "$kept/unconfirmed" ] || break
		apply_old
	done
	undone
	wait_for "the line" has_text "$work/service" "was not confirmed in time"
	# What is in force is kept so.
	in_ns "$edge" nft flush ruleset
	wait_until_eq "what is left to do" "[]" left_to_do old
}

# With both, once.
service_and_watcher()
{
	apply_old
	start_service
	assert_fails in_ns "$edge" "$ERSYM" run
	assert_match "refusal" "$output" "serves this network namespace already"
	ersym -c "$work/new.yaml" apply --confirm 2 > "$work/out" 2>&1
	undone
	assert_eq "actions" "$(ersym -j history | jq -r '.entries[].action' | xargs)" \
		"expire apply apply"
}

service_started_later()
{
	apply_old
	apply_unconfirmed 24h
	kill_watcher
	expire_now
	assert_match "history" "$(ersym history 2>&1)" "not confirmed in time: it is being undone"
	assert_eq "what is left to do" "$(left_to_do new)" "[]"
	start_service
	undone
}

# However much time was left, because it is unknown how long the host was off.
rebooted()
{
	apply_old
	apply_unconfirmed 24h
	kill_watcher
	other_boot
	in_ns "$edge" nft flush ruleset
	start_service
	undone
}

rebooted_without_service()
{
	apply_old
	apply_unconfirmed 24h
	kill_watcher
	other_boot
	assert_match "message" "$(ersym -c "$work/old.yaml" apply 2>&1)" \
		"was not confirmed in time: what was in force before is in force again"
	undone
}

# A confirmation after the deadline, when neither watcher nor service has undone the change.
too_late()
{
	apply_old
	apply_unconfirmed 24h
	kill_watcher
	expire_now
	assert_fails ersym confirm
	assert_match "message" "$output" "was not confirmed in time"
	undone
}

# One change at a time.
second_refused()
{
	local command

	apply_old
	apply_unconfirmed 10m
	for command in apply "apply --confirm 5m"; do
		# shellcheck disable=SC2086 # arguments without blanks
		assert_fails ersym -c "$work/old.yaml" $command
		assert_match "refusal" "$output" \
			'not confirmed yet: run "ersym confirm" to keep it, or "ersym rollback" to undo it'
	done
	start_service "$work/old.yaml"
	kill -HUP "$service"
	wait_for "its refusal: $(< "$work/service")" has_text "$work/service" "not confirmed yet"
	assert_eq "what is left to do" "$(left_to_do new)" "[]"
	ersym rollback > "$work/out"
	assert_eq "ruleset" "$(ruleset)" "$before"
	[ ! -e "$kept/unconfirmed" ] || fail "it is not confirmed"
	wait_until_eq "watchers" "" watchers
}

cleared()
{
	apply_old
	apply_unconfirmed 10m
	ersym clear
	wait_until_eq "watchers" "" watchers
	assert_eq "tables" "$(in_ns "$edge" nft list tables)" ""
	assert_fails ersym confirm
}

# What is refused leaves no process and no deadline.
refused()
{
	apply_old
	ip -n "$edge" rule add fwmark 0x30000/0xff0000 lookup 100 priority 502
	assert_fails ersym -c "$work/new.yaml" apply --confirm 10m
	assert_match "refusal" "$output" "rule 502"
	ip -n "$edge" rule del priority 502
	[ ! -e "$kept/unconfirmed" ] || fail "it is to be confirmed"
	wait_until_eq "watchers" "" watchers
}

# A damaged deadline is reported, and is none.
damaged()
{
	apply_old
	apply_unconfirmed 10m
	kill_watcher
	truncate -s -1 "$kept/unconfirmed"
	assert_match "message" "$(ersym history 2>&1)" "unconfirmed is damaged"
	ersym -c "$work/new.yaml" apply > "$work/out" 2> "$work/err"
	assert_match "message" "$(< "$work/err")" "unconfirmed is damaged"
	still_in_force
}

# A deadline that a newer version has written is neither ignored nor confirmed.
of_newer()
{
	local command

	apply_old
	apply_unconfirmed 10m
	kill_watcher
	sed -i '1s/.*/ersym-state 2/' "$kept/unconfirmed"
	for command in confirm "-c $work/old.yaml apply"; do
		# shellcheck disable=SC2086 # arguments without blanks
		assert_fails ersym $command
		assert_match "refusal" "$output" "unconfirmed was written by a newer version"
	done
	[ -e "$kept/unconfirmed" ] || fail "it is confirmed"
	assert_eq "what is left to do" "$(left_to_do new)" "[]"
}

usage()
{
	local value

	for value in 0 0s 25h 1441m 86401 -5 1d 5x "" s 99999999999999999999; do
		assert_fails ersym -c "$work/new.yaml" apply "--confirm=$value"
		assert_match "usage, $value" "$output" "takes a time like 60s or 10m, of up to 24h"
	done
	assert_fails ersym apply --confirm
	assert_match "usage" "$output" "needs a time"
	assert_fails ersym apply now
	assert_match "usage" "$output" "apply does not take now"
	[ ! -e "$kept" ] || fail "something is kept"
}

smoke "confirmed in time" "not confirmed: undone"
# A kernel that checks itself takes seconds for each apply: some of the messages there.
step=1
[ -z "${KSFT_MACHINE_SLOW:-}" ] || step=3
test_case "confirmed in time" confirmed
test_case "not confirmed: undone" expired
test_case "until then it is in force" not_before
test_case "the first apply is not confirmed: cleared" first_expired
test_case "the process group is killed: undone" group_killed
test_case "apply is killed after any message: undone" killed_at_each
test_case "apply is killed, and recovered: to be confirmed still" recovered
test_case "a reader of its output, and a lock, do not wait" output_ends
test_case "the service undoes it as well" service_undoes
test_case "the service and the watcher undo it once" service_and_watcher
test_case "a service that is started later undoes it" service_started_later
test_case "a reboot undoes it, however much time was left" rebooted
test_case "a reboot without the service: apply undoes it" rebooted_without_service
test_case "a confirmation comes too late" too_late
test_case "a second apply is refused, rollback undoes the first" second_refused
test_case "clear ends it" cleared
test_case "a refused apply has nothing to confirm" refused
test_case "a damaged deadline" damaged
test_case "a deadline of a newer version: refused" of_newer
test_case "times that are refused" usage
run_tests "$@"
