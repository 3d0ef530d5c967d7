#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: one namespace with three devices
# Claim: wherever memory runs out, whoever asked is told so, nothing has changed
#        and nothing is lost: the module is loaded or not there, the old
#        configuration stays in force to the byte, a dump is whole or ends with an
#        error, an event that could not be sent is counted as held back
# Catches: an init that does not undo its steps, a configuration that is half in
#          force, a NULL that is used, memory that nobody frees (by kmemleak)

. "$(dirname "$0")/lib.sh"
need_tools ip python3 rmmod
need_failslab
need_module

setup()
{
	setup_ns edge
	configure "$edge" <<- END
		link add us-pri up type dummy
		link add us-sec up type dummy
		link add eu-pri up type dummy
		route add default dev us-pri
	END
}

# each_allocation WORK [ARG]: fails, once, while that is done. Not in_ns, which
# mounts another /sys, without debugfs.
each_allocation()
{
	nsenter --net="/run/netns/$edge" "$lib_dir/fault.py" "$@"
}

test_case "while the module is loaded" each_allocation module "$(module_file)"
test_case "while a network namespace is made" each_allocation namespace
test_case "while a configuration is set" each_allocation configure
test_case "while something is asked for" each_allocation dumps
test_case "while devices come and go" each_allocation devices
test_case "while a violation is counted and told" each_allocation events
run_tests "$@"
