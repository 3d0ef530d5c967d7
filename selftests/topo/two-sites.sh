# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154 # setup_ns sets the namespaces' variables
#
# Two edge hosts of one network, New Jersey ("edge") and New York ("other"), of
# "Implementing ExpressRoute for Office 365", "Update your network topology plan to show
# how you would avoid asymmetric routes", problems 1 and 2. The inside's route to the
# cloud is New York, whatever a request came in by:
#
#                    .--- edge --- us_pe ---.
#   dmz 172.16.1.63                          cloud 1.2.3.4
#                    `--- other -- eu_pe ---'
#
# The links of edge and the addresses are those of two-circuits.sh; er is the link
# of other.

. "$lib_dir/topo/site.sh"

two_sites()
{
	two_circuits
	setup_ns other
	# The server too, because it sends by either device from the address of one.
	forwards "$other" "$dmz"
	cables "$other dmz $dmz eth1" "$other er $eu_pe other"
	configure "$other" <<- END
		link set dmz up
		link set er up
		addr add 172.16.2.1/24 dev dmz
		addr add fd00:173::1/64 dev dmz nodad
		addr add 198.51.100.13/30 dev er
		addr add 2001:db8:4::1/64 dev er nodad
		route add 172.16.1.0/24 via 172.16.2.63
		route add fd00:172::/64 via fd00:173::63
		route add 20.2.2.60/32 via 172.16.2.63
		route add 2001:db8:20::60/128 via fd00:173::63
		route add default via 198.51.100.14
		route add default via 2001:db8:4::2
	END
	configure "$eu_pe" <<- END
		link set other up
		addr add 198.51.100.14/30 dev other
		addr add 2001:db8:4::2/64 dev other nodad
	END
	configure "$dmz" <<- END
		link set eth1 up
		addr add 172.16.2.63/24 dev eth1
		addr add fd00:173::63/64 dev eth1 nodad
		addr add 20.2.2.60/32 dev lo
		addr add 2001:db8:20::60/128 dev lo nodad
		route add 1.2.3.0/24 via 172.16.2.1
		route add 2620:1ec::/48 via fd00:173::1
	END
	configure "$edge" <<- END
		route add 20.2.2.60/32 via 172.16.1.63
		route add 2001:db8:20::60/128 via fd00:172::63
	END
}

# config_edge KIND [INBOUND-SNAT]: the file of New Jersey, whose circuit is "nj".
config_edge()
{
	cat <<- END
		circuits:
		  nj:
		    id: 1
		    kind: $1
		    links: {${us_links//[$'\n\t']/ }}
		    snat: [20.2.2.0/29, "2001:db8:20:1::/64"]
		    ${2:+inbound-snat: $2}
		  ny:
		    id: 2
		    remote: true
		    snat: [20.2.2.8/29, "2001:db8:20:2::/64"]
		services:
		  exchange:
		    address: 20.2.2.59
		    to: 172.16.1.63
		    via: [nj]
		  exchange6:
		    address: "2001:db8:20::59"
		    to: "fd00:172::63"
		    via: [nj]
		  adfs:
		    address: 20.2.2.60
		    via: [nj]
		  adfs6:
		    address: "2001:db8:20::60"
		    via: [nj]
	END
}

# config_other: that of New York, whose circuit is "ny".
config_other()
{
	cat <<- END
		circuits:
		  nj:
		    id: 1
		    remote: true
		    snat: [20.2.2.0/29, "2001:db8:20:1::/64"]
		  ny:
		    id: 2
		    kind: microsoft-peering
		    links: {er: {gateway: [198.51.100.14, "2001:db8:4::2"]}}
		    snat: [20.2.2.8/29, "2001:db8:20:2::/64"]
	END
}

# on_other COMMAND...: runs it with New York as the edge host.
on_other()
{
	local edge=$other

	"$@"
}

inbound_pools='[10.200.1.0/24, "fd00:200:1::/64"]'
declare -A plain_at=([4]=20.2.2.60 [6]=2001:db8:20::60)
to_plain='(dst host 20.2.2.60 or dst host 2001:db8:20::60)'
from_plain='(src host 20.2.2.60 or src host 2001:db8:20::60)'

# sites: both edge hosts, with servers and captures.
sites()
{
	local family

	two_sites
	serve_site
	for family in 4 6; do
		serve "plain-tcp$family" "$dmz" tcp "${plain_at[$family]}" 443
		serve "plain-udp$family" "$dmz" udp "${plain_at[$family]}" 443
	done
	# Both links of New Jersey lead to this device.
	capture nj "$us_pe" core
	capture ny "$other" er
}

# request NAME ARRAY PROTO FAMILY: the cloud connects to the address in ARRAY, and gets
# no answer.
request()
{
	local -n request_to=$2

	talk_new "$1-$3$4" "$cloud" "$3" "${request_to[$4]}" 443 "${cloud_at[$4]}"
	if [ "$3" = tcp ]; then
		talk_fails "$1-$3$4" open 300
	else
		talk "$1-$3$4" open
		talk "$1-$3$4" send 3
	fi
}

# plain NAME PROTO FAMILY: a connection to the server that is published untranslated.
plain()
{
	talk_open "$1-$2$3" "$cloud" "$2" "${plain_at[$3]}" 443 "${cloud_at[$3]}"
}

# Three designs, where the circuit of New Jersey is of KIND.

# without_inbound_snat KIND: the server's answers leave by New York, and no connection
# is established. New York counts each answer that leaves with its private source;
# datagrams begin a connection there, and leave with a source from its pool.
without_inbound_snat()
{
	config_edge "$1" | ersym_apply
	on_other ersym_apply < <(config_other)
	each_flow request c service_at
	arrive nj "$from_cloud and $to_service"
	arrive ny "$from_server and $to_cloud" "icmp4 icmp6 tcp4 tcp6"
	arrive ny "$from_eu and $to_cloud" "udp4 udp6"
	unplug "$cloud" us
	unplug "$other" dmz
	capture_end nj ny
	assert_eq "answers over New Jersey" "$(captured nj "$to_cloud")" 0
	assert_eq "what New York counts" "$(on_other matrix)" \
		"leak - ny $(tally ny "$from_server and $to_cloud") 0"
}

# published_as_it_is KIND: answers from a public address take the wrong path, and only
# later TCP packets show it, because New Jersey has no connection for them.
published_as_it_is()
{
	local orphans

	config_edge "$1" | ersym_apply
	talk_new c "$cloud" tcp 20.2.2.60 443 1.2.3.4
	talk c open
	talk_fails c exchange 1 300
	unplug "$cloud" us
	capture_end nj ny
	assert_eq "answers over New Jersey" "$(captured nj "$to_cloud")" 0
	assert_ge "answers over New York" "$(captured ny "$from_plain and $to_cloud")" 1
	orphans="$to_plain and not $tcp_syn"
	assert_eq "violations" "$(matrix)" "orphan - nj $(tally nj "$orphans") 0"
	assert_eq "counter invalid" "$(nft_counter invalid)" "$(captured nj "$orphans")"
}

# with_inbound_snat KIND: all connections work, and no packet is a violation.
with_inbound_snat()
{
	config_edge "$1" "$inbound_pools" | ersym_apply
	on_other ersym_apply < <(config_other)
	each_flow inbound c
	each_flow seen_from us_inbound c
	each_flow plain p
	each_flow seen_from us_inbound p
	capture_end nj ny
	all_flows_in nj "$from_cloud and $to_service"
	all_flows_in nj "$from_service and $to_cloud"
	all_flows_in nj "$from_plain and $to_cloud"
	assert_eq "answers over New York" "$(captured ny "$to_cloud")" 0
	assert_violations
	on_other assert_violations
}
