# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034 # for those who source this
#
# Debian's packages: what builds ersym and what the selftests start, on this
# machine and in each Debian that they run in. A name a line, so that two who add
# one do not meet.

build_packages=(
	gcc
	libc6-dev
	libjansson-dev
	libmnl-dev
	libnetfilter-conntrack-dev
	libnftnl-dev
	libyaml-dev
	make
	pkgconf
	sparse
)

selftest_packages=(
	busybox-static # of which virtme-ng makes its initramfs, too
	conntrack
	curl
	ethtool
	iperf3
	iproute2
	iptables
	iputils-ping
	jq
	kmod
	mount
	nftables
	procps
	python3
	socat
	strace
	tcpdump
	util-linux
)
