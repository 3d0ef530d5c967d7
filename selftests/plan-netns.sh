#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: one namespace, "edge", with links that lead nowhere, and rules,
# routes and tables of other programs in place. Where the module is not loaded,
# ERSYM_STRAW (userspace/tests/apply_without_module) stands in for ersym.
#
# Claim: apply makes the routes, rules and the nft table that the file asks for;
# a second apply sends nothing; a changed file changes what differs and no more,
# and counters survive; clear leaves everything of others as it was, to the byte;
# what fails leaves nothing behind; sets of any size go through.
#
# Bugs that it would catch: an observation that does not compare with its own
# plan, a set element that is lost where messages are split, a rule of another
# program that is removed or overlooked, a half done apply, a listing that nft
# itself cannot read.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tools ip jq nft python3 strace

if [ -x "${ERSYM_STRAW:-$lib_dir/../build/unit/tests/apply_without_module}" ]; then
	ERSYM=${ERSYM_STRAW:-$lib_dir/../build/unit/tests/apply_without_module}
else
	need_ersym
fi

links="us-pri us-sec eu-pri vlan.100 xfrm0 wan0 n0 f0 o0 us0 a0 a1"

setup()
{
	local link

	setup_ns edge
	forwards "$edge"
	export ERSYM_FAKE_MODULE=$work/module
	for link in $links; do
		echo "link add $link type veth peer name to-$link"
		echo "link set to-$link up"
		echo "link set $link up"
	done | ip -n "$edge" -batch -
	configure "$edge" <<- EOF
		addr add 198.51.100.1/30 dev us-pri
		addr add 2001:db8:1::1/64 dev us-pri nodad
		addr add 198.51.100.5/30 dev us-sec
		addr add 198.51.100.9/30 dev eu-pri
		addr add 172.31.0.1/30 dev vlan.100
		addr add 203.0.113.2/24 dev wan0
		addr add 198.18.0.1/30 dev n0
		addr add 198.18.0.5/30 dev f0
		addr add 198.18.0.9/30 dev us0
		addr add 2001:db8:101::1/64 dev a0 nodad
		addr add 2001:db8:102::1/64 dev a1 nodad
		rule add fwmark 0xff00/0xff00 lookup 100 priority 500
		rule add from 10.9.0.0/16 lookup 101 priority 501
		route add 192.0.2.0/24 via 203.0.113.1 table 100
		route add blackhole 192.0.2.128/25 metric 7000
	EOF
	ip -n "$edge" -6 -batch - <<- EOF
		rule add fwmark 0x1200/0xff00 lookup 100 priority 500
		route add 2001:db8:99::/48 via 2001:db8:1::2 metric 50
	EOF
	in_ns "$edge" nft -f - <<- EOF
		table inet filter {
			set links { type ifname; elements = { "us-pri" } }
			chain forward { type filter hook forward priority 0; iifname @links counter; }
		}
		table ip nat {
			chain postrouting { type nat hook postrouting priority srcnat; oifname "wan0" masquerade; }
		}
	EOF
	# Addresses that IPv6 finds by itself come late, and would look like a change.
	wait_for "addresses of IPv6" no_tentative
	cp "$lib_dir/configs/plan/site.yaml" "$work/site.yaml"
}

no_tentative()
{
	[ -z "$(ip -n "$edge" -6 addr show tentative)" ]
}

everything()
{
	in_ns "$edge" nft list ruleset
	ip -n "$edge" rule
	ip -n "$edge" -6 rule
	ip -n "$edge" route show table all
	ip -n "$edge" -6 route show table all
}

# apply [ARG...]: the file as it is now.
apply()
{
	ersym -c "$work/site.yaml" "$@" apply
}

operations()
{
	apply -j | jq -r '.operations[] | "\(.op) \(.object) \(.name // .set // .dst // .priority)"'
}

edit()
{
	sed -i "$@" "$work/site.yaml"
}

apply_is_idempotent()
{
	apply > "$work/first"
	assert_match "first apply" "$(< "$work/first")" '\+ table inet ersym'
	everything > "$work/after"
	assert_eq "operations of a second apply" "$(apply)" ""
	assert_eq "JSON of a second apply" "$(apply -j | jq -c .)" '{"operations":[]}'
	assert_eq "what diff says" "$(ersym -c "$work/site.yaml" diff)" ""
	assert_eq "the state" "$(everything)" "$(< "$work/after")"
}

# traced_apply [ARG...]: of strace. What is sent is in $work/trace.
traced_apply()
{
	# The leak detector cannot work under strace.
	ASAN_OPTIONS=detect_leaks=0 in_ns "$edge" strace -f -e trace=sendto,sendmsg \
		-o "$work/trace" "$@" "$ERSYM" -c "$work/site.yaml" apply
}

nothing_is_sent()
{
	apply > "$work/first"
	traced_apply
	! grep -E 'NLM_F_CREATE|BATCH_BEGIN|RTM_(NEW|DEL)' "$work/trace" ||
		fail "a second apply sent something"
	# The same pattern sees it where there is something to do.
	edit 's/20.2.2.0\/29/20.2.2.32\/29/'
	traced_apply > "$work/out"
	grep -q BATCH_BEGIN "$work/trace" || fail "strace does not see a transaction"
}

diff_says_what_apply_does()
{
	everything > "$work/before"
	ersym -c "$work/site.yaml" diff > "$work/diff"
	assert_eq "the state after diff" "$(everything)" "$(< "$work/before")"
	assert_eq "what apply did" "$(apply)" "$(< "$work/diff")"
}

listing_loads_again()
{
	apply > "$work/out"
	in_ns "$edge" nft list table inet ersym > "$work/listing"
	# Elements of a hash come in the order of its seed.
	assert_eq "the listing" "$(sed '/elements = {/,/}$/d' "$work/listing")" \
		"$(< "$lib_dir/configs/plan/site.nft")"
	in_ns "$edge" nft -c -f "$work/listing"
	in_ns "$edge" nft -j list table inet ersym > "$work/listing.json"
	jq -e '.nftables | length > 20' "$work/listing.json" > "$work/out"
	# What nft makes of its own listing is what ersym makes of the file. Only
	# for a range of ports nft adds a step, to the protocol, that does nothing.
	in_ns "$edge" nft delete table inet ersym
	in_ns "$edge" nft -f "$work/listing"
	assert_eq "operations against what nft loaded" "$(apply)" \
		$'~ chain prerouting\n~ chain from-links'
}

# any_site NAME: what is not in the first file: several pools, IPv6, ranges of ports.
any_site()
{
	cp "$lib_dir/configs/plan/$1.yaml" "$work/site.yaml"
	everything > "$work/before"
	apply > "$work/out" 2> "$work/err"
	assert_eq "operations of a second apply" "$(apply 2> "$work/err")" ""
	in_ns "$edge" nft list table inet ersym > "$work/listing"
	in_ns "$edge" nft -c -f "$work/listing"
	ersym show config > "$work/described.yaml"
	assert_eq "operations of what show config says" \
		"$(ersym -c "$work/described.yaml" apply 2> "$work/err")" ""
	ersym clear
	assert_eq "the state" "$(everything)" "$(< "$work/before")"
}

only_what_differs_changes()
{
	apply > "$work/out"
	in_ns "$edge" nft -a list table inet ersym > "$work/before"
	edit 's/tcp\/25,/tcp\/26,/'
	assert_eq operations "$(operations | sort | uniq -c | awk '{print $1, $2, $3, $4}')" \
"3 add element dnat-port
3 add element service-port
3 delete element dnat-port
3 delete element service-port"
	in_ns "$edge" nft -a list table inet ersym | sed 's/ \. 26 / . 25 /; s/ \. 26,/ . 25,/' |
		sort > "$work/after"
	assert_eq "handles of everything else" "$(< "$work/after")" "$(sort "$work/before")"
}

counters_survive()
{
	apply > "$work/out"
	in_ns "$edge" nft -f - <<- EOF
		delete rule inet ersym from-links handle $(in_ns "$edge" nft -a list chain inet ersym from-links | sed -n 's/.*invalid.*handle //p')
		add chain inet ersym probe { type filter hook output priority 0; }
		add rule inet ersym probe ip protocol icmp counter name "invalid" accept
	EOF
	in_ns "$edge" ping -q -c 3 127.0.0.1 > "$work/out"
	edit 's/20.2.2.0\/29/20.2.2.32\/29/'
	operations > "$work/operations"
	grep -q 'delete chain probe' "$work/operations"
	grep -q 'change chain from-links' "$work/operations"
	grep -q 'change chain snat-us' "$work/operations"
	assert_match "counter" "$(in_ns "$edge" nft list counter inet ersym invalid)" 'packets 6 '
	assert_eq "operations of a second apply" "$(apply)" ""
}

foreign_shape_is_replaced()
{
	in_ns "$edge" nft -f - <<- EOF
		table inet ersym {
			set links { type ipv4_addr; elements = { 1.2.3.4 } }
			chain forward { type filter hook input priority 5; ip saddr @links drop; }
		}
	EOF
	apply > "$work/out"
	assert_eq "first operations" "$(grep "table inet" "$work/out")" \
		$'- table inet ersym\n+ table inet ersym'
	assert_eq "operations of a second apply" "$(apply)" ""
}

clear_leaves_others_alone()
{
	everything > "$work/before"
	apply > "$work/out"
	ersym clear
	assert_eq "the state" "$(everything)" "$(< "$work/before")"
	assert_eq "the module" "$(cat "$work/module" 2> /dev/null)" ""
	ersym clear
	assert_eq "the state after a second clear" "$(everything)" "$(< "$work/before")"
}

removed_is_removed()
{
	apply > "$work/out"
	printf 'circuits:\n  eu:\n    id: 2\n    links: {eu-pri: {gateway: [198.51.100.10]}}\n    kind: internet\n    snat: [20.2.2.8/29]\n' \
		> "$work/site.yaml"
	apply > "$work/out"
	assert_eq "rules" "$(ip -n "$edge" rule | grep -c 'proto 117')" 1
	assert_eq "rules of IPv6" "$(ip -n "$edge" -6 rule | grep 'proto 117' || :)" ""
	assert_eq "tables" "$(ip -n "$edge" -o route show table all | grep -o 'table 7.*' |
		cut -d ' ' -f 2 | sort -u)" 7002
	assert_eq "blackholes" "$(ip -n "$edge" route show type blackhole proto 117 | xargs)" \
		"blackhole 20.2.2.8/29 metric 7000"
	assert_eq "sets and maps" \
		"$(in_ns "$edge" nft -j list table inet ersym |
			jq -r '[.nftables[] | (.set // .map).name | values] | sort | join(" ")')" \
		"inside links outbound"
	assert_eq "operations of a second apply" "$(apply)" ""
}

# apply_refuses PATTERN: and leaves things as they were.
apply_refuses()
{
	everything > "$work/before"
	assert_fails apply
	assert_match message "$output" "$1"
	assert_eq "the state" "$(everything)" "$(< "$work/before")"
}

# Six circuits have a tree of rules, which would go past a rule that stands there.
rules_of_others_are_not_passed()
{
	ip -n "$edge" rule add from 10.9.0.0/16 lookup 101 priority 6500
	apply_refuses "rule 6500 of another program stands among those of ersym"
	ip -n "$edge" rule del priority 6500
	apply > "$work/out"
}

has_flowtables()
{
	in_ns "$edge" nft -c add table inet try 2> /dev/null &&
		in_ns "$edge" nft -c -f - 2> /dev/null <<- EOF
			table inet try {
				flowtable try { hook ingress priority 0; devices = { us-pri }; }
				chain forward { type filter hook forward priority 0; flow add @try; }
			}
		EOF
}

# Where the kernel has none, apply says so, and leaves nothing behind.
offload_needs_flowtables()
{
	everything > "$work/before"
	edit '1i offload: true'
	if has_flowtables; then
		apply > "$work/out"
		assert_match "flowtables" "$(in_ns "$edge" nft list flowtables)" fastpath
		assert_eq "operations of a second apply" "$(apply)" ""
		ersym clear
	else
		assert_fails apply
		assert_match "refusal" "$output" "this kernel lacks flowtables"
	fi
	assert_eq "the state" "$(everything)" "$(< "$work/before")"
}

conflicting_marks_are_refused()
{
	ip -n "$edge" rule add fwmark 0x30000/0xff0000 lookup 100 priority 502
	apply_refuses "rule 502 \(fwmark 0x30000/0xff0000\) of another program uses bits of mark-mask 0xffff0000"
	ip -n "$edge" rule del priority 502
	ip -n "$edge" rule add fwmark 0x12 lookup 100 priority 502
	assert_match warning "$(apply 2>&1)" "warning: rule 502 .* looks at bits of mark-mask"
}

failure_undoes_everything()
{
	# What is there already cannot be added.
	ip -n "$edge" route add default via 203.0.113.1 table 7006
	apply_refuses "cannot add route default via 203.0.113.1 dev wan0 table 7006"
	assert_eq "the module" "$(cat "$work/module" 2> /dev/null)" ""
	ip -n "$edge" route del default table 7006
	apply > "$work/out"
	# The same with something to go back to.
	everything > "$work/before"
	cp "$work/module" "$work/module.before"
	edit -e 's/id: 6/id: 7/' -e 's/20.2.2.0\/29/20.2.2.32\/29/'
	ip -n "$edge" rule add fwmark 0x70000/0x1f0000 lookup 7007 priority 7007 protocol static
	everything > "$work/before"
	assert_fails apply
	everything > "$work/after"
	assert_eq "the state" "$(< "$work/after")" "$(< "$work/before")"
	assert_eq "the module" "$(< "$work/module")" "$(< "$work/module.before")"
}

# A table that another program's socket owns can be read, but not replaced.
nft_failure_undoes_everything()
{
	mkfifo "$work/commands"
	in_ns "$edge" nft -i < "$work/commands" > "$work/out" &
	exec 5> "$work/commands"
	echo 'add table inet ersym { flags owner; }' >&5
	wait_for "the table of another" in_ns "$edge" nft list table inet ersym
	apply_refuses "cannot delete nft table inet ersym: not permitted"
	assert_eq "the module" "$(cat "$work/module" 2> /dev/null)" ""
	exec 5>&-
	wait
	apply > "$work/out"
	assert_eq "operations of a second apply" "$(apply)" ""
}

dead_links_are_left_out()
{
	ip -n "$edge" link set us-sec down
	ip -n "$edge" link del xfrm0
	# A gateway behind another router is no neighbour.
	ip -n "$edge" -batch - <<- EOF
		addr del 198.51.100.9/30 dev eu-pri
		addr add 10.55.0.1/30 dev eu-pri
		route add 198.51.100.10 via 10.55.0.2 dev eu-pri
	EOF
	apply > "$work/out" 2> "$work/err"
	assert_eq warnings "$(grep -o 'warning: [a-z]* [^ ]* is [a-z]*\|warning: link [^ ]* does not exist\|warning: gateway .* link eu-pri' "$work/err" | sort)" \
"warning: gateway 198.51.100.10 is in no network of link eu-pri
warning: link us-sec is down
warning: link xfrm0 does not exist"
	assert_eq "table of us" "$(ip -n "$edge" -o route show default table 7001 | xargs)" \
		"default via 198.51.100.2 dev us-pri proto 117"
	assert_eq "operations of a second apply" "$(apply 2> "$work/err")" ""
	ip -n "$edge" link set us-sec up
	assert_match "operations when it came" "$(apply 2> "$work/err")" \
		'~ route default table 7001 nexthop via 198.51.100.2 dev us-pri nexthop via 198.51.100.6 dev us-sec'
	assert_eq "operations of a second apply" "$(apply 2> "$work/err")" ""
}

# Holds the transaction back while another program changes its own table.
changes_of_others_are_no_obstacle()
{
	local nth pid

	traced_apply > "$work/first"
	nth=$(grep -n -m 1 BATCH_BEGIN "$work/trace" | cut -d : -f 1)
	ersym clear
	traced_apply -e inject=sendto:delay_enter=500000:when="$nth" > "$work/out" &
	pid=$!
	while kill -0 "$pid" 2> /dev/null; do
		in_ns "$edge" nft 'add table ip noise; delete table ip noise'
		moment
	done
	wait "$pid"
	assert_ge transactions "$(grep -c BATCH_BEGIN "$work/trace")" 2
	assert_eq "what apply did" "$(< "$work/out")" "$(< "$work/first")"
	assert_eq "operations of a second apply" "$(apply)" ""
}

# links_that_flap: what the kernel does by itself to a route of two is no difference.
links_that_flap()
{
	apply > "$work/out"
	ip -n "$edge" link set us-sec down
	assert_eq "operations with a dead link" "$(apply 2> "$work/err")" ""
	ip -n "$edge" link set us-sec up
	assert_eq "operations when it came" "$(apply 2> "$work/err")" ""
}

# steps: what a traced apply did to routes and to the module, in order.
steps()
{
	sed -n -e 's/.*\<RTM_NEWROUTE\>.*/routes/p' \
		-e 's/.*openat(.*module", O_WRONLY.*/module/p' "$work/trace" | xargs
}

# A link that leaves a circuit is inside at once: its routes must have gone by then,
# and those of one that comes must wait. As many routes as there are go together.
routes_of_links()
{
	traced_apply -e trace=sendto,openat > "$work/out"
	assert_eq "a circuit comes" "$(steps)" "module routes"
	edit '/us-sec/d'
	traced_apply -e trace=sendto,openat > "$work/out"
	assert_eq "a link leaves" "$(steps)" "routes module"
	cp "$lib_dir/configs/plan/site.yaml" "$work/site.yaml"
	traced_apply -e trace=sendto,openat > "$work/out"
	assert_eq "a link comes" "$(steps)" "module routes"
}

# many N [EVERY]: a file with N services of one port each.
many()
{
	python3 - "$1" <<- 'EOF'
		import sys
		n = int(sys.argv[1])
		print("circuits:\n  us:\n    id: 1\n    kind: internet\n    links: {us-pri: {gateway: [198.51.100.2]}}")
		print("    snat: [20.2.2.0/29]\n    inbound-snat: [10.200.1.0/24]\nservices:")
		for i in range(n):
		    print(f"  s{i}: {{address: 100.{i >> 16}.{i >> 8 & 255}.{i & 255}, to: 10.{i >> 16}.{i >> 8 & 255}.{i & 255}, ports: [tcp/80], via: [us]}}")
	EOF
}

elements()
{
	in_ns "$edge" nft list "$1" inet ersym "$2" | grep -c ' tcp \. 80 '
}

set_of_size()
{
	many "$1" > "$work/site.yaml"
	apply > "$work/out"
	assert_eq "elements of the map" "$(elements map dnat-port)" "$1"
	assert_eq "elements of the set" "$(elements set service-port)" "$1"
	assert_eq "operations of a second apply" "$(apply | head -n 3)" ""
	[ "$1" -gt 1 ] || return 0
	many $(($1 - 1)) > "$work/site.yaml"
	assert_eq "operations with one service less" "$(apply | wc -l)" 3
}

lock_keeps_others_out()
{
	in_ns "$edge" python3 - "$work/locked" <<- 'EOF' &
		import fcntl, os, sys
		fd = os.open("/run/ersym.lock", os.O_RDWR | os.O_CREAT, 0o600)
		fcntl.lockf(fd, fcntl.LOCK_EX, 1, os.stat("/proc/self/ns/net").st_ino)
		open(sys.argv[1], "w").write(str(os.getpid()))
		os.read(os.open(sys.argv[1] + ".end", os.O_RDONLY), 1)
	EOF
	mkfifo "$work/locked.end"
	wait_for "the other process" test -s "$work/locked"
	assert_fails apply
	assert_match message "$output" "another ersym, process $(< "$work/locked"), is at work"
	: > "$work/locked.end"
	wait
	apply > "$work/out"
}

test_case "applied twice, the second changes nothing" apply_is_idempotent
test_case "applied twice, the second sends nothing" nothing_is_sent
test_case "diff says what apply does, and does nothing" diff_says_what_apply_does
test_case "nft reads its own listing of the table" listing_loads_again
for site in site pools ipv6 ranges; do
	test_case "all of $site.yaml comes, is described and goes" any_site "$site"
done
test_case "a changed service changes its elements only" only_what_differs_changes
test_case "counters survive changed chains" counters_survive
test_case "a table of another shape is replaced" foreign_shape_is_replaced
test_case "what is no longer in the file is removed" removed_is_removed
test_case "clear leaves what others have as it was" clear_leaves_others_alone
test_case "rules of others that packets would go past are refused" \
	rules_of_others_are_not_passed
test_case "offload, or what it needs" offload_needs_flowtables
test_case "marks of others are refused" conflicting_marks_are_refused
test_case "a failure leaves things as they were" failure_undoes_everything
test_case "a failure in nft leaves things as they were" nft_failure_undoes_everything
test_case "links that are down, missing or without a network" dead_links_are_left_out
test_case "a link that goes and comes" links_that_flap
[ "${ERSYM##*/}" = ersym ] || test_case "routes leave a link before the module does" routes_of_links
test_case "others may change the ruleset meanwhile" changes_of_others_are_no_obstacle
test_case "two at a time are kept apart" lock_keeps_others_out
for size in 1 2 1499 1500 1501 65535; do
	test_case "a set of $size elements" set_of_size "$size"
done
run_tests "$@"
