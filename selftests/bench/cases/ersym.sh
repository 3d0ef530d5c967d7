# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # variables of the other parts
#
# Cases of ersym: the module with each policy, engine nftables, offload.

up_ersym()
{
	nat_up
	ersym_up flag
	nat_down
}

down_ersym()
{
	check_violations
	rmmod ersym
}

up_ersym-drop()
{
	nat_up
	ersym_up drop
	nat_down
}

down_ersym-drop()
{
	down_ersym
}

# The NAT is in the same table: compare with conntrack-nat.
up_nftables()
{
	in_edge nft delete table inet ersym
	apply nftables flag
}

down_nftables()
{
	check_violations
	in_edge ersym clear
	make_table
}

# With its NAT.
up_ersym-offload()
{
	in_edge nft delete table inet ersym
	insmod "$dir/modules/ersym.ko"
	offload=true apply module flag
	nft_edge <<- END
		table inet long {
			counter way { }
			chain forward {
				type filter hook forward priority 0
				counter name way
			}
		}
	END
}

down_ersym-offload()
{
	in_edge nft delete table inet long
	in_edge ersym clear
	rmmod ersym
	make_table
}
