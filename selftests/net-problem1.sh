#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: Problem 1 of "Implementing ExpressRoute for Office 365", with stateful
#           firewalls at three sites, as userspace/tests/network describes it
# Claim: the model of ersym-net and real routers and firewalls agree on every route, on
#        every link that request and answer cross, and on the firewall where the answer
#        dies: in the problem, in its solutions 1a and 1b, in 1a with a firewall that
#        routes answers, in 1a with ersym as export ersym configures it, and where fw-ny
#        is stateless and the circuit carries no private address
# Catches: state, pinning, translation or a private address that the model treats in
#          another way than the kernel

. "$(dirname "$0")/lib.sh"
. "$lib_dir/lib/lab.sh"
need_lab

problem()
{
	take_network s2-problem1
	lab_agrees
}

solution_1a()
{
	take_network s2-problem1
	edit_network 'snat: \[2.2.9.0/28\]' 'snat: [2.2.9.0/28]\n\1inbound-snat: [10.3.200.0/24]'
	[ "$1" = pins ] || edit_network 'fw-nj: {site: new-jersey, stateful: true}' \
		'fw-nj: {site: new-jersey, stateful: true, pins: false}'
	lab_agrees
}

# What the description says of fw-nj, as the ersym.yaml of fw-nj.
exported()
{
	local net=$work/net/network.yaml

	take_network s2-problem1
	edit_network 'snat: \[2.2.9.0/28\]' 'snat: [2.2.9.0/28]\n\1inbound-snat: [10.3.200.0/24]'
	"$ersym_net" -c "$net" export ersym "$work/net/edges"
	"$ERSYM" -c "$work/net/edges/fw-nj/ersym.yaml" check
	edit_network 'fw-nj: {site: new-jersey, stateful: true}' \
		'fw-nj: {site: new-jersey, ersym: edges/fw-nj/ersym.yaml}'
	sed -i '/2\.2\.9\.0/d; /10\.3\.200\.0/d; /^published:/,/^$/d' "$net"
	lab_agrees
}

solution_1b()
{
	take_network s2-problem1
	edit_network 'new-jersey:' 'new-jersey:\n\1  sees: [inet-nj]'
	lab_agrees
}

stateless()
{
	take_network s2-problem1
	edit_network 'fw-ny: {site: new-york, stateful: true}' 'fw-ny: {site: new-york}'
	lab_agrees
}

test_case "problem 1: the answer dies at fw-ny" problem
test_case "solution 1a: both directions by inet-nj" solution_1a pins
test_case "solution 1a with a firewall that routes answers" solution_1a routes
test_case "solution 1a with ersym, as export ersym configures it" exported
test_case "solution 1b: both directions by inet-nj" solution_1b
test_case "fw-ny is stateless: a private address ends before the circuit" stateless
run_tests "$@"
