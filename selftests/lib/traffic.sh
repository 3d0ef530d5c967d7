# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # variables of the other parts and of the tests
#
# Servers, connections and pings.

fifos=()
declare -A talk_in talk_out server_pid

# serve NAME NS tcp|udp ADDRESS PORT: starts a server that answers each message with
# the address of its peer. It listens when this returns.
serve()
{
	local name=$1 ns=$2

	shift 2
	ip netns exec "$ns" "$lib_dir/helpers/talk" listen "$@" > "$work/$name.served" 2>&1 &
	server_pid[$name]=$!
	wait_for "server $name: $*" has_text "$work/$name.served" ready
}

# unserve NAME
unserve()
{
	kill "${server_pid[$1]}"
	wait "${server_pid[$1]}" || :
}

# talk_new NAME NS tcp|udp ADDRESS PORT [LOCAL-ADDRESS [LOCAL-PORT]]: prepares a
# connection, without opening it.
talk_new()
{
	local name=$1 ns=$2 in out

	shift 2
	if [ ${#fifos[@]} -eq 0 ]; then
		# Six connections at a time.
		fifos=("$work/$name".{a..f}.{in,out})
		mkfifo "${fifos[@]}"
	fi
	ip netns exec "$ns" "$lib_dir/helpers/talk" connect "$@" < "${fifos[0]}" \
		> "${fifos[1]}" 2>&1 &
	exec {in}> "${fifos[0]}" {out}< "${fifos[1]}"
	fifos=("${fifos[@]:2}")
	talk_in[$name]=$in
	talk_out[$name]=$out
}

# talk NAME COMMAND [ARG...]: one step; see helpers/talk.c. Its answer is in the
# variable "answer"; true if it begins with ok.
talk()
{
	local name=$1

	shift
	echo "$*" >&"${talk_in[$name]}"
	if ! IFS= read -r -t "$WAIT_SECONDS" -u "${talk_out[$name]}" answer; then
		answer="failed no answer from talk"
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

# acknowledged NS...: no TCP connection there waits for an acknowledgement.
acknowledged()
{
	local ns

	for ns in "$@"; do
		[ -z "$(in_ns "$ns" ss -Htn state connected exclude time-wait |
			awk '$1 != "ESTAB" || $3')" ] || return
	done
}

# talk_sees NAME ADDRESS [PORT]: the other side saw this source in the last exchange.
talk_sees()
{
	assert_match "$1 is seen as" "$answer" "^ok [0-9]+ ${2//./\\.} ${3:-[0-9]+}$"
}

# talk_fails NAME COMMAND [ARG...]: the step must not succeed.
talk_fails()
{
	if talk "$@"; then
		fail "succeeded, but should not have: talk $*"
	fi
}

# queue NS NUMBER [HOLD]: starts a program that packets wait for in an NFQUEUE; see
# helpers/queue.c. Its output is in $work/queue.
queue()
{
	ip netns exec "$1" "$lib_dir/helpers/queue" "${@:2}" > "$work/queue" 2>&1 &
	wait_for "queue" has_text "$work/queue" ready
}

# ping_from NS ADDRESS [ARG...]: three echo requests are answered.
ping_from()
{
	local ns=$1 to=$2

	shift 2
	in_ns "$ns" ping -q -c 3 -i 0.1 -W "$WAIT_SECONDS" "$@" "$to" \
		> "$work/ping.out" || { cat "$work/ping.out"; fail "ping $to"; }
}
