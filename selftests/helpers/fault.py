#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Makes each allocation of some work of ersym fail once.

fault.py WORK [ARG]
    does the work again and again; the first time the first allocation in it
    fails, then the second, and so on, until one more would be too many. After
    each it looks at what is left. WORK: module FILE, namespace, configure,
    dumps, devices or events.

The kernel counts the allocations of this process, and fails the one with the number
in /proc/self/fail-nth. Where other code allocates too, only allocations with a certain
function on the stack are counted.
"""

import ctypes
import errno
import fcntl
import itertools
import os
import re
import select
import socket
import struct
import sys

import genl
from genl import Attr, circuit, encode, link, mask, pool, text, u32

FAULTS = "/sys/kernel/debug/"
SYS_FINIT_MODULE, SYS_DELETE_MODULE = 313, 176
CLONE_NEWNET = 0x40000000
SOL_IP, IP_TRANSPARENT = 0, 19
NETLINK_ADD_MEMBERSHIP = 1
RTM_NEWLINK, RTM_DELLINK = 16, 17
NLM_F_CREATE, NLM_F_EXCL = 0x400, 0x200
IFLA_IFNAME, IFLA_LINKINFO, IFLA_INFO_KIND = 3, 18, 1
SIOCGIFFLAGS, SIOCSIFFLAGS, SIOCSIFNAME = 0x8913, 0x8914, 0x8923
IFF_UP = 1
CTRL_ATTR_MCAST_GROUPS, CTRL_ATTR_MCAST_GRP_ID = 7, 2
CIRCUIT_LINK_PRESENT = 2
STATUS_CIRCUIT = 2
EVENT_SUPPRESSED = 14

# Errors of a failed allocation.
NO_MEMORY = (errno.ENOMEM, errno.ENOBUFS)

ports = itertools.count(4000)
libc = ctypes.CDLL(None, use_errno=True)
problems = 0


def complain(what, *lines):
    global problems
    problems += 1
    print(f"FAIL: {what}")
    for line in lines:
        print(f"  {line}")


def check(what, actual, expected):
    if actual != expected:
        complain(what, f"is     {actual}", f"should {expected}")


class Fault:
    """The counter of this process, and the function within which it counts."""

    def __init__(self, within=None):
        self.file = os.open("/proc/self/fail-nth", os.O_RDWR)
        start, end = within or (0, (1 << 64) - 1)
        # Without a message in the log; allocations that may sleep fail too.
        self.tell("failslab", "ignore-gfp-wait", "N")
        for fault in ("failslab", "fail_page_alloc"):
            self.tell(fault, "verbose", "0")
            self.tell(fault, "stacktrace-depth", "32")
            self.tell(fault, "require-start", hex(start))
            self.tell(fault, "require-end", hex(end))

    @staticmethod
    def tell(fault, name, value):
        with open(FAULTS + fault + "/" + name, "w", encoding="ascii") as file:
            file.write(value)

    def inject(self, number, work):
        """Fails one allocation. What work() returned, or the errno that ended
        it, and whether there were as many allocations."""
        os.pwrite(self.file, b"%d" % number, 0)
        try:
            result = work()
        except OSError as error:
            result = error.errno
        left = int(os.pread(self.file, 16, 0))
        os.pwrite(self.file, b"0", 0)
        return result, left == 0

    def each(self, work):
        """The result of work(), for each allocation in it that failed."""
        for number in range(1, 1 << 20):
            result, failed = self.inject(number, work)
            if not failed:
                return
            yield number, result


def symbols():
    """Address, name and module of all functions."""
    with open("/proc/kallsyms", encoding="ascii") as file:
        for line in file:
            address, kind, name, *owner = line.split()
            if kind in "tT":
                yield int(address, 16), name, owner


def function(wanted):
    """First address, and the one behind the last."""
    addresses = sorted(symbols())
    start, = (address for address, name, _ in addresses if name == wanted)
    return start, next(address for address, *_ in addresses if address > start)


def module():
    """The functions of ersym.ko."""
    addresses = [address for address, _, owner in symbols()
                 if owner == ["[ersym]"]]
    return min(addresses), max(addresses) + 4096


def failures(what, number, least):
    print(f"{what}: {number} failures")
    if number < least:
        complain(f"{what}: {number} allocations, expected at least {least}")


# ---------------------------------------------------------------- the works

def work_module(file):
    """The module is loaded, or it is absent."""
    fault = Fault(function("do_init_module"))
    number = 0

    def load():
        fd = os.open(file, os.O_RDONLY)
        try:
            if libc.syscall(SYS_FINIT_MODULE, fd, b"", 0):
                raise OSError(ctypes.get_errno(), "finit_module")
        finally:
            os.close(fd)
        return 0

    def unload():
        if libc.syscall(SYS_DELETE_MODULE, b"ersym", 0):
            complain("unload", os.strerror(ctypes.get_errno()))

    unload()
    for number, error in fault.each(load):
        there = os.path.exists("/sys/module/ersym")
        if error:
            if error not in NO_MEMORY:
                complain(f"module, allocation {number}", os.strerror(error))
            if there:
                complain(f"module, allocation {number}: refused, but there")
        if there:
            unload()
    check("the module is there", os.path.exists("/sys/module/ersym"), True)
    failures("module", number, 5)


def work_namespace():
    """A namespace is created, or it is not; either way it is deleted. Its errno may
    be that of another subsystem: ersym is one of fifty."""
    fault = Fault(function("setup_net"))
    number = 0

    def unshare():
        if libc.unshare(CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "unshare")
        return 0

    for number, _ in fault.each(unshare):
        pass
    failures("namespace", number, 50)
    # ersym works in the namespace of the last attempt.
    family = genl.Family("ersym")
    check("config-set", family.ask(genl.CONFIG_SET, encode(genl.ordinary())),
          [])


def another():
    """Circuits that stay, that change and that are new."""
    return [mask(0x00ffffff),
            circuit(1, "us", link("us-pri"), pool("20.2.2.0/29"),
                    u32(genl.CIRCUIT_DROP, 0x11)),
            circuit(2, "hk", link("eu-pri"), pool("2001:db8:20:2::/64")),
            circuit(3, "azure", link("vlan100"))]


def without_guard():
    return [mask(0xffff0000), circuit(1, "us", link("us-pri"),
                                      pool("20.2.2.0/29"))]


def work_configure():
    """The new configuration is in force, or the old one is, to the byte."""
    fault = Fault(module())
    family = genl.Family("ersym")
    cases = {"nothing": [], "ordinary": genl.ordinary(),
             "another": another(), "without guard": without_guard()}
    total = 0

    def answer_to(attrs):
        answer = family.ask(genl.CONFIG_SET, encode(attrs))
        return answer.error if isinstance(answer, genl.Refusal) else 0

    def now():
        return family.ask(genl.CONFIG_GET)[0]

    for old in cases:
        for new in cases:
            what = f"from {old} to {new}"
            number = 0
            answer_to(cases[old])
            before = now()
            for number, error in fault.each(lambda new=new:
                                            answer_to(cases[new])):
                if error:
                    if error not in NO_MEMORY:
                        complain(f"{what}, allocation {number}",
                                 os.strerror(error))
                    check(f"{what}, allocation {number}: what is in force",
                          now().hex(), before.hex())
                else:
                    answer_to(cases[old])
                    before = now()
            check(f"{what}: what is in force at last",
                  genl.canonical(now()),
                  genl.canonical(encode(cases[new])))
            failures(what, number, 5 if new != "nothing" else 0)
            total += number
    failures("configure", total, 60)


def leak(device="us-pri"):
    """A packet with an address of eu's pool leaves by a link of us. Each from
    a port of its own: a connection of its own."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setsockopt(SOL_IP, IP_TRANSPARENT, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE,
                        device.encode())
        sock.bind(("20.2.2.9", next(ports)))
        sock.sendto(b"x", ("1.2.3.4", 443))


def counted(family):
    """The packets of all violations."""
    return sum(struct.unpack("=Q", dict(genl.decode(cell))
                             [genl.VIOLATION_PACKETS])[0]
               for cell in family.ask(genl.VIOLATION_GET,
                                      flags=genl.NLM_F_DUMP))


def work_dumps():
    """The answer is whole, or there is an errno; and the next one is whole."""
    fault = Fault()
    requests = {
        "config-get": (genl.CONFIG_GET, b"", genl.NLM_F_ACK),
        "circuit-get": (genl.CIRCUIT_GET, encode([u32(genl.STATUS_ID, 1)]),
                        genl.NLM_F_ACK),
        "circuit-get, all": (genl.CIRCUIT_GET, b"", genl.NLM_F_DUMP),
        "violation-get, all": (genl.VIOLATION_GET, b"", genl.NLM_F_DUMP),
        "flow-flush": (genl.FLOW_FLUSH, b"", genl.NLM_F_ACK),
    }
    genl.Family("ersym").ask(genl.CONFIG_SET, encode(genl.ordinary()))
    leak()
    before = genl.Family("ersym").ask(genl.CONFIG_GET)
    for what, (command, payload, flags) in requests.items():
        number = 0
        while True:
            # One socket for each: the rest of a dump must not reach the next one.
            family = genl.Family("ersym")
            family.sock.settimeout(5)
            number += 1
            answer, failed = fault.inject(
                number, lambda family=family:
                family.ask(command, payload, flags))
            family.sock.close()
            if not failed:
                break
            if isinstance(answer, genl.Refusal):
                answer = answer.error
            if not isinstance(answer, list) and answer not in NO_MEMORY:
                complain(f"{what}, allocation {number}", f"answer {answer}")
            family = genl.Family("ersym")
            check(f"{what}, allocation {number}: what is in force",
                  family.ask(genl.CONFIG_GET), before)
            family.sock.close()
        if not isinstance(answer, list) or (command != genl.FLOW_FLUSH and
                                            not answer):
            complain(what, f"answer {answer}")
        failures(what, number - 1, 3)


def rtnl(kind, flags, name, *attrs):
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    body = struct.pack("=BxHiII", 0, 0, 0, 0, 0) + encode(
        [text(IFLA_IFNAME, name), *attrs])
    try:
        sock.send(struct.pack("=IHHII", 16 + len(body), kind,
                              genl.NLM_F_REQUEST | genl.NLM_F_ACK | flags,
                              1, 0) + body)
        error = -struct.unpack_from("=i", sock.recv(65536), 16)[0]
    finally:
        sock.close()
    if error:
        raise OSError(error, "rtnetlink")


def add(name):
    rtnl(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, name,
         Attr(IFLA_LINKINFO, [text(IFLA_INFO_KIND, "dummy")]))


def delete(name):
    rtnl(RTM_DELLINK, 0, name)


def ioctl(request, name, value):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        return fcntl.ioctl(sock, request,
                           struct.pack("16s24s", name.encode(), value))


def rename(name, new):
    ioctl(SIOCSIFNAME, name, new.encode())


def up(name, yes=True):
    ioctl(SIOCSIFFLAGS, name, struct.pack("=H", IFF_UP if yes else 0))


def is_up(name):
    return ioctl(SIOCGIFFLAGS, name, b"")[16] & IFF_UP


class Listener:
    """A socket that has subscribed to the events."""

    def __init__(self):
        family = genl.Family("ersym")
        self.number, family.number = family.number, 16
        reply = dict(genl.decode(family.ask(
            genl.CTRL_CMD_GETFAMILY,
            encode([text(genl.CTRL_ATTR_FAMILY_NAME, "ersym")]))[0]))
        (_, first), = genl.decode(reply[CTRL_ATTR_MCAST_GROUPS])
        group = dict(genl.decode(first))[CTRL_ATTR_MCAST_GRP_ID]
        self.sock = family.sock
        self.sock.setsockopt(genl.SOL_NETLINK, NETLINK_ADD_MEMBERSHIP,
                             struct.unpack("=I", group)[0])

    def events(self):
        """Events in the socket: command and attributes; None for "some are lost"."""
        events = []
        while select.select([self.sock], [], [], 0)[0]:
            try:
                data = self.sock.recv(65536)
            except OSError as error:
                if error.errno != errno.ENOBUFS:
                    raise
                events.append(None)
                continue
            events.append((data[16], dict(genl.decode(data[20:]))))
        return events


def work_devices():
    """A device is created, deleted or changed as requested, or stays as it was;
    circuit-get agrees, and packets on it are judged accordingly."""
    fault = Fault(module())
    family = genl.Family("ersym")
    listener = Listener()
    family.ask(genl.CONFIG_SET, encode([
        mask(0xffff0000), circuit(1, "us", link("new")),
        circuit(2, "eu", pool("20.2.2.8/29"))]))
    before = family.ask(genl.CONFIG_GET)

    def present():
        status = dict(genl.decode(family.ask(
            genl.CIRCUIT_GET, encode([u32(genl.STATUS_ID, 1)]))[0]))
        inner = dict(genl.decode(status[STATUS_CIRCUIT]))
        return CIRCUIT_LINK_PRESENT in dict(
            genl.decode(inner[genl.CIRCUIT_LINK]))

    def exists(name="new"):
        try:
            return socket.if_nametoindex(name) > 0
        except OSError:
            return False

    def absent():
        for name in ("new", "old"):
            if exists(name):
                delete(name)

    def named(name):
        absent()
        add(name)

    def running(name):
        named(name)
        up(name)

    def is_link(name):
        packets = counted(family)
        leak(device=name)
        return counted(family) > packets

    steps = {
        "a link comes": (absent, lambda: add("new")),
        "a device gets the name": (lambda: named("old"),
                                   lambda: rename("old", "new")),
        "a device loses the name": (lambda: named("new"),
                                    lambda: rename("new", "old")),
        "one that is up gets it": (lambda: running("old"),
                                   lambda: rename("old", "new")),
        "one that is up loses it": (lambda: running("new"),
                                    lambda: rename("new", "old")),
        "a link comes up": (lambda: named("new"), lambda: up("new")),
        "a link goes down": (lambda: running("new"),
                             lambda: up("new", False)),
        "a link goes": (lambda: running("new"), lambda: delete("new")),
    }
    for what, (prepare, step) in steps.items():
        number = 0
        while True:
            prepare()
            listener.events()
            number += 1
            error, failed = fault.inject(number, step)
            if error and error not in NO_MEMORY:
                complain(f"{what}, allocation {number}", os.strerror(error))
            check(f"{what}, allocation {number}: the link is there",
                  present(), exists())
            check(f"{what}, allocation {number}: what is in force",
                  family.ask(genl.CONFIG_GET), before)
            for name in ("new", "old"):
                if exists(name) and is_up(name):
                    check(f"{what}, allocation {number}: {name} is a link",
                          is_link(name), name == "new")
            if not failed:
                break
        if not listener.events():
            complain(f"{what}: there is no event")
        failures(what, number - 1, 1)
    absent()


def work_events():
    """A violation is reported, or counted as suppressed, or the subscriber gets an
    error that events are lost."""
    fault = Fault(module())
    family = genl.Family("ersym")
    family.ask(genl.CONFIG_SET, encode(genl.ordinary()))
    listener = Listener()
    sent = reported = lost = 0

    # The first of a kind needs a counter: without memory for that it is reported,
    # but not counted.
    _, failed = fault.inject(1, leak)
    check("the first leak needs memory", failed, True)
    check("leaks that are counted without a counter", counted(family), 0)
    check("events", len(listener.events()), 1)
    leak()
    check("events", len(listener.events()), 1)

    for sent in range(1, 1 << 10):
        _, failed = fault.inject(sent, leak)
        check(f"leaks, after allocation {sent}", counted(family), 1 + sent)
        if not failed:
            break
    for event in listener.events():
        if event is None:
            lost += 1
            continue
        reported += 1 + struct.unpack("=Q", event[1][EVENT_SUPPRESSED])[0]
    if not lost and reported != sent:
        complain("events", f"{reported} of {sent} were reported or counted")
    print(f"{sent} leaks, {reported} reported or counted, {lost} times lost")
    failures("events", sent - 1, 2)


def main():
    globals()["work_" + sys.argv[1]](*sys.argv[2:])
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
