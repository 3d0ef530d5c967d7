# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # variables of the other parts and of the tests
#
# Network namespaces, their cables and addresses.

all_namespaces=()

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

# remove_ns NS: deletes it before its case ends.
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

# configure NS < COMMANDS: runs commands of ip, one a line, after setting lo up.
configure()
{
	local commands

	IFS= read -r -d '' commands || :
	ip -n "$1" -batch - <<< "link set lo up"$'\n'"$commands"
}

# forwards NS...: makes them routers without rp_filter, in which a UDP connection
# outlasts its test, however slow that is. Must be called before "cables": a router, and
# a host whose address is not on the link, solicits IPv6 neighbours from a link-local
# address, which only devices that are created later have at once.
forwards()
{
	local ns

	for ns in "$@"; do
		# Not by sysctl, because starting it takes longer than this.
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

# in_ns NS COMMAND...: runs it there.
in_ns()
{
	ip netns exec "$@"
}
