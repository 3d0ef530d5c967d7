# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # variables of the other parts
#
# The same with IPv6, by routes and rules of its own.

# The same with IPv6, by routes and rules of its own.
ipv6_up()
{
	family=ipv6 client=2001:db8:a::57 cloud=2001:db8:c::4
	in_edge nft delete table inet ersym
	make_table
}

ipv6_down()
{
	family=ipv4 client=10.0.0.57 cloud=1.2.3.4
	in_edge nft delete table inet ersym
	make_table
}

up_conntrack-ipv6()
{
	ipv6_up
}

down_conntrack-ipv6()
{
	ipv6_down
}

up_ersym-ipv6()
{
	ipv6_up
	up_ersym
}

down_ersym-ipv6()
{
	rmmod ersym
	ipv6_down
}

up_ersym-offload-ipv6()
{
	ipv6_up
	up_ersym-offload
}

down_ersym-offload-ipv6()
{
	down_ersym-offload
	ipv6_down
}
