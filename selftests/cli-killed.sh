#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits
# Claim: apply or clear that is killed after any message that it sends leaves nothing
#        half: each pool that is translated to has its blackhole, each circuit in force
#        has its rule and its table; the next command completes the change, with the marks
#        of connections
# Catches: rules, tables or blackholes after what needs them, or removed before it; marks
#          that stay those of the former configuration because nothing seems left to do

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=topo/site.sh
. "$lib_dir/topo/site.sh"
need_tools ip jq nft at-send conntrack
need_ersym
both_engines

inside=31 wide_inside=63 us=1

setup()
{
	two_circuits
	site_config | for_engine > "$work/old.yaml"
	{
		echo "mark-mask: 0x0fffff00"
		us_snat='[20.2.3.0/29, "2001:db8:20:1::/64"]' site_config | sed 's/id: 2/id: 5/'
	} | for_engine > "$work/new.yaml"
	ersym -c "$work/old.yaml" apply > "$work/apply.out"
	serve 443 "$cloud" udp 1.2.3.4 443
	talk_open us "$client" udp 1.2.3.4 443
	talk us exchange 1
	assert_eq "mark" "$(mark udp 443)" "$(printf '%#x' $((inside << 16 | us << 21)))"
}

# arguments_for STATE: prints the arguments that lead to it.
arguments_for()
{
	case $1 in
	nothing) echo clear ;;
	*) echo "-c $work/$1.yaml apply" ;;
	esac
}

# ruleset: what is in force, without counters.
ruleset()
{
	in_ns "$edge" nft -s list ruleset
	ip -n "$edge" rule
	ip -n "$edge" route show table all
}

# nothing_is_half WHEN: with what is in force now.
nothing_is_half()
{
	local pool id mask shift field table rules blackholes

	table=$(in_ns "$edge" nft list table inet ersym 2> /dev/null) || :
	blackholes=$(ip -n "$edge" route show type blackhole)
	for pool in 20.2.2.0 20.2.3.0 20.2.2.8; do
		[[ $table != *[!0-9.]"$pool"[!0-9.]* ]] ||
			assert_match "$1: blackholes" "$blackholes" "$pool/29"
	done
	mask=$(ersym show config 2> /dev/null | sed -n 's/^mark-mask: *//p') || :
	case $mask in
	0xffff0000) shift=16 field=0x1f0000 ;;
	0xfffff00 | 0x0fffff00) shift=8 field=0x3f00 ;;
	*) return 0 ;;
	esac
	rules=$(ip -n "$edge" -4 rule)
	for id in $({ ersym -j show circuits 2> "$work/missing" || :; } | jq '.[].id'); do
		assert_match "$1: rules" "$rules" \
			"fwmark $(printf '%#x' $((id << shift)))/$field lookup $((7000 + id))"
		assert_match "$1: table of circuit $id" \
			"$(ip -n "$edge" route show table $((7000 + id)))" default
	done
}

# killed_at_each FROM TO [MARK]: MARK is that of the connection over us afterwards.
killed_at_each()
{
	local n status left=none now='' before=0 between=0 marks_left=0 from to

	from=$(arguments_for "$1") to=$(arguments_for "$2")
	for ((n = 1; ; n += step)); do
		if [ "$now" != "$left" ]; then
			# shellcheck disable=SC2086 # arguments without blanks
			ersym $from > "$work/apply.out"
			[ "$1" = nothing ] || talk us exchange 1
			left=$(ruleset | cksum)
		fi
		status=0
		# shellcheck disable=SC2086 # likewise
		in_ns "$edge" at-send "$n" "kill -KILL \$PID" "$ERSYM" $to \
			> "$work/apply.out" 2>&1 || status=$?
		[ "$status" -ne 77 ] || break
		assert_eq "exit status, killed after message $n" "$status" 137
		now=$(ruleset | cksum)
		if [ "$now" = "$left" ]; then
			before=$((before + 1))
			continue
		fi
		between=$((between + 1))
		nothing_is_half "killed after message $n"
		! in_ns "$edge" nft list set inet ersym former > "$work/former" 2>&1 ||
			marks_left=$((marks_left + 1))
		# shellcheck disable=SC2086 # likewise
		ersym $to > "$work/apply.out"
		assert_fails in_ns "$edge" nft list set inet ersym former
		[ -z "${3:-}" ] || assert_eq "mark, killed after message $n" "$(mark udp 443)" "$3"
	done
	assert_ge "kills before the change" "$before" 1
	assert_ge "kills within the change" "$between" 1
	[ -z "${3:-}" ] || [ "$ENGINE" = module ] ||
		assert_ge "kills while marks were converted" "$marks_left" 1
}

# A kernel that checks itself takes seconds for each apply: some of the messages there.
step=1
[ -z "${KSFT_MACHINE_SLOW:-}" ] || step=4
test_case "apply is killed" killed_at_each nothing old
test_case "apply of other ids, pools and another mask is killed" killed_at_each old new \
	"$(printf '%#x' $((wide_inside << 8 | us << 14)))"
test_case "clear is killed" killed_at_each old nothing 0
run_tests "$@"
