# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # variables of the other parts and of the tests
#
# The command on the edge host, and what it says.

if [ -z "${ERSYM:-}" ]; then
	ERSYM=$(command -v ersym || readlink -e "$lib_dir/../userspace/ersym")
fi

# What keeps the paths: the module, or nftables alone; see need_ersym.
: "${ENGINE:=module}" "${TEST_OFFLOAD:=}"

# ersym ARG...: the command, on the edge host.
ersym()
{
	in_ns "$edge" "$ERSYM" "$@"
}

# for_engine < YAML: with the engine in it, and with offload.
for_engine()
{
	[ "$ENGINE" = module ] || echo "engine: $ENGINE"
	[ ! "$TEST_OFFLOAD" ] || echo "offload: true"
	cat
}

# ersym_apply < YAML: makes it so, and keeps the file in $work/ersym.yaml.
ersym_apply()
{
	for_engine > "$work/ersym.yaml"
	ersym_reapply
}

# ersym_reapply: the file in $work/ersym.yaml.
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

# events FILTER: of jq, whose results for each event stand one a line.
events()
{
	jq -r "select(.event != \"subscribed\") | $1" "$work/events"
}

# matrix: "KIND EXPECTED ACTUAL PACKETS BYTES CONNECTIONS" of each pair that is
# not zero, sorted; "-" is a circuit that is not known.
matrix()
{
	ersym -j show violations |
		"$lib_dir/rows" kind expected actual packets bytes connections | sort
}

# violations KIND EXPECTED ACTUAL [packets|bytes|connections]: one count.
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

# born: "CIRCUIT IN OUT" of each circuit with a connection that was born on it.
born()
{
	ersym -j show circuits | "$lib_dir/rows" name born_in born_out | sed '/ 0 0$/d'
}

# assert_violations ["KIND EXPECTED ACTUAL PACKETS"]...: these, and no others.
assert_violations()
{
	local all fields actual=''

	all=$(matrix)
	while read -r -a fields; do
		actual+="${fields[*]:0:4}"$'\n'
	done <<< "$all"
	assert_eq "violations" "${actual%$'\n'}" "$(printf '%s\n' "$@" | sort)"
}

# assert_no_violations_but [KIND...]: every other kind is 0.
assert_no_violations_but()
{
	local kind rest

	matrix > "$work/matrix"
	while read -r kind rest; do
		[[ " $* " == *" $kind "* ]] ||
			fail "violations that should not be: $kind $rest"
	done < "$work/matrix"
}

# links: "CIRCUIT DEVICE absent|down|running" of each link.
links()
{
	ersym -j show circuits | jq -r '.[] | .name as $circuit | .links[] |
		"\($circuit) \(.dev) " + if .running then "running"
			elif .present then "down" else "absent" end'
}

# facts [FILTER...]: "PROTO SOURCE DESTINATION-PORT IN OUT STRAY" of each connection
# that has any, sorted; "-" is what is not known.
facts()
{
	ersym -j flows "$@" | "$lib_dir/rows" proto src dport in out stray |
		sed '/ - - -$/d' | sort
}

# mark PROTO PORT [NS]: the mark of the connections to that port, in hex.
mark()
{
	in_ns "${3:-$edge}" conntrack -L -p "$1" --orig-port-dst "$2" 2> /dev/null |
		sed -n 's/.* mark=\([0-9]*\).*/\1/p' | xargs -r printf '%#x\n'
}
