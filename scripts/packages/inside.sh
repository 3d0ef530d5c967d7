# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What runs in the box shares: see box.

export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive

# check NAME COMMAND...: passes if the command succeeds.
check()
{
	local name=$1

	shift
	if "$@" > /tmp/check.log 2>&1; then
		echo "ok - packages: $name"
	else
		echo "not ok - packages: $name"
		tail -n 20 /tmp/check.log | sed 's/^/    /'
		journalctl -q -n 10 -o cat -u ersym | sed 's/^/    journal: /'
	fi
}

not()
{
	! "$@"
}

# soon COMMAND...: it succeeds within 20 seconds.
soon()
{
	local i

	for ((i = 0; i < 200; i++)); do
		! "$@" > /dev/null 2>&1 || return 0
		sleep 0.1
	done
	"$@"
}

# devices: of an edge host, with a far end each.
devices()
{
	ip netns add far
	ip link add lan type veth peer name lan netns far
	ip link add wan type veth peer name wan netns far
	ip -n far link set lan up
	ip -n far link set wan up
	ip link set lan up
	ip link set wan up
	ip addr add 10.0.0.1/24 dev lan
	ip addr add 198.51.100.1/29 dev wan
	ip addr add 2001:db8:1::1/64 dev wan nodad
}

# The service is out of the network of the link, so the service has to set a sysctl.
configuration()
{
	cat <<- END
		engine: nftables
		circuits:
		  internet:
		    id: ${1:-1}
		    links: {wan: {gateway: [198.51.100.2, "2001:db8:1::2"]}}
		    snat: 20.2.2.0/29
		    inbound-snat: "fd00:200:1::/64"
		services:
		  web: {address: "2001:db8:1::59", to: "fd00:172::63", ports: tcp/443, via: internet}
	END
}

proxy_ndp_is()
{
	[ "$(< /proc/sys/net/ipv6/conf/wan/proxy_ndp)" = "$1" ]
}

# The file is in force, and the kernel has lost nothing of it.
complete()
{
	[ "$(ersym -j diff 2> /dev/null | jq -c .operations)" = '[]' ] &&
		ersym show circuits | grep 'wan running'
}

# Nothing of ersym's is in force.
nothing_in_force()
{
	not nft list table inet ersym && proxy_ndp_is 0 &&
		test -z "$(ip rule show | grep 'proto 117')$(ip route show table all proto 117)"
}
