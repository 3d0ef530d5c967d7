# SPDX-License-Identifier: GPL-2.0
#
# ersym: the kernel module and the command. "make help" lists the rest.

KERNEL ?= $(shell uname -r)
KDIR ?= /lib/modules/$(KERNEL)/build
PREFIX ?= /usr/local
DESTDIR ?=
CFLAGS ?= -O2 -g

all: userspace modules

help:
	@echo 'make               the module kmod/ersym.ko and the programs userspace/ersym, userspace/ersym-net'
	@echo '  KDIR=DIR         for the kernel with these headers, not for the running one'
	@echo 'make modules       only the module'
	@echo 'make userspace     only the command'
	@echo 'make install       both, with man pages, completion, schema and unit (PREFIX, DESTDIR)'
	@echo '  install-modules, install-userspace: only the one or the other'
	@echo 'make uninstall     removes what install put there'
	@echo 'make clean'
	@echo
	@echo 'On Debian 12, as root; what is missing gets installed:'
	@echo 'make demo          shows ersym at work, in a virtual machine'
	@echo 'make check         every check of a change, in about an hour'
	@echo 'make check-all     and all selftests on every kernel, and bugs on purpose: hours'
	@echo 'make check-style   only style, static analysis and generated files'
	@echo 'make check-unit    only the unit tests'
	@echo 'make check-netns   only what needs no module, on this kernel'
	@echo 'make check-series  only the selftests, on User-Mode Linux 6.1 and 6.12'
	@echo 'make check-smoke   only the smoke set, on each stock kernel in virtual machines'
	@echo 'make check-vm      all selftests there, which takes an hour'
	@echo '  KERNEL=SERIES    of these three lanes, on this one: 6.1, 6.12 or 7.2'
	@echo 'make check-debug   the same selftests on a kernel 7.2 that checks itself: KASAN,'
	@echo '                   lockdep, kmemleak, fault injection; those that race on one with'
	@echo '                   processors too. Each is built once: ten minutes'
	@echo '  TESTS="a.sh ..." of all these, only these selftests'
	@echo 'make check-network only random networks, as real routers against the model'
	@echo '  SEEDS=N          so many of them, not 5'
	@echo 'make check-packages only the Debian packages: built, installed, booted, removed'
	@echo 'make check-bugs    whether bugs that are put into the code are seen'
	@echo 'make bench         what a packet costs, beside every alternative: minutes'
	@echo 'make bench-network what ersym-net takes for large networks: minutes'

modules:
	@test -e $(KDIR)/Makefile || { \
		echo 'no kernel headers in $(KDIR)' >&2; \
		echo 'install them (Debian: apt-get install linux-headers-$(KERNEL))' >&2; \
		echo 'or name others: make KDIR=/lib/modules/VERSION/build' >&2; \
		exit 1; }
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

userspace:
	$(MAKE) -C userspace

# What the selftests need beside.
programs := $(basename $(wildcard selftests/helpers/*.c selftests/vm/*.c))
selftests talk: $(programs)
selftests/helpers/queue: LDLIBS += -lmnl
selftests/helpers/rows: LDLIBS += -ljansson
selftests/helpers/ip: LDFLAGS += -static
selftests/helpers/fuzz-netlink selftests/helpers/odd-packets: selftests/helpers/random.h
selftests/helpers/fuzz-netlink: $(wildcard selftests/helpers/fuzz/*.[ch])
$(programs): %: %.c
	$(CC) $(CFLAGS) $(LDFLAGS) -Wall -Wextra -Ikmod/include/uapi -o $@ $(filter %.c,$^) $(LDLIBS)

mandir := $(PREFIX)/share/man
schemadir := $(PREFIX)/share/ersym
completiondir := $(PREFIX)/share/bash-completion/completions
unitdir := $(PREFIX)/lib/systemd/system
man := $(wildcard Documentation/man/*.[1-8])
schemas := $(wildcard Documentation/*.schema.json)
units := $(notdir $(basename $(wildcard userspace/systemd/*.in)))

# The kernel that kmod/ersym.ko was built for.
release = $(firstword $(shell modinfo -F vermagic kmod/ersym.ko))

install: install-modules install-userspace

install-modules: modules
	install -D -m 644 kmod/ersym.ko $(DESTDIR)/lib/modules/$(release)/updates/ersym.ko
	depmod $(if $(DESTDIR),-b $(DESTDIR)) $(release)

install-userspace: userspace
	install -D -m 755 userspace/ersym $(DESTDIR)$(PREFIX)/sbin/ersym
	install -D -m 755 userspace/ersym-net $(DESTDIR)$(PREFIX)/bin/ersym-net
	$(foreach page,$(man),install -D -m 644 $(page) \
		$(DESTDIR)$(mandir)/man$(patsubst .%,%,$(suffix $(page)))/$(notdir $(page));)
	$(foreach schema,$(schemas),install -D -m 644 $(schema) \
		$(DESTDIR)$(schemadir)/$(notdir $(schema));)
	install -D -m 644 userspace/completion/ersym $(DESTDIR)$(completiondir)/ersym
	install -D -m 644 userspace/completion/ersym-net $(DESTDIR)$(completiondir)/ersym-net
	install -D -m 644 Documentation/prometheus/ersym.rules.yaml \
		$(DESTDIR)$(schemadir)/prometheus/ersym.rules.yaml
	install -d $(DESTDIR)$(unitdir)
	$(foreach unit,$(units),sed 's|@sbindir@|$(PREFIX)/sbin|' \
		userspace/systemd/$(unit).in > $(DESTDIR)$(unitdir)/$(unit); \
		chmod 644 $(DESTDIR)$(unitdir)/$(unit);)

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/ersym-net $(DESTDIR)$(completiondir)/ersym-net \
		$(addprefix $(DESTDIR)$(unitdir)/,$(units)) \
		$(DESTDIR)$(schemadir)/prometheus/ersym.rules.yaml
	rm -f $(DESTDIR)$(PREFIX)/sbin/ersym $(DESTDIR)$(completiondir)/ersym $(addprefix $(DESTDIR)$(schemadir)/,$(notdir $(schemas)))
	rm -f $(foreach page,$(man),$(DESTDIR)$(mandir)/man?/$(notdir $(page)))
	$(foreach module,$(wildcard $(DESTDIR)/lib/modules/*/updates/ersym.ko),rm $(module); \
		depmod $(if $(DESTDIR),-b $(DESTDIR)) $(notdir $(module:/updates/ersym.ko=));)

checks := check $(addprefix check-,all style unit netns network packages smoke vm series debug bugs)
$(checks):
	@scripts/check $(@:check-%=%) $(if $(filter command line,$(origin KERNEL)),-k $(KERNEL)) $(TESTS)

# SEEDS=N: so many random networks.
demo:
	@scripts/demo

bench:
	@scripts/setup bench
	@selftests/bench/run

bench-network:
	$(MAKE) -s userspace
	@scripts/bench-network

clean:
	rm -rf build
	rm -f $(programs) Module.symvers modules.order .*.cmd
	$(MAKE) -C userspace clean
	find kmod \( -name '*.o' -o -name '*.ko' -o -name '*.mod' -o -name '*.mod.c' \
		-o -name '.*.cmd' -o -name modules.order \) -delete

.PHONY: all help modules userspace selftests talk install install-modules install-userspace uninstall demo bench bench-network clean $(checks)
