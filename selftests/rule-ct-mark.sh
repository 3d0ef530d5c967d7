#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; masks of 16, 24 and 32 bits
# Claim: a connection's mark holds, from the low end of the mask, the circuits that it
#        came in on, left by and strayed to, all ones for the inside; conntrack reports
#        changes; a child has facts of its own; a packet carries the circuit that it
#        must leave by; bits outside the mask are neither read nor written
# Catches: fields that are not where other programs look for them; a mark that is
#          written as a whole; a child that is judged by its master's facts

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/site.sh"
need_tools ip jq nft tcpdump conntrack socat
need_ersym
both_engines

setup()
{
	two_circuits
	serve cloud "$cloud" udp 1.2.3.4 443
	serve site "$dmz" udp 172.16.1.63 444
}

# configured MASK US-ID EU-ID
configured()
{
	{
		echo "mark-mask: $1"
		site_config | sed "s/id: 1$/id: $2/; s/id: 2$/id: $3/"
	} | ersym_apply
}

# fields MASK US-ID EU-ID INSIDE WIDTH SHIFT
fields()
{
	local us=$2 eu=$3 inside=$4 width=$5 shift=$6

	configured "$1" "$us" "$eu"
	# A connection to the host itself has no "out".
	serve host "$edge" udp 198.51.100.9 446
	ip -n "$cloud" route add 198.51.100.8/30 via 203.0.113.5
	talk_open in "$cloud" udp 198.51.100.9 446 1.2.3.4
	talk in exchange 1
	is 446 $((eu << shift))
	# A connection of the host itself comes in on the inside.
	ip -n "$cloud" route add 198.51.100.0/30 via 203.0.113.1
	talk_open own "$edge" udp 1.2.3.4 443 198.51.100.1 1234
	talk own exchange 1
	is 443 $((inside << shift | us << width + shift))
	in_ns "$edge" conntrack -D -p udp --orig-port-dst 443 > "$work/deleted" 2>&1

	talk_open out "$client" udp 1.2.3.4 443
	talk out exchange 1
	is 443 $((inside << shift | us << width + shift))
	answers_over eu 20.2.2.0/29 20.2.2.59
	talk out exchange 1
	is 443 $((inside << shift | us << width + shift | eu << 2 * width + shift))

	talk_open published "$cloud" udp 20.2.2.59 444 1.2.3.4
	talk published exchange 1
	is 444 $((eu << shift | inside << width + shift))
	answers_over us 20.2.2.59
	talk published exchange 1
	is 444 $((eu << shift | inside << width + shift | us << 2 * width + shift))

	assert_eq "a rule routes by the circuit in the low field" \
		"$(ip -n "$edge" -j rule | jq -r --argjson us "$us" \
			'.[] | select(.table == "\(7000 + $us)") |
			"\(.fwmark) \(.fwmask)"')" \
		"$(printf '%#x %#x' $((us << shift)) $((inside << shift)))"
}

# is PORT MARK
is()
{
	assert_eq "mark of port $1" "$(mark udp "$1")" "$(printf '%#x' "$2")"
}

# A listener gets the facts with the NEW event, and an event for each change.
conntrack_reports()
{
	ip netns exec "$edge" conntrack -E -p udp --orig-port-dst 443 \
		> "$work/conntrack" 2>&1 &
	# A netfilter socket that has joined a group.
	wait_for "conntrack -E" in_ns "$edge" awk '$2 == 12 && $4 !~ /^0+$/ { found = 1 }
		END { exit !found }' /proc/net/netlink
}

reported()
{
	configured 0xffff0000 1 2
	conntrack_reports
	talk_open out "$client" udp 1.2.3.4 443
	talk out exchange 1
	wait_for "birth" grep -q "NEW.* mark=$((0x3f << 16))" "$work/conntrack"
	answers_over eu 20.2.2.0/29
	talk out exchange 1
	wait_for "stray" grep -q "UPDATE.* mark=$((0x3f << 16 | 2 << 26))" "$work/conntrack"
}

# Conntrack reports what has changed with the next packet that passes: there may be none.
reported_of_dropped()
{
	eu_policy='{return-in: drop}' configured 0xffff0000 1 2
	conntrack_reports
	talk_open out "$client" udp 1.2.3.4 443
	talk out exchange 1
	answers_over eu 20.2.2.0/29
	talk out send 1
	wait_for "stray" grep -q "UPDATE.* mark=$((0x3f << 16 | 2 << 26))" "$work/conntrack"
	talk out pending
	assert_eq "answers" "$answer" "ok 0"
}

# exchange_marked MARK N: of a socket of the host with that mark, to the client.
exchange_marked()
{
	in_ns "$edge" python3 - "$@" <<- 'END'
		import socket, sys
		s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		s.setsockopt(socket.SOL_SOCKET, socket.SO_MARK, int(sys.argv[1], 0))
		s.settimeout(20)
		s.connect(("10.0.0.57", 5000))
		for i in range(int(sys.argv[2])):
		    s.send(b"message\n")
		    s.recv(100)
	END
}

# 3 is the id of no circuit.
socket_mark()
{
	configured 0xffff0000 1 2
	in_ns "$edge" nft -f - <<- END
		table inet others {
			chain last {
				type filter hook postrouting priority 0;
				udp dport 5000 meta mark 0x00030012 counter
			}
		}
	END
	serve inside "$client" udp 10.0.0.57 5000
	exchange_marked 0x00030012 3
	assert_match "packets with the socket's mark" \
		"$(in_ns "$edge" nft list chain inet others last)" "counter packets 3 "
}

# FTP, passive: the server names a port, the connection to it is a child. The route has
# moved since its master was born, and its master has strayed. Without SNAT, because a
# NAT helper would give the child its master's address.
child()
{
	us_snat='' eu_snat='' site_config | sed 's/microsoft/private/' | ersym_apply
	ip -n "$us_pe" route add 10.0.0.0/8 via 198.51.100.1
	ip -n "$eu_pe" route add 10.0.0.0/8 via 198.51.100.9
	answers_over us 10.0.0.0/8
	in_ns "$edge" nft -f - <<- END
		table inet helpers {
			ct helper ftp { type "ftp" protocol tcp; l3proto ip; }
			chain prerouting {
				type filter hook prerouting priority filter;
				tcp dport 21 ct helper set "ftp"
			}
		}
	END
	serve data "$cloud" tcp 1.2.3.4 5000
	cat > "$work/ftp.sh" <<- 'END'
		printf '220 ready\r\n'
		read -r command
		printf '227 Entering Passive Mode (1,2,3,4,19,136)\r\n'
		cat
	END
	ip netns exec "$cloud" socat TCP-LISTEN:21,bind=1.2.3.4 \
		EXEC:"bash $work/ftp.sh" > "$work/ftp" 2>&1 &
	wait_for "FTP server" in_ns "$cloud" grep -q ':0015 .* 0A ' /proc/net/tcp
	mkfifo "$work/commands"
	ip netns exec "$client" socat - TCP:1.2.3.4:21 < "$work/commands" \
		> "$work/control" &
	exec {commands}> "$work/commands"
	wait_for "the server" grep -q 220 "$work/control"
	answers_over eu 10.0.0.0/8
	echo PASV >&"$commands"
	wait_for "the port" grep -q 227 "$work/control"
	wait_for "the expectation" in_ns "$edge" sh -c \
		'conntrack -L expect 2> /dev/null | grep -q "dport=5000"'
	requests_over eu
	talk_open child "$client" tcp 1.2.3.4 5000
	talk child exchange 1
	assert_eq "mark of the master" "$(mark tcp 21)" 0x83f0000
	assert_eq "mark of the child" "$(mark tcp 5000)" 0x5f0000
	assert_no_violations_but return-in
	assert_eq "connections that strayed" "$(violations return-in us eu connections)" 1
}

# Other programs mark connections and packets below the mask. The module writes the circuit
# that a packet has strayed to into the same field of the packet's mark, within the mask.
others()
{
	local back=0x00000012

	[ "$ENGINE" = nftables ] || back+=", 0x08000012"
	configured 0xffff0000 1 2
	in_ns "$edge" nft -f - <<- END
		table inet others {
			chain first {
				type filter hook prerouting priority raw;
				meta mark set 0x12
			}
			chain marks {
				type filter hook forward priority mangle;
				ct mark set ct mark or 0x1
			}
			counter pinned { }
			counter back { }
			counter wrong { }
			chain last {
				type filter hook postrouting priority 0;
				oifname { us-pri, us-sec } udp dport 443 meta mark 0x00010012 counter name pinned accept
				oifname "lan" udp sport 443 meta mark { $back } counter name back accept
				udp dport 443 ct packets 1 accept
				udp dport 443 counter name wrong
				udp sport 443 counter name wrong
			}
		}
	END
	in_ns "$edge" sysctl -q -w net.netfilter.nf_conntrack_acct=1
	talk_open out "$client" udp 1.2.3.4 443
	talk out exchange 1
	is 443 0x3f0001
	in_ns "$edge" conntrack -U -d 1.2.3.4 -m 0x3f80a1
	answers_over eu 20.2.2.0/29
	talk out exchange 3
	is 443 0x83f80a1
	in_ns "$edge" nft -j list counters table inet others > "$work/counters"
	assert_eq "packets by their marks" "$(jq -r '[.nftables[].counter | select(.) |
		"\(.name) \(.packets)"] | join(" ")' "$work/counters")" \
		"pinned 3 back 4 wrong 0"
	ersym clear
	is 443 0x80a1
}

test_case "16 bits: three fields of five" fields 0xffff0000 1 30 31 5 16
test_case "24 bits: three fields of eight" fields 0x00ffffff 254 7 255 8 0
test_case "24 bits at the high end" fields 0xffffff00 3 254 255 8 8
test_case "32 bits: three fields of ten" fields 0xffffffff 1022 1 1023 10 0
test_case "conntrack reports facts and their changes" reported
module_case "conntrack reports the facts of a packet that is dropped" reported_of_dropped
test_case "a socket's own mark stays on the way inside" socket_mark
test_case "a child connection has facts of its own" child
test_case "bits outside the mask stay, of connections and of packets" others
run_tests "$@"
