#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits
# Claim: each configuration that was in force is an entry of the history, with who, when and
#        what, and rollback puts it back; after apply is killed at any message, recover
#        leaves exactly the former or exactly the new state, and reports which; a file that is
#        damaged, from a newer version, or cannot be written, is reported, and nothing is lost
# Catches: a change that is not on disk before its first message; recover that forgets a part
#          or reports another state; one damaged entry that makes the rest unusable; a full
#          disk found when the change was half done

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=topo/site.sh
. "$lib_dir/topo/site.sh"
need_tools ip jq nft at-send python3 unshare
need_ersym
both_engines

setup()
{
	two_circuits
	site_config | for_engine > "$work/old.yaml"
	us_snat='20.2.2.4/30' more_circuits='  hk: {id: 3, remote: true, snat: [20.2.2.16/29]}' \
		site_config | for_engine > "$work/new.yaml"
	kept=/var/lib/ersym/netns/$edge
}

# apply NAME: $work/NAME.yaml.
apply()
{
	ersym -c "$work/$1.yaml" apply > "$work/apply.out"
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

# entries FILTER: the result of a jq filter for each entry, the last one first.
entries()
{
	ersym -j history 2> "$work/history.err" | jq -r ".entries[] | $1"
}

# assert_in_force NAME: exactly that is kept, and nothing is left to do.
assert_in_force()
{
	cmp "$kept/in-force.yaml" "$work/$1.yaml"
	assert_eq "what is left to do" \
		"$(ersym -j -c "$work/$1.yaml" diff | jq -c .operations)" "[]"
}

listed()
{
	assert_match "history" "$(ersym history)" "nothing has been applied"
	apply old
	apply new
	apply new
	ersym clear
	ersym clear
	assert_eq "entries" "$(entries '"\(.entry) \(.action) \(.current) \(.empty)"')" \
		$'3 clear true true\n2 apply false false\n1 apply false false'
	assert_eq "summaries" "$(entries .summary)" \
		$'circuits: us, eu, hk removed\ncircuits: hk added, us changed\ncircuits: us, eu added'
	assert_eq "users" "$(entries .user | sort -u)" "$(id -un)"
	assert_match "command" "$(entries .command)" "ersym -c $work/new.yaml apply"
	assert_ge "changes" "$(entries .changes | sort -n | head -n 1)" 1
	assert_eq "times" "$(entries .time | grep -c "^$(date -u +%Y-%m)-..T..:..:..Z$")" 3
	assert_match "table" "$(ersym history)" \
		"^entry  time .UTC. .*"$'\n'"  \* 3  20.*clear.*us, eu, hk removed"
}

rolled_back()
{
	local before

	apply old
	before=$(ruleset)
	assert_fails ersym rollback
	assert_match "refusal" "$output" "nothing that was in force before"
	apply new
	assert_match "plan" "$(ersym rollback --dry-run)" "20.2.2.0/29"
	assert_in_force new
	ersym rollback > "$work/out"
	assert_match "changes" "$(< "$work/out")" "20.2.2.0/29"
	assert_in_force old
	assert_eq "ruleset" "$(ruleset)" "$before"
	ersym rollback > "$work/out"
	assert_in_force new
	ersym clear
	ersym rollback 1 > "$work/out"
	assert_in_force old
	ersym rollback > "$work/out"
	assert_eq "ruleset" "$(in_ns "$edge" nft list tables)" ""
	assert_eq "actions" "$(entries .action | xargs)" \
		"rollback rollback clear rollback rollback apply apply"
	assert_fails ersym rollback 99
	assert_match "refusal" "$output" 'no entry 99: "ersym history" lists them'
	assert_fails ersym rollback one
	assert_match "usage" "$output" "one is no entry"
}

# The same refusal as that of apply, and what is in force stays.
refused()
{
	apply old
	apply new
	ip -n "$edge" rule add fwmark 0x30000/0xff0000 lookup 100 priority 502
	assert_fails ersym rollback
	assert_match "refusal" "$output" "entry 1: rule 502 .* uses bits of mark-mask"
	ip -n "$edge" rule del priority 502
	assert_in_force new
}

ten()
{
	local i

	for ((i = 1; i <= 12; i++)); do
		{
			echo "# $i"
			cat "$work/old.yaml"
		} > "$work/$i.yaml"
		apply "$i"
	done
	assert_eq "entries" "$(entries .entry | xargs)" "12 11 10 9 8 7 6 5 4 3"
	ersym rollback 3 > "$work/out"
	assert_in_force 3
}

# A version of ersym without a history has kept it.
found()
{
	apply old
	rm -r "$kept/history"
	apply new
	assert_eq "entries" "$(entries '"\(.entry) \(.action) \(.user)"')" \
		"2 apply $(id -un)"$'\n'"1 found null"
	ersym rollback > "$work/out"
	assert_in_force old
}

# with_damage ENTRY CONDITION: the entry is skipped, and all else works.
with_damage()
{
	assert_eq "conditions" "$(entries '"\(.entry) \(.condition)"')" \
		"3 readable"$'\n'"2 $2"$'\n'"1 readable"
	assert_match "message" "$(< "$work/history.err")" "history/$1"
	assert_fails ersym rollback "$1"
	assert_match "refusal" "$output" "history/$1 (is damaged|was written by a newer version)"
	ersym rollback > "$work/out" 2>&1
	assert_in_force old
	apply third
	assert_in_force third
	rm "$kept/history"/[4-9]
}

damaged()
{
	local entry=$kept/history/2 whole=$work/whole

	sed 's/20.2.2.4/20.2.2.0/' "$work/new.yaml" > "$work/third.yaml"
	apply old
	apply new
	apply third
	cp "$entry" "$whole"
	head -c 300 "$whole" > "$entry"
	with_damage 2 damaged
	head -c "$(($(stat -c %s "$whole") - 1))" "$whole" > "$entry"
	with_damage 2 damaged
	sed 's/20\.2\.2\.4/20.2.2.0/' "$whole" > "$entry"
	with_damage 2 damaged
	: > "$entry"
	with_damage 2 damaged
	head -c 5000 /dev/urandom > "$entry"
	with_damage 2 damaged
	truncate -s 100G "$entry"
	with_damage 2 damaged
	sed '1s/.*/ersym-state 2/' "$whole" > "$entry"
	with_damage 2 newer
	rm "$entry"
	mkfifo "$entry"
	with_damage 2 damaged
	rm "$entry"
	mkdir "$entry"
	with_damage 2 damaged
}

# killed_at_each FROM TO: names of configurations, or nothing.
killed_at_each()
{
	local n status said from=() to=() state_from state_to new=0

	[ "$1" = nothing ] && from=(clear) || from=(-c "$work/$1.yaml" apply)
	[ "$2" = nothing ] && to=(clear) || to=(-c "$work/$2.yaml" apply)
	ersym "${to[@]}" > "$work/out"
	state_to=$(ruleset)
	for ((n = 1; ; n += step)); do
		ersym "${from[@]}" > "$work/out"
		state_from=$(ruleset)
		status=0
		in_ns "$edge" at-send "$n" "kill -KILL \$PID" "$ERSYM" "${to[@]}" \
			> "$work/out" 2>&1 || status=$?
		[ "$status" -ne 77 ] || break
		if [ "$(ruleset)" != "$state_from" ]; then
			[ -e "$kept/unfinished" ] || [ "$(ruleset)" = "$state_to" ] ||
				fail "message $n: the change is not on disk"
		fi
		said=$(ersym -j recover | jq -r .recovered)
		case $said in
		new)
			new=$((new + 1))
			assert_eq "state after message $n" "$(ruleset)" "$state_to"
			;;
		null)
			[ "$(ruleset)" = "$state_from" ] || [ "$(ruleset)" = "$state_to" ] ||
				fail "message $n: nothing to recover, but the state is neither"
			;;
		*) fail "message $n: recovered $said" ;;
		esac
		[ ! -e "$kept/unfinished" ] || fail "message $n: still unfinished"
		[ ! -e "$kept/next.yaml" ] || fail "message $n: next.yaml is left"
		if [ "$(ruleset)" = "$state_from" ]; then
			assert_eq "entry in force" "$(kept_is "$1")" yes
		else
			assert_eq "entry in force" "$(kept_is "$2")" yes
		fi
		assert_eq "second recover" "$(ersym recover)" \
			"nothing to recover: no change was interrupted"
	done
	assert_ge "changes that were completed" "$new" 1
}

# kept_is NAME: prints yes if it is what is kept and what the history ends with.
kept_is()
{
	if [ "$1" = nothing ]; then
		[ ! -e "$kept/in-force.yaml" ] || { echo no && return; }
	else
		cmp -s "$kept/in-force.yaml" "$work/$1.yaml" || { echo no && return; }
	fi
	ersym -j history 2> "$work/history.err" |
		jq -r 'if .entries[0].current then "yes" else "no" end'
}

# kill_in_between: the change from old to new, after the first message that changes anything.
kill_in_between()
{
	local n state

	apply old
	state=$(ruleset)
	for ((n = 1; ; n++)); do
		in_ns "$edge" at-send "$n" "kill -KILL \$PID" "$ERSYM" -c "$work/new.yaml" apply \
			> "$work/out" 2>&1 || :
		[ "$(ruleset)" = "$state" ] || break
	done
	[ -e "$kept/unfinished" ] || fail "the change is complete"
}

# What another program has done since forbids the new configuration, but not the former.
recovered_to_former()
{
	local state

	apply old
	state=$(ruleset)
	kill_in_between
	python3 - "$kept/unfinished" <<- 'END'
		import sys, zlib
		lines = open(sys.argv[1], "rb").read().split(b"\n", 2)[2]
		head, text = lines.split(b"\nconfiguration ", 1)
		text = text.split(b"\n\n", 1)[1] + b"nonsense: true\n"
		rest = head + b"\nconfiguration %d\n\n" % len(text) + text
		open(sys.argv[1], "wb").write(b"ersym-state 1\nchecksum %08x\n" % zlib.crc32(rest) + rest)
	END
	assert_match "warning" "$(ersym -c "$work/new.yaml" diff 2>&1)" 'run "ersym recover"'
	assert_match "message" "$(ersym recover 2>&1)" \
		"nonsense.*"$'\n'".*cannot be completed.*"$'\n'"the change is undone: the former configuration is in force"
	assert_eq "state" "$(ruleset)" "$state"
	assert_in_force old
}

recovered_by_apply()
{
	kill_in_between
	assert_match "message" "$(ersym -c "$work/old.yaml" apply 2>&1)" \
		"a change had been interrupted: it is complete now"
	assert_in_force old
	assert_eq "actions" "$(entries .action | xargs)" "apply apply apply"
}

# What it plans follows the new configuration.
recovered_by_circuit()
{
	kill_in_between
	assert_match "message" "$(ersym circuit hk down 2>&1)" \
		"a change had been interrupted: it is complete now"$'\n'".*circuit hk is remote"
	assert_in_force new
	kill_in_between
	ersym circuit us down > "$work/out" 2> "$work/err"
	assert_in_force new
	assert_eq "state of us" "$(ersym -j show circuits | jq -r '.[0].state')" down
}

# The states that were set for circuits are part of what clear removes.
recovered_clear()
{
	local n state

	apply old
	ersym circuit us down > "$work/out"
	state=$(ruleset)
	for ((n = 1; ; n++)); do
		in_ns "$edge" at-send "$n" "kill -KILL \$PID" "$ERSYM" clear > "$work/out" 2>&1 || :
		[ "$(ruleset)" = "$state" ] || break
	done
	[ -e "$kept/circuits" ] || fail "clear is complete"
	assert_match "recover" "$(ersym recover)" "the change is complete"
	assert_eq "what is kept" "$(ls "$kept")" history
}

# After a power loss: nothing is in the kernel.
recovered_by_service()
{
	kill_in_between
	in_ns "$edge" nft flush ruleset
	ip -n "$edge" rule flush
	ip -n "$edge" rule add lookup main pref 32766
	: > "$work/service"
	ip netns exec "$edge" "$ERSYM" run >> "$work/service" 2>&1 &
	wait_for "the service: $(< "$work/service")" has_text "$work/service" \
		"a change had been interrupted: it is complete now"
	wait_until_eq "what is left to do" "[]" left_to_do new
	assert_in_force new
}

left_to_do()
{
	ersym -j -c "$work/$1.yaml" diff 2> /dev/null | jq -c .operations
}

# The former state is restored if the new one cannot be read.
unfinished_damaged()
{
	local state

	apply old
	state=$(ruleset)
	kill_in_between
	truncate -s -10 "$kept/unfinished"
	assert_match "message" "$(ersym recover 2>&1)" \
		"unfinished is damaged"$'\n'".*the former configuration is in force"
	assert_eq "state" "$(ruleset)" "$state"
	assert_in_force old
}

unfinished_of_newer()
{
	local state

	kill_in_between
	sed -i '1s/.*/ersym-state 7/' "$kept/unfinished"
	state=$(ruleset)
	for command in recover "-c $work/old.yaml apply" rollback confirm "circuit us down"; do
		# shellcheck disable=SC2086 # arguments without blanks
		assert_fails ersym $command
		assert_match "refusal" "$output" \
			"unfinished was written by a newer version of ersym: install that version, or delete"
	done
	assert_eq "state" "$(ruleset)" "$state"
	rm "$kept/unfinished"
	apply old
	assert_in_force old
}

# on_disk MOUNT-OPTIONS COMMAND: with the state on another file system. A full one is filled
# when what was in force is there.
on_disk()
{
	# shellcheck disable=SC2016 # of the inner shell
	in_ns "$edge" unshare --mount bash -ec '
		kept=$1 options=$2 work=$3 ersym=$4
		cp -a "$kept" "$work/state"
		mount -t tmpfs -o "${options/ro/size=1m}" none /var/lib/ersym
		mkdir -p "$kept"
		cp -a "$work/state/." "$kept"
		rm -r "$work/state"
		case $options in
		ro) mount -o remount,ro /var/lib/ersym ;;
		*) dd if=/dev/zero of=/var/lib/ersym/full bs=4k 2> /dev/null || : ;;
		esac
		shift 4
		"$ersym" "$@"' sh "$kept" "$1" "$work" "$ERSYM" "${@:2}"
}

cannot_write()
{
	local state

	apply old
	apply new
	state=$(ruleset)
	assert_fails on_disk "$1" -c "$work/old.yaml" apply
	assert_match "refusal" "$output" "cannot keep the configuration in $kept: $2: nothing was changed"
	assert_fails on_disk "$1" -c "$work/new.yaml" apply --confirm 60
	assert_match "refusal" "$output" "cannot write $kept/unconfirmed: $2: nothing was changed"
	assert_fails on_disk "$1" rollback
	assert_eq "state" "$(ruleset)" "$state"
	assert_match "history" "$(on_disk "$1" history)" "circuits: us, eu added"
	assert_match "recover" "$(on_disk "$1" recover)" "nothing to recover"
	# What is in force already can be put back.
	in_ns "$edge" nft flush ruleset
	on_disk "$1" -c "$work/new.yaml" apply > "$work/out"
	assert_in_force new
}

cleared_when_full()
{
	apply old
	assert_match "warning" "$(on_disk size=64k clear 2>&1)" "No space left on device"
	assert_eq "tables" "$(in_ns "$edge" nft list tables)" ""
	assert_eq "rules" "$(ip -n "$edge" rule | sed -n /7001/p)" ""
}

smoke "history lists" "rollback puts"
# A kernel that checks itself takes seconds for each apply: some of the messages there.
step=1
[ -z "${KSFT_MACHINE_SLOW:-}" ] || step=3
test_case "history lists what was in force" listed
test_case "rollback puts it back" rolled_back
test_case "rollback is refused as apply is" refused
test_case "the last ten are kept" ten
test_case "what a former version has kept is found" found
test_case "damaged entries are reported and skipped" damaged
test_case "the first apply is killed: recover" killed_at_each nothing old
test_case "apply is killed: recover" killed_at_each old new
test_case "clear is killed: recover" killed_at_each old nothing
test_case "what cannot be completed is undone" recovered_to_former
test_case "apply completes what was interrupted" recovered_by_apply
test_case "circuit completes what was interrupted" recovered_by_circuit
test_case "recover completes clear" recovered_clear
test_case "the service completes it at its start" recovered_by_service
test_case "what was interrupted is damaged: undone" unfinished_damaged
test_case "what was interrupted is of a newer version: refused" unfinished_of_newer
test_case "a state directory that is read-only" cannot_write ro "Read-only file system"
test_case "a state directory that is full" cannot_write size=64k "No space left on device"
test_case "clear works on a full disk" cleared_when_full
run_tests "$@"
