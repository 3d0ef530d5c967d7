# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # variables of the other parts and of the tests
#
# Diagnosis of a failed case: the state of all namespaces.

dump_command()
{
	local text

	text=$("$@" 2>&1)
	[ -z "$text" ] || printf -- '--- %s\n%s\n' "$*" "$text"
}

# dump_state: addresses and routes of all namespaces, and everything of the edge host.
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
