# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034 # for those who source this
#
# Debian's packages: what builds ersym, what the demo and the selftests start, on this
# machine and in each Debian that they run in, and what only checks need. A name a
# line, so that two who add one do not meet.

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
)

# Beside these, virtme-ng, which Debian 12 has not got.
vm_packages=(
	busybox-static # of which virtme-ng makes its initramfs
	kmod
	qemu-system-x86
)

demo_packages=(
	conntrack
	curl
	iperf3
	iproute2
	iputils-ping
	jq
	nftables
	procps
	socat
	tcpdump
)

selftest_packages=(
	busybox-static
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

check_packages=(
	ccache
	clang
	libclang-rt-14-dev
	frr # the second witness of ersym-net
	libcmocka-dev
	python3-jsonschema
	python3-scapy
	python3-yaml
	rsync
	mmdebstrap # for roots of other releases
	# Debian's packages of ersym
	debhelper
	dh-dkms
	dkms
	dpkg-dev
	lintian
	openssl # with which DKMS signs
	systemd
	prometheus # reads the metrics, and tests the alert rules
	python3-prometheus-client
	# kernels
	bc
	bison
	flex
	libelf-dev
	libssl-dev
	patch
	# style
	coccinelle
	codespell
	git
	mandoc
	perl
	python3-docutils
	shellcheck
	xz-utils
	yamllint
)
