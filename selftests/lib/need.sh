# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # variables of the other parts and of the tests
#
# What a test needs; it is skipped where that is missing.

# need_tools TOOL...: skips the file where one is missing.
need_tools()
{
	local tool

	[ "$(id -u)" -eq 0 ] || skip_all "needs root"
	for tool in "$@"; do
		command -v "$tool" > /dev/null || skip_all "needs $tool"
	done
}

# module_file: where the module is loaded from.
module_file()
{
	echo "${ERSYM_MODULE:-$(modinfo -n ersym)}"
}

# load_module: from the file in ERSYM_MODULE, if that is set.
load_module()
{
	if [ -n "${ERSYM_MODULE:-}" ]; then
		insmod "$ERSYM_MODULE"
	else
		modprobe -q ersym
	fi
}

# need_module: loaded.
need_module()
{
	[ -d /sys/module/ersym ] || load_module ||
		skip_all "needs the kernel module ersym"
}

# need_kernel MODULE...: loaded, or built in.
need_kernel()
{
	local module

	for module in "$@"; do
		[ -d "/sys/module/$module" ] || modprobe -q "$module" ||
			grep -qE " ${module}_(module_)?init$" /proc/kallsyms ||
			skip_all "needs a kernel with $module"
	done
}

# need_failslab: a kernel that can be told which allocation is to fail.
need_failslab()
{
	[ -e /proc/self/fail-nth ] || skip_all "needs a kernel with fault injection"
	[ -d /sys/kernel/debug/failslab ] || skip_all "needs failslab, and debugfs"
}

# need_ersym: the CLI, and the module loaded, unless ENGINE is nftables: then
# ersym_apply says so in every configuration.
need_ersym()
{
	need_tools ip jq nft tcpdump
	[ -x "${ERSYM:-}" ] || skip_all "needs ersym in the PATH or in ERSYM"
	[ -x "$lib_dir/talk" ] || skip_all "needs talk: make selftests"
	[ "$ENGINE" = nftables ] || need_module
}

# at_speed NATIVE EMULATED: the number for this machine. User-Mode Linux runs at
# the speed of its host.
at_speed()
{
	if [[ $(< /proc/cpuinfo) == *'User Mode Linux'* ]]; then
		echo "$1"
	else
		echo "$2"
	fi
}
