#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What every ersym selftest sources. A test file
#
#   - says in its head: Topology, Claim, Catches (the bugs that it would catch);
#   - sources this file and a topology;
#   - registers its cases, each a function: test_case "what holds" FUNCTION [ARG...]
#   - ends with run_tests.
#
# Each case runs in a subshell with namespaces of its own. The first command in
# it that fails ends it, as does the first assert; then the state of the
# namespaces is printed and everything is removed. "setup", where a file or a
# topology defines it, runs before each case, "teardown" after it, also after a
# failure. "FILE WORD..." runs only the cases with a WORD in their description,
# "FILE -l" lists them.

lib_dir=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

# Under emulation the start of a program takes a tenth of a second, so these files
# start few, and small ones: "ip" (see helpers/ip.c) reads batches, and the shell does
# the rest.
PATH=$lib_dir/helpers:$PATH:/usr/sbin:/sbin
shopt -s lastpipe

. "$lib_dir/lib/ktap.sh"
. "$lib_dir/lib/need.sh"
. "$lib_dir/lib/assert.sh"
. "$lib_dir/lib/wait.sh"
. "$lib_dir/lib/netns.sh"
. "$lib_dir/lib/ersym.sh"
. "$lib_dir/lib/capture.sh"
. "$lib_dir/lib/traffic.sh"
. "$lib_dir/lib/diagnosis.sh"
