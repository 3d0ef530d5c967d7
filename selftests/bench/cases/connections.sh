# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # variables of the other parts
#
# Many connections.

up_conntrack-1000()
{
	many_up 1 1000
}

down_conntrack-1000()
{
	many=
}

up_ersym-1000()
{
	many_up 1 1000
	up_ersym
}

down_ersym-1000()
{
	many=
	rmmod ersym
}

up_ersym-drop-1000()
{
	many_up 1 1000
	up_ersym-drop
}

down_ersym-drop-1000()
{
	down_ersym-1000
}

up_empty-hooks-1000()
{
	many_up 1 1000
	up_empty-hooks
}

down_empty-hooks-1000()
{
	many=
	down_empty-hooks
}

# A word that two CPUs write, to see that the benchmark shows it.
up_shared-word-1000()
{
	many_up 1 1000
	insmod "$dir/modules/hooks.ko" shared=1
}

down_shared-word-1000()
{
	down_empty-hooks-1000
}

up_conntrack-1000000()
{
	many_up 16 62500
}

down_conntrack-1000000()
{
	many=
}

up_ersym-1000000()
{
	many_up 16 62500
	up_ersym
}

down_ersym-1000000()
{
	many=
	rmmod ersym
}
