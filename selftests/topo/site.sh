# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # variables of lib.sh and of the tests
#
# The site of two-circuits.sh: its configuration, and connections through it, each over TCP,
# UDP and ICMP (echo), IPv4 and IPv6. Where a function takes PROTO FAMILY these are
# tcp|udp|icmp 4|6; each_flow calls it with all six.

. "$lib_dir/topo/two-circuits.sh"

declare -A cloud_at=([4]=1.2.3.4 [6]=2620:1ec::4)
declare -A client_at=([4]=10.0.0.57 [6]=fd00:10::57)
declare -A server_at=([4]=172.16.1.63 [6]=fd00:172::63)
declare -A service_at=([4]=20.2.2.59 [6]=2001:db8:20::59)

# The sources that the other side sees, as regular expressions for talk_sees.
declare -A us_pool=([4]='20.2.2.[0-7]' [6]='2001:db8:20:1:[0-9a-f:]+')
declare -A eu_pool=([4]='20.2.2.([89]|1[0-5])' [6]='2001:db8:20:2:[0-9a-f:]+')
declare -A us_inbound=([4]='10.200.1.[0-9]+' [6]='fd00:200:1:[0-9a-f:]+')
declare -A eu_inbound=([4]='10.200.2.[0-9]+' [6]='fd00:200:2:[0-9a-f:]+')

us_pools=(20.2.2.0/29 2001:db8:20:1::/64)
eu_pools=(20.2.2.8/29 2001:db8:20:2::/64)
services=(20.2.2.59/32 2001:db8:20::59/128)

# Capture filters. Those of the cloud exclude ARP, which has its address too.
to_us='(dst net 20.2.2.0/29 or dst net 2001:db8:20:1::/64)'
to_eu='(dst net 20.2.2.8/29 or dst net 2001:db8:20:2::/64)'
from_us='(src net 20.2.2.0/29 or src net 2001:db8:20:1::/64)'
from_eu='(src net 20.2.2.8/29 or src net 2001:db8:20:2::/64)'
to_service='(dst host 20.2.2.59 or dst host 2001:db8:20::59)'
from_service='(src host 20.2.2.59 or src host 2001:db8:20::59)'
to_cloud='(ip dst host 1.2.3.4 or ip6 dst host 2620:1ec::4)'
from_cloud='(ip src host 1.2.3.4 or ip6 src host 2620:1ec::4)'
to_us_inbound='(dst net 10.200.1.0/24 or dst net fd00:200:1::/64)'
from_us_inbound='(src net 10.200.1.0/24 or src net fd00:200:1::/64)'
to_eu_inbound='(dst net 10.200.2.0/24 or dst net fd00:200:2::/64)'
from_eu_inbound='(src net 10.200.2.0/24 or src net fd00:200:2::/64)'
to_server='(dst host 172.16.1.63 or dst host fd00:172::63)'
from_server='(src host 172.16.1.63 or src host fd00:172::63)'
tcp_syn='(tcp[13] & 0x12 == 2 or (ip6[6] == 6 and ip6[53] & 0x12 == 2))'

us_links='us-pri: {gateway: [198.51.100.2, "2001:db8:1::2"]},
	us-sec: {gateway: [198.51.100.6, "2001:db8:2::2"]}'
eu_links='eu-pri: {gateway: [198.51.100.10, "2001:db8:3::2"]}'

# site_config: the configuration of figure 20. Variables change it: us_policy, eu_policy and
# inside_policy (on-violation), us_snat and eu_snat ("" for none), us_default and eu_default
# (metrics of default routes), us_on_down, more_circuits (whole lines).
site_config()
{
	local us_snat=${us_snat-"[20.2.2.0/29, \"2001:db8:20:1::/64\"]"}
	local eu_snat=${eu_snat-"[20.2.2.8/29, \"2001:db8:20:2::/64\"]"}

	cat <<- END
		on-violation: ${inside_policy:-flag}
		circuits:
		  us:
		    id: 1
		    kind: microsoft-peering
		    links: {${us_links//[$'\n\t']/ }}
		    ${us_snat:+snat: $us_snat}
		    ${us_default:+default-route: $us_default}
		    ${us_on_down:+on-down: $us_on_down}
		    inbound-snat: [10.200.1.0/24, "fd00:200:1::/64"]
		    on-violation: ${us_policy:-flag}
		  eu:
		    id: 2
		    kind: microsoft-peering
		    links: {$eu_links}
		    ${eu_snat:+snat: $eu_snat}
		    ${eu_default:+default-route: $eu_default}
		    inbound-snat: [10.200.2.0/24, "fd00:200:2::/64"]
		    on-violation: ${eu_policy:-flag}
		${more_circuits:-}
		services:
		  exchange:
		    address: 20.2.2.59
		    to: 172.16.1.63
		    via: [us, eu]
		  exchange6:
		    address: "2001:db8:20::59"
		    to: "fd00:172::63"
		    via: [us, eu]
	END
}

# warns TEXT: "diff" of the file in force warns so.
warns()
{
	assert_match "warnings" "$(ersym -c "$work/ersym.yaml" diff 2>&1 > /dev/null)" "$1"
}

# each_flow COMMAND [ARG...]: COMMAND ARG... PROTO FAMILY, six times. TCP, which
# retransmits, is last.
each_flow()
{
	each_of "icmp udp tcp" "$@"
}

# each_of "PROTO..." COMMAND [ARG...]: likewise, of these protocols.
each_of()
{
	local protos=$1 proto family

	shift
	for proto in $protos; do
		for family in 4 6; do
			"$@" "$proto" "$family"
		done
	done
}

# serve_cloud, serve_site: servers for each_flow.
serve_cloud()
{
	local proto family

	for proto in tcp udp; do
		for family in 4 6; do
			serve "cloud-$proto$family" "$cloud" "$proto" "${cloud_at[$family]}" 443
		done
	done
}

serve_site()
{
	local proto family

	for proto in tcp udp; do
		for family in 4 6; do
			serve "site-$proto$family" "$dmz" "$proto" "${server_at[$family]}" 443
		done
	done
}

# outbound NAME PROTO FAMILY: a connection from the client to the cloud; its name
# is NAME-PROTOFAMILY.
outbound()
{
	talk_open "$1-$2$3" "$client" "$2" "${cloud_at[$3]}" 443
}

# inbound NAME PROTO FAMILY: one from the cloud to the published server.
inbound()
{
	talk_open "$1-$2$3" "$cloud" "$2" "${service_at[$3]}" 443 "${cloud_at[$3]}"
}

# elsewhere IPV4 IPV6: a host on the far side, "elsewhere", with these addresses of the
# site, so that the cloud's answers to it are routed over the site's circuits.
elsewhere()
{
	elsewhere_at=([4]=$1 [6]=$2)
	setup_ns elsewhere
	# A router, because its address is on no link.
	forwards "$elsewhere"
	cables "$elsewhere eth0 $cloud elsewhere"
	configure "$elsewhere" <<- END
		link set eth0 up
		addr add 203.0.113.9/30 dev eth0
		addr add 2001:db8:c::1/64 dev eth0 nodad
		addr add $1/32 dev lo
		addr add $2/128 dev lo nodad
		route add default via 203.0.113.10
		route add default via 2001:db8:c::2
	END
	configure "$cloud" <<- END
		link set elsewhere up
		addr add 203.0.113.10/30 dev elsewhere
		addr add 2001:db8:c::2/64 dev elsewhere nodad
	END
}
declare -A elsewhere_at

# unanswered NAME NS PROTO FAMILY [LOCAL-ADDRESS]: a connection to the cloud from
# NS that gets no answer: three requests, of TCP the first packet.
unanswered()
{
	talk_new "$1-$3$4" "$2" "$3" "${cloud_at[$4]}" 443 ${5:+"$5"}
	if [ "$3" = tcp ]; then
		talk_fails "$1-$3$4" open 300
	else
		talk "$1-$3$4" open
		talk "$1-$3$4" send 3
	fi
}

# talk_each NAME COMMAND [ARG...] PROTO FAMILY: a step of NAME-PROTOFAMILY.
talk_each()
{
	local name=$1-${*: -2:1}${*: -1}

	shift
	talk "$name" "${@:1:$# - 2}"
}

# seen_from POOL NAME PROTO FAMILY: the source that the other side saw is in POOL, the
# name of an array above. Echo replies do not contain it; a capture shows it.
seen_from()
{
	local -n pool=$1

	talk "$2-$3$4" exchange 3
	[ "$3" = icmp ] || talk_sees "$2-$3$4" "${pool[$4]}"
}

# nothing_pending NAME PROTO FAMILY: NAME-PROTOFAMILY has received no answer.
nothing_pending()
{
	talk "$1-$2$3" pending
	assert_eq "answers to $1 over $2, IPv$3" "$answer" "ok 0"
}

all_flows="icmp4 icmp6 tcp4 tcp6 udp4 udp6"

# as_listed FLOWS: prints each once, in the order of all_flows.
as_listed()
{
	local flow known=''

	for flow in $all_flows other4 other6; do
		[[ " $1 " != *" $flow "* ]] || known+=" $flow"
	done
	echo "${known# }"
}

# strayed IN OUT STRAY: prints the flows that "flows --strayed" lists with these facts.
strayed()
{
	local proto src path flow found='' list

	list=$(ersym -j flows --strayed | "$lib_dir/helpers/rows" proto src in out stray)
	while read -r proto src path; do
		if [ "$path" = "$1 $2 $3" ]; then
			[[ $src == *:* ]] && flow=6 || flow=4
			found+=" ${proto:0:4}$flow "
		fi
	done <<< "$list"
	as_listed "$found"
}

# wait_strayed IN OUT STRAY [FLOWS]: waits until all six, or FLOWS, are listed.
wait_strayed()
{
	wait_until_eq "flows that strayed" "${4:-$all_flows}" strayed "$1" "$2" "$3"
}

# captured_flows NAME FILTER: prints the flows of the packets in a capture.
captured_flows()
{
	# Without -q, tcpdump takes some of the ports that a host may choose for a protocol.
	as_listed "$(tcpdump -q -n -r "${capture_file[$1]}" \
		"${capture_way[$1]:+${capture_way[$1]} and }($2)" 2> /dev/null |
		awk '{
			family = $2 == "IP6" ? 6 : 4
			if (/ ICMP/) flow["icmp" family]
			else if (/ tcp [0-9]/) flow["tcp" family]
			else if (/ UDP/) flow["udp" family]
			else flow["other" family]
		}
		END { for (f in flow) printf "%s ", f }')"
}

# all_flows_in NAME FILTER: the capture has packets of all six.
all_flows_in()
{
	assert_eq "flows in $1: $2" "$(captured_flows "$1" "$2")" "$all_flows"
}

# arrive NAME FILTER [FLOWS]: waits until a running capture has packets of all six, or
# of FLOWS. A neighbour may have to be resolved first.
arrive()
{
	wait_until_eq "flows in $1: $2" "${3:-$all_flows}" captured_flows "$1" "$2"
}

# tally NAME FILTER: prints "PACKETS BYTES" of a capture, from the network header on.
tally()
{
	tcpdump -n -e -r "${capture_file[$1]}" \
		"${capture_way[$1]:+${capture_way[$1]} and }($2)" 2> /dev/null |
		awk '{
			sub(/.*, ethertype [^,]*, length /, "")
			packets++
			bytes += $0 - 14
		}
		END { print packets + 0, bytes + 0 }'
}

# counted KIND EXPECTED ACTUAL CAPTURE FILTER [FLOWS [CONNECTIONS]]: the matrix has this
# row and no other, with the packets and bytes of the capture, which has packets of all
# six flows, or of FLOWS.
counted()
{
	local flows=${6:-$all_flows} connections=${7:-}

	[ -n "$connections" ] || connections=$(wc -w <<< "$flows")
	assert_eq "flows in $4" "$(captured_flows "$4" "$5")" "$flows"
	assert_eq "violations and the capture $4" "$(matrix)" \
		"$1 $2 $3 $(tally "$4" "$5") $connections"
}

# unplug NS DEV: sets the device down, so that no more packets come from there, and
# captures and counters can be compared.
unplug()
{
	ip -n "$1" link set "$2" down
}

# route_by_origin NS DEV IPV4 IPV6: routes what comes in on DEV (lo: what the host
# sends) by these gateways.
route_by_origin()
{
	ip -n "$1" -batch - <<- END
		route replace default via $3 table 100
		route replace default via $4 table 100
		rule add pref 100 iif $2 lookup 100
	END
	ip -n "$1" -6 rule add pref 100 iif "$2" lookup 100
}

# unmark DEV: another program sets the mark of packets that came in on DEV to zero, after
# ersym has pinned them.
unmark()
{
	in_ns "$edge" nft -f - <<- END
		table inet other-$1 {
			chain prerouting {
				type filter hook prerouting priority -50
				iifname "$1" meta mark set 0
			}
		}
	END
}

# site_rule DEV us|eu: a policy routing rule of another program routes what comes in on
# DEV over that circuit, because another program removes ersym's routing marks.
site_rule()
{
	unmark "$1"
	if [ "$2" = us ]; then
		route_by_origin "$edge" "$1" 198.51.100.2 2001:db8:1::2
	else
		route_by_origin "$edge" "$1" 198.51.100.10 2001:db8:3::2
	fi
}

# routes NS IPV4 IPV6 < PREFIXES: adds routes to them by these gateways.
routes()
{
	local prefix

	while read -r prefix; do
		case $prefix in
		*:*) echo "route replace $prefix via $3" ;;
		*) echo "route replace $prefix via $2" ;;
		esac
	done | ip -n "$1" -batch -
}

# nft_counter NAME: prints the packets of a counter of the filter.
nft_counter()
{
	local text

	text=$(in_ns "$edge" nft list counter inet ersym "$1")
	[[ $text =~ packets\ ([0-9]+)\ bytes ]]
	echo "${BASH_REMATCH[1]}"
}
