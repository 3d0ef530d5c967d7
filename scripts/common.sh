# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the scripts share: where things are, and how they speak.

# shellcheck disable=SC2034 # for those who source this
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/ersym
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

# The Linux whose checkpatch judges our style and whose YNL writes our code.
linux_source_package=linux-source-7.2

say()
{
	printf '%s: %s\n' "$(basename "$0")" "$*" >&2
}

die()
{
	say "$*"
	exit 1
}

# The stock kernels that ersym is for, as debian-root knows them.
stock_series=(6.1 6.12 7.2)

# The release of the newest stock kernel that is installed, as in 6.1.0-56-amd64.
stock_kernel()
{
	dpkg-query -W -f '${Depends}' linux-image-amd64 |
		sed -n 's/.*linux-image-\([0-9][^ ,]*\).*/\1/p'
}

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
	local key

	key=$(printf '%s\n' "${linux_paths[@]}" | sha256sum | cut -c 1-12)
	echo "$cache/$linux_source_package-$key"
}
