# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # variables of the other parts
#
# Cases without ersym: the forwarding path, conntrack, NAT, two empty hooks.

# Even a dormant table enables conntrack.
up_none()
{
	in_edge nft delete table inet ersym
	track_down
}

down_none()
{
	track_up
	make_table
}

up_conntrack()
{
	:
}

down_conntrack()
{
	:
}

up_conntrack-nat()
{
	nat_up
}

down_conntrack-nat()
{
	nat_down
}

up_empty-hooks()
{
	insmod "$dir/modules/hooks.ko"
}

down_empty-hooks()
{
	rmmod hooks
}
