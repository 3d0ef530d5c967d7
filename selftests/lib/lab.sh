# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # variables of the other parts and of the tests
#
# Networks of userspace/tests/network as labs of ersym-net.

networks=$lib_dir/../userspace/tests/network
# No helper of the selftests: the lab wants all of iproute2.
lab_path=/usr/sbin:/usr/bin:/sbin:/bin

# need_lab: root, ersym-net, and FRR.
need_lab()
{
	need_tools ip nft
	ersym_net=$(dirname "${ERSYM:-/}")/ersym-net
	[ -x "$ersym_net" ] || skip_all "needs ersym-net beside ersym"
	[ -d "$networks" ] || skip_all "needs userspace/tests/network"
	[ -x /usr/lib/frr/bgpd ] || skip_all "needs FRR"
}

# lab COMMAND [FAILURE...]: of this case's lab and the description in $work/net.
lab()
{
	local command=$1

	shift
	PATH=$lab_path "$ersym_net" -c "$work/net/network.yaml" lab "$command" "test-$lab_number" "$@"
}

# take_network NAME: a copy that the case may edit.
take_network()
{
	lab_number=$BASHPID
	mkdir -p "$work"
	cp -r "$networks/$1" "$work/net"
}

# edit_network LINE NEW: of the description, but for its indentation, which is \1 in NEW.
# Both are for sed.
edit_network()
{
	grep -q "^ *$1\$" "$work/net/network.yaml" || fail "no line is $1"
	sed -i "s|^\\( *\\)$1\$|\\1$2|" "$work/net/network.yaml"
}

# lab_agrees [FAILURE...]: builds it, and compares.
lab_agrees()
{
	lab up > "$work/up.out" 2>&1 || fail "lab up: $(< "$work/up.out")"
	lab test "$@" | tee "$work/test.out"
	assert_match "what was compared" "$(< "$work/test.out")" \
		'routes and [1-9][0-9]* connections compared, 0 differences, 0 services'
}

teardown()
{
	[ -z "${lab_number:-}" ] || lab down
}
