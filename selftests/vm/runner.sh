# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the runners of the selftests share: the tests are a queue, from which one
# or several machines take them; each is watched; the results are counted.
# Sourced after scripts/common.sh, by one who then says
#
#	choose_tests [TEST...]
#	begin DIR
#	build WHAT COMMAND...
#	boot VM: a function of its own; what it prints is what "guest" says
#	run_all WHAT VMS MODULE [CASES]
#
# Tests of which it says that they are racing run in a machine of their own, "smp",
# after the others. Logs and results are in DIR.

# shellcheck disable=SC2154 # what common.sh says
vm_dir=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
guest_top=$top
tests=()
lacking=none
racing=()
nonce=$(od -An -N 8 -t x8 /dev/urandom | tr -d ' ')
test_seconds=$(sed -n 's/^timeout=//p' "$vm_dir/../settings")

# choose_tests [TEST[@ENGINE]...]: those named, or all that need the module, but for
# those with what "lacking" says: an expression for the need_... that no kernel of this
# lane can meet.
choose_tests()
{
	local test

	for test in "$@"; do
		test=$(basename "$test")
		[ -x "$vm_dir/../${test%@*}" ] || die "no selftest $test"
		tests+=("$test")
	done
	[ $# -eq 0 ] || return 0
	for test in $(cd "$vm_dir/.." && grep -lE '^need_(module|ersym)$' ./*.sh); do
		grep -qxE "$lacking" "$vm_dir/../$test" ||
			tests+=("$(basename "$test")")
	done
}

# begin DIR: of the logs, emptied.
begin()
{
	dir=$1
	rm -rf "$dir"
	mkdir -p "$dir"
}

# build WHAT COMMAND...
build()
{
	say "building for $1"
	if ! "${@:2}" > "$dir/build.log" 2>&1; then
		cat "$dir/build.log"
		die "does not build"
	fi
}

# watch VM: boots one and shows the results that it reports.
watch()
{
	local vm=$1 line status pid out
	# The longest that it may be silent: one test, and a boot.
	local silence=$((test_seconds + 120))

	mkdir -p "$dir/$vm"
	exec {out}< <(boot "$vm" 2>&1)
	pid=$!
	# It is in a process group of its own.
	trap 'kill "$pid"; exit 1' TERM
	while IFS= read -r -t "$silence" -u "$out" line; do
		line=${line%$'\r'}
		if [[ $line =~ ^[^\ ]+:\ (ok|not\ ok|# FAIL:|1\.\.0)\  ]]; then
			printf '%s\n' "$line"
		fi
	done
	status=$?
	if [ $status -gt 128 ]; then
		say "$vm: nothing to be heard for $silence s: ended"
		kill "$pid"
	fi
	exec {out}<&-
}

fault()
{
	echo "not ok - $*"
	failed=$((failed + 1))
}

# check_vm VM: did it come to its end, and is its kernel's log in order?
check_vm()
{
	local vm=$1 test logs=()

	if [ "$(cat "$dir/$vm/finished" 2> /dev/null)" != "$nonce" ]; then
		fault "$vm ended before it was done; the end of its console:"
		tail -n 30 "$dir/$vm/console.log" | tr -d '\r' | sed 's/^/# /'
		for test in "$dir/$vm/running"/*; do
			[ ! -e "$test" ] || fault "$vm ended while it ran $(basename "$test")"
		done
	fi
	[ ! -e "$dir/$vm/dmesg" ] || logs=("$dir/$vm/dmesg")
	"$vm_dir/splat-gate" "${logs[@]}" "$dir/$vm/console.log" ||
		fault "the kernel's log of $vm"
}

# count RESULT: of one test.
count()
{
	local name status seconds p f s

	name=$(basename "$1" .ktap)
	read -r status seconds 2> /dev/null < "$dir/$name.status" || status=none seconds=
	read -r p f s < <("$top/scripts/ktap-count" -s "$status" "$1")
	passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
	echo "$name: $p passed, $f failed, $s skipped${seconds:+ ($seconds s)}"
	if [ "$f" -gt 0 ]; then
		# Without what a case dumps when it fails: that is long.
		awk '/^# --- / { dump = 1 } /^(ok|not ok) / { dump = 0 }
			!dump { print "    " $0 }' "$1"
		echo "    # in full: $1"
	fi
}

# run_all WHAT VMS MODULE [CASES]: its status is that of the whole run. CASES is
# a word that the descriptions of the chosen cases have. MODULE is a path inside,
# and guest_top that of the source.
run_all()
{
	local what=$1 vms=$2 i n=100 vm test result variable machines=()
	local passed=0 failed=0 skipped=0

	{
		printf 'top=%q\nmodule=%q\ncases=%q\n' "$guest_top" "$3" "${4:-}"
		# TEST_SEED, TEST_COUNT: of tests that draw at random.
		for variable in "${!TEST_@}"; do
			printf 'export %s=%q\n' "$variable" "${!variable}"
		done
	} > "$dir/env"
	mkdir -p "$dir/queue" "$dir/smp/queue"
	for test in "${tests[@]}"; do
		case " ${racing[*]} " in
		*" $test "*) : > "$dir/smp/queue/$n-$test" ;;
		*) : > "$dir/queue/$n-$test" ;;
		esac
		n=$((n + 1))
	done
	n=$(find "$dir/queue" -type f | wc -l)
	[ "$vms" -le "$n" ] || vms=$n
	say "running ${#tests[@]} selftests on $what"
	# shellcheck disable=SC2046 # a list of process ids
	trap 'kill $(jobs -p); exit 1' INT TERM
	for ((i = 1; i <= vms; i++)); do
		watch "vm$i" &
		machines+=("vm$i")
	done
	wait
	if [ -n "$(ls "$dir/smp/queue")" ]; then
		watch smp
		machines+=(smp)
	fi

	for vm in "${machines[@]}"; do
		check_vm "$vm"
	done
	for test in "$dir"/queue/* "$dir"/smp/queue/*; do
		[ ! -e "$test" ] || fault "$(basename "$test") was not run"
	done
	for result in "$dir"/*.ktap; do
		[ ! -e "$result" ] || count "$result"
	done
	echo "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
