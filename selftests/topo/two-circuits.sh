# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154 # setup_ns sets the namespaces' variables
#
# Two circuits to the same far side, and a site behind the edge host:
#
#   client 10.0.0.57 ---.                .--- us_pe ---.
#                       lan   us-pri, us-sec            |
#                        edge                         cloud 1.2.3.4
#                       dmz           eu-pri            |
#   dmz 172.16.1.63 ----'                `--- eu_pe ---'
#
# It is figures 16, 17, 19 and 20 of "Implementing the Microsoft Peering for
# ExpressRoute access to Office365 and CRM Online", section 7, "Multiple ER circuits:
# Suboptimal and asymmetric routing issues", with both circuits on one host and a second
# link of us (section 6.1). The addresses are the document's: client 10.0.0.57, endpoint
# 1.2.3.4, pools 20.2.2.0/29 (us) and 20.2.2.8/29 (eu), server 172.16.1.63 published as
# 20.2.2.59. The cloud answers each pool over
# its own circuit, everything else of 20.2.2.0/24 over us; the edge host reaches
# 1.2.3.0/24 over us. answers_over and requests_over change that.

# edge_devices: lan, dmz, us-pri, us-sec and eu-pri, and their other ends. A test of
# other devices than veth pairs, or of a VRF, defines its own.
edge_devices()
{
	cables "$edge lan $client eth0" "$edge dmz $dmz eth0" \
		"$edge us-pri $us_pe pri" "$edge us-sec $us_pe sec" \
		"$edge eu-pri $eu_pe pri"
}

# Where the edge host's routes are: "table N", or nothing for the main table.
edge_table=

two_circuits()
{
	setup_ns client dmz edge us_pe eu_pe cloud

	# The cloud too, because its address is on no link.
	forwards "$edge" "$us_pe" "$eu_pe" "$cloud"
	cables "$us_pe core $cloud us" "$eu_pe core $cloud eu"
	edge_devices
	configure "$client" <<-END
		link set eth0 up
		addr add 10.0.0.57/24 dev eth0
		addr add fd00:10::57/64 dev eth0 nodad
		route add default via 10.0.0.1
		route add default via fd00:10::1
	END
	configure "$dmz" <<-END
		link set eth0 up
		addr add 172.16.1.63/24 dev eth0
		addr add fd00:172::63/64 dev eth0 nodad
		route add default via 172.16.1.1
		route add default via fd00:172::1
	END
	configure "$edge" <<-END
		link set lan up
		link set dmz up
		link set us-pri up
		link set us-sec up
		link set eu-pri up
		addr add 10.0.0.1/24 dev lan
		addr add fd00:10::1/64 dev lan nodad
		addr add 172.16.1.1/24 dev dmz
		addr add fd00:172::1/64 dev dmz nodad
		addr add 198.51.100.1/30 dev us-pri
		addr add 2001:db8:1::1/64 dev us-pri nodad
		addr add 198.51.100.5/30 dev us-sec
		addr add 2001:db8:2::1/64 dev us-sec nodad
		addr add 198.51.100.9/30 dev eu-pri
		addr add 2001:db8:3::1/64 dev eu-pri nodad
		route add 1.2.3.0/24 via 198.51.100.2 $edge_table
		route add 2620:1ec::/48 via 2001:db8:1::2 $edge_table
	END
	# The providers know the site's public prefix and the cloud's.
	configure "$us_pe" <<-END
		link set pri up
		link set sec up
		link set core up
		addr add 198.51.100.2/30 dev pri
		addr add 2001:db8:1::2/64 dev pri nodad
		addr add 198.51.100.6/30 dev sec
		addr add 2001:db8:2::2/64 dev sec nodad
		addr add 203.0.113.1/30 dev core
		addr add 2001:db8:a::1/64 dev core nodad
		route add 20.2.2.0/24 via 198.51.100.1
		route add 2001:db8:20::/48 via 2001:db8:1::1
		route add 1.2.3.0/24 via 203.0.113.2
		route add 2620:1ec::/48 via 2001:db8:a::2
	END
	configure "$eu_pe" <<-END
		link set pri up
		link set core up
		addr add 198.51.100.10/30 dev pri
		addr add 2001:db8:3::2/64 dev pri nodad
		addr add 203.0.113.5/30 dev core
		addr add 2001:db8:b::1/64 dev core nodad
		route add 20.2.2.0/24 via 198.51.100.9
		route add 2001:db8:20::/48 via 2001:db8:3::1
		route add 1.2.3.0/24 via 203.0.113.6
		route add 2620:1ec::/48 via 2001:db8:b::2
	END
	configure "$cloud" <<-END
		link set us up
		link set eu up
		addr add 203.0.113.2/30 dev us
		addr add 2001:db8:a::2/64 dev us nodad
		addr add 203.0.113.6/30 dev eu
		addr add 2001:db8:b::2/64 dev eu nodad
		addr add 1.2.3.4/32 dev lo
		addr add 2620:1ec::4/128 dev lo nodad
		route add 20.2.2.0/24 via 203.0.113.1
		route add 20.2.2.0/29 via 203.0.113.1
		route add 20.2.2.8/29 via 203.0.113.5
		route add 2001:db8:20::/48 via 2001:db8:a::1
		route add 2001:db8:20:1::/64 via 2001:db8:a::1
		route add 2001:db8:20:2::/64 via 2001:db8:b::1
	END
}

# all_carriers: both ends of each cable know that it has a carrier, which a busy kernel
# says late: what is sent before is lost.
all_carriers()
{
	! { ip -n "$edge" -o link show up; ip -n "$cloud" -o link show up; } |
		grep -q NO-CARRIER
}

# answers_over us|eu PREFIX...: the cloud's routes to the site.
answers_over()
{
	local dev=$1 v4=203.0.113.1 v6=2001:db8:a::1 prefix

	if [ "$dev" = eu ]; then
		v4=203.0.113.5 v6=2001:db8:b::1
	fi
	shift
	for prefix in "$@"; do
		case $prefix in
		*:*) echo "route replace $prefix via $v6" ;;
		*) echo "route replace $prefix via $v4" ;;
		esac
	done | ip -n "$cloud" -batch -
}

# requests_over us|eu: the edge host's routes to the cloud (its BGP).
requests_over()
{
	local v4=198.51.100.2 v6=2001:db8:1::2

	if [ "$1" = eu ]; then
		v4=198.51.100.10 v6=2001:db8:3::2
	fi
	ip -n "$edge" -batch - <<-END
		route replace 1.2.3.0/24 via $v4 $edge_table
		route replace 2620:1ec::/48 via $v6 $edge_table
	END
}

# forwarded: packets that the edge host has forwarded so far.
forwarded()
{
	in_ns "$edge" awk '
		$1 == "Ip:" && !column { for (i = 2; i <= NF; i++) if ($i == "ForwDatagrams") column = i; next }
		$1 == "Ip:" { n += $column }
		$1 == "Ip6OutForwDatagrams" { n += $2 }
		END { print n + 0 }' /proc/net/snmp /proc/net/snmp6
}
