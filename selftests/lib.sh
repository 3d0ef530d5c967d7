#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What every ersym selftest stands on. A test file
#
#   - says in its head: topology, claim, the bug that it would catch;
#   - sources this file and a topology;
#   - registers its cases, each a function: test_case "what holds" FUNCTION [ARG...]
#   - ends with run_tests.
#
# Each case runs in a subshell with namespaces of its own. The first command in
# it that fails ends it, as does the first assert; then the state of the
# namespaces is printed and everything is removed. "setup", where a file or a
# topology defines it, runs before each case, "teardown" after it, whatever became
# of it. "FILE WORD..." runs only the cases with a WORD in their description,
# "FILE -l" lists them.

ksft_pass=0
ksft_fail=1
ksft_skip=4

lib_dir=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

# Seconds that a condition may take; kernels that are slow get more.
: "${WAIT_SECONDS:=20}"
[ "${KSFT_MACHINE_SLOW:-}" = yes ] && WAIT_SECONDS=$((WAIT_SECONDS * 3))

# What keeps the paths: the module, or nftables alone; see need_ersym.
: "${ENGINE:=module}" "${TEST_OFFLOAD:=}"

# Under emulation a program that starts costs a tenth of a second, so this file
# starts few, and light ones: "ip" (see ip.c) reads batches, and the shell does
# what it can by itself.
PATH=$lib_dir:$PATH:/usr/sbin:/sbin
shopt -s lastpipe
exec {never}<> <(:)

# A moment between two looks at a condition.
moment()
{
	read -r -t 0.05 -u "$never" || :
}

if [ -z "${ERSYM:-}" ]; then
	ERSYM=$(command -v ersym || readlink -e "$lib_dir/../userspace/ersym")
fi

# ---------------------------------------------------------------- KTAP

case_names=()
case_commands=()
all_namespaces=()
captures=()
fifos=()
declare -A talk_in talk_out capture_pid capture_file capture_way server_pid

# test_case DESCRIPTION FUNCTION [ARG...]
test_case()
{
	case_names+=("$1")
	shift
	case_commands+=("$(printf '%q ' "$@")")
}

# both_engines [rare]: says that what the file claims holds without the module too;
# scripts/check-netns runs it so, with ENGINE=nftables. rare: on devices that not every
# kernel has; selftests/debug/run does.
both_engines()
{
	:
}

# with_offload: says that what the file claims holds with offload: true as well; the
# debug lane runs it so once more, with TEST_OFFLOAD set.
with_offload()
{
	:
}

# module_case DESCRIPTION FUNCTION [ARG...]: a case about what only the module does.
module_case()
{
	[ "$ENGINE" = nftables ] || test_case "$@"
}

# skip_all REASON: nothing in this file can run here.
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

# kill_trees PID...: with their children, who would keep our output open.
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

# ---------------------------------------------------------------- what is needed

# need_tools TOOL...: skips the file where one is missing.
need_tools()
{
	local tool

	[ "$(id -u)" -eq 0 ] || skip_all "needs root"
	for tool in "$@"; do
		command -v "$tool" > /dev/null || skip_all "needs $tool"
	done
}

# module_file: where the module is loaded from.
module_file()
{
	echo "${ERSYM_MODULE:-$(modinfo -n ersym)}"
}

# load_module: from the file in ERSYM_MODULE, if that is set.
load_module()
{
	if [ -n "${ERSYM_MODULE:-}" ]; then
		insmod "$ERSYM_MODULE"
	else
		modprobe -q ersym
	fi
}

# need_module: loaded.
need_module()
{
	[ -d /sys/module/ersym ] || load_module ||
		skip_all "needs the kernel module ersym"
}

# need_kernel MODULE...: loaded, or built in.
need_kernel()
{
	local module

	for module in "$@"; do
		[ -d "/sys/module/$module" ] || modprobe -q "$module" ||
			grep -qE " ${module}_(module_)?init$" /proc/kallsyms ||
			skip_all "needs a kernel with $module"
	done
}

# need_failslab: a kernel that can be told which allocation is to fail.
need_failslab()
{
	[ -e /proc/self/fail-nth ] || skip_all "needs a kernel with fault injection"
	[ -d /sys/kernel/debug/failslab ] || skip_all "needs failslab, and debugfs"
}

# need_ersym: the CLI, and the module loaded, unless ENGINE is nftables: then
# ersym_apply says so in every configuration.
need_ersym()
{
	need_tools ip jq nft tcpdump
	[ -x "${ERSYM:-}" ] || skip_all "needs ersym in the PATH or in ERSYM"
	[ -x "$lib_dir/talk" ] || skip_all "needs talk: make selftests"
	[ "$ENGINE" = nftables ] || need_module
}

# at_speed NATIVE EMULATED: the number for this machine. User-Mode Linux runs at
# the speed of its host.
at_speed()
{
	if [[ $(< /proc/cpuinfo) == *'User Mode Linux'* ]]; then
		echo "$1"
	else
		echo "$2"
	fi
}

# ---------------------------------------------------------------- asserts

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

# assert_fails COMMAND...: it must end with a status that is not 0. Its output
# is in the variable "output", whatever its status.
assert_fails()
{
	# shellcheck disable=SC2034 # the caller reads it
	if output=$("$@" 2>&1); then
		fail "succeeded, but should not have: $*"
	fi
}

# ---------------------------------------------------------------- waiting

# wait_for WHAT COMMAND...: until the command succeeds.
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

# wait_until_eq WHAT EXPECTED COMMAND...: until the command prints EXPECTED.
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

# has_text FILE TEXT
has_text()
{
	local text

	[ -e "$1" ] || return
	IFS= read -r -d '' text < "$1" || :
	[[ $text == *"$2"* ]]
}

# ---------------------------------------------------------------- namespaces

# setup_ns NAME...: namespaces with random names, each kept in the variable NAME.
# Then: forwards, cables, configure.
setup_ns()
{
	local name added=()

	for name in "$@"; do
		printf -v "$name" '%s-%04x%04x' "$name" $RANDOM $RANDOM
		added+=("${!name}")
	done
	printf 'netns add %s\n' "${added[@]}" | ip -batch -
	all_namespaces+=("${added[@]}")
}

# remove_ns NS: before its case ends.
remove_ns()
{
	local i

	ip netns del "$1"
	for i in "${!all_namespaces[@]}"; do
		[ "${all_namespaces[i]}" != "$1" ] || unset "all_namespaces[i]"
	done
}

# cables "NS DEV NS DEV"...: veth pairs.
cables()
{
	local cable a b c d

	for cable in "$@"; do
		read -r a b c d <<< "$cable"
		echo "link add name $b netns $a type veth peer name $d netns $c"
	done | ip -batch -
}

# configure NS < COMMANDS: of ip, one a line. The loopback device comes up first.
configure()
{
	local commands

	IFS= read -r -d '' commands || :
	ip -n "$1" -batch - <<< "link set lo up"$'\n'"$commands"
}

# forwards NS...: makes routers of them, with no opinion about where a source
# should come from; a connection of UDP outlasts its test, however slow that is.
# Before the cables: a router, and a host whose address is not the link's, asks
# for its IPv6 neighbours with a link-local address, which devices made later have
# at once.
forwards()
{
	local ns

	for ns in "$@"; do
		# Not sysctl, which takes longer to start than to work.
		in_ns "$ns" sh -ec 'cd /proc/sys/net
			echo 1 > ipv4/ip_forward
			echo 1 > ipv6/conf/all/forwarding
			echo 0 > ipv6/conf/default/accept_dad
			echo 0 > ipv4/conf/all/rp_filter
			echo 0 > ipv4/conf/default/rp_filter
			udp=netfilter/nf_conntrack_udp_timeout
			[ ! -e $udp ] || echo 600 > $udp'
	done
}

# in_ns NS COMMAND...
in_ns()
{
	ip netns exec "$@"
}

# ---------------------------------------------------------------- ersym

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

# ---------------------------------------------------------------- captures

# capture NAME NS DEV [in|out]: another program writes down every packet that
# passes DEV, and "captured" counts both ways or one.
capture()
{
	local name=$1 ns=$2 dev=$3 mac

	capture_file[$name]=$work/$name.pcap
	capture_way[$name]=
	if [ -n "${4:-}" ]; then
		# By the address, not by tcpdump -Q: with that, what tcpdump has
		# received and what it has written are never equal.
		read -r _ _ mac _ < <(ip -n "$ns" -brief link show dev "$dev")
		case $4 in
		in) capture_way[$name]="not ether src $mac" ;;
		out) capture_way[$name]="ether src $mac" ;;
		esac
	fi
	# Immediate mode: no packet waits in a buffer that is not full yet.
	ip netns exec "$ns" tcpdump -i "$dev" -n -U -s 256 -B 16384 \
		--immediate-mode -Z root -w "$work/$name.pcap" \
		2>> "$work/$name.tcpdump" > /dev/null &
	capture_pid[$name]=$!
	captures+=("$name")
	wait_for "capture on $dev" has_text "$work/$name.tcpdump" 'listening on'
}

# True when tcpdump has written every packet that the kernel gave it; fails the
# case if the kernel had to drop some, because the count would be wrong.
capture_is_complete()
{
	local name=$1 line='' i

	: > "$work/$name.tcpdump"
	kill -USR1 "${capture_pid[$name]}"
	for ((i = 0; i < 20; i++)); do
		IFS= read -r -d '' line < "$work/$name.tcpdump" || :
		[[ $line == *"dropped by kernel"* ]] && break
		moment
	done
	[[ $line =~ ([0-9]+)\ packets?\ captured,\ ([0-9]+)\ packets?\ received.*,\ ([0-9]+)\ packets?\ dropped ]] ||
		return
	[ "${BASH_REMATCH[3]}" -eq 0 ] || echo "$line" > "$work/$name.dropped"
	[ "${BASH_REMATCH[1]}" -eq "${BASH_REMATCH[2]}" ]
}

# capture_end NAME...: after it, "captured" counts exactly.
capture_end()
{
	local name

	# TCP may owe an acknowledgement, for 0.2 s at most (TCP_DELACK_MAX), which
	# should not pass between the end of a capture and a look at the counters.
	read -r -t 0.5 -u "$never" || :
	for name in "$@"; do
		wait_for "capture $name is complete" capture_is_complete "$name"
		kill -INT "${capture_pid[$name]}"
		wait "${capture_pid[$name]}" || :
		if [ -e "$work/$name.dropped" ]; then
			fail "capture $name: $(cat "$work/$name.dropped")"
		fi
	done
}

# captured NAME [FILTER]: the number of packets in a capture that has ended.
captured()
{
	local filter=${capture_way[$1]} text

	if [ -n "${2:-}" ]; then
		filter="${filter:+$filter and }($2)"
	fi
	text=$(tcpdump -n -r "${capture_file[$1]}" --count "$filter" 2> /dev/null)
	[[ $text =~ ^([0-9]+)\ packets?$ ]]
	echo "${BASH_REMATCH[1]}"
}

# ---------------------------------------------------------------- traffic

# serve NAME NS tcp|udp ADDRESS PORT: a server that answers each message with
# the peer that it sees. It listens when this returns.
serve()
{
	local name=$1 ns=$2

	shift 2
	ip netns exec "$ns" "$lib_dir/talk" listen "$@" > "$work/$name.served" 2>&1 &
	server_pid[$name]=$!
	wait_for "server $name: $*" has_text "$work/$name.served" ready
}

# unserve NAME
unserve()
{
	kill "${server_pid[$1]}"
	wait "${server_pid[$1]}" || :
}

# talk_new NAME NS tcp|udp ADDRESS PORT [LOCAL-ADDRESS [LOCAL-PORT]]: a
# connection, not opened yet.
talk_new()
{
	local name=$1 ns=$2 in out

	shift 2
	if [ ${#fifos[@]} -eq 0 ]; then
		# A dozen at a time.
		fifos=("$work/$name".{a..f}.{in,out})
		mkfifo "${fifos[@]}"
	fi
	ip netns exec "$ns" "$lib_dir/talk" connect "$@" < "${fifos[0]}" \
		> "${fifos[1]}" 2>&1 &
	exec {in}> "${fifos[0]}" {out}< "${fifos[1]}"
	fifos=("${fifos[@]:2}")
	talk_in[$name]=$in
	talk_out[$name]=$out
}

# talk NAME COMMAND [ARG...]: one step; see talk.c. Its answer is in the
# variable "answer"; true if it begins with ok.
talk()
{
	local name=$1

	shift
	echo "$*" >&"${talk_in[$name]}"
	if ! IFS= read -r -t "$WAIT_SECONDS" -u "${talk_out[$name]}" answer; then
		answer="failed no word from talk"
	fi
	echo "$name: $*: $answer"
	[[ $answer == ok* ]]
}

# talk_open NAME NS tcp|udp ADDRESS PORT [LOCAL-ADDRESS [LOCAL-PORT]]
talk_open()
{
	talk_new "$@"
	talk "$1" open
}

# acknowledged NS...: no connection of TCP there waits for the other side's word.
acknowledged()
{
	local ns

	for ns in "$@"; do
		[ -z "$(in_ns "$ns" ss -Htn state connected exclude time-wait |
			awk '$1 != "ESTAB" || $3')" ] || return
	done
}

# talk_sees NAME ADDRESS [PORT]: whom the other side saw in the last exchange.
talk_sees()
{
	assert_match "$1 is seen as" "$answer" "^ok [0-9]+ ${2//./\\.} ${3:-[0-9]+}$"
}

# talk_fails NAME COMMAND [ARG...]: it must not succeed.
talk_fails()
{
	if talk "$@"; then
		fail "succeeded, but should not have: talk $*"
	fi
}

# queue NS NUMBER [HOLD]: a program that packets wait for in an NFQUEUE; see
# queue.c. What it says is in $work/queue.
queue()
{
	ip netns exec "$1" "$lib_dir/queue" "${@:2}" > "$work/queue" 2>&1 &
	wait_for "queue" has_text "$work/queue" ready
}

# ping_from NS ADDRESS [ARG...]: three, each answered.
ping_from()
{
	local ns=$1 to=$2

	shift 2
	in_ns "$ns" ping -q -c 3 -i 0.1 -W "$WAIT_SECONDS" "$@" "$to" \
		> "$work/ping.out" || { cat "$work/ping.out"; fail "ping $to"; }
}

# ---------------------------------------------------------------- diagnosis

dump_command()
{
	local text

	text=$("$@" 2>&1)
	[ -z "$text" ] || printf -- '--- %s\n%s\n' "$*" "$text"
}

# What a reader of a failure wants to know; the edge host in full.
dump_state()
{
	local name ns

	for ns in "${all_namespaces[@]}"; do
		dump_command ip -n "$ns" -brief addr
		dump_command ip -n "$ns" route
		dump_command ip -n "$ns" -6 route
	done
	for name in "${captures[@]}"; do
		dump_command tcpdump -n -r "${capture_file[$name]}" -c 40
	done
	[ -n "${edge:-}" ] || return
	if [ -e "$work/ersym.yaml" ]; then
		dump_command cat "$work/ersym.yaml"
		dump_command ersym show circuits
		dump_command ersym show violations
	fi
	dump_command in_ns "$edge" nft list ruleset
	dump_command ip -n "$edge" rule
	dump_command ip -n "$edge" route show table all type unicast
	dump_command ip -n "$edge" route show table all type throw
	dump_command ip -n "$edge" route show table all type blackhole
	dump_command ip -n "$edge" -6 route show table all type unicast
	dump_command ip -n "$edge" -6 rule
	dump_command in_ns "$edge" conntrack -L -o extended
	dump_command in_ns "$edge" conntrack -f ipv6 -L -o extended
	dump_command in_ns "$edge" nstat -s -z TcpExtTCPTimeouts IpInDiscards \
		IpOutNoRoutes IpForwDatagrams
}
