# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # variables of the other parts
#
# Many circuits and services.

links_up()
{
	local i

	[ ! -e /run/links ] || return 0
	for ((i = 3; i <= 254; i++)); do
		echo "link add c$i type veth peer name p$i"
		echo "addr add 100.64.$i.1/30 dev c$i"
		echo "link set p$i up"
		echo "link set c$i up"
	done > /run/links
	ip -n edge -batch /run/links
}

site_up()
{
	circuits=$1 services=$2
	links_up
	in_edge nft delete table inet ersym
	ersym_up flag
}

site_down()
{
	in_edge ersym clear > /dev/null
	rmmod ersym
	circuits=2 services=0
	make_table
}

# Scaling: the table is not dormant, so that each packet of "site" passes all of it. The
# links of 254 circuits exist in all of these cases, because they slow conntrack alone
# too, which is not the cost of circuits.
up_conntrack-254-links()
{
	links_up
}

down_conntrack-254-links()
{
	:
}

up_site()
{
	site_up 1 1
}

down_site()
{
	site_down
}

up_site-254-circuits()
{
	site_up 254 1
}

down_site-254-circuits()
{
	site_down
}

up_site-10000-services()
{
	site_up 1 10000
}

down_site-10000-services()
{
	site_down
}
