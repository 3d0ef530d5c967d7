# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # variables of the other parts and of the tests
#
# The command on the edge host, and its output.

if [ -z "${ERSYM:-}" ]; then
	ERSYM=$(command -v ersym || readlink -e "$lib_dir/../userspace/ersym")
fi

# The engine under test, and whether with offload; see need_ersym.
: "${ENGINE:=module}" "${TEST_OFFLOAD:=}"

# ersym ARG...: runs the command on the edge host.
ersym()
{
	in_ns "$edge" "$ERSYM" "$@"
}

# for_engine < YAML: adds the engine and offload to the configuration.
for_engine()
{
	[ "$ENGINE" = module ] || echo "engine: $ENGINE"
	[ ! "$TEST_OFFLOAD" ] || echo "offload: true"
	cat
}

# ersym_apply < YAML: applies the configuration, and keeps it in $work/ersym.yaml.
ersym_apply()
{
	for_engine > "$work/ersym.yaml"
	ersym_reapply
}

# ersym_reapply: applies $work/ersym.yaml.
ersym_reapply()
{
	ersym -c "$work/ersym.yaml" apply > "$work/apply.out"
}

# monitor [NS]: writes the events there into $work/events, an object a line.
# They are complete from when this returns.
monitor()
{
	: > "$work/events"
	ip netns exec "${1:-$edge}" "$ERSYM" -j monitor >> "$work/events" 2>&1 &
	wait_for "monitor" grep -q subscribed "$work/events"
}

# events FILTER: prints the results of a jq filter for each event, one a line.
events()
{
	jq -r "select(.event != \"subscribed\") | $1" "$work/events"
}

# matrix: prints "KIND EXPECTED ACTUAL PACKETS BYTES CONNECTIONS" of each pair that is
# not zero, sorted; "-" is an unknown circuit.
matrix()
{
	ersym -j show violations |
		"$lib_dir/helpers/rows" kind expected actual packets bytes connections | sort
}

# violations KIND EXPECTED ACTUAL [packets|bytes|connections]: prints one counter.
violations()
{
	local line count=0 kind expected actual packets bytes connections

	line=$(matrix)
	while read -r kind expected actual packets bytes connections; do
		if [ "$kind $expected $actual" = "$1 $2 $3" ]; then
			case ${4:-packets} in
			packets) count=$packets ;;
			bytes) count=$bytes ;;
			connections) count=$connections ;;
			esac
		fi
	done <<< "$line"
	echo "$count"
}

# show_circuits: as JSON, also if routes of a link are missing.
show_circuits()
{
	ersym -j show circuits || :
}

# born: prints "CIRCUIT IN OUT" of each circuit on which a connection was born.
born()
{
	show_circuits | "$lib_dir/helpers/rows" name born_in born_out | sed '/ 0 0$/d'
}

# assert_violations ["KIND EXPECTED ACTUAL PACKETS"]...: the matrix has these rows, and
# no others.
assert_violations()
{
	local all fields actual=''

	all=$(matrix)
	while read -r -a fields; do
		actual+="${fields[*]:0:4}"$'\n'
	done <<< "$all"
	assert_eq "violations" "${actual%$'\n'}" "$(printf '%s\n' "$@" | sort)"
}

# assert_no_violations_but [KIND...]: the matrix has rows of these kinds only.
assert_no_violations_but()
{
	local kind rest

	matrix > "$work/matrix"
	while read -r kind rest; do
		[[ " $* " == *" $kind "* ]] ||
			fail "unexpected violations: $kind $rest"
	done < "$work/matrix"
}

# links: prints "CIRCUIT DEVICE absent|down|running" of each link.
links()
{
	show_circuits | jq -r '.[] | .name as $circuit | .links[] |
		"\($circuit) \(.dev) " + if .running then "running"
			elif .present then "down" else "absent" end'
}

# facts [FILTER...]: prints "PROTO SOURCE DESTINATION-PORT IN OUT STRAY" of each
# connection that has facts, sorted; "-" is an unknown circuit.
facts()
{
	ersym -j flows "$@" | "$lib_dir/helpers/rows" proto src dport in out stray |
		sed '/ - - -$/d' | sort
}

# mark PROTO PORT [NS]: prints the mark of the connections to that port, in hex.
mark()
{
	in_ns "${3:-$edge}" conntrack -L -p "$1" --orig-port-dst "$2" 2> /dev/null |
		sed -n 's/.* mark=\([0-9]*\).*/\1/p' | xargs -r printf '%#x\n'
}

# lock_held NS: another process has the lock of this namespace, until lock_released.
lock_held()
{
	in_ns "$1" python3 - "$work/locked" <<- 'EOF' &
		import fcntl, os, sys
		fd = os.open("/run/ersym.lock", os.O_RDWR | os.O_CREAT, 0o600)
		fcntl.lockf(fd, fcntl.LOCK_EX, 1, os.stat("/proc/self/ns/net").st_ino)
		open(sys.argv[1], "w").write(str(os.getpid()))
		os.read(os.open(sys.argv[1] + ".end", os.O_RDONLY), 1)
	EOF
	lock_holder=$!
	[ -p "$work/locked.end" ] || mkfifo "$work/locked.end"
	wait_for "the other process" test -s "$work/locked"
}

lock_released()
{
	: > "$work/locked.end"
	wait "$lock_holder"
	rm "$work/locked"
}
