# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the scripts share: where things are, and how they speak.

# shellcheck disable=SC2034 # for those who source this
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/ersym
# Debian's own programs first: it is their packages that setup installs. Before them
# ccache's names of the compilers: each lane compiles much that another one, or the last
# run, has compiled.
PATH=/usr/lib/ccache:/usr/sbin:/usr/bin:/sbin:/bin:$PATH:/usr/local/sbin
export CCACHE_DIR=$cache/ccache CCACHE_MAXSIZE=1G CCACHE_BASEDIR=$top
# How many things are done at once.
jobs=${JOBS:-$(nproc)}

# The series of the Linux whose checkpatch judges our style, whose YNL writes our code,
# and that is the debug kernel.
linux_series=7.2

say()
{
	printf '%s: %s\n' "$(basename "$0")" "$*" >&2
}

die()
{
	say "$*"
	exit 1
}

key()
{
	sha256sum | cut -c 1-12
}

# exclusively NAME: holds whoever else wants the same of the cache, until this process
# ends.
exclusively()
{
	local lock

	mkdir -p "$cache"
	exec {lock}> "$cache/$1.lock"
	flock -n "$lock" && return
	say "waiting for another one that makes $1"
	flock "$lock"
}

# The stock kernels that ersym is for, as debian-root knows them.
stock_series=(6.1 6.12 7.2)

# What is taken from the Linux source: the tree is kept by this list, so a list
# that changes makes a new tree.
linux_paths=(
	scripts/checkpatch.pl
	scripts/spelling.txt
	scripts/const_structs.checkpatch
	scripts/kernel-doc
	scripts/coccinelle
	scripts/subarch.include
	tools/net/ynl
	tools/docs
	tools/lib/python
	Documentation/netlink
	tools/testing/selftests/Makefile
	tools/testing/selftests/kselftest
	tools/testing/selftests/kselftest.h
	tools/testing/selftests/kselftest_harness.h
	tools/testing/selftests/lib.mk
	tools/testing/selftests/run_kselftest.sh
)

linux_tree()
{
	echo "$cache/linux-source-$linux_series-$(printf '%s\n' "${linux_paths[@]}" | key)"
}
