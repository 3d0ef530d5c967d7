#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: one namespace
# Claim: an invalid request is refused with an errno and a message that names the cause,
#        extack points at the offending attribute, and the configuration stays as it was,
#        to the byte; a large but valid request is accepted, and returned in full
# Catches: a policy that is not strict; a config-set that is partly done; an attribute
#          read past its end; a limit that is off by one

. "$(dirname "$0")/lib.sh"
need_tools ip python3
need_module

setup()
{
	setup_ns edge
}

abuse()
{
	in_ns "$edge" "$lib_dir/helpers/genl.py" "$1"
}

test_case "requests that are malformed" abuse form
test_case "requests in which something is missing" abuse missing
test_case "ids, names, policies and numbers of circuits" abuse circuits
test_case "mark masks without three fields" abuse masks
test_case "names that no device can have, links that are used twice" abuse links
test_case "pools that are no prefixes, pools that overlap" abuse pools
test_case "prefixes that dropping is limited to" abuse enforce
test_case "the other commands" abuse commands
test_case "a namespace where nothing is configured" abuse quiet
test_case "configurations as large as they may be" abuse extremes
run_tests "$@"
