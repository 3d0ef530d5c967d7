#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: one namespace, "edge", whose links lead nowhere, with rules, routes and
#           tables of other programs. Where the module is not loaded, ERSYM_FAKE_PROGRAM
#           (userspace/tests/fake_module) stands in for the command
# Claim: apply makes the routes, rules and the nft table that the file asks for; a
#        second apply sends nothing; a changed file changes what differs and no more,
#        and counters survive; clear leaves the state of other programs as it was, to
#        the byte; an apply that fails changes nothing; sets of any size are accepted
# Catches: an observed state that does not compare equal to its own plan; a set element
#          lost where messages are split; a rule of another program that is removed or
#          overlooked; an apply that stops halfway; a listing that nft cannot read

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tools ip jq nft python3 strace

if [ -x "${ERSYM_FAKE_PROGRAM:-$lib_dir/../build/unit/tests/fake_module}" ]; then
	ERSYM=${ERSYM_FAKE_PROGRAM:-$lib_dir/../build/unit/tests/fake_module}
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
	# Autoconfigured IPv6 addresses appear late, and would look like a change.
	wait_for "addresses of IPv6" all_addresses
	cp "$lib_dir/yaml/plan/site.yaml" "$work/site.yaml"
}

# Each device, on both ends, has a link-local address, and none waits for its detection.
all_addresses()
{
	local devices

	read -r -a devices <<< "$links"
	[ "$(ip -n "$edge" -o -6 addr show scope link | wc -l)" -eq $((2 * ${#devices[@]})) ] &&
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

# traced_apply [ARG...]: under strace, which writes what is sent to $work/trace.
traced_apply()
{
	# LeakSanitizer does not work under strace.
	ASAN_OPTIONS=detect_leaks=0 in_ns "$edge" strace -f -e trace=sendto,sendmsg \
		-o "$work/trace" "$@" "$ERSYM" -c "$work/site.yaml" apply
}

nothing_is_sent()
{
	apply > "$work/first"
	traced_apply
	! grep -E 'NLM_F_CREATE|BATCH_BEGIN|RTM_(NEW|DEL)' "$work/trace" ||
		fail "a second apply sent something"
	# The same pattern must match where there is something to do.
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
	# Elements of a hash are listed in the order of its seed.
	assert_eq "the listing" "$(sed '/elements = {/,/}$/d' "$work/listing")" \
		"$(< "$lib_dir/yaml/plan/site.nft")"
	in_ns "$edge" nft -c -f "$work/listing"
	in_ns "$edge" nft -j list table inet ersym > "$work/listing.json"
	jq -e '.nftables | length > 20' "$work/listing.json" > "$work/out"
	# What nft makes of its own listing is what ersym makes of the file.
	in_ns "$edge" nft delete table inet ersym
	in_ns "$edge" nft -f "$work/listing"
	assert_eq "operations against what nft loaded" "$(apply)" ""
}

# any_site NAME: what the first file does not have: several pools, IPv6, port ranges.
any_site()
{
	cp "$lib_dir/yaml/plan/$1.yaml" "$work/site.yaml"
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

# without_elements: the table; elements of a hash come in the order of its seed.
without_elements()
{
	in_ns "$edge" nft list table inet ersym | sed '/elements = {/,/}$/d'
}

# chain_is_replaced SHAPE: of the chain "forward", which another program made.
chain_is_replaced()
{
	apply > "$work/out"
	without_elements > "$work/before"
	ersym clear
	in_ns "$edge" nft "table inet ersym { chain forward { type $1; }; }"
	apply > "$work/out"
	assert_eq "the table" "$(without_elements)" "$(< "$work/before")"
	assert_eq "operations of a second apply" "$(apply)" ""
}

# A rule of ours that matches what it should not; all else of it is as it was.
inverted_rule_is_replaced()
{
	local priority mark mask table

	apply > "$work/out"
	ip -n "$edge" rule > "$work/before"
	read -r priority mark mask table < <(ip -n "$edge" -j rule | jq -r \
		'[.[] | select(.protocol == "117" and .table and (has("not") | not))][0] |
			"\(.priority) \(.fwmark) \(.fwmask) \(.table)"')
	ip -n "$edge" -batch - <<- EOF
		rule del pref $priority fwmark $mark/$mask lookup $table protocol 117
		rule add not pref $priority fwmark $mark/$mask lookup $table protocol 117
	EOF
	assert_eq "operations" "$(operations | xargs)" "add rule $priority delete rule $priority"
	assert_eq "rules" "$(ip -n "$edge" rule)" "$(< "$work/before")"
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
	assert_eq "rules" "$(ip -n "$edge" rule | grep -c 'proto 117')" 3
	assert_eq "rules of IPv6" "$(ip -n "$edge" -6 rule | grep 'proto 117' || :)" ""
	assert_eq "tables" "$(ip -n "$edge" -o route show table all | grep -o 'table 7.*' |
		cut -d ' ' -f 2 | sort -u)" 7002
	assert_eq "blackholes" "$(ip -n "$edge" route show type blackhole proto 117 | xargs)" \
		"blackhole 20.2.2.8/29 metric 7000"
	assert_eq "sets and maps" \
		"$(in_ns "$edge" nft -j list table inet ersym |
			jq -r '[.nftables[] | (.set // .map).name | values] | sort | join(" ")')" \
		"inside inside6 links outbound"
	assert_eq "operations of a second apply" "$(apply)" ""
}

# apply_refuses PATTERN: apply fails with this message and changes nothing.
apply_refuses()
{
	everything > "$work/before"
	assert_fails apply
	assert_match message "$output" "$1"
	assert_eq "the state" "$(everything)" "$(< "$work/before")"
}

# A rule of another program at preference 0 before ours: apply names it.
rules_before_are_named()
{
	ip -n "$edge" rule add pref 0 from 10.9.0.0/16 lookup 101
	assert_match warning "$(apply 2>&1)" \
		'warning: rule "0: from 10.9.0.0/16 lookup 101" of another program precedes'
	ip -n "$edge" rule del pref 0 from 10.9.0.0/16 lookup 101
	# Without a priority, it follows ours.
	ip -n "$edge" rule add from 10.9.0.0/16 lookup 101
	assert_eq "warnings" "$(apply 2>&1 | grep precedes || :)" ""
	assert_match "rules" "$(ip -n "$edge" rule | xargs)" \
		'^0: from all lookup local 0: not from all fwmark [^ ]* goto 33000 proto 117 0: from 10.9'
	ip -n "$edge" rule del from 10.9.0.0/16 lookup 101
}

# Rules where an earlier version had them: the new ones are added before they are deleted.
old_rules_are_replaced()
{
	apply > "$work/out"
	ip -n "$edge" rule > "$work/before"
	ip -n "$edge" rule add pref 7001 fwmark 0x10000/0x1f0000 lookup 7001 protocol 117
	assert_eq "operations" "$(operations | xargs)" "delete rule 7001"
	assert_eq "rules" "$(ip -n "$edge" rule)" "$(< "$work/before")"
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

# Where the kernel has no flowtables, apply reports it, and changes nothing.
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

# module_is: the configuration of the stand-in for the module; nothing if it has none.
module_is()
{
	[ ! -e "$work/module" ] || cat "$work/module"
}

failure_undoes_everything()
{
	# A route that exists already cannot be added.
	ip -n "$edge" route add default via 203.0.113.1 table 7006
	apply_refuses "cannot add route default via 203.0.113.1 dev wan0 table 7006"
	assert_eq "the module" "$(module_is)" ""
	ip -n "$edge" route del default table 7006
	apply > "$work/out"
	# The same with a configuration to restore.
	everything > "$work/before"
	cp "$work/module" "$work/module.before"
	edit -e 's/id: 6/id: 7/' -e 's/20.2.2.0\/29/20.2.2.32\/29/'
	ip -n "$edge" route add default via 203.0.113.1 table 7007
	everything > "$work/before"
	assert_fails apply
	everything > "$work/after"
	assert_eq "the state" "$(< "$work/after")" "$(< "$work/before")"
	assert_eq "the module" "$(< "$work/module")" "$(< "$work/module.before")"
}

# A table that is owned by another program's socket can be read, but not replaced.
nft_failure_undoes_everything()
{
	mkfifo "$work/commands"
	in_ns "$edge" nft -i < "$work/commands" > "$work/out" &
	exec 5> "$work/commands"
	echo 'add table inet ersym { flags owner; }' >&5
	wait_for "the table of the other owner" in_ns "$edge" nft list table inet ersym
	apply_refuses "cannot delete nft table inet ersym: not permitted"
	[[ $output != *rollback* ]] || fail "the rollback: $output"
	assert_eq "the module" "$(module_is)" ""
	exec 5>&-
	wait
	apply > "$work/out"
	assert_eq "operations of a second apply" "$(apply)" ""
}

dead_links_are_left_out()
{
	ip -n "$edge" link set us-sec down
	ip -n "$edge" link del xfrm0
	# A gateway that is reached by another router is no neighbour.
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
	assert_match "operations after it was created" "$(apply 2> "$work/err")" \
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

# links_that_flap: what the kernel itself changes in a multipath route is no difference. The
# route to the link's own network it deletes, and that is added again.
links_that_flap()
{
	apply > "$work/out"
	ip -n "$edge" link set us-sec down
	assert_eq "operations with a dead link" "$(apply 2> "$work/err")" ""
	ip -n "$edge" link set us-sec up
	assert_eq "operations with the link again" "$(apply 2> "$work/err")" \
		"+ route 198.51.100.4/30 dev us-sec table 7001"
	assert_eq "operations of a second apply" "$(apply 2> "$work/err")" ""
}

# steps: what a traced apply did to routes and to the module, in order.
steps()
{
	sed -n -e 's/.*\<RTM_NEWROUTE\>.*/routes/p' \
		-e 's/.*openat(.*module", O_WRONLY.*/module/p' "$work/trace" | xargs
}

# A link that is removed from a circuit is inside at once: its routes must be deleted
# before, and those of a new link added after; the table of a new circuit is there before
# a packet is led to it. Routes are sent in one batch.
routes_of_links()
{
	traced_apply -e trace=sendto,openat > "$work/out"
	assert_eq "circuits are added" "$(steps)" "routes module"
	edit '/us-sec/d'
	traced_apply -e trace=sendto,openat > "$work/out"
	assert_eq "a link is removed" "$(steps)" "routes module"
	cp "$lib_dir/yaml/plan/site.yaml" "$work/site.yaml"
	traced_apply -e trace=sendto,openat > "$work/out"
	assert_eq "a link is added" "$(steps)" "module routes"
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
	lock_held "$edge"
	assert_fails apply
	assert_match message "$output" "another ersym, process $(< "$work/locked"), is running"
	lock_released
	apply > "$work/out"
}

# Either may have the higher number.
lock_is_of_a_namespace()
{
	setup_ns other
	# shellcheck disable=SC2154 # by setup_ns
	lock_held "$other"
	apply > "$work/out"
	lock_released
	lock_held "$edge"
	in_ns "$other" "$ERSYM" clear
	lock_released
}

test_case "applied twice, the second changes nothing" apply_is_idempotent
test_case "applied twice, the second sends nothing" nothing_is_sent
test_case "diff says what apply does, and does nothing" diff_says_what_apply_does
test_case "nft reads its own listing of the table" listing_loads_again
for site in site pools ipv6 ranges netmap; do
	test_case "all of $site.yaml is added, described and deleted" any_site "$site"
done
test_case "a changed service changes its elements only" only_what_differs_changes
test_case "counters survive changed chains" counters_survive
test_case "a table of another shape is replaced" foreign_shape_is_replaced
for shape in "filter hook output priority 0" "filter hook forward priority 5" \
	"filter hook forward priority 0; policy drop"; do
	test_case "a chain of another shape is replaced: $shape" chain_is_replaced "$shape"
done
test_case "an inverted rule is replaced" inverted_rule_is_replaced
test_case "what is no longer in the file is removed" removed_is_removed
test_case "clear leaves the state of other programs as it was" clear_leaves_others_alone
test_case "rules of other programs before ours are named" rules_before_are_named
test_case "rules at other priorities are replaced" old_rules_are_replaced
test_case "offload, or what it needs" offload_needs_flowtables
test_case "marks of other programs in the mask are refused" conflicting_marks_are_refused
test_case "a failure leaves things as they were" failure_undoes_everything
test_case "a failure in nft leaves things as they were" nft_failure_undoes_everything
test_case "links that are down, missing or without a network" dead_links_are_left_out
test_case "a link that goes down and up" links_that_flap
[ "${ERSYM##*/}" = ersym ] || test_case "routes leave a link before the module does" routes_of_links
test_case "other programs may change the ruleset meanwhile" \
	changes_of_others_are_no_obstacle
test_case "two commands in different namespaces: none waits" lock_is_of_a_namespace
test_case "two commands at a time: one waits" lock_keeps_others_out
for size in 1 2 1499 1500 1501 65535; do
	test_case "a set of $size elements" set_of_size "$size"
done
run_tests "$@"
