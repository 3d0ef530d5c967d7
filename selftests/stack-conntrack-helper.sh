#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; FTP servers in the cloud, and one that the site publishes
# Claim: a data connection, active or passive, has facts and a birth of its own, in its
#        own direction. With NAT it has the addresses of its control connection and
#        leaves by the same circuit, also if routes have changed meanwhile; on the wrong
#        circuit it is foreign. Without NAT it takes its own route
# Catches: a child that is judged by its master's facts; a child that leaves by a
#          circuit whose pool its source is not in, or that answers cannot return by

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_tools ip jq nft tcpdump conntrack
need_kernel nf_conntrack_ftp nf_nat_ftp
need_ersym
both_engines
with_offload

# Only the control port is published: data connections pass because they are related.
setup()
{
	two_circuits
	in_ns "$edge" nft -f - <<- END
		table inet helpers {
			ct helper ftp { type "ftp" protocol tcp; }
			chain prerouting {
				type filter hook prerouting priority filter
				tcp dport 21 ct helper set "ftp"
			}
			chain output {
				type filter hook output priority filter
				tcp dport 21 ct helper set "ftp"
			}
		}
	END
	capture us "$us_pe" core
	capture eu "$edge" eu-pri
}

# ftp_address: the address and the port as FTP writes them; the port is 256 * A + B.
ftp_address()
{
	case $1 in
	*:*) echo "|2|$1|$2|" ;;
	*) echo "${1//./,},$(($2 / 256)),$(($2 % 256))" ;;
	esac
}

# Parses such an address into the variables "address" and "port".
read_ftp_address()
{
	local words

	case $1 in
	*\|*)
		IFS='|' read -r -a words <<< "$1"
		address=${words[2]} port=${words[3]}
		;;
	*)
		IFS=, read -r -a words <<< "$1"
		address=${words[0]}.${words[1]}.${words[2]}.${words[3]}
		port=$((words[4] * 256 + words[5]))
		;;
	esac
}

# control FAMILY NS ADDRESS [LOCAL-ADDRESS]: the control connection. The helper parses
# only lines that follow another line.
control()
{
	talk_open "control$1" "$2" tcp "$3" 21 ${4:+"$4"}
	talk "control$1" exchange 1
}

# passive FAMILY CLIENT SERVER SERVER-ADDRESS [LOCAL-ADDRESS]: the server sends where it
# listens; the client connects to the address that it received, as passiveFAMILY.
passive()
{
	serve "passive$1" "$3" tcp "$4" 5000
	if [ "$1" = 4 ]; then
		talk "control$1" say "say 227 Entering Passive Mode ($(ftp_address "$4" 5000))"
		answer=${answer#*(}
		read_ftp_address "${answer%)*}"
	else
		talk "control$1" say "say 229 Entering Extended Passive Mode (|||5000|)"
		assert_match "passive mode" "$answer" '\(\|\|\|5000\|\)'
		address=$passive_address6 port=5000
	fi
	talk_open "passive$1" "$2" tcp "$address" "$port" ${5:+"$5"}
	talk "passive$1" exchange 3
}

# active FAMILY CLIENT SERVER CLIENT-ADDRESS SERVER-ADDRESS: the client sends where it
# listens; the server connects to the address that it received, as activeFAMILY.
active()
{
	local verb=PORT

	[ "$1" = 4 ] || verb=EPRT
	serve "active$1" "$2" tcp "$4" 5001
	talk "control$1" say "$verb $(ftp_address "$4" 5001)"
	read_ftp_address "${answer#ok heard "$verb" }"
	talk_open "active$1" "$3" tcp "$address" "$port" "$5" 20
	talk "active$1" exchange 3
}

# on_their_circuit CIRCUIT FILTER: no violation, and no such packet on the other one.
on_their_circuit()
{
	local other=eu

	[ "$1" = us ] || other=us
	capture_end us eu
	assert_violations
	assert_ge "data over $1" "$(captured "$1" "($2) and not port 21")" 1
	assert_eq "packets over $other" "$(captured "$other" "$2")" 0
}

outbound()
{
	local family

	site_config | ersym_apply
	passive_address6=${cloud_at[6]}
	for family in 4 6; do
		serve "ftp$family" "$cloud" tcp "${cloud_at[$family]}" 21
		control "$family" "$client" "${cloud_at[$family]}"
		talk_sees "control$family" "${us_pool[$family]}"
	done
	[ "$1" = before ] || requests_over eu
	for family in 4 6; do
		passive "$family" "$client" "$cloud" "${cloud_at[$family]}"
		talk_sees "passive$family" "${us_pool[$family]}"
		active "$family" "$client" "$cloud" "${client_at[$family]}" "${cloud_at[$family]}"
		talk_sees "active$family" "${cloud_at[$family]}" 20
	done
	assert_eq "facts" "$(facts | sort -k 3,3n)" "$(printf '%s\n' \
		"tcp 10.0.0.57 21 inside us -" "tcp fd00:10::57 21 inside us -" \
		"tcp 10.0.0.57 5000 inside us -" "tcp fd00:10::57 5000 inside us -" \
		"tcp 1.2.3.4 5001 us inside -" "tcp 2620:1ec::4 5001 us inside -")"
	assert_eq "born" "$(born)" "us 2 4"
	on_their_circuit us "$from_cloud or $to_cloud"
}

# Requests come in on eu; the route to the cloud is over us.
inbound()
{
	local family

	site_config | sed 's/^    to: .*/&\n    ports: [tcp\/21]/' | ersym_apply
	answers_over eu "${services[@]}"
	passive_address6=${service_at[6]}
	for family in 4 6; do
		serve "ftp$family" "$dmz" tcp "${server_at[$family]}" 21
		control "$family" "$cloud" "${service_at[$family]}" "${cloud_at[$family]}"
		talk_sees "control$family" "${eu_inbound[$family]}"
		passive "$family" "$cloud" "$dmz" "${server_at[$family]}" "${cloud_at[$family]}"
		talk_sees "passive$family" "${eu_inbound[$family]}"
		active "$family" "$cloud" "$dmz" "${cloud_at[$family]}" "${server_at[$family]}"
		talk_sees "active$family" "${service_at[$family]}" 20
	done
	# Engine nftables cannot tell data that comes in on its master's circuit apart.
	[ "$ENGINE" = nftables ] || assert_eq "born" "$(born)" "eu 4 2"
	on_their_circuit eu "$from_cloud or $to_cloud"
}

# A client on the host itself, from an address that is inside.
own()
{
	local family
	local -A lan_at=([4]=10.0.0.1 [6]=fd00:10::1)

	site_config | ersym_apply
	passive_address6=${cloud_at[6]}
	for family in 4 6; do
		serve "ftp$family" "$cloud" tcp "${cloud_at[$family]}" 21
		control "$family" "$edge" "${cloud_at[$family]}" "${lan_at[$family]}"
		talk_sees "control$family" "${us_pool[$family]}"
	done
	requests_over eu
	for family in 4 6; do
		passive "$family" "$edge" "$cloud" "${cloud_at[$family]}" "${lan_at[$family]}"
		talk_sees "passive$family" "${us_pool[$family]}"
	done
	assert_eq "born" "$(born)" "us 0 4"
	on_their_circuit us "$from_cloud or $to_cloud"
}

# The server's connection comes in on eu to an address of us's pool.
wrong_circuit()
{
	eu_policy=$1 site_config | ersym_apply
	serve ftp "$cloud" tcp 1.2.3.4 21
	control 4 "$client" 1.2.3.4
	serve active4 "$client" tcp 10.0.0.57 5001
	talk control4 say "PORT $(ftp_address 10.0.0.57 5001)"
	read_ftp_address "${answer#ok heard PORT }"
	capture lan "$edge" lan out
	answers_over eu 20.2.2.0/29
	talk_new active4 "$cloud" tcp "$address" "$port" 1.2.3.4 20
	if [ "$1" = flag ]; then
		# It has facts of its own: it came in on eu.
		talk active4 open
		talk active4 exchange 3
		capture_end eu lan
		assert_violations "foreign us eu 1"
		assert_eq "facts of the child" "$(facts | grep ' 5001 ')" \
			"tcp 1.2.3.4 5001 eu inside -"
	else
		talk_fails active4 open 300
		unplug "$eu_pe" core
		capture_end eu lan
		assert_violations "foreign us eu $(captured eu "tcp src port 20 and dst port $port")"
		assert_eq "packets to the client" "$(captured lan 'src port 20')" 0
	fi
}

untranslated()
{
	local family

	us_snat='' eu_snat='' site_config | sed 's/microsoft/private/' | ersym_apply
	ip -n "$us_pe" route add 10.0.0.0/8 via 198.51.100.1
	ip -n "$us_pe" route add fd00:10::/64 via 2001:db8:1::1
	ip -n "$eu_pe" route add 10.0.0.0/8 via 198.51.100.9
	ip -n "$eu_pe" route add fd00:10::/64 via 2001:db8:3::1
	answers_over us 10.0.0.0/8 fd00:10::/64
	passive_address6=${cloud_at[6]}
	for family in 4 6; do
		serve "ftp$family" "$cloud" tcp "${cloud_at[$family]}" 21
		control "$family" "$client" "${cloud_at[$family]}"
	done
	requests_over eu
	for family in 4 6; do
		serve "passive$family" "$cloud" tcp "${cloud_at[$family]}" 5000
	done
	talk control4 say "say 227 Entering Passive Mode ($(ftp_address 1.2.3.4 5000))"
	talk control6 say "say 229 Entering Extended Passive Mode (|||5000|)"
	answers_over eu 10.0.0.0/8 fd00:10::/64
	for family in 4 6; do
		talk_open "passive$family" "$client" tcp "${cloud_at[$family]}" 5000
		talk "passive$family" exchange 3
	done
	assert_violations
	assert_eq "facts" "$(facts | sort -k 3,3n)" "$(printf '%s\n' \
		"tcp 10.0.0.57 21 inside us -" "tcp fd00:10::57 21 inside us -" \
		"tcp 10.0.0.57 5000 inside eu -" "tcp fd00:10::57 5000 inside eu -")"
	assert_eq "born" "$(born)" $'us 0 2\neu 0 2'
}

smoke "data has facts"
test_case "FTP, outbound: data has facts of its own" outbound before
test_case "FTP, outbound: data keeps its circuit when the route moves" outbound after
test_case "FTP, inbound over eu: data answers over eu" inbound
test_case "FTP of the host itself keeps its circuit when the route moves" own
test_case "FTP, data on the wrong circuit, flag" wrong_circuit flag
test_case "FTP, data on the wrong circuit, drop" wrong_circuit '{foreign: drop}'
test_case "FTP, untranslated: data takes its own route" untranslated
run_tests "$@"
