#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, with "ersym run" on the edge host
# Claim: a correctly configured edge has no finding; each thing that can be wrong has a
#        finding with its code, which is not reported any more after the command that it
#        names was run as it is; exit status and JSON follow the severities; checks that
#        cannot be made are reported as such
# Catches: a check that finds nothing, or something on a correctly configured host; a command
#          that does not mend; a check that failed and counts as passed

# shellcheck disable=SC2154 # setup_ns sets the namespaces' variables
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=topo/site.sh
. "$lib_dir/topo/site.sh"
need_tools ip jq nft conntrack setpriv
need_ersym
both_engines

setup()
{
	two_circuits
	mkdir "$work/bin"
	ln -s "$ERSYM" "$work/bin/ersym"
	configured
}

# configured: the site is in force, and served.
configured()
{
	site_config | ersym_apply
	[ -n "$service" ] || start_service
	wait_until_eq "what is wrong to begin with" "" codes
}
service=

start_service()
{
	ip netns exec "$edge" "$ERSYM" -c "$work/ersym.yaml" run >> "$work/service" 2>&1 &
	service=$!
	wait_for "the service" served
}

served()
{
	[ -z "$(commands service-stopped)" ]
}

# Ends what a command has started, and the processes of a host.
teardown()
{
	[ ! -s "$work/started" ] || kill "$(< "$work/started")"
	[ ! -s "$work/host" ] || kill -KILL "$(< "$work/host")"
}

# on_edge COMMAND...: runs it on the edge host, also after hosted.
on_edge()
{
	if [ -n "$host" ]; then
		nsenter -t "$host" -n -m -p -- "$@"
	else
		in_ns "$edge" "$@"
	fi
}
host=

# doctor [FILTER]: the JSON of the command, through jq; its exit status is in $work/status.
doctor()
{
	local status=0

	on_edge "$ERSYM" -j -c "$work/ersym.yaml" doctor > "$work/doctor.json" || status=$?
	echo "$status" > "$work/status"
	jq -r "${1:-.}" "$work/doctor.json"
}

# codes: those of all findings, sorted, once each. That the module of a test is not signed
# is not wrong.
codes()
{
	doctor '[.findings[].code] - ["module-tainted"] | unique | join(" ")'
}

# commands CODE: what mends the findings with that code, a command a line.
commands()
{
	doctor ".findings[] | select(.code == \"$1\").command"
}

# finds CODE...: these and no others are found.
finds()
{
	wait_until_eq "what is wrong" "$*" codes
}

found()
{
	[ -n "$(commands "$1")" ]
}

gone()
{
	[ -z "$(commands "$1")" ]
}

# run_command COMMAND: as the administrator would.
run_command()
{
	on_edge env PATH="$work/bin:$PATH" EDITOR="$work/bin/editor" sh -c "$1" \
		>> "$work/mend.out" 2>&1 < /dev/null ||
		fail "$1: $(tail -n 3 "$work/mend.out")"
}

# mend CODE: runs the command of its first finding until there is none.
mend()
{
	local command i

	wait_for "finding $1" found "$1"
	for ((i = 0; i < 5; i++)); do
		command=$(commands "$1" | head -n 1)
		[ -n "$command" ] || return 0
		run_command "$command"
	done
	wait_for "end of $1 after: $command" gone "$1"
}

# mends_last CODE: it is found, and nothing is after its command.
mends_last()
{
	mend "$1"
	wait_until_eq "what is wrong after the command of $1" "" codes
}

# mends CODE: it is all that is found, and after its command nothing is.
mends()
{
	finds "$1"
	mends_last "$1"
}

# stub NAME < SCRIPT: a program of the host that the test stands in for.
stub()
{
	{
		echo "#!/bin/sh -e"
		cat
	} > "$work/bin/$1"
	chmod +x "$work/bin/$1"
}

# editor SCRIPT: what the administrator changes, as a script for sed.
editor()
{
	stub editor <<< "exec sed -i '$1' \"\$2\""
}

# change_file SCRIPT: of the configuration, which is then applied.
change_file()
{
	sed -i "$1" "$work/ersym.yaml"
	ersym_reapply 2> /dev/null || :
}

in_order()
{
	local text

	assert_eq "findings" "$(codes)" ""
	assert_eq "status" "$(< "$work/status")" 0
	text=$(ersym -c "$work/ersym.yaml" doctor)
	[[ $text == *module-tainted* ]] ||
		assert_match "text" "$text" "[0-9]+ checks were made and found nothing"
	assert_match "last line" "$(tail -n 1 <<< "$text")" \
		"^0 errors, 0 warnings, [01] notes?, [0-9]+ not checked$"
}

# status_is STATUS [ARG...]: of the command.
status_is()
{
	local status=0

	ersym -c "$work/ersym.yaml" doctor "${@:2}" > "$work/doctor.txt" 2>&1 || status=$?
	assert_eq "status: $(tail -n 1 "$work/doctor.txt")" "$status" "$1"
}

statuses()
{
	status_is 0
	in_ns "$edge" sysctl -q -w net.netfilter.nf_conntrack_tcp_be_liberal=1
	status_is 0
	assert_match "last line" "$(tail -n 1 "$work/doctor.txt")" \
		"^0 errors, 0 warnings, [12] notes?, "
	in_ns "$edge" sysctl -q -w net.ipv4.conf.us-pri.rp_filter=1
	status_is 1
	in_ns "$edge" sysctl -q -w net.ipv4.ip_forward=0
	status_is 3
	# What the errors are about comes first.
	assert_eq "first line" "$(head -n 1 "$work/doctor.txt")" \
		"error forwarding (sysctl net/ipv4/ip_forward)"
	status_is 2 more
}

# unchecked CODE: prints the reason why it was not looked for.
unchecked()
{
	jq -r ".not_checked[] | select(.code == \"$1\").reason" "$work/doctor.json"
}

# Without the privilege to read the ruleset, what is in it is neither found nor fine.
without_privilege()
{
	in_ns "$edge" sysctl -q -w net.ipv4.conf.us-pri.rp_filter=1 net.ipv4.ip_forward=0
	in_ns "$edge" setpriv --bounding-set -net_admin "$ERSYM" -j -c "$work/ersym.yaml" doctor \
		> "$work/doctor.json" || :
	assert_match "mark-written" "$(unchecked mark-written)" "not permitted"
	assert_match "rp-filter" "$(unchecked rp-filter)" "not permitted"
	assert_eq "found" "$(jq -r '.findings[].code' "$work/doctor.json")" forwarding
	assert_match "service-disabled" "$(unchecked service-disabled)" "another network namespace"
	assert_eq "checks and those not made" "$(jq '.checked + (.not_checked | map(.code) |
		unique | length)' "$work/doctor.json")" "$(doctor '.checked + (.not_checked |
		map(.code) | unique | length)')"
}

# Without a file that can be used, what is in force is examined.
without_file()
{
	sed -i 's/^circuits:/circus:/' "$work/ersym.yaml"
	in_ns "$edge" sysctl -q -w net.ipv4.conf.us-pri.rp_filter=1
	finds config rp-filter
	ersym clear > /dev/null
	doctor > /dev/null
	assert_match "rp-filter" "$(unchecked rp-filter)" "nothing is in force"
}

# with_sysctl CODE SYSCTL=VALUE...
with_sysctl()
{
	in_ns "$edge" sysctl -q -w "${@:2}"
	mends "$1"
}

# with_table CODE < RULESET: of another program.
with_table()
{
	in_ns "$edge" nft -f -
	mends "$1"
}

vrf()
{
	configure "$edge" <<- END
		link add red type vrf table 10
		link set red up
		link set eu-pri master red
	END
	mend vrf-filter
}

flowtable()
{
	with_table flowtable <<- END
		table inet other {
			flowtable ft {
				hook ingress priority 0
				devices = { "us-pri", "lan" }
			}
		}
	END
}

link_down()
{
	ip -n "$edge" link set us-pri down
	mend link-down
}

# ifup brings the device back.
link_missing()
{
	configure "$edge" <<- END
		link set us-sec down
		link set us-sec name away
	END
	stub ifup <<- END
		ip link set away name "\$1"
		ip link set "\$1" up
	END
	mend link-missing
}

link_no_carrier()
{
	local command

	ip -n "$eu_pe" link set pri down
	finds link-no-carrier
	command=$(commands link-no-carrier)
	ip -n "$eu_pe" link set pri up
	run_command "$command"
	wait_for "end of link-no-carrier" gone link-no-carrier
}

# What the service would do is left undone, and the file is what was applied.
link_lost_unserved()
{
	stop_service
	ip -n "$eu_pe" link set pri down
	finds link-no-carrier service-stopped
	[ "$ENGINE" != nftables ] ||
		assert_match "diff" "$(ersym -c "$work/ersym.yaml" diff)" without-way
}

link_no_ipv6()
{
	in_ns "$edge" sysctl -q -w net.ipv6.conf.us-pri.disable_ipv6=1
	mend link-no-ipv6
}

link_altname()
{
	ip -n "$edge" link property add dev us-pri altname us-alternative
	change_file 's/us-pri:/us-alternative:/'
	mends_last link-altname
}

link_port()
{
	configure "$edge" <<- END
		link add br0 type bridge
		link set br0 up
		link set us-pri master br0
		addr del 198.51.100.1/30 dev us-pri
		addr add 198.51.100.1/30 dev br0
		addr add 2001:db8:1::1/64 dev br0 nodad
	END
	mend link-port
	assert_match "file" "$(< "$work/ersym.yaml")" "br0:"
}

link_upper()
{
	ip -n "$edge" link add link us-pri name mv0 type macvlan
	editor 's/us-pri:/mv0: {receive: true}, &/'
	mends link-upper
}

no_gateway()
{
	change_file 's/eu-pri: {[^}]*}/eu-pri: {}/'
	editor 's/eu-pri: {}/eu-pri: {gateway: [198.51.100.10, "2001:db8:3::2"]}/'
	mends no-gateway
}

gateway_auto()
{
	change_file 's/eu-pri: {[^}]*}/eu-pri: {gateway: auto}/'
	stub networkctl <<- END
		ip route add default via 198.51.100.10 dev "\$2"
		ip -6 route add default via 2001:db8:3::2 dev "\$2"
	END
	mends gateway-auto
}

gateway_unreachable()
{
	ip -n "$edge" addr del 198.51.100.5/30 dev us-sec
	stub ifup <<< 'ip addr add 198.51.100.5/30 dev "$2"'
	mends gateway-unreachable
}

gateway_silent()
{
	local command

	ip -n "$eu_pe" addr del 198.51.100.10/30 dev pri
	ip -n "$edge" neigh flush dev eu-pri
	in_ns "$edge" ping -c 1 -W 1 198.51.100.10 > /dev/null || :
	finds gateway-silent
	assert_eq "where" "$(doctor '.findings[].where')" "device eu-pri"
	command=$(commands gateway-silent)
	ip -n "$eu_pe" addr add 198.51.100.10/30 dev pri
	run_command "$command"
	wait_until_eq "what is wrong" "" codes
}

masquerade_address()
{
	change_file '/snat: .20.2.2.8/s/snat: .*/snat: masquerade/'
	configure "$edge" <<- END
		addr del 198.51.100.9/30 dev eu-pri
		addr add 169.254.0.9/30 dev eu-pri
		route add 198.51.100.10/32 dev eu-pri
	END
	stub networkctl <<< 'ip addr add 198.51.100.9/30 dev "$2"'
	mend masquerade-address
}

# named DEVICES: the devices of the inside are these.
named()
{
	echo "inside-devices: [$1]" >> "$work/ersym.yaml"
	ersym_reapply 2> /dev/null || :
}

unnamed_device()
{
	named "lan"
	editor 's/^inside-devices: \[/&dmz, /'
	mends unnamed-device
}

inside_missing()
{
	named "lan, dmz, tun9"
	stub ifup <<< 'ip link add "$1" type bridge'
	mends inside-missing
}

inside_altname()
{
	ip -n "$edge" link property add dev lan altname inner
	named "inner, dmz"
	mends_last inside-altname
}

inside_port()
{
	configure "$edge" <<- END
		link add br0 type bridge
		link set br0 up
		link set lan master br0
	END
	named "dmz, lan"
	mends_last inside-port
}

# rule_before FAMILY RULE: a rule that was there first.
rule_before()
{
	ersym clear > /dev/null
	# shellcheck disable=SC2086 # words of a rule
	ip -n "$edge" "$1" rule add pref 0 $2
	ersym_reapply 2> /dev/null
	mends rule-before
	assert_match "rules" "$(ip -n "$edge" "$1" rule)" $'\n1:'
}

# with_rule CODE RULE
with_rule()
{
	# shellcheck disable=SC2086 # words of a rule
	ip -n "$edge" rule add pref 100 $2
	mends "$1"
}

# with_chain CODE HOOK RULE: the file gets another mask, or the rule is deleted.
with_chain()
{
	with_table "$1" <<- END
		table inet other {
			chain c {
				type filter hook $2 priority 0
				$3
			}
		}
	END
}

nat_before()
{
	with_table nat-before <<- END
		table ip other {
			chain postrouting {
				type nat hook postrouting priority 50
				oifname "us-pri" masquerade
			}
		}
	END
}

xfrm_mark()
{
	ip -n "$edge" xfrm state add src 192.0.2.1 dst 192.0.2.2 proto esp spi 0x77 \
		mode tunnel enc 'cbc(aes)' 0x00112233445566778899aabbccddeeff \
		output-mark 0x10000 mask 0xffffffff
	mends mark-packet
}

tunnel_mark()
{
	ip -n "$edge" link add tunnel9 type gre local 192.0.2.1 remote 192.0.2.2 \
		fwmark 0x10000
	mends tunnel-mark
}

offload_devices()
{
	local i

	change_file '$a offload: true'
	for ((i = 0; i < 256; i++)); do
		printf 'link add d%d up type bridge\n' "$i"
	done | ip -n "$edge" -batch -
	# What was applied has become impossible.
	finds not-in-force offload-devices
	mends_last offload-devices
}

own_address()
{
	ip -n "$edge" addr add "$2" dev lan
	editor "$3"
	mends "$1"
}

probe_own()
{
	change_file '/id: 1$/a\    probe: {to: [192.0.2.77]}'
	own_address probe-own 192.0.2.77/32 's|192.0.2.77|192.0.2.78|'
}

neighbour()
{
	ip -n "$edge" neigh add "$2" lladdr 02:00:00:00:00:77 dev lan nud permanent
	mends "$1"
}

# on_wire POOL: eu's pool is out of a network of its link.
on_wire()
{
	configure "$edge" <<- END
		addr add 192.0.2.1/24 dev eu-pri
	END
	change_file "s|20.2.2.8/29|$1|"
}

wire_arp()
{
	on_wire 192.0.2.128/29
	in_ns "$edge" sysctl -q -w net.ipv4.conf.eu-pri.arp_ignore=1
	mends wire-arp
}

wire_no_host()
{
	on_wire 192.0.2.255/32
	editor 's/192.0.2.255/192.0.2.254/'
	mends_last wire-no-host
}

wire_too_large()
{
	change_file 's|2001:db8:20:2::/64|2001:db8:3::1:0/112|'
	editor 's|/112|/124|'
	mends wire-too-large
}

pool_unanswered()
{
	local port

	for port in 1001 1002 1003; do
		in_ns "$edge" conntrack -I -p udp -s 10.0.0.57 -d 1.2.3.4 --sport "$port" \
			--dport 443 -r 1.2.3.4 -q 20.2.2.3 --reply-port-src 443 \
			--reply-port-dst "$port" -t 100 -m 0x3f0000 2> /dev/null
	done
	mends pool-unanswered
}

not_applied()
{
	sed -i 's|20.2.2.0/29|20.2.2.16/29|' "$work/ersym.yaml"
	mends not-applied
}

stop_service()
{
	kill "$service"
	wait "$service" || :
	service=
}

not_in_force()
{
	stop_service
	in_ns "$edge" nft delete table inet ersym
	mend not-in-force
	finds service-stopped
}

nothing_applied()
{
	ersym clear > /dev/null
	mends not-applied
}

service_stopped()
{
	stop_service
	mend service-stopped
	pgrep -n -f "^ersym -c $work/ersym.yaml run" > "$work/started"
	wait_until_eq "what is wrong" "" codes
}

bad_file()
{
	sed -i 's/^circuits:/circus:/' "$work/ersym.yaml"
	editor 's/^circus:/circuits:/'
	mends_last config
}

# hosted: the edge host is examined as one whose process 1 is in its network namespace, with
# an /etc and a /run of its own.
hosted()
{
	unshare -p -f true || skip "needs namespaces of processes"
	mkdir -p "$work/run/systemd/system" "$work/lib"
	cp -a /etc "$work/etc"
	rm -rf "$work/etc/ufw" "$work/etc/systemd"
	mkdir -p "$work$wants" "$work/etc/ufw"
	touch "$work$wants/ersym.service" "$work/run/ersym.lock"
	cp "/var/lib/ersym/netns/$edge/in-force.yaml" "$work/lib"
	ip netns exec "$edge" unshare -p -m --mount-proc -f sh -ec '
		mount --bind /run/ersym.lock "$1/run/ersym.lock"
		mount --rbind "$1/run" /run
		mount --bind "$1/etc" /etc
		mount --bind "$1/lib" /var/lib/ersym
		[ ! -d /sys/fs/cgroup ] || mount -t tmpfs none /sys/fs/cgroup
		touch "$1/ready"
		exec sleep 1000' sh "$work" > "$work/host.out" 2>&1 &
	wait_for "host" test -e "$work/ready"
	host=$(pgrep -P "$!")
	echo "$host" > "$work/host"
	stub systemctl <<- END
		case \$* in
		"enable --now ersym") touch $wants/ersym.service ;;
		"disable --now firewalld") rm $wants/firewalld.service ;;
		esac
	END
	wait_until_eq "what is wrong on a host" "" codes
}
wants=/etc/systemd/system/multi-user.target.wants

service_disabled()
{
	hosted
	rm "$work$wants/ersym.service"
	mends service-disabled
}

networkd()
{
	hosted
	touch "$work$wants/systemd-networkd.service"
	finds networkd-routes networkd-rules
	mend networkd-rules
	mends networkd-routes
}

nft_flush()
{
	hosted
	touch "$work$wants/nftables.service"
	printf '#!/usr/sbin/nft -f\nflush ruleset\n' > "$work/etc/nftables.conf"
	mends nft-flush
}

firewalld()
{
	hosted
	touch "$work$wants/firewalld.service"
	mends firewalld
}

ufw()
{
	hosted
	echo ENABLED=yes > "$work/etc/ufw/ufw.conf"
	stub ufw <<< 'echo ENABLED=no > /etc/ufw/ufw.conf'
	mends ufw
}

conntrack_full()
{
	hosted
	echo 85 > "$work/count"
	echo 100 > "$work/max"
	on_edge mount --bind "$work/count" /proc/sys/net/netfilter/nf_conntrack_count
	on_edge mount --bind "$work/max" /proc/sys/net/netfilter/nf_conntrack_max
	mends conntrack-full
}

# host_case DESCRIPTION FUNCTION [ARG...]: a case that has nothing to do with the engine; with
# the module, the kernel checks itself, and each takes seconds.
host_case()
{
	[ "$ENGINE" = module ] || test_case "$@"
}

test_case "an edge in order" in_order
test_case "exit status" statuses
host_case "without privilege" without_privilege
host_case "without a file" without_file
host_case "forwarding: none" with_sysctl forwarding net.ipv4.ip_forward=0
host_case "forwarding: none of IPv6" with_sysctl forwarding net.ipv6.conf.all.forwarding=0
host_case "forwarding: not by one device" with_sysctl forwarding net.ipv4.conf.lan.forwarding=0
host_case "rp-filter" with_sysctl rp-filter net.ipv4.conf.us-pri.rp_filter=1
test_case "rp-filter-mark" with_sysctl rp-filter-mark net.ipv4.conf.lan.rp_filter=1 \
	net.ipv4.conf.lan.src_valid_mark=1
host_case "tcp-loose" with_sysctl tcp-loose net.netfilter.nf_conntrack_tcp_loose=0
host_case "tcp-liberal" with_sysctl tcp-liberal net.netfilter.nf_conntrack_tcp_be_liberal=1
kernel_case vrf "vrf-filter" vrf
kernel_case nf_flow_table "flowtable" flowtable
host_case "link-down" link_down
host_case "link-missing" link_missing
host_case "link-no-carrier" link_no_carrier
host_case "link-no-carrier, without the service" link_lost_unserved
host_case "link-no-ipv6" link_no_ipv6
host_case "link-altname" link_altname
host_case "link-port" link_port
host_case "link-upper" link_upper
host_case "no-gateway" no_gateway
host_case "gateway-auto" gateway_auto
host_case "gateway-unreachable" gateway_unreachable
host_case "gateway-silent" gateway_silent
host_case "masquerade-address" masquerade_address
host_case "unnamed-device" unnamed_device
host_case "inside-missing" inside_missing
host_case "inside-altname" inside_altname
host_case "inside-port" inside_port
host_case "rule-before: by source" rule_before -4 "from 10.9.9.0/24 lookup 100"
host_case "rule-before: inverted, IPv6" rule_before -6 "not from fd00:9::/64 lookup 100"
host_case "rule-before: of VRFs" rule_before -4 "l3mdev"
host_case "mark-conflict" with_rule mark-conflict "fwmark 0x10000/0xff0000 lookup 100"
host_case "mark-overlap" with_rule mark-overlap "fwmark 0x1/0x10001 lookup 100"
test_case "mark-written" with_chain mark-written prerouting \
	"ct mark set ct mark or 0x10000"
host_case "mark-written: all bits" with_chain mark-written prerouting "ct mark set 1"
host_case "mark-packet" with_chain mark-packet prerouting "meta mark set meta mark or 0x10000"
host_case "mark-match" with_chain mark-match forward "meta mark and 0x10000 == 0x10000 counter"
kernel_case esp4 "mark-packet: an IPsec state" xfrm_mark
kernel_case ip_gre "tunnel-mark" tunnel_mark
host_case "nat-before" nat_before
module_case "offload-devices" offload_devices
host_case "pool-own-address" own_address pool-own-address 20.2.2.3/32 's|20.2.2.0/29|20.2.2.16/29|'
host_case "pool-neighbour" neighbour pool-neighbour 20.2.2.3
host_case "probe-own" probe_own
host_case "service-own-address" own_address service-own-address 20.2.2.59/32 \
	's|address: 20.2.2.59|&\n    ports: [tcp/443]|'
host_case "service-neighbour" neighbour service-neighbour 20.2.2.59
host_case "wire-arp" wire_arp
host_case "wire-no-host" wire_no_host
host_case "wire-too-large" wire_too_large
test_case "pool-unanswered" pool_unanswered
test_case "not-applied" not_applied
host_case "not-applied: nothing" nothing_applied
test_case "not-in-force" not_in_force
host_case "service-stopped" service_stopped
host_case "config" bad_file
host_case "service-disabled" service_disabled
host_case "networkd-rules, networkd-routes" networkd
host_case "nft-flush" nft_flush
host_case "firewalld" firewalld
host_case "ufw" ufw
host_case "conntrack-full" conntrack_full
run_tests "$@"
