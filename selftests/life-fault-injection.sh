#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: one namespace with three devices
# Claim: wherever an allocation fails, the caller gets an error, nothing has changed
#        and nothing is leaked: the module is loaded or absent, the old configuration
#        stays in force to the byte, a dump is complete or ends with an error, an event
#        that could not be sent is counted as suppressed
# Catches: an init that does not undo its steps; a configuration that is partly in
#          force; a NULL dereference; memory that is never freed (by kmemleak)

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

# each_allocation WORK [ARG]: does the work once for each allocation in it, which fails.
# Not by in_ns, which mounts another /sys, without debugfs.
each_allocation()
{
	nsenter --net="/run/netns/$edge" "$lib_dir/helpers/fault.py" "$@"
}

test_case "while the module is loaded" each_allocation module "$(module_file)"
test_case "while a network namespace is made" each_allocation namespace
test_case "while a configuration is set" each_allocation configure
test_case "while requests and dumps are answered" each_allocation dumps
test_case "while devices are created, changed and deleted" each_allocation devices
test_case "while a violation is counted and reported" each_allocation events
run_tests "$@"
