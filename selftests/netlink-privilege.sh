#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: a namespace, users with and without capabilities
# Claim: without CAP_NET_ADMIN over the network namespace, a program changes nothing and
#        may read everything; the administrator of a user namespace may do everything in
#        a network namespace of that user namespace, and sees nothing of any other
# Catches: a command without its flag; a check against the wrong user namespace; a
#          configuration that leaks from one network namespace into another

. "$(dirname "$0")/lib.sh"
need_tools ip jq python3 setpriv unshare
need_ersym

setup()
{
	setup_ns edge
	configure "$edge" <<- END
		link add us-pri up type dummy
		link add us-sec up type dummy
		link add eu-pri up type dummy
	END
	# Other users may not be able to read root's directory, nor the one where the
	# programs are.
	chmod 755 "$work"
	cp "$lib_dir/helpers/genl.py" "$ERSYM" "$work"
	in_ns "$edge" "$work/genl.py" errno config-set
	generation=$(config)
}

nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"

config()
{
	in_ns "$edge" "$work/genl.py" config
}

# may_only_read PREFIX: what a program that PREFIX starts may do.
may_only_read()
{
	assert_eq "errors" "$($1 "$work/genl.py" errno config-set flow-flush \
		config-get circuit-get circuit-dump violation-dump)" \
		"config-set EPERM
flow-flush EPERM
config-get none
circuit-get none
circuit-dump none
violation-dump none"
	assert_eq "configuration" "$(config)" "$generation"
}

nobody_may_only_read()
{
	may_only_read "in_ns $edge $nobody"
}

# Root without this one capability.
root_without()
{
	may_only_read "in_ns $edge setpriv --inh-caps=-net_admin
		--bounding-set=-net_admin"
}

# Its user namespace is not the one that owns the network namespace.
admin_elsewhere()
{
	may_only_read "in_ns $edge $nobody unshare -Ur"
	may_only_read "in_ns $edge unshare -Ur"
}

the_command_says_so()
{
	cat > "$work/ersym.yaml" <<- END
		circuits:
		  us: {id: 1, links: {us-pri: {}}, snat: [20.2.2.0/29]}
	END
	for command in apply clear flush; do
		# shellcheck disable=SC2086 # words
		assert_fails in_ns "$edge" $nobody "$work/ersym" -c "$work/ersym.yaml" $command
		assert_match "$command" "$output" "not permitted"
		assert_eq "configuration" "$(config)" "$generation"
	done
	# There is no heading of a list that is refused.
	# shellcheck disable=SC2086 # words
	assert_fails in_ns "$edge" $nobody "$work/ersym" flows
	assert_eq "flows" "$output" \
		"ersym: cannot list connections: not permitted: this needs CAP_NET_ADMIN in the network namespace"
	# shellcheck disable=SC2086 # words
	assert_eq "circuits" "$(in_ns "$edge" $nobody "$work/ersym" -j show circuits |
		jq -c '[.[].name]')" '["us","eu"]'
}

# In a user namespace and a network namespace of its own.
admin_of_his_own()
{
	cat > "$work/own.sh" <<- 'END'
		set -eu
		cd "${0%/*}"
		echo "before: $(./ersym -j show circuits | jq -c .)"
		./genl.py errno flow-flush config-set config-get circuit-get flow-flush
		ip link add eu-pri up type dummy
		./ersym -j show circuits | jq -r '.[] | .name as $c | .links[] |
			"\($c) \(.dev) \(.present)"'
	END
	# shellcheck disable=SC2086 # words
	in_ns "$edge" $nobody unshare -Urn bash "$work/own.sh" > "$work/own.out"
	assert_eq "what the admin of his own namespace may" "$(cat "$work/own.out")" \
		"before: []
flow-flush ENOENT
config-set none
config-get none
circuit-get none
flow-flush none
us us-pri false
us us-sec false
eu eu-pri true"
	assert_eq "configuration of the host" "$(config)" "$generation"
}

smoke "admin of a user namespace"
test_case "a user without capabilities reads and changes nothing" nobody_may_only_read
test_case "root without CAP_NET_ADMIN reads and changes nothing" root_without
test_case "an admin of another user namespace reads and changes nothing" admin_elsewhere
test_case "the command reports what it may not do" the_command_says_so
test_case "an admin of a user namespace may do all in its network namespace" \
	admin_of_his_own
run_tests "$@"
