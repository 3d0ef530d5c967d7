# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # variables of the other parts
#
# The configuration of ersym, its table, and NAT for the paths that have it.

circuits=2 services=0
# The id of "us": of many, one that the tree of rules reaches in as many steps as others
declare -A us_id=([254]=170)

configuration()
{
	local i us=${us_id[$circuits]:-1} gateway6='' pool6=''

	if [ "$family" = ipv6 ]; then
		gateway6=', "2001:db8:1::2"'
		pool6=', "2001:db8:20::/125"'
	fi

	cat <<- END
		engine: $1
		offload: ${offload:-false}
		mark-mask: 0xffffff00
		circuits:
		  us:
		    id: $us
		    kind: internet
		    links: {us-pri: {gateway: [198.51.100.2$gateway6]}}
		    snat: [20.2.2.0/29$pool6]
		    on-violation: $2
	END
	[ "$circuits" -eq 1 ] || cat <<- END
		  eu:
		    id: 2
		    kind: internet
		    links: {eu-pri: {gateway: [198.51.101.2]}}
		    snat: [20.2.2.8/29]
		    on-violation: $2
	END
	# By shell builtins, because there are many.
	for ((i = 3; i <= circuits; i++)); do
		say "  c$i:" "    id: $((i == us ? 1 : i))" "    kind: internet" \
			"    links: {c$i: {gateway: [100.64.$i.2]}}" "    snat: [20.3.$i.0/28]"
	done
	[ "$services" -eq 0 ] || say "services:"
	for ((i = 0; i < services; i++)); do
		say "  s$i:" "    address: 30.0.$((i >> 8)).$((i & 255))" \
			"    to: 172.16.$((i >> 8)).$((i & 255))" \
			"    ports: [tcp/$((1000 + i))]" "    via: [us]"
	done
}

# apply ENGINE POLICY, of what is configured
apply()
{
	configuration "$@" > /run/ersym.yaml
	in_edge ersym -c /run/ersym.yaml apply > /dev/null 2> /run/apply ||
		die "apply: $(cat /run/apply)"
}

# ersym_up POLICY
ersym_up()
{
	insmod "$dir/modules/ersym.ko"
	apply module "$1"
}

# make_table: routes, rules and the table, which stay when the module is unloaded.
make_table()
{
	ersym_up flag
	nat_down
	rmmod ersym
	table=$(in_edge nft -a list tables | grep ersym)
}

# nat_up: wakes the table that the first "apply" made, which is dormant unless a path has
# NAT: a new table would have other hashes.
nat_up()
{
	in_edge nft add table inet ersym
}

nat_down()
{
	in_edge nft 'add table inet ersym { flags dormant; }'
}

# track_up: a rule that no forwarded packet passes enables conntrack.
track_up()
{
	nft_edge <<- END
		table inet track {
			chain input {
				type filter hook input priority 0
				ct state new
			}
		}
	END
}

track_down()
{
	in_edge nft delete table inet track
}

# check_violations: only the packets of "violation" were counted.
check_violations()
{
	[ "$(in_edge ersym -j show violations | jq length)" -eq 1 ] ||
		die "$case: $(in_edge ersym -j show violations)"
}
