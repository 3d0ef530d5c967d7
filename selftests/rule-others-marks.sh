#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits, and other programs that use marks: iptables-nft, nft, IPsec
#           policies, with the very rules of Kubernetes and Tailscale
# Claim: apply names each use of bits of mark-mask, refuses what would write the circuits
#        of connections, and proposes a mask that none uses; with it nothing is left to
#        say. Packets that others mark before prerouting -102 keep their circuits,
#        whichever was loaded last
# Catches: a rule of iptables-nft or an IPsec policy that is not read; a proposed mask that
#          is in use, or of no help; a mark of another program that replaces the circuit

# shellcheck disable=SC2154 # setup_ns sets the namespaces' variables
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=topo/site.sh
. "$lib_dir/topo/site.sh"
need_tools ip jq nft iptables-nft iptables-nft-restore ip6tables-nft unshare
need_ersym
both_engines

setup()
{
	two_circuits
}

# writes [MASK]: the file, with that mark-mask.
writes()
{
	{
		[ $# -eq 0 ] || echo "mark-mask: $1"
		site_config
	} | for_engine > "$work/ersym.yaml"
}

# found COMMAND: what it says of marks, with only the kind of the finding.
found()
{
	{ ersym -c "$work/ersym.yaml" "$@" 2>&1 > /dev/null || :; } | sed -n 's/^[^ ]* //p'
}

# proposed: the mask in what "diff" says.
proposed()
{
	found diff | sed -n 's/.*write mark-mask: \(0x[0-9a-f]*\),.*/\1/p' | sort -u
}

# circuits_kept: answers of the server leave by the circuit of their request, and a
# connection of the client keeps its own when the route moves.
circuits_kept()
{
	serve_cloud
	serve_site
	answers_over eu "${services[@]}"
	inbound i udp 4
	inbound i udp 6
	outbound o udp 4
	talk_each i exchange 3 udp 4
	talk_each i exchange 3 udp 6
	talk_each o exchange 1 udp 4
	requests_over eu
	talk_each o exchange 3 udp 4
	assert_violations
}

connections_saved()
{
	writes
	in_ns "$edge" iptables-nft -t mangle -A POSTROUTING -j CONNMARK --save-mark
	assert_match "apply" "$(found apply)" \
		"^rule with handle [0-9]+ of chain POSTROUTING in table ip mangle writes bits 0xffff0000 of the marks of connections, .*give it a mask without these bits$"
	assert_fails ersym -c "$work/ersym.yaml" apply
	assert_eq "rules in force" "$(ip -n "$edge" -j rule | jq '[.[] | select(.protocol == "117")] | length')" 0
	in_ns "$edge" iptables-nft -t mangle -F
	in_ns "$edge" iptables-nft -t mangle -A POSTROUTING -j CONNMARK \
		--save-mark --nfmask 0xff --ctmask 0xff
	assert_eq "with a mask" "$(found apply)" ""
}

# Some kernels have it for IPv6 only with the legacy tables of ip6tables.
has_connmark_of_ipv6()
{
	unshare -n ip6tables-nft -t mangle -A PREROUTING -j CONNMARK --restore-mark \
		> /dev/null 2>&1
}

# The whole mark of the connection, with its circuits, into the packet.
connections_restored()
{
	local tables

	writes
	ersym_reapply
	for tables in iptables-nft ip6tables-nft; do
		in_ns "$edge" "$tables" -t mangle -A PREROUTING -j CONNMARK --restore-mark
	done
	assert_match "apply" "$(found apply)" \
		"warning: rule with handle [0-9]+ of chain PREROUTING in table ip mangle writes bits 0xffff0000 of the marks of packets"
	circuits_kept
}

# set_42: of all packets, before ersym's own.
set_42()
{
	in_ns "$edge" nft -f - <<- END
		table inet other {
			chain marks {
				type filter hook prerouting priority mangle;
				meta mark set 42
			}
		}
	END
}

whole_mark_set()
{
	writes
	[ "$1" = after ] || set_42
	ersym_reapply 2> "$work/warnings"
	[ "$1" = before ] || set_42
	assert_match "apply" "$(found apply)" \
		"warning: rule with handle [0-9]+ of chain marks in table inet other writes bits 0xffff0000 of the marks of packets, .*give it a mask without these bits$"
	circuits_kept
}

bit_accepted()
{
	local mask

	writes
	in_ns "$edge" nft -f - <<- END
		table inet other {
			chain forward {
				type filter hook forward priority 0; policy drop;
				meta mark & 0x00010000 == 0x00010000 accept
				meta mark 42 accept
			}
		}
	END
	assert_match "apply" "$(found apply)" \
		"warning: rule with handle [0-9]+ of chain forward in table inet other looks at bits 0x10000 of marks, .* or write mark-mask: 0x"
	assert_match "apply" "$(found apply)" "compares whole marks with 0x2a, so it does not match"
	mask=$(proposed)
	in_ns "$edge" nft delete rule inet other forward handle \
		"$(in_ns "$edge" nft -a list ruleset | sed -n 's/.*mark 0x0000002a.*handle //p')"
	writes "$mask"
	assert_eq "with the mask $mask" "$(found apply)" ""
	in_ns "$edge" nft delete table inet other
	circuits_kept
}

# A policy and a state of IPsec. Not every kernel has ESP.
ipsec()
{
	writes
	in_ns "$edge" ip xfrm policy add src 10.77.0.0/24 dst 10.78.0.0/24 dir out \
		mark 0x2a mask 0xffffffff \
		tmpl src 192.0.2.1 dst 192.0.2.2 proto esp mode tunnel
	assert_match "apply" "$(found apply)" \
		"warning: IPsec policy with index [0-9]+ compares whole marks with 0x2a, so it does not match what ersym marks"
	if in_ns "$edge" ip xfrm state add src 192.0.2.1 dst 192.0.2.2 proto esp spi 0x77 \
		mode tunnel mark 0x20000 mask 0xff0000 \
		enc 'cbc(aes)' 0x00112233445566778899aabbccddeeff 2> "$work/esp"; then
		assert_match "apply" "$(found apply)" \
			"warning: IPsec state with SPI 0x77 looks at bits 0xff0000 of marks"
	fi
}

# What kube-proxy and tailscaled load, and wg-quick's rule.
well_known()
{
	local mask

	writes
	in_ns "$edge" iptables-nft-restore <<- END
		*nat
		:KUBE-MARK-MASQ - [0:0]
		:KUBE-POSTROUTING - [0:0]
		-A POSTROUTING -j KUBE-POSTROUTING
		-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
		-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
		-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0
		-A KUBE-POSTROUTING -j MASQUERADE
		COMMIT
		*filter
		:KUBE-FIREWALL - [0:0]
		:ts-forward - [0:0]
		-A INPUT -j KUBE-FIREWALL
		-A FORWARD -j ts-forward
		-A KUBE-FIREWALL -m mark --mark 0x8000/0x8000 -j DROP
		-A ts-forward -i tailscale0 -j MARK --set-xmark 0x40000/0xff0000
		-A ts-forward -m mark --mark 0x40000/0xff0000 -j ACCEPT
		COMMIT
	END
	ip -n "$edge" rule add pref 5210 fwmark 0x80000/0xff0000 lookup main
	ip -n "$edge" rule add pref 32764 not fwmark 0xca6c lookup 51820
	assert_match "apply" "$(found apply)" \
		"table ip filter writes bits 0xff0000 of the marks of packets"
	assert_match "apply" "$(found apply)" "rule 5210 .* uses bits of mark-mask 0xffff0000"
	mask=$(proposed)
	assert_eq "a mask that none of them uses" "$mask" 0xff000000
	writes "$mask"
	assert_eq "with the mask, but for wg-quick's rule" "$(found apply | grep -v 0xca6c || :)" ""
	circuits_kept
}

xtables_case "CONNMARK --save-mark without a mask: refused; with one: nothing" connections_saved
! has_connmark_of_ipv6 ||
	xtables_case "CONNMARK --restore-mark without a mask: a warning, circuits are kept" \
		connections_restored
test_case "meta mark set 42, loaded before: a warning, circuits are kept" whole_mark_set before
test_case "meta mark set 42, loaded after: likewise" whole_mark_set after
test_case "a filter that accepts a bit of the field: a warning, and a mask that helps" \
	bit_accepted
test_case "IPsec policies and states with marks: a warning" ipsec
xtables_case "Kubernetes, Tailscale and wg-quick: a mask that none of them uses" well_known
run_tests "$@"
