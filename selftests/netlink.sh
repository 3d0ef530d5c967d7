#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: one namespace
# Claim: whatever is wrong with a request, it is refused with the errno and the
#        words that name the cause, extack points at the attribute that is to
#        blame, and the configuration stays as it was to the byte; what is large
#        but right is taken, and told again in full
# Catches: a policy that is not strict, a half done config-set, an attribute
#          read past its end, a limit that is off by one

. "$(dirname "$0")/lib.sh"
need_tools ip python3
need_module

setup()
{
	setup_ns edge
}

abuse()
{
	in_ns "$edge" "$lib_dir/genl.py" "$1"
}

test_case "requests that are malformed" abuse form
test_case "requests in which something is missing" abuse missing
test_case "ids, names, policies and numbers of circuits" abuse circuits
test_case "mark masks without three fields" abuse masks
test_case "names that no device can have, links that are used twice" abuse links
test_case "pools that are no prefixes, pools that overlap" abuse pools
test_case "the other commands" abuse commands
test_case "a namespace where nothing is configured" abuse quiet
test_case "configurations as large as they may be" abuse extremes
run_tests "$@"
