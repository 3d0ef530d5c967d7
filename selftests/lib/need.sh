# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # variables of the other parts and of the tests
#
# What a test needs: a file is skipped where it is missing.

# need_tools TOOL...: skips the file where one is missing.
need_tools()
{
	local tool

	[ "$(id -u)" -eq 0 ] || skip_all "needs root"
	for tool in "$@"; do
		command -v "$tool" > /dev/null || skip_all "needs $tool"
	done
}

# module_file: prints the file that the module is loaded from.
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

# need_module: the module, loaded.
need_module()
{
	[ -d /sys/module/ersym ] || load_module ||
		skip_all "needs the kernel module ersym"
}

# need_kernel MODULE...: these modules, loaded or built in.
need_kernel()
{
	local module

	for module in "$@"; do
		has_kernel "$module" || skip_all "needs a kernel with $module"
	done
}

# has_kernel MODULE: the kernel has it, as a module or built in.
has_kernel()
{
	[ -d "/sys/module/$1" ] || modprobe -q "$1" ||
		grep -qE " $1_(module_)?init$" /proc/kallsyms
}

# kernel_case MODULE DESCRIPTION FUNCTION [ARG...]: a case that needs this module of the
# kernel. Every stock kernel has it; that of the machine that checks may lack it.
kernel_case()
{
	local module=$1

	shift
	! has_kernel "$module" || test_case "$@"
}

# need_failslab: a kernel that can make a given allocation fail.
need_failslab()
{
	[ -e /proc/self/fail-nth ] || skip_all "needs a kernel with fault injection"
	[ -d /sys/kernel/debug/failslab ] || skip_all "needs failslab, and debugfs"
}

# need_ersym: the command, and the module loaded, unless ENGINE is nftables: then
# ersym_apply adds the engine to every configuration.
need_ersym()
{
	need_tools ip jq nft tcpdump
	[ -x "${ERSYM:-}" ] || skip_all "needs ersym in the PATH or in ERSYM"
	[ -x "$lib_dir/helpers/talk" ] || skip_all "needs talk: make selftests"
	[ "$ENGINE" = nftables ] || need_module
}

# at_speed NATIVE EMULATED: prints the number for this machine. User-Mode Linux runs
# at native speed.
at_speed()
{
	if [[ $(< /proc/cpuinfo) == *'User Mode Linux'* ]]; then
		echo "$1"
	else
		echo "$2"
	fi
}

# has_xtables: the kernel has the extensions of iptables that Docker, Kubernetes and
# Tailscale use. Every stock kernel has; one that is built for tests may lack them.
has_xtables()
{
	unshare -n sh -ec 'iptables-nft -t nat -A POSTROUTING \
			-m addrtype --dst-type LOCAL -j MASQUERADE
		iptables-nft -t mangle -A PREROUTING -j CONNMARK --restore-mark
		iptables-nft -t mangle -A PREROUTING -m mark --mark 1 -j MARK --set-mark 1
		ip6tables-nft -t nat -A POSTROUTING -j MASQUERADE' > /dev/null 2>&1
}

# xtables_case DESCRIPTION FUNCTION [ARG...]: a case that needs these extensions.
xtables_case()
{
	[ -n "${xtables:-}" ] || { has_xtables && xtables=yes; } || xtables=no
	[ "$xtables" = no ] || test_case "$@"
}
