#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; a container of Docker on the edge host, with Docker's rules of
#           iptables-nft; NAT chains of other programs at other priorities
# Claim: connections get an address of the pool whether Docker's MASQUERADE was loaded
#        before or after apply; a chain that precedes ersym's takes them, and apply, diff
#        and show circuits name the rule, its chain and its table, unless it cannot match
#        what ersym translates
# Catches: a pool that loses to the masquerade that is loaded last; a rule that takes
#          connections without a warning; a warning of one that cannot

# shellcheck disable=SC2154 # setup_ns sets the namespaces' variables
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=topo/site.sh
. "$lib_dir/topo/site.sh"
need_tools ip jq nft conntrack iptables-nft-restore \
	ip6tables-nft-restore unshare
need_ersym
both_engines

setup()
{
	two_circuits
	serve_cloud
	serve_site
}

# container: on the bridge docker0, whose addresses are Docker's own.
container()
{
	setup_ns container
	ip -n "$edge" link add docker0 type bridge
	cables "$container eth0 $edge veth0"
	configure "$edge" <<- END
		link set veth0 master docker0 up
		link set docker0 up
		addr add 172.17.0.1/16 dev docker0
		addr add fd00:17::1/64 dev docker0 nodad
	END
	configure "$container" <<- END
		link set eth0 up
		addr add 172.17.0.2/16 dev eth0
		addr add fd00:17::2/64 dev eth0 nodad
		route add default via 172.17.0.1
		route add default via fd00:17::1
	END
}

# docker: what dockerd 24 loads, with a container that publishes port 8080.
docker()
{
	in_ns "$edge" iptables-nft-restore <<- END
		*nat
		:PREROUTING ACCEPT [0:0]
		:INPUT ACCEPT [0:0]
		:OUTPUT ACCEPT [0:0]
		:POSTROUTING ACCEPT [0:0]
		:DOCKER - [0:0]
		-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
		-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER
		-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
		-A POSTROUTING -s 172.17.0.2/32 -d 172.17.0.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE
		-A DOCKER -i docker0 -j RETURN
		-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
		COMMIT
	END
	in_ns "$edge" ip6tables-nft-restore <<- END
		*nat
		:POSTROUTING ACCEPT [0:0]
		-A POSTROUTING -s fd00:17::/64 ! -o docker0 -j MASQUERADE
		COMMIT
	END
}

# container_keeps_pool NAME: connections of the container get an address of the pool.
container_keeps_pool()
{
	local proto family

	for proto in udp tcp; do
		for family in 4 6; do
			talk_open "$1-$proto$family" "$container" "$proto" \
				"${cloud_at[$family]}" 443
			seen_from us_pool "$1" "$proto" "$family"
		done
	done
	assert_violations
}

# warnings COMMAND...: of the NAT of other programs.
warnings()
{
	ersym -c "$work/ersym.yaml" "$@" 2>&1 > /dev/null | grep 'precedes the NAT' || :
}

docker_before()
{
	container
	docker
	site_config | ersym_apply
	container_keeps_pool first
	assert_eq "warnings" "$(warnings diff)" ""
}

docker_after()
{
	container
	site_config | ersym_apply
	docker
	container_keeps_pool first
	# It is restarted.
	in_ns "$edge" nft delete table ip nat
	in_ns "$edge" nft delete table ip6 nat
	docker
	fifos=()
	container_keeps_pool second
	assert_eq "warnings" "$(warnings diff)" ""
}

# other_nat HOOK PRIORITY RULE: a table of another program.
other_nat()
{
	in_ns "$edge" nft -f - <<- END
		table inet other {
			chain inner {
				$3
			}
			chain base {
				type nat hook $1 priority $2;
				ip saddr 203.0.113.0/24 return
				jump inner
			}
		}
	END
}

# handle: of the last rule of the chain inner.
handle()
{
	in_ns "$edge" nft -a list chain inet other inner | sed -n 's/.* # handle //p' | tail -n 1
}

# takes PRIORITY: a masquerade there decides, and is named by each command.
takes()
{
	local rule command

	ip -n "$cloud" route add 198.51.100.0/29 via 203.0.113.1
	site_config | ersym_apply
	other_nat postrouting "$1" 'oifname { "us-pri", "us-sec" } meta l4proto udp masquerade'
	talk_open first "$client" udp 1.2.3.4 443
	talk first exchange 1
	talk_sees first '198.51.100.[15]'
	rule="rule with handle $(handle) of chain inner in table inet other precedes the NAT of ersym: it may translate connections that leave by us-pri, us-sec, eu-pri,"
	for command in diff apply "show circuits"; do
		# shellcheck disable=SC2086 # words
		assert_match "$command" "$(warnings $command)" "warning: $rule"
	done
	assert_match "the remedy" "$(warnings diff)" \
		"chain base, which has priority $1, one above 99"
	in_ns "$edge" nft delete table inet other
	other_nat postrouting 100 'masquerade'
	in_ns "$edge" conntrack -D -p udp > "$work/deleted" 2>&1
	talk_open second "$client" udp 1.2.3.4 443
	talk second exchange 1
	talk_sees second '20.2.2.[0-7]'
	assert_eq "warnings" "$(warnings diff)" ""
}

# Rules that cannot match what ersym translates.
cannot()
{
	site_config | ersym_apply
	in_ns "$edge" nft -f - <<- END
		table ip other {
			chain source {
				type nat hook postrouting priority 50;
				iifname "us-pri" oifname "us-sec" masquerade
				oifname "us-*" return
				oifname "us-pri" masquerade
				oifname "eu-pri" ip saddr 192.0.2.0/24 masquerade
				oifname "eu-pri" accept
			}
			chain destination {
				type nat hook prerouting priority -150;
				iifname "us-pri" ip daddr 198.51.100.1 tcp dport 80 dnat to 172.16.1.63
				iifname "lan" dnat to 172.16.1.63
			}
		}
	END
	assert_eq "warnings" "$(warnings diff)" ""
	in_ns "$edge" nft add rule ip other source ip daddr 10.0.0.0/8 masquerade
	assert_match "warnings" "$(warnings diff)" \
		"connections that came in by us-pri, us-sec, eu-pri, and they get its address, not one of inbound-snat; give chain source, which has priority 50, one above 99,"
	in_ns "$edge" nft flush chain ip other source
	in_ns "$edge" nft insert rule ip other destination \
		iifname us-pri ip daddr 20.2.2.0/24 udp dport 443 dnat to 10.0.0.57
	assert_match "warnings" "$(warnings diff)" \
		"connections to services that come in by us-pri, and .* chain destination, which has priority -150, one above -101,"
	serve other "$client" udp 10.0.0.57 443
	inbound i udp 4
	talk_each i exchange 1 udp 4
	assert_match "the server" "$(in_ns "$edge" conntrack -L -p udp --orig-dst 20.2.2.59 \
		2> /dev/null)" "src=10.0.0.57 "
}

smoke "after apply"
xtables_case "Docker's rules before apply: the pool wins" docker_before
xtables_case "Docker's rules after apply, and again: the pool wins" docker_after
test_case "a smaller priority: the other program wins, and is named" takes 90
test_case "the same priority, loaded later: likewise" takes 99
test_case "rules that cannot match are not named, those that can are" cannot
run_tests "$@"
